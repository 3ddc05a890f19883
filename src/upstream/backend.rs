//! One upstream: its config and what was learned about it while running.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, Result};

use super::breaker::{Breaker, Era, Passage, Refusal};
use super::failure::Failure;
use super::onward::Onward;
use super::pool::Pool;
use super::server::Server;
use super::tries::Tries;
use super::trouble::{Trouble, Troubles};
use super::unbuilt::Unbuilt;
use crate::config;
use crate::mock::Cors;
use crate::observe::{Cause, Reason, UpstreamWatch};
use crate::tls::Credentials;

/// A backend. Kept by a reload that does not change its config.
#[derive(Debug)]
pub struct Upstream {
    config: config::Upstream,
    pool: Pool,
    breaker: Breaker,
    unbuilt: Arc<Unbuilt>,
    troubles: Troubles,
}

/// The upstream that a request's route names, put among the request's extensions for whoever picks the peer.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The upstream.
    pub upstream: Arc<Upstream>,
    /// What becomes of the request on its way there.
    pub onward: Arc<Onward>,
    /// Whether an answer says where it comes from.
    pub tells_source: bool,
    /// How an answer that is not the upstream's is made readable for pages of other origins.
    pub cors: Cors,
}

impl Upstream {
    /// An upstream of which nothing is known yet.
    pub fn new(config: config::Upstream, credentials: &Credentials) -> Self {
        Self {
            pool: Pool::new(&config, credentials),
            breaker: Breaker::new(config.breaker),
            unbuilt: Arc::default(),
            troubles: Troubles::default(),
            config,
        }
    }

    /// One of which is known what was learned of the last one, if that has the same servers.
    fn after(last: Option<&Arc<Self>>, config: &config::Upstream, credentials: &Credentials) -> Self {
        let last = last.filter(|last| last.config.servers == config.servers);
        let unbuilt = last.map_or_else(Arc::default, |last| Arc::clone(&last.unbuilt));
        Self { unbuilt, ..Self::new(config.clone(), credentials) }
    }

    /// Its name in the config.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Its config.
    pub fn config(&self) -> &config::Upstream {
        &self.config
    }

    /// What was learned of its answers for what it has not built.
    pub(crate) fn unbuilt(&self) -> &Arc<Unbuilt> {
        &self.unbuilt
    }

    /// How to ask it for its state, for the metrics.
    pub(crate) fn watch(self: &Arc<Self>) -> UpstreamWatch {
        let (up, open) = (Arc::clone(self), Arc::clone(self));
        UpstreamWatch {
            upstream: self.name().to_owned(),
            is_up: Arc::new(move || up.is_up()),
            is_open: Arc::new(move || open.passage() != Passage::Closed),
        }
    }

    /// What is wrong with it: its last requests failed, or its health check does.
    pub fn trouble(&self) -> Option<Trouble> {
        self.troubles.now()
    }

    pub(super) fn troubles(&self) -> &Troubles {
        &self.troubles
    }

    /// Whether requests are let pass to it.
    pub fn passage(&self) -> Passage {
        if self.pool.is_unhealthy() { Passage::Unhealthy } else { self.breaker.passage() }
    }

    /// Whether it is thought to answer: its health check says so or, without one, its breaker is closed.
    fn is_up(&self) -> bool {
        match self.config.health {
            Some(_) => !self.pool.is_unhealthy(),
            None => self.passage() == Passage::Closed,
        }
    }

    /// Lets a request pass, if that can be told without the time.
    pub(super) fn ask_at_once(&self) -> Option<Era> {
        let is_well = self.config.health.is_none() || !self.pool.is_unhealthy();
        self.breaker.closed().filter(|_| is_well)
    }

    /// Lets a request pass, or not: while the health check says that no server is well, it alone finds out
    /// when one is again.
    pub(super) fn ask(&self, now: Instant) -> Result<Era, Refusal> {
        match &self.config.health {
            Some(health) if self.pool.is_unhealthy() => {
                Err(Refusal { reason: Reason::Unhealthy, failure: Failure::UNHEALTHY, wait: health.interval })
            }
            _ => self.breaker.ask(now),
        }
    }

    /// Takes over what the health check found of a server. One that is well again is asked at once.
    pub(super) fn tell_health(&self, server: &Server, is_healthy: bool) {
        if !server.tell_health(is_healthy) {
            return;
        }
        let (upstream, server) = (self.name(), &server.url);
        if is_healthy {
            tracing::info!(upstream, %server, "The server passes its health check again");
            self.troubles.end();
            self.breaker.close();
        } else {
            tracing::warn!(upstream, %server, "The server fails its health check");
            if self.pool.is_unhealthy() {
                self.troubles.fail(Cause::Unhealthy);
            }
        }
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Its servers, each with whether it is well; none where that is not checked.
    pub fn servers(&self) -> impl Iterator<Item = (&config::ServerUrl, Option<bool>)> {
        let is_checked = self.config.health.is_some();
        let health = move |server: &Server| is_checked.then(|| server.is_healthy());
        self.pool.servers().iter().map(move |server| (&server.url, health(server)))
    }

    pub(super) fn breaker(&self) -> &Breaker {
        &self.breaker
    }

    /// Where a request goes, if nothing has to be looked up for that; otherwise [`peer`](Self::peer) has to be asked,
    /// also for what is wrong.
    pub(crate) fn peer_at_hand(&self, tries: &mut Tries) -> Option<Box<HttpPeer>> {
        tries.peer_at_hand(&self.pool)
    }

    /// Where a request goes, after what was tried for it.
    ///
    /// # Errors
    /// No server that is left has an address; or a certificate could not be loaded.
    pub async fn peer(&self, tries: &mut Tries) -> Result<Box<HttpPeer>> {
        loop {
            match tries.peer(&self.pool, self.config.timeouts.connect).await {
                Err(error) if self.may_try_again(tries, &error) => {}
                peer => return peer,
            }
        }
    }

    /// After a connection failed: whether there is another address or server to try, or another way to check the
    /// certificate of this one.
    pub fn may_try_again(&self, tries: &mut Tries, error: &Error) -> bool {
        tries.may_show_named(error) || tries.go_on(&self.pool)
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
            upstream.config == *config && upstream.pool.is_for(config, credentials)
        };
        let kept = before.and_then(|before| before.get(name)).filter(is_same);
        let last = before.and_then(|before| before.get(name));
        let upstream = kept.map_or_else(|| Arc::new(Upstream::after(last, config, credentials)), Arc::clone);
        (Arc::clone(name), upstream)
    };
    config.upstreams.iter().map(of).collect()
}
