//! Who somebody is: a certificate with its key.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::pem;
use crate::diagnostic::Diagnostic;

/// A certificate, those between it and its authority, and its private key, which fits.
pub struct Identity {
    certified: Arc<CertifiedKey>,
    key: PrivateKeyDer<'static>,
    names: Vec<String>,
}

/// Which of the two files a problem is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// That of the certificate.
    Certificate,
    /// That of the key.
    Key,
}

impl Identity {
    /// Reads a certificate and its key from their files.
    ///
    /// # Errors
    /// One of them is missing or broken, or they do not belong together.
    pub fn read(certificate: &[u8], key: &[u8]) -> Result<Self, (Part, Diagnostic)> {
        let chain = pem::certificates(certificate).map_err(|problem| (Part::Certificate, problem))?;
        let key = pem::private_key(key).map_err(|problem| (Part::Key, problem))?;
        let names = chain.first().map(names).unwrap_or_default();
        let certified = CertifiedKey::from_der(chain, key.clone_key(), &default_provider());
        let certified = certified.map_err(|error| (Part::Key, unfit(&error)))?;
        Ok(Self { certified: Arc::new(certified), key, names })
    }

    /// What a server's handshake needs.
    pub fn certified(&self) -> &Arc<CertifiedKey> {
        &self.certified
    }

    /// The certificate and those between it and its authority.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.certified.cert
    }

    /// The private key.
    pub fn key(&self) -> &PrivateKeyDer<'static> {
        &self.key
    }

    /// The hosts it names, lower case, such as `shop.example.com` or `*.example.com`.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Another number where the certificates are others.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.chain().hash(&mut hasher);
        hasher.finish()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("names", &self.names).finish_non_exhaustive()
    }
}

fn unfit(error: &rustls::Error) -> Diagnostic {
    match error {
        rustls::Error::InconsistentKeys(_) => {
            Diagnostic::error("the private key is not that of the certificate")
                .hint("put the two that were made together beside each other")
        }
        error => Diagnostic::error(format!("the private key cannot be used: {error}"))
            .hint("use an RSA, ECDSA (P-256 or P-384) or Ed25519 key"),
    }
}

/// The subject alternative names that are hosts; the subject itself has not counted for many years (RFC 9525).
fn names(certificate: &CertificateDer<'static>) -> Vec<String> {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else { return Vec::new() };
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return Vec::new() };
    let hosts = names.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(host) => Some(host.to_ascii_lowercase()),
        _ => None,
    });
    hosts.collect()
}
