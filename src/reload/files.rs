//! Everything but the config that was read from files, and the mocks' shelves made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::credentials::CredentialFiles;
use super::folder::Folder;
use super::kept::Kept;
use super::library::{Environment, Role, environment};
use super::reading::Reading;
use super::serving::Shelf;
use super::several::AllSeen;
use super::shelving::Shelving;
use super::tracked::Tracked;
use crate::collection::{Algorithm, Inspection};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::mock::{Library, Rewriting};
use crate::tls::Credentials;

/// What files hold, as they were understood last.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) environments: Kept<PathBuf, Tracked<Arc<Environment>>>,
    pub(super) collections: Kept<CollectionKey, Tracked<Option<Arc<Library>>>>,
    pub(super) bundles: Kept<BundleKey, Tracked<Arc<Library>, AllSeen>>,
    pub(super) folders: Kept<PathBuf, Folder>,
    /// Where bodies may be kept beside collections.
    pub(super) body_folders: BTreeSet<PathBuf>,
    credentials: CredentialFiles,
    /// How they are read in the load under way.
    pub(super) reading: Reading,
    /// What else is told of each collection.
    pub(super) inspection: Option<Inspection>,
}

/// A collection is prepared once for all mocks that share their environment, their rules and what they replace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct CollectionKey {
    pub(super) path: PathBuf,
    pub(super) role: Role,
    pub(super) algorithm: Algorithm,
    pub(super) rewriting: Rewriting,
    pub(super) environment: Option<PathBuf>,
}

/// As [`CollectionKey`], of a collection in many files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct BundleKey {
    pub(super) root: PathBuf,
    pub(super) algorithm: Algorithm,
    pub(super) rewriting: Rewriting,
    pub(super) environment: Option<PathBuf>,
}

/// What a load of all files found.
#[derive(Debug)]
pub(super) struct Loaded {
    /// By the name of the mock.
    pub(super) shelves: BTreeMap<Arc<str>, Shelf>,
    /// Certificates and keys.
    pub(super) credentials: Credentials,
    /// In the order of the mocks and their collections; then those of certificates.
    pub(super) problems: Vec<Diagnostic>,
}

impl Files {
    /// Reads what changed of the files that the config names, and is not written to any more.
    pub(super) fn load(&mut self, config: &Config) -> Loaded {
        self.begin();
        let mut problems = Vec::new();
        let mut shelves = BTreeMap::new();
        for (name, mock) in &config.mocks {
            let environment = self.environment(mock.environment.as_deref(), &mut problems);
            let mut shelving = Shelving::new(self, mock, environment);
            for path in &mock.collections {
                shelving.add(path);
            }
            let (filled, found) = shelving.finish();
            problems.extend(found);
            shelves.insert(Arc::clone(name), filled);
        }
        self.end();
        let (credentials, found) = self.credentials.load(config, &self.reading);
        problems.extend(found);
        Loaded { shelves, credentials, problems }
    }

    fn begin(&mut self) {
        self.body_folders.clear();
        self.environments.begin();
        self.collections.begin();
        self.bundles.begin();
        self.folders.begin();
    }

    fn end(&mut self) {
        self.environments.end();
        self.collections.end();
        self.bundles.end();
        self.folders.end();
    }

    /// The environment of a mock; empty where there is none, or none that was ever good.
    fn environment(&mut self, path: Option<&Path>, problems: &mut Vec<Diagnostic>) -> Arc<Environment> {
        let Some(path) = path else { return Arc::default() };
        let reading = &self.reading;
        let refresh =
            |tracked: &mut Tracked<_>| tracked.refresh(path, 0, reading, |bytes| environment(&bytes));
        let tracked = self.environments.get(path.to_owned(), refresh);
        problems.extend_from_slice(tracked.problems());
        tracked.good().map(|read| Arc::clone(&read.value)).unwrap_or_default()
    }

    /// Whether the last load left a file unread because it was written to.
    pub(super) fn is_being_written(&self) -> bool {
        self.environments.values().any(Tracked::is_being_written)
            || self.collections.values().any(Tracked::is_being_written)
            || self.bundles.values().any(Tracked::is_being_written)
            || self.credentials.is_being_written()
    }

    /// Every file and folder that the last load looked at, but for files within folders that are named too, and
    /// for what is stuck.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        let collections = self.collections.keys().map(|key| key.path.as_path());
        let environments = self.environments.keys().map(PathBuf::as_path);
        let passed = self.folders.values().flat_map(Folder::passed);
        let folders = self.folders.keys().map(PathBuf::as_path);
        let bodies = self.body_folders.iter().map(PathBuf::as_path);
        let all = collections.chain(bodies).chain(environments).chain(folders).chain(passed);
        all.chain(self.credentials.paths()).filter(|path| !self.reading.patience.is_stuck(path))
    }
}
