//! A backend's own certificate, named in place of an authority's (proxy.md, "Why it is down").
//!
//! What `openssl req -x509` makes says of itself that it is an authority. Such a certificate cannot be shown by a
//! server and vouched for by itself in one: rustls refuses that (0.23). Where it is the very certificate that the
//! operator named, and its name and dates fit, it is accepted all the same.

use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;
use sha2::{Digest, Sha256};
use x509_parser::prelude::{FromDer, X509Certificate};

/// A self-signed certificate that calls itself an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCertificate {
    der: CertificateDer<'static>,
    /// SHA-256 of it.
    digest: [u8; 32],
}

/// Why a certificate that was shown is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAccepted {
    /// It is another one.
    Other,
    /// It is for other names.
    WrongName,
    /// It is for no name that counts.
    NoName,
    /// It has expired, or is not valid yet.
    OutOfDate,
}

impl NamedCertificate {
    /// None where the certificate is signed by another, or can be shown by a server as it is.
    pub fn new(der: &CertificateDer<'static>) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let is_own = parsed.subject() == parsed.issuer() && parsed.is_ca();
        is_own.then(|| Self { der: der.clone(), digest: Sha256::digest(der).into() })
    }

    /// Whether a server may show the certificate with this SHA-256 under `name`, now.
    ///
    /// # Errors
    /// Why not.
    pub fn accept(&self, digest: &[u8], name: &str) -> Result<(), NotAccepted> {
        if digest != self.digest {
            return Err(NotAccepted::Other);
        }
        let name = ServerName::try_from(name).map_err(|_| NotAccepted::WrongName)?;
        let parsed = ParsedCertificate::try_from(&self.der).map_err(|_| NotAccepted::Other)?;
        let (_, details) = X509Certificate::from_der(&self.der).map_err(|_| NotAccepted::Other)?;
        let has_name = matches!(details.subject_alternative_name(), Ok(Some(_)));
        let wrong = if has_name { NotAccepted::WrongName } else { NotAccepted::NoName };
        verify_server_name(&parsed, &name).map_err(|_| wrong)?;
        if details.validity().is_valid() { Ok(()) } else { Err(NotAccepted::OutOfDate) }
    }
}

impl std::fmt::Display for NotAccepted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Other => "UnknownIssuer: it is not the certificate that the config names",
            Self::WrongName => "certificate not valid for name that it was asked under",
            Self::NoName => "certificate not valid for any names (it has no subjectAltName)",
            Self::OutOfDate => "certificate expired, or not valid yet",
        })
    }
}
