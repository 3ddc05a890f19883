//! What was tried for one request: servers, and the addresses of each.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use pingora::protocols::Digest;
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};
use smallvec::SmallVec;

use super::pool::Pool;
use super::rewrite::Backend;
use super::server::{Busy, Server};

/// What was tried for a request, and what is being tried.
#[derive(Debug, Default)]
pub struct Tries {
    failed: SmallVec<[Arc<Server>; 2]>,
    current: Option<Current>,
}

/// A server, and which of its addresses.
#[derive(Debug)]
struct Current {
    server: Busy,
    address: usize,
    addresses: usize,
}

impl Tries {
    /// The `Host` that the server is told; none where that is the one the client asked for.
    pub fn told_host(&self) -> Option<&HeaderValue> {
        self.current.as_ref()?.server.told_host()
    }

    /// What the server may call itself in its answer.
    pub(super) fn backend(&self) -> Backend<'_> {
        Backend {
            told_host: self.told_host().and_then(|host| host.to_str().ok()),
            server: self.current.as_ref().map(|current| &current.server.url),
        }
    }

    /// The peer that is to be tried now, if nothing has to be looked up for that and nothing is wrong.
    pub(super) fn peer_at_hand(&mut self, pool: &Pool) -> Option<Box<HttpPeer>> {
        let current = self.current(pool)?;
        let (address, addresses) = current.server.address_at_hand(current.address)?;
        current.addresses = addresses;
        current.server.peer(address).ok()
    }

    /// The peer that is to be tried now.
    pub(super) async fn peer(&mut self, pool: &Pool, patience: Duration) -> Result<Box<HttpPeer>> {
        let none = || Error::explain(ErrorType::ConnectError, "no server is left").into_up();
        let current = self.current(pool).ok_or_else(none)?;
        let (address, addresses) = current.server.address(current.address, patience).await?;
        current.addresses = addresses;
        current.server.peer(address)
    }

    /// What is tried now, or else the first choice; none where no server is left.
    fn current(&mut self, pool: &Pool) -> Option<&mut Current> {
        if self.current.is_none() {
            self.current = Current::choose(pool, &self.failed);
        }
        self.current.as_mut()
    }

    /// After a connection failed: whether the same server is worth another try at once.
    pub(super) fn may_show_named(&self, error: &Error) -> bool {
        self.current.as_ref().is_some_and(|current| current.server.may_show_named(error))
    }

    /// Whether the certificate that the server has shown, by its SHA-256, is in order.
    ///
    /// # Errors
    /// It is not.
    pub fn check_shown(&self, peer: &HttpPeer, digest: Option<&Digest>) -> Result<()> {
        let Some(current) = &self.current else { return Ok(()) };
        let shown = digest.and_then(|digest| digest.ssl_digest.as_ref());
        current.server.check_shown(peer, shown.map_or(&[], |shown| &shown.cert_digest))
    }

    /// Turns to the next address, or else to another server; whether there is one.
    pub(super) fn go_on(&mut self, pool: &Pool) -> bool {
        let Some(mut current) = self.current.take() else { return false };
        current.address += 1;
        self.current = if current.address < current.addresses {
            Some(current)
        } else {
            self.failed.push(Arc::clone(current.server.server()));
            Current::choose(pool, &self.failed)
        };
        self.current.is_some()
    }
}

impl Current {
    fn choose(pool: &Pool, failed: &[Arc<Server>]) -> Option<Self> {
        Some(Self { server: pool.choose(failed)?, address: 0, addresses: 0 })
    }
}
