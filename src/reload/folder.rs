//! The collections of a folder, as it was listed last. It knows names and refuses to look inside the files.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::bundle::Bundle;
use super::patience::Patience;
use super::unreadable::unreadable;
use super::walk::{Extent, MOST_FOLDERS, Walk, walk};
use crate::collection::is_collection_folder;
use crate::diagnostic::{Diagnostic, Level};

/// A folder that a config names. One that cannot be listed keeps what it had.
#[derive(Debug, Default)]
pub(super) struct Folder {
    listing: Arc<Listing>,
    failure: Option<Diagnostic>,
}

/// What is in a folder.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// By name.
    pub(super) members: Vec<Member>,
    /// What to watch beside the folder itself.
    passed: Vec<PathBuf>,
    problems: Vec<Diagnostic>,
}

/// A collection of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Member {
    /// In one file.
    File(PathBuf),
    /// In many files: the folder itself, or one in it.
    Bundle(Bundle),
}

impl Folder {
    /// Lists it again. One that cannot be listed now stays as it was.
    pub(super) fn refresh(&mut self, path: &Path, patience: &Patience) {
        let folder = path.to_owned();
        match patience.wait(path, move |progress| walk(&folder, progress)) {
            Err(stuck) => self.failure = Some(stuck.problem()),
            Ok(Ok(walk)) => {
                let listing = Listing::new(path, walk).keeping(&self.listing);
                *self = Self { listing: Arc::new(listing), failure: None };
            }
            Ok(Err(error)) => self.failure = Some(unreadable(path, &error)),
        }
    }

    /// What is in it.
    pub(super) fn listing(&self) -> &Arc<Listing> {
        &self.listing
    }

    /// Whether it could be listed.
    pub(super) fn is_listed(&self) -> bool {
        self.failure.is_none()
    }

    /// What is wrong with it.
    pub(super) fn problems(&self, path: &Path) -> Vec<Diagnostic> {
        let is_empty = self.is_listed() && self.listing.members.is_empty();
        let empty = || {
            let hint = "put exported collections into it, as `.json` files, or Postman's own folders of \
                `.request.yaml` files; they are loaded as they appear";
            Diagnostic::warning("no collection in this folder yet").in_file(path).hint(hint)
        };
        let known = self.listing.problems.iter().cloned();
        known.chain(self.failure.clone()).chain(is_empty.then(empty)).collect()
    }

    /// Every path in it whose change makes a reload worthwhile, but for the files of its collections.
    pub(super) fn passed(&self) -> impl Iterator<Item = &Path> {
        self.listing.passed.iter().map(PathBuf::as_path)
    }
}

impl Listing {
    fn new(root: &Path, walk: Walk) -> Self {
        let members = members(root, walk.files);
        let mut problems: Vec<_> = walk
            .failures
            .iter()
            .map(|(folder, error)| {
                let is_needed = members.iter().any(|member| member.is_above(folder));
                let level = if is_needed { Level::Error } else { Level::Warning };
                Diagnostic { level, ..unreadable(folder, error) }
            })
            .collect();
        problems.extend((walk.extent == Extent::Cut).then(|| too_many(root)));
        Self { members, passed: walk.passed, problems }
    }

    /// A collection that can only be listed in part stays as it was `before`: reading the files that it had
    /// tells what is wrong.
    fn keeping(mut self, before: &Self) -> Self {
        let is_failed = |member: &&Member| {
            let failed = self.problems.iter().filter_map(|problem| problem.file.as_deref());
            failed.into_iter().any(|folder| member.is_above(folder))
        };
        let kept: Vec<_> = before.members.iter().filter(is_failed).cloned().collect();
        self.members.retain(|member| kept.iter().all(|kept| kept.path() != member.path()));
        self.members.extend(kept);
        self.members.sort_by(|one, other| one.path().cmp(other.path()));
        self
    }
}

impl Member {
    fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Bundle(bundle) => &bundle.root,
        }
    }

    /// Whether the collection is in many files, and this folder is one of theirs.
    fn is_above(&self, folder: &Path) -> bool {
        matches!(self, Self::Bundle(bundle) if folder.starts_with(&bundle.root))
    }
}

