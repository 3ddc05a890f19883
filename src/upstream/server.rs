//! One upstream: its config and what was learned about it while running.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use http::HeaderValue;
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};

use super::breaker::{Breaker, Era, Passage, Refusal};
use super::peer::Template;
use super::resolve::Host;
use crate::config::{self, HostHeader};
use crate::observe::UpstreamWatch;
use crate::tls::Credentials;

/// A backend. Kept by a reload that does not change its config.
#[derive(Debug)]
pub struct Upstream {
    config: config::Upstream,
    host: Host,
    breaker: Breaker,
    template: Template,
    /// The `Host` it is told instead of the client's.
    told_host: Option<HeaderValue>,
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
    pub fn new(config: config::Upstream, credentials: &Credentials) -> Self {
        Self {
            host: Host::new(&config.host, config.port),
            breaker: Breaker::new(config.breaker),
            template: Template::new(&config, credentials),
            told_host: told_host(&config).and_then(|host| HeaderValue::try_from(host).ok()),
            config,
        }
    }

    /// The `Host` that it is told; none where that is the one the client asked for.
    pub fn told_host(&self) -> Option<&HeaderValue> {
        self.told_host.as_ref()
    }

    /// Its name in the config.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Its config.
    pub fn config(&self) -> &config::Upstream {
        &self.config
    }

    /// How to ask it for its state, for the metrics.
    pub(crate) fn watch(self: &Arc<Self>) -> UpstreamWatch {
        let (up, open) = (Arc::clone(self), Arc::clone(self));
        UpstreamWatch {
            upstream: self.name().to_owned(),
            is_up: Arc::new(move || up.passage() == Passage::Closed),
            is_open: Arc::new(move || open.passage() != Passage::Closed),
        }
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
        let peer = self.template.peer(address)?;
        Ok(Pool { peer, addresses })
    }
}

fn told_host(config: &config::Upstream) -> Option<String> {
    match &config.host_header {
        HostHeader::Client => None,
        HostHeader::Upstream => Some(config.authority()),
        HostHeader::Named(host) => Some(host.clone()),
    }
}

/// The upstreams of a config, each kept from `before` where its config and certificates are the same.
pub(crate) fn upstreams_of(
    config: &config::Config,
    credentials: &Credentials,
    before: Option<&HashMap<Arc<str>, Arc<Upstream>>>,
) -> HashMap<Arc<str>, Arc<Upstream>> {
    let of = |(name, config): (&Arc<str>, &config::Upstream)| {
        let is_same = |upstream: &&Arc<Upstream>| {
            upstream.config == *config && upstream.template.is_for(config, credentials)
        };
        let kept = before.and_then(|before| before.get(name)).filter(is_same);
        let upstream = kept.map_or_else(|| Arc::new(Upstream::new(config.clone(), credentials)), Arc::clone);
        (Arc::clone(name), upstream)
    };
    config.upstreams.iter().map(of).collect()
}
