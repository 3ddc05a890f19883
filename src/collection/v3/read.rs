//! The door: a listing in, a collection out.

use std::path::Path;

use super::super::model::Collection;
use super::super::read::{Read, ReadOptions, walk};
use super::super::source::{Json, Warnings};
use super::super::variables::Variables;
use super::examples::Examples;
use super::files::{self, Opened, Parsed};
use super::folders::Folders;
use super::locate::Role;
use super::requests;
use crate::diagnostic::Diagnostic;

/// A file in the folder of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderFile<'a> {
    /// Relative to that folder.
    pub path: &'a Path,
    /// All of it.
    pub bytes: &'a [u8],
}

/// Reads a collection in format 3 (Postman v12), with its variables filled in. Files that are no part of it
/// are passed over; the order of the listing does not matter. Where the collection says no name, its folder's
/// is the one to take, which is not known here.
///
/// Each warning names the file, relative to the folder. One of these that cannot be read is a warning too.
///
/// # Errors
/// No file is part of a collection.
pub fn read_collection_folder(
    files: &[FolderFile<'_>],
    environment: &Variables,
) -> Result<Read<Collection>, Box<Diagnostic>> {
    inspect_collection_folder(files, &ReadOptions::of(environment))
}

/// As [`read_collection_folder`], with options; what the inspection finds is told as well.
///
/// # Errors
/// As [`read_collection_folder`].
pub fn inspect_collection_folder(
    files: &[FolderFile<'_>],
    options: &ReadOptions<'_>,
) -> Result<Read<Collection>, Box<Diagnostic>> {
    let opened = files::open(files);
    if opened.is_empty() {
        return Err(Box::new(no_collection()));
    }
    let (parsed, mut warnings) = files::parse(&opened);
    let root = assemble(parsed, &mut warnings);
    let length = opened.iter().map(Opened::length).sum();
    // None of these trees was left in pieces.
    let value = walk(root, options, length, &mut warnings).unwrap_or_default();
    Ok(Read { value, warnings: warnings.finish() })
}

/// All files as one collection in format 2.
fn assemble<'t>(files: Vec<Parsed<'t>>, warnings: &mut Warnings<'t>) -> Json<'t> {
    let (mut folders, mut examples, mut requests) = (Folders::default(), Examples::default(), Vec::new());
    for file in files {
        match file.located.role {
            Role::Definition => folders.define(&file.located.folder, file.json.unwrap_or_default()),
            Role::Example => examples.add(file, warnings),
            Role::Request => requests.push(file),
        }
    }
    for file in requests {
        let folder = &file.located.folder;
        if let Some(item) = requests::item(file, &mut examples, warnings) {
            folders.add(folder, item);
        }
    }
    examples.finish(warnings);
    folders.into_collection()
}

fn no_collection() -> Diagnostic {
    Diagnostic::error("not a Postman collection: no file of this folder is a request or an example").hint(
        "a collection's folder holds `*.request.yaml` files: give that folder, or an exported collection",
    )
}
