//! The two doors of this module: bytes in, checked values and warnings out.

use std::borrow::Cow;

use super::item::Walk;
use super::model::Collection;
use super::source::{Json, Kind, Warnings, decode, not_a_collection, parse};
use super::v1;
use super::variables::{Scope, Variables, environment};
use crate::diagnostic::Diagnostic;

/// What was read, and what a person should know about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// In reading order, at most about a thousand; none of them names the file.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a collection in format 1, 2.0 or 2.1, bare or wrapped in `collection`, with its variables filled in.
///
/// # Errors
/// The bytes are no text, no JSON, or no collection. The diagnostic does not name the file.
pub fn read_collection(bytes: &[u8], environment: &Variables) -> Result<Read<Collection>, Box<Diagnostic>> {
    let text = decode(bytes)?;
    let mut warnings = Warnings::of(&text);
    let mut root = parse_warned(&text, &mut warnings)?;
    if matches!(Kind::of(&root), Kind::Other { .. }) && root.get("collection").is_some_and(Json::is_object) {
        root = root.take("collection").unwrap_or_default();
    }
    if Kind::of(&root) == Kind::CollectionV1 {
        root = v1::convert(root, text.len(), &mut warnings);
    }
    match Kind::of(&root) {
        Kind::Collection => {}
        other => return Err(Box::new(not_a_collection(other))),
    }
    let value = walk(root, environment, text.len(), &mut warnings);
    Ok(Read { value, warnings: warnings.finish() })
}

fn walk<'a>(
    mut root: Json<'a>,
    environment: &Variables,
    length: usize,
    warnings: &mut Warnings<'a>,
) -> Collection {
    let name = root.get("info").and_then(|info| info.text_of("name")).unwrap_or_default().into_owned();
    let variables = Variables::of(root.first_of(&["variable", "variables"]));
    let items = root.take("item").unwrap_or_default();
    drop(root);
    let mut walk = Walk {
        collection: Collection { name, ..Collection::default() },
        scope: Scope::new(environment, variables, length),
        warnings,
        path: Vec::new(),
    };
    walk.items(items);
    walk.collection
}

/// Reads an environment or globals, bare or wrapped.
///
/// # Errors
/// The bytes are no text, no JSON, or no environment. The diagnostic does not name the file.
pub fn read_environment(bytes: &[u8]) -> Result<Read<Variables>, Box<Diagnostic>> {
    let text = decode(bytes)?;
    let mut warnings = Warnings::of(&text);
    let root = parse_warned(&text, &mut warnings)?;
    let value = environment(&root)?;
    Ok(Read { value, warnings: warnings.finish() })
}

fn parse_warned<'a>(text: &'a str, warnings: &mut Warnings<'a>) -> Result<Json<'a>, Box<Diagnostic>> {
    let document = parse(text)?;
    for key in &document.duplicate_keys {
        let anchor = if let Cow::Borrowed(key) = key { Some(*key) } else { None };
        warnings.add(anchor, || {
            Diagnostic::warning(format!("the key `{key}` stands twice in one object; the last one counts"))
                .hint("remove one of them")
        });
    }
    if let Some(place) = document.tail {
        warnings.add(None, || {
            Diagnostic::warning("something stands behind the end of the document; it is ignored")
                .at(place)
                .hint("remove it")
        });
    }
    Ok(document.root)
}
