//! From the bytes of a file to what mocks use. No file is opened here.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::body_files::BodyFiles;
use super::bundle::Bundle;
use super::patience::Patience;
use crate::collection::{
    Collection, FolderFile, Kind, Read, ReadOptions, Variables, inspect_collection,
    inspect_collection_folder, kind, read_environment,
};
use crate::diagnostic::{Diagnostic, Level};
use crate::mock::{Library, Rewriting};

/// How the config came to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// It names the file.
    Named,
    /// It names the folder that the file is in.
    InFolder,
}

/// What a collection is prepared with, beside what it is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Preparation<'p> {
    /// Which addresses of answers are replaced.
    pub(super) rewriting: &'p Rewriting,
    /// Bodies that are kept beside it.
    pub(super) bodies: &'p BodyFiles,
    /// What waits for them.
    pub(super) patience: &'p Patience,
    /// What its file was before.
    pub(super) before: Before,
}

/// What a file was when it was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A collection.
    Collection,
    /// It was not read, or was none.
    Unknown,
}

/// The variables of an environment.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// Names and values.
    pub(super) variables: Variables,
    /// Another number where the variables are others.
    pub(super) fingerprint: u64,
}

/// Reads a collection and prepares its examples; none where an environment lies in a folder.
///
/// # Errors
/// It is no collection.
pub(super) fn library(
    bytes: Vec<u8>,
    options: &ReadOptions<'_>,
    role: Role,
    preparation: &Preparation<'_>,
) -> Result<Read<Option<Arc<Library>>>, Vec<Diagnostic>> {
    match inspect_collection(&bytes, options) {
        Ok(read) => {
            // What is made of it takes about as much.
            drop(bytes);
            let Read { value, warnings } = prepare(read, preparation)?;
            Ok(Read { value: Some(value), warnings })
        }
        Err(problem) => match (role, kind(&bytes)) {
            (Role::InFolder, Some(Kind::Environment)) => {
                Ok(Read { value: None, warnings: vec![skipped_environment()] })
            }
            // One that was a collection before is broken rather than something else.
            (Role::InFolder, Some(Kind::Other { name, hint })) if preparation.before == Before::Unknown => {
                Ok(Read { value: None, warnings: vec![skipped(name, hint)] })
            }
            _ => Err(vec![*problem]),
        },
    }
}

/// Reads a collection in many files and prepares its examples.
///
/// # Errors
/// None of them is part of a collection.
pub(super) fn bundle_library(
    bundle: &Bundle,
    files: &[FolderFile<'_>],
    options: &ReadOptions<'_>,
    preparation: &Preparation<'_>,
) -> Result<Read<Arc<Library>>, Vec<Diagnostic>> {
    let read = inspect_collection_folder(files, options);
    let mut read = read.map_err(|problem| vec![*problem])?;
    if read.value.name.is_empty() {
        read.value.name = bundle.name();
    }
    prepare(read, preparation)
}

/// Where a body is stuck, what was made of it before is better than an answer without it.
fn prepare(
    Read { mut value, mut warnings }: Read<Collection>,
    preparation: &Preparation<'_>,
) -> Result<Read<Arc<Library>>, Vec<Diagnostic>> {
    let unread = preparation.bodies.fill(&mut value, preparation.patience);
    if preparation.before == Before::Collection && unread.iter().any(Diagnostic::is_error) {
        return Err(unread);
    }
    warnings.extend(unread);
    warnings.extend(BodyFiles::missing(&value));
    let (library, more) = Library::prepare(value, preparation.rewriting);
    warnings.extend(more);
    Ok(Read { value: Arc::new(library), warnings })
}

fn skipped(name: &str, hint: &str) -> Diagnostic {
    Diagnostic::new(Level::Hint, format!("{name}, not a collection: skipped")).hint(hint)
}

fn skipped_environment() -> Diagnostic {
    Diagnostic::new(Level::Hint, "an environment, not a collection: skipped")
        .hint("name it as a mock's `environment` where its variables are meant")
}

/// Reads an environment.
///
/// # Errors
/// It is no environment.
pub(super) fn environment(bytes: &[u8]) -> Result<Read<Arc<Environment>>, Vec<Diagnostic>> {
    let Read { value: variables, warnings } = read_environment(bytes).map_err(|problem| vec![*problem])?;
    let mut hasher = DefaultHasher::new();
    variables.iter().for_each(|pair| pair.hash(&mut hasher));
    let fingerprint = hasher.finish();
    Ok(Read { value: Arc::new(Environment { variables, fingerprint }), warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVIRONMENT: &str = r#"{"name": "e", "values": [{"key": "a", "value": "1"}]}"#;

    fn read(text: &str, role: Role, before: Before) -> Result<Read<Option<Arc<Library>>>, Vec<Diagnostic>> {
        let (rewriting, bodies, patience) = (Rewriting::default(), BodyFiles::default(), Patience::default());
        let preparation = Preparation { rewriting: &rewriting, bodies: &bodies, patience: &patience, before };
        library(text.into(), &ReadOptions::of(&Variables::default()), role, &preparation)
    }

    #[track_caller]
    fn check(text: &str, role: Role, expected: Result<Option<&str>, &str>, warning: Option<&str>) {
        let read = read(text, role, Before::Unknown);
        let name = read.as_ref().map(|read| read.value.as_ref().map(|library| library.name.as_str()));
        assert_eq!(name.map_err(|problems| problems[0].message.as_str()), expected, "{text}");
        let warnings = read.as_ref().map_or(&[][..], |read| &read.warnings);
        assert_eq!(warnings.first().map(|warning| warning.message.as_str()), warning, "{text}");
    }

    #[test]
    fn what_is_no_collection_in_a_folder_is_skipped() {
        let skipped = "an environment, not a collection: skipped";
        check(ENVIRONMENT, Role::InFolder, Ok(None), Some(skipped));
        let wrong = "not a Postman collection: this is an environment";
        check(ENVIRONMENT, Role::Named, Err(wrong), None);
        check(r#"{"info": {"name": "c"}, "item": []}"#, Role::InFolder, Ok(Some("c")), None);
        check("[]", Role::InFolder, Ok(None), Some("a list, not a collection: skipped"));
        check("[]", Role::Named, Err("not a Postman collection: this is a list"), None);
        let openapi = "an OpenAPI document, not a collection: skipped";
        check(r#"{"openapi": "3.1.0"}"#, Role::InFolder, Ok(None), Some(openapi));
    }

    #[test]
    fn a_collection_that_became_something_else_is_broken() {
        let problems = read("[]", Role::InFolder, Before::Collection).unwrap_err();
        assert_eq!(problems[0].message, "not a Postman collection: this is a list");
    }

    #[test]
    fn the_fingerprint_is_that_of_the_values() {
        let fingerprint = |text: &str| environment(text.as_bytes()).unwrap().value.fingerprint;
        let before = fingerprint(ENVIRONMENT);
        assert_eq!(fingerprint(&ENVIRONMENT.replace("\"e\"", "\"f\"")), before, "its name");
        assert_ne!(fingerprint(&ENVIRONMENT.replace("\"1\"", "\"2\"")), before, "a value");
        assert_ne!(fingerprint(&ENVIRONMENT.replace("\"a\"", "\"b\"")), before, "a key");
    }
}
