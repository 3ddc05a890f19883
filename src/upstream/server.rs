//! One server of an upstream: where it is, how it is spoken to, and what it is busy with.

use std::io;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use http::HeaderValue;
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};

use super::failure::{NAME_NOT_FOUND, is_authority_shown};
use super::peer::{Check, Template};
use super::resolve::Host;
use crate::config::{self, HostHeader, ServerUrl};
use crate::tls::Credentials;

/// A server.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) url: ServerUrl,
    host: Host,
    template: Template,
    /// The `Host` it is told instead of the client's.
    told_host: Option<HeaderValue>,
    /// How many requests are on their way.
    requests: AtomicUsize,
    /// What the last health check said; well, until one says otherwise.
    is_healthy: AtomicBool,
    /// Whether it shows a certificate that the config names and no authority vouches for.
    shows_named: AtomicBool,
}

impl Server {
    pub(super) fn new(config: &config::Upstream, url: &ServerUrl, credentials: &Credentials) -> Self {
        Self {
            host: Host::new(&url.host, url.port),
            template: Template::new(config, url, credentials),
            told_host: told_host(config, url).and_then(|host| HeaderValue::try_from(host).ok()),
            requests: AtomicUsize::new(0),
            is_healthy: AtomicBool::new(true),
            shows_named: AtomicBool::new(false),
            url: url.clone(),
        }
    }

    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    pub(super) fn is_healthy(&self) -> bool {
        self.is_healthy.load(Ordering::Relaxed)
    }

    /// Takes over what a health check found; whether that is news.
    pub(super) fn tell_health(&self, is_healthy: bool) -> bool {
        self.is_healthy.swap(is_healthy, Ordering::Relaxed) != is_healthy
    }

    /// The addresses that it was last found to have.
    pub(super) fn known_addresses(&self) -> Vec<SocketAddr> {
        self.host.known()
    }

    pub(super) fn told_host(&self) -> Option<&HeaderValue> {
        self.told_host.as_ref()
    }

    /// Whether a new one would speak the same way, for the same config.
    pub(super) fn is_for(&self, config: &config::Upstream, credentials: &Credentials) -> bool {
        self.template.is_for(config, credentials)
    }

    /// Its address of this number, from 0, and how many it has, if that is known.
    pub(super) fn address_at_hand(&self, number: usize) -> Option<(SocketAddr, usize)> {
        self.host.address_at_hand(number)
    }

    /// Its address of this number, from 0, and how many it has.
    pub(super) async fn address(&self, number: usize, patience: Duration) -> Result<(SocketAddr, usize)> {
        self.host.address(number, patience).await.map_err(|error| {
            let kind = match error.kind() {
                io::ErrorKind::TimedOut => ErrorType::ConnectTimedout,
                _ => NAME_NOT_FOUND,
            };
            Error::because(kind, format!("no address for {}", self.url), error).into_up()
        })
    }

    /// How it is spoken to at one of its addresses.
    pub(super) fn peer(&self, address: SocketAddr) -> Result<Box<HttpPeer>> {
        let shows_named = self.shows_named.load(Ordering::Relaxed);
        self.template.peer(address, if shows_named { Check::AfterHandshake } else { Check::InHandshake })
    }

    /// How its health is asked after: a check carries nothing of a client's, so it may go to whoever answers.
    pub(super) fn health_peer(&self, address: SocketAddr) -> Result<Box<HttpPeer>> {
        self.template.peer(address, Check::AfterHandshake)
    }

    /// After a handshake failed: whether it is worth another, as the server shows a certificate that calls itself an
    /// authority, and the config names such a one.
    pub(super) fn may_show_named(&self, error: &Error) -> bool {
        self.template.has_named_certificate()
            && is_authority_shown(error)
            && !self.shows_named.swap(true, Ordering::Relaxed)
    }

    /// Whether the certificate that was shown, by its SHA-256, is in order.
    ///
    /// # Errors
    /// It is not the one that the config names, or its name or dates do not fit.
    pub(super) fn check_shown(&self, peer: &HttpPeer, shown: &[u8]) -> Result<()> {
        let checked = self.template.check_shown(peer, shown);
        if checked.is_err() {
            self.shows_named.store(false, Ordering::Relaxed);
        }
        checked
    }
}

/// A server that has a request on its way; dropped when the request has ended.
#[derive(Debug)]
pub(super) struct Busy(Arc<Server>);

impl Busy {
    pub(super) fn new(server: &Arc<Server>) -> Self {
        server.requests.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(server))
    }

    pub(super) fn server(&self) -> &Arc<Server> {
        &self.0
    }
}

impl Deref for Busy {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.0
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

fn told_host(config: &config::Upstream, url: &ServerUrl) -> Option<String> {
    match &config.host_header {
        HostHeader::Client => None,
        HostHeader::Upstream => Some(url.authority()),
        HostHeader::Named(host) => Some(host.clone()),
    }
}
