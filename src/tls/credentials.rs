//! All that a config's files hold for TLS.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Authorities, Identity};
use crate::config::CertificateFiles;

/// What was read of the files that a config names; what was never good is missing.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    pub(crate) identities: HashMap<CertificateFiles, Arc<Identity>>,
    pub(crate) authorities: HashMap<PathBuf, Arc<Authorities>>,
}

impl Credentials {
    /// What a certificate and its key hold.
    pub fn identity(&self, files: &CertificateFiles) -> Option<&Arc<Identity>> {
        self.identities.get(files)
    }

    /// What a file of authorities holds.
    pub fn authorities(&self, file: &Path) -> Option<&Arc<Authorities>> {
        self.authorities.get(file)
    }

    /// Whether they are the very same.
    pub fn is_as(&self, other: &Self) -> bool {
        is_same(&self.identities, &other.identities) && is_same(&self.authorities, &other.authorities)
    }
}

fn is_same<K: std::hash::Hash + Eq, V>(one: &HashMap<K, Arc<V>>, other: &HashMap<K, Arc<V>>) -> bool {
    one.len() == other.len()
        && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| Arc::ptr_eq(value, other)))
}
