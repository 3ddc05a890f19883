//! One upstream: its config and what was learned about it while running.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use pingora::protocols::ALPN;
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};

use super::breaker::{Breaker, Era, Passage, Refusal};
use super::resolve::Host;
use crate::config::{self, Scheme};

/// A backend. Kept by a reload that does not change its config.
#[derive(Debug)]
pub struct Upstream {
    config: config::Upstream,
    host: Host,
    breaker: Breaker,
}

/// The upstream that a request's route names, put among the request's extensions for whoever picks the peer.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The upstream.
    pub upstream: Arc<Upstream>,
    /// Whether an answer says where it comes from.
    pub tells_source: bool,
}

/// A peer, and how many there are to try.
#[derive(Debug)]
pub struct Pool {
    /// The peer of this attempt.
    pub peer: Box<HttpPeer>,
    /// How many addresses the upstream has.
    pub addresses: usize,
}

impl Upstream {
    /// An upstream of which nothing is known yet.
    pub fn new(config: config::Upstream) -> Self {
        let breaker = Breaker::new(config.breaker);
        Self { host: Host::new(&config.host, config.port), breaker, config }
    }

    /// Its name in the config.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Its config.
    pub fn config(&self) -> &config::Upstream {
        &self.config
    }

    /// Whether requests are let pass to it.
    pub fn passage(&self) -> Passage {
        self.breaker.passage()
    }

    pub(super) fn ask(&self, now: Instant) -> Result<Era, Refusal> {
        self.breaker.ask(now)
    }

    pub(super) fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// The peer for the attempt of this number, counted from 0.
    pub async fn pool(&self, attempt: usize) -> Result<Pool> {
        let timeouts = &self.config.timeouts;
        let (address, addresses) = self.host.address(attempt, timeouts.connect).await.map_err(|error| {
            let context = format!("no address for upstream {} ({})", self.config.name, self.config.host);
            Error::because(ErrorType::ConnectError, context, error).into_up()
        })?;
        let is_tls = self.config.scheme == Scheme::Https;
        let mut peer = Box::new(HttpPeer::new(address, is_tls, self.config.host.clone()));
        peer.options.alpn = ALPN::H1;
        peer.options.connection_timeout = Some(timeouts.connect);
        peer.options.total_connection_timeout = Some(timeouts.connect);
        peer.options.read_timeout = Some(timeouts.read);
        peer.options.write_timeout = Some(timeouts.write);
        peer.options.idle_timeout = Some(timeouts.idle);
        Ok(Pool { peer, addresses })
    }
}

/// The upstreams of a config, each kept from `before` where its config is the same.
pub(crate) fn upstreams_of(
    config: &config::Config,
    before: Option<&HashMap<Arc<str>, Arc<Upstream>>>,
) -> HashMap<Arc<str>, Arc<Upstream>> {
    let of = |(name, config): (&Arc<str>, &config::Upstream)| {
        let kept = before.and_then(|before| before.get(name)).filter(|upstream| upstream.config == *config);
        let upstream = kept.map_or_else(|| Arc::new(Upstream::new(config.clone())), Arc::clone);
        (Arc::clone(name), upstream)
    };
    config.upstreams.iter().map(of).collect()
}
