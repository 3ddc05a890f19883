//! Which folders to watch for changes of some paths, and which of the entries in them matter.
//!
//! Always folders: after one save-by-rename, a file's own watch is deaf. Every link on the way to a
//! file counts, as Kubernetes swaps `..data` and never touches the `file -> ..data/file` beside it.
//! All paths that leave here are absolute and free of links, as are those of the events.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf, absolute};

use super::body_files;
use super::walk::{is_collection, is_entered};

/// As many links as Linux follows on the way to one file.
const MOST_LINKS: usize = 40;

/// What to watch.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The folders to watch, without those in them.
    pub(super) watched: BTreeSet<PathBuf>,
    /// The entries that matter: what was asked for, links on the way there, and what is missing.
    entries: HashSet<PathBuf>,
    /// Folders in which every collection and every folder matters.
    folders: HashSet<PathBuf>,
}

/// Where a path leads, one step at a time.
enum Step {
    Into(PathBuf),
    Link(PathBuf),
    End,
}

impl Places {
    /// What to watch for these files and folders, as the file system is now.
    pub(super) fn of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        let mut places = Self::default();
        // Without a current directory a relative path leads nowhere: there is nothing to watch.
        for path in paths.into_iter().filter_map(|path| absolute(path).ok()) {
            places.follow(&path);
        }
        places
    }

    /// Whether a change of this path may change what is loaded.
    pub(super) fn concern(&self, path: &Path) -> bool {
        let is_in_folder = || path.parent().is_some_and(|parent| self.folders.contains(parent));
        self.entries.contains(path)
            || self.watched.contains(path)
            || path.file_name().is_some_and(is_collection) && is_in_folder()
            || path.parent().is_some_and(|parent| parent.ends_with(body_files::FOLDER)) && is_in_folder()
            // One that was there is watched itself.
            || path.file_name().is_some_and(is_entered) && is_in_folder() && path.is_dir()
    }

    fn follow(&mut self, path: &Path) {
        let mut ahead = Vec::new();
        push(&mut ahead, path);
        let (mut at, mut links) = (PathBuf::from("/"), 0);
        while let Some(name) = ahead.pop() {
            if name == ".." {
                at.pop();
                continue;
            }
            match self.step(&at, &at.join(name), ahead.is_empty()) {
                Step::Into(folder) => at = folder,
                Step::Link(target) if links < MOST_LINKS => {
                    links += 1;
                    if target.is_absolute() {
                        at = PathBuf::from("/");
                    }
                    push(&mut ahead, &target);
                }
                Step::Link(_) | Step::End => return,
            }
        }
    }

    fn step(&mut self, folder: &Path, entry: &Path, is_last: bool) -> Step {
        let metadata = fs::symlink_metadata(entry).ok();
        let is_folder = metadata.as_ref().is_some_and(fs::Metadata::is_dir);
        if is_folder && !is_last {
            return Step::Into(entry.to_owned());
        }
        self.watched.insert(folder.to_owned());
        self.entries.insert(entry.to_owned());
        if metadata.is_some_and(|metadata| metadata.is_symlink()) {
            return fs::read_link(entry).map_or(Step::End, Step::Link);
        }
        if is_folder {
            self.watched.insert(entry.to_owned());
            self.folders.insert(entry.to_owned());
        }
        Step::End
    }
}

/// Puts the parts of `path` on the stack, the first one on top.
fn push(ahead: &mut Vec<OsString>, path: &Path) {
    let part = |component: Component<'_>| match component {
        Component::Normal(_) | Component::ParentDir => Some(component.as_os_str().to_owned()),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    };
    ahead.extend(path.components().rev().filter_map(part));
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// In `/`: what is there ("a/" is a folder, "a -> b" a link), what is asked for, and what is
    /// watched for it.
    #[track_caller]
    fn check(name: &str, there: &[&str], asked: &str, watched: &[&str], entries: &[&str]) {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for entry in there {
            match entry.split_once(" -> ") {
                Some((link, target)) => symlink(target, root.join(link)).unwrap(),
                None if entry.ends_with('/') => fs::create_dir_all(root.join(entry)).unwrap(),
                None => fs::write(root.join(entry), "").unwrap(),
            }
        }
        let places = Places::of([root.join(asked).as_path()]);
        let inside =
            |names: &[&str]| -> BTreeSet<_> { names.iter().map(|name| within(&root, name)).collect() };
        assert_eq!(places.watched, inside(watched), "{name}");
        assert_eq!(places.entries.into_iter().collect::<BTreeSet<_>>(), inside(entries), "{name}");
    }

    /// `.` is the root itself.
    fn within(root: &Path, name: &str) -> PathBuf {
        root.join(name).components().collect()
    }

    #[test]
    fn the_folders_of_what_is_asked_for() {
        check("a file", &["a/", "a/f"], "a/f", &["a"], &["a/f"]);
        check("a folder", &["a/", "a/b/"], "a/b", &["a", "a/b"], &["a/b"]);
        check("missing", &["a/"], "a/f", &["a"], &["a/f"]);
        check("missing with its folders", &["a/"], "a/b/c/f", &["a"], &["a/b"]);
        check("a file for a folder", &["a"], "a/f", &["."], &["a"]);
        check("dots", &["a/", "f"], "a/./../f", &["."], &["f"]);
    }

    #[test]
    fn links_are_followed_hop_by_hop() {
        check("a link", &["a/", "b/", "b/f", "a/l -> ../b/f"], "a/l", &["a", "b"], &["a/l", "b/f"]);
        check("to nowhere", &["a/", "b/", "a/l -> ../b/f"], "a/l", &["a", "b"], &["a/l", "b/f"]);
        check("on the way", &["b/", "b/f", "l -> b"], "l/f", &[".", "b"], &["l", "b/f"]);
        check("to a folder", &["b/", "l -> b"], "l", &[".", "b"], &["l", "b"]);
        check("dots behind a link", &["b/c/", "b/f", "l -> b/c"], "l/../f", &[".", "b"], &["l", "b/f"]);
        check("in circles", &["a -> b", "b -> a"], "a", &["."], &["a", "b"]);
        let kubernetes = ["m/", "m/..1/", "m/..1/f", "m/..data -> ..1", "m/f -> ..data/f"];
        let entries = ["m/f", "m/..data", "m/..1/f"];
        check("as Kubernetes mounts it", &kubernetes, "m/f", &["m", "m/..1"], &entries);
    }

    #[test]
    fn absolute_links() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("f"), "").unwrap();
        symlink(root.join("f"), root.join("a/l")).unwrap();
        let places = Places::of([root.join("a/l").as_path()]);
        assert_eq!(places.watched, [root.clone(), root.join("a")].into());
        assert!(places.concern(&root.join("f")));
    }

    #[test]
    fn what_concerns() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("folder/there")).unwrap();
        let places = Places::of([root.join("folder"), root.join("file.json")].iter().map(PathBuf::as_path));
        let table = [
            ("file.json", true),
            ("other.json", false),
            ("file.json~", false),
            ("folder", true),
            ("folder/new.json", true),
            ("folder/new.yaml", true),
            ("folder/.new.json.swp", false),
            ("folder/there", true),
            ("folder/gone", false),
            ("folder/sub/new.json", false),
        ];
        for (path, expected) in table {
            assert_eq!(places.concern(&root.join(path)), expected, "{path}");
        }
    }
}
