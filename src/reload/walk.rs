//! What lies below a folder that a config names, at any depth.
//!
//! It knows names and refuses to look inside files. Hidden folders are left alone, but for the `.resources`
//! of a collection in many files.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::body_files::FOLDER;
use super::patience::Progress;
use crate::collection::is_collection_folder;

/// More folders than collections have. Each of them costs a watch, and a look at every reload.
pub(super) const MOST_FOLDERS: usize = 4096;

/// What was found, each list in the order of the names.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Collections by their names, and the files of collections in many files, at any depth; relative to the folder.
    pub(super) files: Vec<PathBuf>,
    /// Every folder below it, and every link to a folder or a file of these.
    pub(super) passed: Vec<PathBuf>,
    /// The folders below it that cannot be listed.
    pub(super) failures: Vec<(PathBuf, io::Error)>,
    pub(super) extent: Extent,
}

/// How much of it was seen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything.
    #[default]
    Whole,
    /// There are more than [`MOST_FOLDERS`] folders.
    Cut,
}

/// Lists everything below `root`.
///
/// # Errors
/// The folder itself cannot be listed.
pub(super) fn walk(root: &Path, progress: &Progress) -> io::Result<Walk> {
    let mut walk = Walk::default();
    let mut ahead = BTreeSet::new();
    progress.at(root);
    walk.list(root, root, &mut ahead)?;
    // Links may lead in circles.
    let mut seen: HashSet<_> = identity(root).into_iter().collect();
    while let Some(folder) = ahead.pop_first() {
        if seen.len() > MOST_FOLDERS {
            walk.extent = Extent::Cut;
            break;
        }
        progress.at(&folder);
        let is_new = identity(&folder).is_none_or(|identity| seen.insert(identity));
        if is_new && let Err(error) = walk.list(root, &folder, &mut ahead) {
            walk.failures.push((folder, error));
        }
    }
    walk.files.sort_unstable();
    walk.passed.sort_unstable();
    Ok(walk)
}

impl Walk {
    fn list(&mut self, root: &Path, folder: &Path, ahead: &mut BTreeSet<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (name, path) = (entry.file_name(), entry.path());
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if is_folder(&entry) {
                if is_entered(&name) {
                    self.passed.push(path.clone());
                    ahead.insert(path);
                }
            } else if is_collection(&name)
                && let Ok(file) = path.strip_prefix(root)
                && (is_collection_folder([file]) || !is_resource(file))
            {
                self.files.push(file.to_owned());
                self.passed.extend(is_link.then_some(path));
            }
        }
        Ok(())
    }
}

/// Which folder stands under a name; none where there is none.
pub(super) fn identity(folder: &Path) -> Option<(u64, u64)> {
    fs::metadata(folder).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Whether a file of this name is loaded: it ends in `.json`, `.yaml` or `.yml`, in any case, and is not hidden.
pub(super) fn is_collection(name: &OsStr) -> bool {
    let is_known =
        |extension: &OsStr| ["json", "yaml", "yml"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    Path::new(name).extension().is_some_and(is_known) && !is_hidden(name)
}

/// Whether collections may lie below a folder of this name. Packages have thousands of files that are none.
pub(super) fn is_entered(name: &OsStr) -> bool {
    (!is_hidden(name) || name == ".resources") && name != "node_modules"
}

/// Whether a file lies where only parts of collections do, or bodies.
fn is_resource(file: &Path) -> bool {
    let folders = file.parent().into_iter().flat_map(Path::components);
    folders.into_iter().any(|folder| folder.as_os_str() == ".resources" || folder.as_os_str() == FOLDER)
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
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
    use std::os::unix::fs::symlink;

    use super::*;

    #[track_caller]
    fn check_name(name: &str, expected: bool) {
        assert_eq!(is_collection(OsStr::new(name)), expected, "{name}");
    }

    #[test]
    fn names_that_are_loaded() {
        check_name("shop.json", true);
        check_name("shop.postman_collection.json", true);
        check_name("SHOP.JSON", true);
        check_name("shop.yaml", true);
        check_name("List.request.YML", true);
        check_name(".shop.json", false);
        check_name(".json", false);
        check_name("json", false);
        check_name("shop.json~", false);
        check_name("shop.json.swp", false);
        check_name("shop.toml", false);
    }

    /// Makes files, folders (`a/`) and links (`a -> b`), and walks.
    #[track_caller]
    fn check(name: &str, there: &[&str], files: &[&str], passed: &[&str]) {
        let root = tempfile::tempdir().unwrap();
        for entry in there {
            let path = root.path().join(entry.split_once(" -> ").map_or(*entry, |(link, _)| link));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match entry.split_once(" -> ") {
                Some((_, target)) => symlink(target, path).unwrap(),
                None if entry.ends_with('/') => fs::create_dir_all(path).unwrap(),
                None => fs::write(path, "").unwrap(),
            }
        }
        let walk = walk(root.path(), &Progress::default()).unwrap();
        assert_eq!(walk.files, files.iter().map(PathBuf::from).collect::<Vec<_>>(), "{name}");
        let expected: Vec<_> = passed.iter().map(|entry| root.path().join(entry)).collect();
        assert_eq!(walk.passed, expected, "{name}");
        assert_eq!(walk.extent, Extent::Whole, "{name}");
    }

    #[test]
    fn flat_and_through_links() {
        let there = ["b.json", "a.json", "c.txt", ".d.json", "e.json/f.json", "y.yml"];
        let links = ["g.json -> c.txt", "h.json -> e.json", "i.json -> nowhere", "j.txt -> a.json"];
        let files = ["a.json", "b.json", "e.json/f.json", "g.json", "i.json", "y.yml"];
        check("flat", &[&there[..], &links].concat(), &files, &["e.json", "g.json", "h.json", "i.json"]);
    }

    #[test]
    fn below_it_at_any_depth() {
        let there = [
            "a/List.request.yaml",
            "a/.resources/definition.yaml",
            "a/.resources/other.json",
            "a/.git/Old.request.yaml",
            "b/c/d/List.request.yml",
            "b/c/shop.json",
            "b/bodies/One.json",
            "node_modules/x/package.json",
            "empty/",
        ];
        let files = [
            "a/.resources/definition.yaml",
            "a/List.request.yaml",
            "b/c/d/List.request.yml",
            "b/c/shop.json",
        ];
        let passed = ["a", "a/.resources", "b", "b/bodies", "b/c", "b/c/d", "empty"];
        check("nested", &there, &files, &passed);
    }

    #[test]
    fn links_to_folders_are_followed_but_not_in_circles() {
        let there = ["a/List.request.yaml", "a/up -> ..", "a/self -> ../a", ".v1/b/", "b -> .v1/b"];
        check("circles", &there, &["a/List.request.yaml"], &["a", "a/self", "a/up", "b"]);
    }
}