/// A folder is one collection if a request, or the definition of a collection, lies directly in it. In any
/// other, each file and each folder is a collection of its own, if it is one at all.
fn members(root: &Path, files: Vec<PathBuf>) -> Vec<Member> {
    let (parts, files): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| is_collection_folder([file.as_path()]));
    if parts.iter().any(|part| child(part).is_none()) {
        return vec![Member::Bundle(Bundle { root: root.to_owned(), files: parts })];
    }
    // What lies within a collection in many files belongs to it, whatever it is.
    let roots: BTreeSet<_> = parts.iter().filter_map(|part| child(part)).map(Path::to_owned).collect();
    let files = files.into_iter().filter(|file| child(file).is_none_or(|name| !roots.contains(name)));
    let bundles = parts.chunk_by(|one, other| child(one) == child(other)).filter_map(|parts| {
        let name = child(parts.first()?)?;
        let files = parts.iter().filter_map(|part| part.strip_prefix(name).ok());
        Some(Member::Bundle(Bundle { root: root.join(name), files: files.map(Path::to_owned).collect() }))
    });
    let files = files.map(|file| Member::File(root.join(file)));
    bundles.chain(files).collect()
}

/// The folder in which a file lies, seen from above; none where it lies there itself, or in `.resources`.
fn child(file: &Path) -> Option<&Path> {
    let mut parts = file.components();
    let (Some(Component::Normal(first)), Some(_)) = (parts.next(), parts.next()) else { return None };
    (first != ".resources").then_some(Path::new(first))
}

fn too_many(root: &Path) -> Diagnostic {
    Diagnostic::warning(format!("more than {MOST_FOLDERS} folders lie in it: some are not looked at"))
        .in_file(root)
        .hint("name a folder that is nearer to the collections")
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Members, as paths: those of a bundle behind its root and a colon.
    #[track_caller]
    fn check(name: &str, files: &[&str], expected: &[&str]) {
        let files = files.iter().map(PathBuf::from).collect();
        let walk = Walk { files, ..Walk::default() };
        let members = Listing::new(Path::new("f"), walk).keeping(&Listing::default()).members;
        let shown = members.iter().map(|member| match member {
            Member::File(path) => path.display().to_string(),
            Member::Bundle(Bundle { root, files }) => {
                let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
                format!("{}: {}", root.display(), files.join(" "))
            }
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{name}");
    }

    #[test]
    fn what_is_a_collection() {
        check("none", &[], &[]);
        check("files", &["a.json", "b.yaml"], &["f/a.json", "f/b.yaml"]);
        check("by its request", &["List.request.yaml"], &["f: List.request.yaml"]);
        let (definition, request) = (".resources/definition.yaml", "Books/List.request.yaml");
        check(
            "by its definition",
            &[definition, request],
            &["f: .resources/definition.yaml Books/List.request.yaml"],
        );
        check("nothing else in it", &["List.request.yaml", "a.json"], &["f: List.request.yaml"]);
        let each = ["f/a: List.request.yaml", "f/b: c/List.request.yaml", "f/b.json"];
        check("in folders", &["a/List.request.yaml", "b.json", "b/c/List.request.yaml"], &each);
        check("files at any depth", &["a/b/c.json", "d.json"], &["f/a/b/c.json", "f/d.json"]);
        check("not within another", &["a/List.request.yaml", "a/b.json"], &["f/a: List.request.yaml"]);
        let nested = "f/a: .resources/definition.yaml";
        check("a definition in a folder", &["a/.resources/definition.yaml"], &[nested]);
    }

    #[test]
    fn a_collection_that_can_only_be_listed_in_part_stays_as_it_was() {
        let walked = |files: &[&str], failures: &[&str]| {
            let failure =
                |folder: &&str| (Path::new("f").join(folder), io::ErrorKind::PermissionDenied.into());
            let failures = failures.iter().map(failure).collect();
            Walk { files: files.iter().map(PathBuf::from).collect(), failures, ..Walk::default() }
        };
        let list = |walk, before: &Listing| Listing::new(Path::new("f"), walk).keeping(before);
        let before =
            list(walked(&["a/List.request.yaml", "a/b/Find.request.yaml"], &[]), &Listing::default());
        let after = list(walked(&["a/List.request.yaml"], &["a/b", "lost"]), &before);
        assert_eq!(after.members, before.members);
        let levels: Vec<_> = after.problems.iter().map(|problem| problem.level).collect();
        assert_eq!(levels, [Level::Error, Level::Warning]);
        assert_eq!(list(walked(&[], &["a"]), &before).members, before.members);
        assert_eq!(list(walked(&[], &[]), &before).members, []);
    }
}
