//! Who vouches for a backend.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use super::{NamedCertificate, pem};
use crate::diagnostic::Diagnostic;

/// Certificates of authorities, each of which can vouch for others.
#[derive(Debug)]
pub struct Authorities {
    certificates: Vec<CertificateDer<'static>>,
    named: Vec<NamedCertificate>,
}

impl Authorities {
    /// Reads all that are in a file.
    ///
    /// # Errors
    /// There is none, or one that cannot vouch for anybody.
    pub fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let certificates = pem::certificates(bytes)?;
        let mut roots = RootCertStore::empty();
        for certificate in &certificates {
            roots.add(certificate.clone()).map_err(|error| {
                Diagnostic::error(format!("a certificate in this file cannot vouch for others: {error}"))
                    .hint("put the certificate of the authority here, not that of the backend")
            })?;
        }
        if !certificates.iter().any(pem::may_vouch) {
            return Err(Diagnostic::error(
                "no certificate in this file can vouch for a backend: each was issued by \
                 somebody else, and is no authority",
            )
            .hint(
                "put the certificate of whoever issued it here, or one that the backend has signed by itself",
            ));
        }
        let named = certificates.iter().filter_map(NamedCertificate::new).collect();
        Ok(Self { certificates, named })
    }

    /// Each of them.
    pub fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }

    /// Those among them that a backend may show as its own.
    pub fn named(&self) -> &[NamedCertificate] {
        &self.named
    }

    /// Another number where they are others.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.certificates.hash(&mut hasher);
        hasher.finish()
    }
}
