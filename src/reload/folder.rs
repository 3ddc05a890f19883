//! The collections of a folder, as it was listed last. It knows names and refuses to look inside the files.

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::unreadable::unreadable;
use crate::diagnostic::Diagnostic;

/// A folder that a config names. One that cannot be listed keeps the files it had.
#[derive(Debug, Default)]
pub(super) struct Folder {
    files: Vec<PathBuf>,
    failure: Option<Diagnostic>,
}

impl Folder {
    /// Lists it again.
    pub(super) fn refresh(&mut self, path: &Path) {
        match list(path) {
            Ok(files) => *self = Self { files, failure: None },
            Err(error) => self.failure = Some(unreadable(path, &error)),
        }
    }

    /// Its collections, by name.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether it could be listed.
    pub(super) fn is_listed(&self) -> bool {
        self.failure.is_none()
    }

    /// What is wrong with it.
    pub(super) fn problem(&self, path: &Path) -> Option<Diagnostic> {
        let empty = || {
            let hint = "put exported collections into it, as `.json` files; they are loaded as they appear";
            Diagnostic::warning("no collection in this folder yet").in_file(path).hint(hint)
        };
        self.failure.clone().or_else(|| self.files.is_empty().then(empty))
    }
}

/// Whether a file of this name in a folder is loaded: it ends in `.json`, in any case, and is not hidden.
pub(super) fn is_collection(name: &OsStr) -> bool {
    let is_json = Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    is_json && !name.as_encoded_bytes().starts_with(b".")
}

fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if is_collection(&entry.file_name()) && !is_folder(&entry) {
            files.push(entry.path());
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Also through a link. What cannot be asked is taken for a file, which tells why when it is read.
fn is_folder(entry: &DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if kind.is_symlink() => entry.path().is_dir(),
        Ok(kind) => kind.is_dir(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: bool) {
        assert_eq!(is_collection(OsStr::new(name)), expected, "{name}");
    }

    #[test]
    fn names_that_are_loaded() {
        check("shop.json", true);
        check("shop.postman_collection.json", true);
        check("SHOP.JSON", true);
        check(".shop.json", false);
        check(".json", false);
        check("json", false);
        check("shop.json~", false);
        check("shop.json.swp", false);
        check("shop.yaml", false);
    }

    #[test]
    fn sorted_flat_and_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["b.json", "a.json", "c.txt", ".d.json"] {
            fs::write(path(name), "").unwrap();
        }
        fs::create_dir(path("e.json")).unwrap();
        fs::write(path("e.json/f.json"), "").unwrap();
        for (target, name) in [("c.txt", "g.json"), ("e.json", "h.json"), ("nowhere", "i.json")] {
            std::os::unix::fs::symlink(path(target), path(name)).unwrap();
        }
        let listed: Vec<_> = ["a.json", "b.json", "g.json", "i.json"].map(path).into();
        assert_eq!(list(folder.path()).unwrap(), listed);
    }
}
