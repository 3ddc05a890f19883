//! The doors of this module: bytes in, checked values and warnings out.

use super::algorithm::Algorithm;
use super::inspection::{Inspection, Subject};
use super::item::Walk;
use super::model::Collection;
use super::source::{Document, Json, Kind, Text, Warnings, not_a_collection, not_an_environment};
use super::v1;
use super::variables::{Scope, Variables, environment};
use crate::diagnostic::Diagnostic;

/// What was read, and what a person should know about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// In reading order, at most about a thousand. They name no file, but for those of a folder, which name
    /// the file within it.
    pub warnings: Vec<Diagnostic>,
}

/// How a collection is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions<'e> {
    /// The variables that win over the collection's own.
    pub environment: &'e Variables,
    /// The rules it is read for.
    pub algorithm: Algorithm,
    /// What else is told of it.
    pub inspection: Option<Inspection>,
}

impl<'e> ReadOptions<'e> {
    /// With this environment, for the default rules, and without an inspection.
    pub fn of(environment: &'e Variables) -> Self {
        Self { environment, algorithm: Algorithm::default(), inspection: None }
    }
}

/// Reads a collection in format 1, 2.0 or 2.1, bare or wrapped in `collection`, with its variables filled in.
///
/// # Errors
/// The bytes are no text, no JSON, or no collection. The diagnostic does not name the file.
pub fn read_collection(bytes: &[u8], environment: &Variables) -> Result<Read<Collection>, Box<Diagnostic>> {
    inspect_collection(bytes, &ReadOptions::of(environment))
}

/// As [`read_collection`], with options; what the inspection finds is told as well.
///
/// # Errors
/// As [`read_collection`].
pub fn inspect_collection(
    bytes: &[u8],
    options: &ReadOptions<'_>,
) -> Result<Read<Collection>, Box<Diagnostic>> {
    let text = open(bytes, not_a_collection)?;
    let understand = |document| understand(document, text.as_str(), options);
    if let Some(Ok(Some(read))) = text.outline().map(understand) {
        return Ok(read);
    }
    let document = text.document()?;
    // Of a whole document no piece is left to be read.
    Ok(understand(document)?.unwrap_or_default())
}

/// As [`inspect_collection`], always from the whole document: what reading in pieces is held against.
#[cfg(any(test, fuzzing))]
pub(crate) fn inspect_whole_collection(
    bytes: &[u8],
    options: &ReadOptions<'_>,
) -> Result<Read<Collection>, Box<Diagnostic>> {
    let text = open(bytes, not_a_collection)?;
    let read = understand(text.document()?, text.as_str(), options)?;
    Ok(read.unwrap_or_default())
}

/// Makes a collection of a document from this text; none where a piece of it cannot be read by itself.
///
/// # Errors
/// It is no collection.
fn understand<'a>(
    document: Document<'a>,
    text: &'a str,
    options: &ReadOptions<'_>,
) -> Result<Option<Read<Collection>>, Box<Diagnostic>> {
    let mut warnings = Warnings::of(text);
    let mut root = document.into_root(&mut warnings);
    let length = text.len();
    if matches!(Kind::of_bare(&root), Kind::Other { .. })
        && root.get("collection").is_some_and(Json::is_object)
    {
        root = root.take("collection").unwrap_or_default();
    }
    let root = match Kind::of(&root) {
        Kind::Collection => root,
        Kind::CollectionV1 => v1::convert(root, length, &mut warnings),
        other => return Err(Box::new(not_a_collection(other))),
    };
    let value = walk(root, options, length, &mut warnings);
    Ok(value.map(|value| Read { value, warnings: warnings.finish() }))
}

/// Reads a tree in format 2 that was made of texts with this length in bytes; none where a piece of it cannot be
/// read by itself.
pub(super) fn walk<'a>(
    mut root: Json<'a>,
    options: &ReadOptions<'_>,
    length: usize,
    warnings: &mut Warnings<'a>,
) -> Option<Collection> {
    let name = root.get("info").and_then(|info| info.text_of("name")).unwrap_or_default().into_owned();
    let variables = Variables::of(root.first_of(&["variable", "variables"]));
    let items = root.take("item").unwrap_or_default();
    drop(root);
    let mut walk = Walk {
        collection: Collection { name, algorithm: options.algorithm, ..Collection::default() },
        scope: Scope::new(options.environment, variables, length).for_rules(options.algorithm),
        warnings,
        path: Vec::new(),
        spots: Vec::new(),
        request_spots: Vec::new(),
        requests: 0,
    };
    walk.items(items)?;
    let Walk { collection, warnings, spots, request_spots, .. } = walk;
    for finding in options.inspection.map(|inspect| inspect(&collection)).unwrap_or_default() {
        let spot = match finding.subject {
            Subject::Example(at) => spots.get(at),
            Subject::Request(at) => request_spots.get(at),
        };
        warnings.add_at(spot.copied().flatten(), || finding.problem);
    }
    Some(collection)
}

/// Reads an environment or globals, bare or wrapped, as JSON or as the YAML of an `*.environment.yaml`.
///
/// # Errors
/// The bytes are no text, neither JSON nor YAML, or no environment. The diagnostic does not name the file.
pub fn read_environment(bytes: &[u8]) -> Result<Read<Variables>, Box<Diagnostic>> {
    let text = open(bytes, not_an_environment)?;
    let document = text.document()?;
    let mut warnings = Warnings::of(text.as_str());
    let value = environment(&document.into_root(&mut warnings))?;
    Ok(Read { value, warnings: warnings.finish() })
}

/// What a file is, by its content; none where it is broken.
///
/// For whoever looks at many files and wants to pass over some: it tells more than an error does, but reads
/// the whole document again, so that it is best asked where reading failed.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    Kind::of_bytes(bytes).or_else(|| {
        let text = Text::of(bytes).ok()?;
        Kind::of_text(text.as_str()).or_else(|| Some(Kind::of(&text.document().ok()?.root)))
    })
}

/// The text of a file, unless it is plainly no document.
fn open(bytes: &[u8], refused: fn(Kind) -> Diagnostic) -> Result<Text<'_>, Box<Diagnostic>> {
    let refuse = |kind| Box::new(refused(kind));
    if let Some(kind) = Kind::of_bytes(bytes) {
        return Err(refuse(kind));
    }
    let text = Text::of(bytes)?;
    match Kind::of_text(text.as_str()) {
        Some(kind) => Err(refuse(kind)),
        None => Ok(text),
    }
}
