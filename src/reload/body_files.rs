//! Bodies of answers that a collection cannot hold, in files beside it: `bodies/`, each file named after its example.
//!
//! Postman saves a picture as `<binary>`, or not at all. The names of the files and when they were written are part
//! of what a collection is read for, so that a change of one reads the collection anew.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::patience::{Patience, Progress};
use super::stamp;
use crate::collection::{Collection, Example};
use crate::diagnostic::{Diagnostic, Level};

/// The name of the folder.
pub(super) const FOLDER: &str = "bodies";

/// The largest body that is read from a file, in bytes.
const LARGEST: u64 = 64 << 20;

/// How many files of a folder are looked at.
const MOST_FILES: usize = 10_000;

/// What stands for a body that Postman could not save as text.
const BINARY: &str = "<binary>";

/// The files of one folder.
#[derive(Debug, Default)]
pub(super) struct BodyFiles {
    folder: Option<PathBuf>,
    /// By their names, and by their names without ending; the first of several counts.
    files: BTreeMap<String, PathBuf>,
    stamp: u64,
    /// Why they cannot be listed now.
    failure: Option<Diagnostic>,
}

/// What tells that a file is another one than before. Files come first: nothing else takes the name of one.
#[derive(Hash, PartialEq, Eq, PartialOrd, Ord)]
struct Stamp {
    is_no_file: bool,
    path: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
}

impl BodyFiles {
    /// Those beside a collection's file.
    pub(super) fn beside(collection: &Path, patience: &Patience) -> Self {
        collection.parent().map(|folder| Self::within(folder, patience)).unwrap_or_default()
    }

    /// Those in the folder of a collection in many files.
    pub(super) fn within(folder: &Path, patience: &Patience) -> Self {
        let folder = folder.join(FOLDER);
        let listed = folder.clone();
        match patience.wait(&folder, move |progress| stamps(&listed, progress)) {
            Ok(Ok(stamps)) => Self::listed(folder, stamps),
            Ok(Err(error)) => Self::unlisted(unlisted(&folder, &error), folder),
            Err(stuck) => Self::unlisted(stuck.problem(), folder),
        }
    }

    fn unlisted(problem: Diagnostic, folder: PathBuf) -> Self {
        Self { folder: Some(folder), failure: Some(problem), ..Self::default() }
    }

    fn listed(folder: PathBuf, mut stamps: Vec<Stamp>) -> Self {
        stamps.sort();
        let mut hasher = DefaultHasher::new();
        stamps.hash(&mut hasher);
        let stamp = if stamps.is_empty() { 0 } else { hasher.finish() };
        let mut files = BTreeMap::new();
        for Stamp { path, .. } in stamps {
            for name in [path.file_name(), path.file_stem()].into_iter().flatten().filter_map(OsStr::to_str) {
                files.entry(name.to_owned()).or_insert_with(|| path.clone());
            }
        }
        Self { folder: Some(folder), files, stamp, failure: None }
    }

    /// Where they are looked for, whether it is there or not.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.folder.clone()
    }

    /// Another number where the files are others; 0 where there are none.
    pub(super) fn stamp(&self) -> u64 {
        self.stamp
    }

    /// Why they cannot be listed now.
    pub(super) fn failure(&self) -> Option<&Diagnostic> {
        self.failure.as_ref()
    }

    /// Whether one of them is being read, and that does not end.
    pub(super) fn are_stuck(&self, patience: &Patience) -> bool {
        self.failure.is_some() || self.files.values().any(|path| patience.is_stuck(path))
    }

    /// Gives examples without a body of their own the one of their file; what cannot be read is told.
    pub(super) fn fill(&self, collection: &mut Collection, patience: &Patience) -> Vec<Diagnostic> {
        if self.files.is_empty() {
            return Vec::new();
        }
        let mut problems = Vec::new();
        for example in collection.examples.iter_mut().filter(|example| lacks_body(example)) {
            let Some(path) = self.of(example) else { continue };
            match read_in_time(path, patience) {
                Ok(bytes) => example.response.bytes = Some(bytes),
                Err(problem) => {
                    let item = format!("{} / {}", example.item, example.name);
                    problems.push(problem.at_item(item));
                }
            }
        }
        problems
    }

    /// Those examples whose body Postman could not save, and no file holds: clients get the word for it.
    pub(super) fn missing(collection: &Collection) -> Option<Diagnostic> {
        let is_missing =
            |example: &&Example| example.response.bytes.is_none() && example.response.body.trim() == BINARY;
        let mut missing = collection.examples.iter().filter(is_missing);
        let first = missing.next()?;
        let message = format!("the body of its answer was not saved: `{BINARY}` is sent as it stands");
        let hint =
            "put the body into a file called as the example is, in a folder `bodies` beside the collection";
        let told = Diagnostic::new(Level::Hint, message).hint(hint).times(missing.count() + 1);
        Some(told.at_item(format!("{} / {}", first.item, first.name)))
    }

    fn of(&self, example: &Example) -> Option<&Path> {
        let names = [Some(example.name.as_str()), example.id.as_deref()];
        names.into_iter().flatten().find_map(|name| self.files.get(name)).map(PathBuf::as_path)
    }
}

fn lacks_body(example: &Example) -> bool {
    matches!(example.response.body.trim(), "" | BINARY)
}

