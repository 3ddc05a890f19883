//! Putting the collections of one mock on its shelf.

use std::path::Path;
use std::sync::Arc;

use super::files::{CollectionKey, Files};
use super::library::{Environment, Role, library};
use super::serving::Shelf;
use crate::diagnostic::{Diagnostic, Level};

/// Whether a collection is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freshness {
    /// It is read if it changed.
    Refreshed,
    /// It stays as it was: its folder cannot be listed, which is told already.
    AsBefore,
}

/// A shelf that is being filled.
pub(super) struct Shelving<'l> {
    files: &'l mut Files,
    environment_file: Option<&'l Path>,
    environment: Arc<Environment>,
    shelf: Shelf,
    problems: Vec<Diagnostic>,
}

impl<'l> Shelving<'l> {
    /// An empty shelf for a mock with this environment.
    pub(super) fn new(
        files: &'l mut Files,
        environment_file: Option<&'l Path>,
        environment: Arc<Environment>,
    ) -> Self {
        Self { files, environment_file, environment, shelf: Shelf::default(), problems: Vec::new() }
    }

    /// The shelf, and what was wrong with the files.
    pub(super) fn finish(self) -> (Shelf, Vec<Diagnostic>) {
        (self.shelf, self.problems)
    }

    /// Adds a file, or the files of a folder. What was a folder and is gone is still taken for one.
    pub(super) fn add(&mut self, path: &Path) {
        let is_folder = match path.metadata() {
            Ok(metadata) => metadata.is_dir(),
            Err(_) => self.files.folders.has(&path.to_owned()),
        };
        if is_folder {
            self.add_folder(path);
        } else {
            self.add_file(path, Role::Named, Freshness::Refreshed);
        }
    }

    fn add_folder(&mut self, path: &Path) {
        let folder = self.files.folders.get(path.to_owned(), |folder| folder.refresh(path));
        self.problems.extend(folder.problem(path));
        let freshness = if folder.is_listed() { Freshness::Refreshed } else { Freshness::AsBefore };
        for file in folder.files().to_vec() {
            self.add_file(&file, Role::InFolder, freshness);
        }
    }

    fn add_file(&mut self, path: &Path, role: Role, freshness: Freshness) {
        let environment = &*self.environment;
        let key = CollectionKey {
            path: path.to_owned(),
            role,
            environment: self.environment_file.map(Path::to_owned),
        };
        let tracked = self.files.collections.get(key, |tracked| {
            if freshness == Freshness::Refreshed {
                let understand = |bytes: &[u8]| library(bytes, environment, role);
                tracked.refresh(path, environment.fingerprint, understand);
            }
        });
        self.problems.extend_from_slice(tracked.problems());
        if let Some(read) = tracked.good()
            && let Some(library) = &read.value
        {
            self.shelf.libraries.push(Arc::clone(library));
            self.shelf.warnings += read.warnings.iter().filter(|it| it.level == Level::Warning).count();
        }
    }
}
