//! What stands in a file of certificates or keys.

use rustls::pki_types::pem::{Error, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::diagnostic::Diagnostic;

/// Every certificate of a file, in its order; at least one.
///
/// # Errors
/// There is none, or one that is broken.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Diagnostic> {
    let found: Result<Vec<_>, Error> = CertificateDer::pem_slice_iter(bytes).collect();
    let found = found.map_err(|error| broken("certificate", &error))?;
    if found.is_empty() {
        return Err(Diagnostic::error("no certificate in this file")
            .hint("it should have a block that begins with `-----BEGIN CERTIFICATE-----`"));
    }
    match found.iter().position(|certificate| !is_whole(certificate)) {
        None => Ok(found),
        Some(at) => Err(Diagnostic::error(format!("certificate {} in this file is broken", at + 1))
            .hint("export it again, in PEM format")),
    }
}

/// Whether it is one certificate and nothing else.
fn is_whole(certificate: &CertificateDer<'_>) -> bool {
    X509Certificate::from_der(certificate).is_ok_and(|(rest, _)| rest.is_empty())
}

/// Whether it can vouch for others, or for itself.
pub(super) fn may_vouch(certificate: &CertificateDer<'_>) -> bool {
    X509Certificate::from_der(certificate)
        .is_ok_and(|(_, parsed)| parsed.is_ca() || parsed.subject() == parsed.issuer())
}

/// The first private key of a file.
///
/// # Errors
/// There is none, or it is broken.
pub(super) fn private_key(bytes: &[u8]) -> Result<PrivateKeyDer<'static>, Diagnostic> {
    match PrivateKeyDer::from_pem_slice(bytes) {
        Ok(key) => Ok(key),
        Err(Error::NoItemsFound) if is_encrypted(bytes) => {
            Err(Diagnostic::error("the private key is encrypted, and nobody is here to type its passphrase")
                .hint(
                    "decrypt it, e.g. with `openssl pkey -in FILE -out FILE`, and protect the file instead",
                ))
        }
        Err(Error::NoItemsFound) => Err(Diagnostic::error("no private key in this file")
            .hint("it should have a block that begins with `-----BEGIN PRIVATE KEY-----`")),
        Err(error) => Err(broken("private key", &error)),
    }
}

fn is_encrypted(bytes: &[u8]) -> bool {
    let begin = b"-----BEGIN ENCRYPTED PRIVATE KEY-----";
    bytes.windows(begin.len()).any(|window| window == begin)
}

/// The error is told by its kind: what it quotes may be part of a key.
fn broken(what: &str, error: &Error) -> Diagnostic {
    let why = match error {
        Error::MissingSectionEnd { .. } => "its block has no end",
        Error::IllegalSectionStart { .. } => "its block has no proper beginning",
        Error::Base64Decode(_) => "its block is not base64",
        _ => "it cannot be read",
    };
    Diagnostic::error(format!("a {what} in this file is broken: {why}"))
        .hint("export it again, in PEM format")
}
