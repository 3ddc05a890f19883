//! The certificate of each handshake, out of the snapshot that serves.

use std::net::SocketAddr;
use std::sync::Arc;

use pingora::listeners::tls::TlsSettings;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::front::TlsListener;
use crate::diagnostic::Diagnostic;
use crate::reload::Live;

/// Looks into the snapshot, so that a reload counts for the next handshake.
#[derive(Debug)]
struct FromSnapshot(Arc<Live>);

impl ResolvesServerCert for FromSnapshot {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.snapshot().serving.certificates.choose(hello.server_name())
    }
}

/// The listener at this address: TLS 1.2 and 1.3, and HTTP/2 for clients that offer it.
///
/// # Errors
/// None as Pingora is now; that it may have some is part of its interface.
pub(super) fn listener(address: SocketAddr, live: &Arc<Live>) -> Result<TlsListener, Diagnostic> {
    let settings = TlsSettings::intermediate("", "");
    let mut settings =
        settings.map_err(|error| Diagnostic::error(error.to_string()).at_item("server.tls"))?;
    settings.set_cert_resolver(Arc::new(FromSnapshot(Arc::clone(live))));
    settings.enable_h2();
    Ok(TlsListener { address, acceptor: settings.build() })
}
