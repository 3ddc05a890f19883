//! The files of a folder, read as far as each can be.

use std::path::Path;

use super::super::source::{Document, Json, Notation, Text, Warnings};
use super::locate::{Located, locate};
use super::read::FolderFile;
use crate::diagnostic::{Diagnostic, Level};

/// How deep folders may lie within each other; paths could be deeper than a walk can recurse.
const DEPTH: usize = 48;

/// A file that has a place in the collection, with its text.
pub(super) struct Opened<'f> {
    located: Located,
    path: &'f Path,
    text: Result<Text<'f>, Box<Diagnostic>>,
}

impl Opened<'_> {
    /// In bytes; 0 where it is no text.
    pub(super) fn length(&self) -> usize {
        self.text.as_ref().map_or(0, |text| text.as_str().len())
    }
}

/// Those files that have a place in the collection, by their paths.
pub(super) fn open<'f>(files: &[FolderFile<'f>]) -> Vec<Opened<'f>> {
    let mut opened: Vec<_> = files
        .iter()
        .filter_map(|file| {
            let located = locate(file.path)?;
            Some(Opened { located, path: file.path, text: Text::of(file.bytes) })
        })
        .collect();
    opened.sort_by(|one, other| one.located.cmp(&other.located));
    opened
}

/// A file and what it says; none where it cannot be read.
pub(super) struct Parsed<'t> {
    pub(super) located: &'t Located,
    pub(super) path: &'t Path,
    pub(super) json: Option<Json<'t>>,
}

/// Reads every file. What keeps one from being read becomes a warning.
pub(super) fn parse<'t>(opened: &'t [Opened<'_>]) -> (Vec<Parsed<'t>>, Warnings<'t>) {
    let documents: Vec<_> = opened.iter().map(document).collect();
    // Only now is it known which texts had to be mended.
    let texts = opened.iter().filter_map(|file| Some((file.path, file.text.as_ref().ok()?.as_str())));
    let mut warnings = Warnings::of_files(texts);
    let parsed = opened.iter().zip(documents).filter_map(|(file, document)| {
        if file.path.components().count() > DEPTH {
            warnings.add(None, || too_deep(file.path));
            return None;
        }
        let json = document.map(|document| document.into_root(&mut warnings));
        let json = json.and_then(must_be_object).map_err(|problem| {
            warnings.add(None, || left_out(*problem, file.path));
        });
        Some(Parsed { located: &file.located, path: file.path, json: json.ok() })
    });
    (parsed.collect(), warnings)
}

fn document<'t>(file: &'t Opened<'_>) -> Result<Document<'t>, Box<Diagnostic>> {
    match &file.text {
        Ok(text) => text.document_in(Notation::Yaml),
        Err(problem) => Err(problem.clone()),
    }
}

fn must_be_object(json: Json<'_>) -> Result<Json<'_>, Box<Diagnostic>> {
    if json.is_object() {
        return Ok(json);
    }
    let problem = Diagnostic::error("no keys and values, but something else");
    Err(Box::new(problem.hint("save it in Postman again")))
}

fn left_out(problem: Diagnostic, path: &Path) -> Diagnostic {
    let message = format!("{}: the file is left out", problem.message);
    Diagnostic { message, level: Level::Warning, ..problem }.in_file(path)
}

fn too_deep(path: &Path) -> Diagnostic {
    Diagnostic::warning(format!("more than {DEPTH} folders lie within each other: the file is left out"))
        .in_file(path)
        .hint("move it further up")
}
