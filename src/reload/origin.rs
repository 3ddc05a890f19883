//! Where a route comes from, and what follows from that for people.

use std::net::SocketAddr;

use super::serving::Route;
use crate::config::HostPattern;

/// Where a route comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is written in the config.
    Config,
    /// It is a mock's own (`server.mock_domain`): it has one mode, and nobody toggles it.
    MockDomain,
}

impl Route {
    /// The URL at which its mock always answers, where the proxy listens on `proxy`; none for a route of the
    /// config.
    pub fn own_url(&self, proxy: SocketAddr) -> Option<String> {
        match (self.origin, &self.config.host) {
            (Origin::MockDomain, HostPattern::Exact(host)) if proxy.port() == 80 => {
                Some(format!("http://{host}"))
            }
            (Origin::MockDomain, HostPattern::Exact(host)) => Some(format!("http://{host}:{}", proxy.port())),
            _ => None,
        }
    }
}
