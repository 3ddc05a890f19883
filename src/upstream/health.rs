//! Asks the servers of an upstream again and again whether they are well.
//!
//! Pingora's load balancer has the checks, and counts until they flip; here is what they are asked about, which
//! are the addresses behind our servers, and what follows from it.

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Weak};
use std::time::Duration;

use async_trait::async_trait;
use pingora::http::RequestHeader;
use pingora::lb::discovery::ServiceDiscovery;
use pingora::lb::health_check::{self, HttpHealthCheck, TcpHealthCheck};
use pingora::lb::{Backend, Backends, Extensions};
use pingora::protocols::l4::socket::SocketAddr as Address;
use pingora::{Error, ErrorType, Result};

use super::Upstream;
use super::server::Server;
use crate::config::{Health, HealthCheck};

/// Checks the servers of `upstream` for as long as it is there, if its config says so.
pub(crate) async fn keep_checking(upstream: Weak<Upstream>) {
    let Some((backends, interval)) = upstream.upgrade().as_deref().and_then(checked) else { return };
    loop {
        let Some(upstream) = upstream.upgrade() else { return };
        if let Err(error) = backends.update(|_| {}).await {
            tracing::warn!(upstream = upstream.name(), %error, "The servers cannot be listed");
        }
        backends.run_health_check(true).await;
        for server in upstream.pool().servers() {
            let addresses = server.known_addresses();
            let is_healthy = addresses.iter().any(|address| backends.ready(&backend(*address)));
            upstream.tell_health(server, is_healthy);
        }
        drop(upstream);
        tokio::time::sleep(interval).await;
    }
}

/// What is to be checked, and how often.
fn checked(upstream: &Upstream) -> Option<(Backends, Duration)> {
    let health = upstream.config().health.as_ref()?;
    let servers: Vec<_> = upstream.pool().servers().to_vec();
    let patience = upstream.config().timeouts.connect;
    let checks = servers.iter().map(|server| check(server, health)).collect();
    let mut backends = Backends::new(Box::new(Addresses { servers, patience }));
    backends.set_health_check(Box::new(Checks { checks, health: health.clone() }));
    Some((backends, health.interval))
}

fn backend(address: SocketAddr) -> Backend {
    Backend { addr: Address::Inet(address), weight: 1, ext: Extensions::new() }
}

/// All addresses of all servers.
struct Addresses {
    servers: Vec<Arc<Server>>,
    patience: Duration,
}

/// Which server an address belongs to.
#[derive(Debug, Clone, Copy)]
struct Number(usize);

#[async_trait]
impl ServiceDiscovery for Addresses {
    async fn discover(&self) -> Result<(BTreeSet<Backend>, HashMap<u64, bool>)> {
        let mut backends = BTreeSet::new();
        for (number, server) in self.servers.iter().enumerate() {
            // A name without an address has nothing that could be well.
            let _ = server.address(0, self.patience).await;
            for address in server.known_addresses() {
                let mut backend = backend(address);
                backend.ext.insert(Number(number));
                backends.insert(backend);
            }
        }
        Ok((backends, HashMap::new()))
    }
}

type Check = Box<dyn health_check::HealthCheck + Send + Sync>;

/// A check for each server, as each may have another name to be called by.
struct Checks {
    checks: Vec<Result<Check>>,
    health: Health,
}

#[async_trait]
impl health_check::HealthCheck for Checks {
    async fn check(&self, target: &Backend) -> Result<()> {
        let number = target.ext.get::<Number>().map_or(0, |number| number.0);
        let Some(Ok(check)) = self.checks.get(number) else {
            return Error::e_explain(ErrorType::InvalidCert, "a certificate could not be loaded");
        };
        let checked = tokio::time::timeout(self.health.timeout, check.check(target)).await;
        checked.unwrap_or_else(|_| Error::e_explain(ErrorType::ReadTimedout, "the check took too long"))
    }

    fn health_threshold(&self, success: bool) -> usize {
        if success { self.health.healthy } else { self.health.unhealthy }
    }

    fn backend_summary(&self, target: &Backend) -> String {
        format!("Server {}", target.addr)
    }
}

fn check(server: &Server, health: &Health) -> Result<Check> {
    match &health.check {
        HealthCheck::Tcp => {
            let mut check = TcpHealthCheck::default();
            check.peer_template.options.connection_timeout = Some(health.timeout);
            Ok(Box::new(check))
        }
        HealthCheck::Http { path, status } => {
            let status = *status;
            let mut check = HttpHealthCheck::new("localhost", false);
            check.peer_template = *server.health_peer(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)))?;
            check.peer_template.options.connection_timeout = Some(health.timeout);
            check.peer_template.options.total_connection_timeout = Some(health.timeout);
            check.peer_template.options.read_timeout = Some(health.timeout);
            check.req = RequestHeader::build("GET", path.as_bytes(), Some(2))?;
            check.req.insert_header("host", server.url.authority())?;
            check.req.insert_header("user-agent", "understudy")?;
            check.validator = Some(Box::new(move |answer| match answer.status.as_u16() {
                told if told == status => Ok(()),
                told => Error::e_explain(ErrorType::HTTPStatus(told), "another status was expected"),
            }));
            Ok(Box::new(check))
        }
    }
}
