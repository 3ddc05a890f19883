//! The servers of an upstream, and which of them a request goes to.
//!
//! Pingora's load balancer is not asked: it chooses among addresses, so that a name with two of them would count
//! as two servers and half of all requests would begin at the one where nobody listens; it has no least
//! connections; and every choice of it allocates.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::server::{Busy, Server};
use crate::config::{Balance, Upstream};
use crate::tls::Credentials;

/// The servers of an upstream.
#[derive(Debug)]
pub(super) struct Pool {
    servers: Box<[Arc<Server>]>,
    balance: Balance,
    /// Grows with every choice; where the next one begins to look.
    turn: AtomicUsize,
}

impl Pool {
    pub(super) fn new(config: &Upstream, credentials: &Credentials) -> Self {
        let server = |url| Arc::new(Server::new(config, url, credentials));
        Self {
            servers: config.servers.iter().map(server).collect(),
            balance: config.balance,
            turn: AtomicUsize::new(0),
        }
    }

    /// Whether a new one would speak the same way, for the same config.
    pub(super) fn is_for(&self, config: &Upstream, credentials: &Credentials) -> bool {
        self.servers.iter().all(|server| server.is_for(config, credentials))
    }

    pub(super) fn servers(&self) -> &[Arc<Server>] {
        &self.servers
    }

    /// Whether no server is well.
    pub(super) fn is_unhealthy(&self) -> bool {
        !self.servers.iter().any(|server| server.is_healthy())
    }

    /// A server for a request for which these have failed; none where there is no other. One that is not well
    /// is chosen only where none is.
    pub(super) fn choose(&self, failed: &[Arc<Server>]) -> Option<Busy> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed).checked_rem(self.servers.len())?;
        let (later, first) = self.servers.split_at_checked(turn)?;
        let is_none_well = self.is_unhealthy();
        let has_failed = |server: &&Arc<Server>| failed.iter().any(|one| Arc::ptr_eq(one, server));
        let left = first.iter().chain(later).filter(|server| !has_failed(server));
        let mut left = left.filter(|server| is_none_well || server.is_healthy());
        let chosen = match self.balance {
            Balance::RoundRobin => left.next(),
            Balance::LeastConnections => left.min_by_key(|server| server.requests()),
        };
        chosen.map(Busy::new)
    }
}