/// Of all that is in the folder: a pipe or a folder in a file's place is told once an example wants it.
fn stamps(folder: &Path, progress: &Progress) -> io::Result<Vec<Stamp>> {
    progress.at(folder);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let stamp = |path: PathBuf| {
        progress.at(&path);
        match fs::metadata(&path) {
            Ok(metadata) => {
                let (is_no_file, length) = (!metadata.is_file(), metadata.len());
                Some(Stamp { is_no_file, path, length, modified: metadata.modified().ok() })
            }
            // A link that leads nowhere is there all the same.
            Err(_) if path.is_symlink() => Some(Stamp { is_no_file: true, path, length: 0, modified: None }),
            Err(_) => None,
        }
    };
    Ok(entries.flatten().take(MOST_FILES).filter_map(|entry| stamp(entry.path())).collect())
}

fn unlisted(folder: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("the bodies in it cannot be listed: {error}"))
        .in_file(folder)
        .hint("let understudy read the folder; until then, bodies that were read before are sent")
}

fn read_in_time(path: &Path, patience: &Patience) -> Result<Bytes, Diagnostic> {
    let file = path.to_owned();
    let told =
        |why: &str| Diagnostic::error(format!("its body cannot be read from {}: {why}", path.display()));
    match patience.wait(path, move |progress| read(&file, progress)) {
        Ok(read) => read.map_err(|why| {
            told(&why).hint("until it can be read, the body that was read before is sent, if there was one")
        }),
        Err(_) => Err(told("its file system does not answer")
            .hint("see whether its disk or network share is there; it is read as soon as it answers")),
    }
}

fn read(path: &Path, progress: &Progress) -> Result<Bytes, String> {
    let length = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if length > LARGEST {
        return Err(format!("it has {length} bytes, and {LARGEST} are the most"));
    }
    match stamp::read(path, Duration::ZERO, progress) {
        Ok(read) => Ok(read.map(|(content, _)| Bytes::from(content)).unwrap_or_default()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::{Variables, read_collection};

    /// The bytes that examples get, by their names.
    #[track_caller]
    fn check(row: &str, files: &[(&str, &str)], examples: &str, expected: &[(&str, Option<&str>)]) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(FOLDER).join(name), text).unwrap();
        }
        let text = format!(
            r#"{{"info": {{"name": "c"}}, "item": [{{"name": "i", "request": "http://x/", "response": [{examples}]}}]}}"#
        );
        let mut collection = read_collection(text.as_bytes(), &Variables::default()).unwrap().value;
        let patience = Patience::default();
        let bodies = BodyFiles::beside(&folder.path().join("shop.json"), &patience);
        assert_eq!(bodies.fill(&mut collection, &patience), [], "{row}");
        let found = collection.examples.iter().map(|example| {
            let bytes = example.response.bytes.as_deref();
            (example.name.as_str(), bytes.map(|bytes| std::str::from_utf8(bytes).unwrap()))
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{row}");
    }

    #[test]
    fn an_example_without_a_body_gets_that_of_the_file_with_its_name() {
        let logo = r#"{"name": "Logo", "code": 200, "body": "<binary>"}"#;
        check("without ending", &[("Logo", "x")], logo, &[("Logo", Some("x"))]);
        check("with one", &[("Logo.png", "x")], logo, &[("Logo", Some("x"))]);
        check(
            "the name is the file's",
            &[("a.png", "x")],
            r#"{"name": "a.png", "code": 200}"#,
            &[("a.png", Some("x"))],
        );
        check("an id", &[("7.png", "x")], r#"{"name": "a", "id": "7", "code": 200}"#, &[("a", Some("x"))]);
        check("none", &[("Other.png", "x")], logo, &[("Logo", None)]);
        let text = r#"{"name": "Logo", "code": 200, "body": "text"}"#;
        check("a body of its own", &[("Logo.png", "x")], text, &[("Logo", None)]);
    }

    #[test]
    fn a_body_that_nobody_saved_is_told() {
        let examples = r#"{"name": "Logo", "code": 200, "body": "<binary>"}, {"name": "b", "code": 200}"#;
        let text = format!(
            r#"{{"info": {{"name": "c"}}, "item": [{{"name": "i", "request": "http://x/", "response": [{examples}]}}]}}"#
        );
        let mut collection = read_collection(text.as_bytes(), &Variables::default()).unwrap().value;
        let told = BodyFiles::missing(&collection).unwrap();
        assert_eq!((told.level, told.item.as_deref()), (Level::Hint, Some("i / Logo")));
        collection.examples[0].response.bytes = Some(Bytes::from("x"));
        assert_eq!(BodyFiles::missing(&collection), None);
    }

    #[test]
    fn the_stamp_tells_of_every_change() {
        let folder = tempfile::tempdir().unwrap();
        let patience = Patience::default();
        let stamp = || BodyFiles::beside(&folder.path().join("shop.json"), &patience).stamp();
        assert_eq!(stamp(), 0, "no folder");
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        fs::write(folder.path().join("bodies/a"), "1").unwrap();
        let one = stamp();
        fs::write(folder.path().join("bodies/a"), "12").unwrap();
        let longer = stamp();
        fs::write(folder.path().join("bodies/b"), "1").unwrap();
        let two = stamp();
        assert!(one != 0 && one != longer && longer != two);
    }
}
