//! Putting the collections of one mock on its shelf.

use std::path::Path;
use std::sync::Arc;

use super::body_files::BodyFiles;
use super::bundle::Bundle;
use super::files::{BundleKey, CollectionKey, Files};
use super::folder::Member;
use super::library::{Before, Environment, Preparation, Role, bundle_library, library};
use super::serving::Shelf;
use crate::collection::{FolderFile, Read, ReadOptions};
use crate::config::Mock;
use crate::diagnostic::{Diagnostic, Level};
use crate::mock::Library;

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
    mock: &'l Mock,
    environment: Arc<Environment>,
    shelf: Shelf,
    problems: Vec<Diagnostic>,
}

impl<'l> Shelving<'l> {
    /// An empty shelf for a mock, whose environment holds this.
    pub(super) fn new(files: &'l mut Files, mock: &'l Mock, environment: Arc<Environment>) -> Self {
        Self { files, mock, environment, shelf: Shelf::default(), problems: Vec::new() }
    }

    /// The shelf, and what was wrong with the files.
    pub(super) fn finish(self) -> (Shelf, Vec<Diagnostic>) {
        (self.shelf, self.problems)
    }

    /// Adds a file, or the collections of a folder. What was a folder and is gone is still taken for one.
    pub(super) fn add(&mut self, path: &Path) {
        let named = path.to_owned();
        let is_folder = match self.files.reading.patience.wait(path, move |_| named.metadata()) {
            Ok(Ok(metadata)) => metadata.is_dir(),
            Ok(Err(_)) | Err(_) => self.files.folders.has(&path.to_owned()),
        };
        if is_folder {
            self.add_folder(path);
        } else {
            self.add_file(path, Role::Named, Freshness::Refreshed);
        }
    }

    fn add_folder(&mut self, path: &Path) {
        let patience = &self.files.reading.patience;
        let folder = self.files.folders.get(path.to_owned(), |folder| folder.refresh(path, patience));
        self.problems.extend(folder.problems(path));
        let freshness = if folder.is_listed() { Freshness::Refreshed } else { Freshness::AsBefore };
        let listing = Arc::clone(folder.listing());
        for member in &listing.members {
            match member {
                Member::File(file) => self.add_file(file, Role::InFolder, freshness),
                Member::Bundle(bundle) => self.add_bundle(bundle, freshness),
            }
        }
    }

    fn add_file(&mut self, path: &Path, role: Role, freshness: Freshness) {
        let (environment, mock) = (Arc::clone(&self.environment), self.mock);
        let reading = self.files.reading.clone();
        let options = self.options(&environment);
        let key = CollectionKey {
            path: path.to_owned(),
            role,
            algorithm: self.mock.matching,
            rewriting: self.mock.rewriting.clone(),
            environment: self.mock.environment.clone(),
        };
        let bodies = self.bodies(BodyFiles::beside(path, &reading.patience));
        let tracked = self.files.collections.get(key, |tracked| {
            let was_good = tracked.good().is_some_and(|read| read.value.is_some());
            let before = if was_good { Before::Collection } else { Before::Unknown };
            if freshness == Freshness::Refreshed && is_worthwhile(&bodies, before) {
                let patience = &reading.patience;
                let preparation =
                    Preparation { rewriting: &mock.rewriting, bodies: &bodies, patience, before };
                let understand = |bytes: Vec<u8>| library(bytes, &options, role, &preparation);
                tracked.refresh(path, environment.fingerprint ^ bodies.stamp(), &reading, understand);
            }
            if bodies.are_stuck(&reading.patience) {
                tracked.look_again();
            }
        });
        self.problems.extend_from_slice(tracked.problems());
        if let Some(Read { value: Some(library), warnings }) = tracked.good() {
            self.shelf.put(path, library, warnings);
        }
    }

    /// Where bodies are kept is watched, and told where it cannot be listed now.
    fn bodies(&mut self, bodies: BodyFiles) -> BodyFiles {
        self.files.body_folders.extend(bodies.folder());
        self.problems.extend(bodies.failure().cloned());
        bodies
    }

    fn options<'e>(&self, environment: &'e Environment) -> ReadOptions<'e> {
        ReadOptions {
            environment: &environment.variables,
            algorithm: self.mock.matching,
            inspection: self.files.inspection,
        }
    }

    fn add_bundle(&mut self, bundle: &Bundle, freshness: Freshness) {
        let (environment, mock) = (Arc::clone(&self.environment), self.mock);
        let reading = self.files.reading.clone();
        let options = self.options(&environment);
        let key = BundleKey {
            root: bundle.root.clone(),
            algorithm: self.mock.matching,
            rewriting: self.mock.rewriting.clone(),
            environment: self.mock.environment.clone(),
        };
        let bodies = self.bodies(BodyFiles::within(&bundle.root, &reading.patience));
        let tracked = self.files.bundles.get(key, |tracked| {
            let before = if tracked.good().is_some() { Before::Collection } else { Before::Unknown };
            if freshness == Freshness::Refreshed && is_worthwhile(&bodies, before) {
                let patience = &reading.patience;
                let preparation =
                    Preparation { rewriting: &mock.rewriting, bodies: &bodies, patience, before };
                let understand =
                    |files: &[FolderFile<'_>]| bundle_library(bundle, files, &options, &preparation);
                bundle.refresh(tracked, environment.fingerprint ^ bodies.stamp(), &reading, understand);
            }
            if bodies.are_stuck(&reading.patience) {
                tracked.look_again();
            }
        });
        self.problems.extend_from_slice(tracked.problems());
        if let Some(Read { value: library, warnings }) = tracked.good() {
            self.shelf.put(&bundle.root, library, warnings);
        }
    }
}

/// What was read with its bodies is not read again without them.
fn is_worthwhile(bodies: &BodyFiles, before: Before) -> bool {
    bodies.failure().is_none() || before == Before::Unknown
}

impl Shelf {
    fn put(&mut self, file: &Path, library: &Arc<Library>, warnings: &[Diagnostic]) {
        self.files.push(file.to_owned());
        self.libraries.push(Arc::clone(library));
        self.warnings += warnings.iter().filter(|it| it.level == Level::Warning).count();
    }
}
