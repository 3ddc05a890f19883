//! Which certificate a client is shown.

use std::collections::HashMap;
use std::sync::Arc;

use rustls::sign::CertifiedKey;

use super::{Credentials, Identity};
use crate::config::ServerTls;

/// The certificates that clients are shown. One that was never good is left out.
#[derive(Debug, Default)]
pub struct Certificates {
    first: Option<Arc<Identity>>,
    by_name: HashMap<String, Arc<Identity>>,
}

impl Certificates {
    /// Those that the config names. Where several bear a name, the first counts.
    pub fn new(tls: Option<&ServerTls>, credentials: &Credentials) -> Self {
        let files = tls.iter().flat_map(|tls| &tls.certificates);
        Self::of(files.filter_map(|files| credentials.identity(files)))
    }

    pub(super) fn of<'i>(identities: impl IntoIterator<Item = &'i Arc<Identity>>) -> Self {
        let mut certificates = Self::default();
        for identity in identities {
            certificates.first.get_or_insert_with(|| Arc::clone(identity));
            for name in identity.names() {
                certificates.by_name.entry(name.clone()).or_insert_with(|| Arc::clone(identity));
            }
        }
        certificates
    }

    /// The certificate for a client that asks for this host, by its exact name before a wildcard of one label
    /// (RFC 9525, 6.3); the first where none bears it. None where there is none at all.
    pub fn choose(&self, host: Option<&str>) -> Option<Arc<CertifiedKey>> {
        let host = host.map(str::to_ascii_lowercase);
        let named = host.as_deref().and_then(|host| {
            let wildcard = || self.by_name.get(&format!("*.{}", host.split_once('.')?.1));
            self.by_name.get(host).or_else(wildcard)
        });
        named.or(self.first.as_ref()).map(|identity| Arc::clone(identity.certified()))
    }
}
