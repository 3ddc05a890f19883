//! Certificates and keys: from the text of a file (PEM) to what a handshake needs, checked so that no handshake
//! can fail for what was loaded.
//!
//! Knows rustls and neither Pingora nor connections, and opens no file. No key is ever shown.

mod authorities;
mod certificates;
mod credentials;
mod identity;
mod named;
mod pem;
#[cfg(test)]
mod tests;

pub use authorities::Authorities;
pub use certificates::Certificates;
pub use credentials::Credentials;
pub use identity::{Identity, Part};
pub use named::{NamedCertificate, NotAccepted};
