//! A backend: where it is, how it is spoken to, and how long it may take.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use super::{Health, HostHeader, PathForm, Protocol, ServerUrl, Unbuilt, UpstreamTls};
use crate::config::Invalid;

/// A named backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Unique among upstreams.
    pub name: Arc<str>,
    /// Where it is: one server or several, none twice, all spoken to with the same scheme.
    pub servers: Vec<ServerUrl>,
    /// Which of several a request goes to.
    pub balance: Balance,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// How it says that something is not built.
    pub unbuilt: Unbuilt,
    /// When it is left alone.
    pub breaker: Breaker,
    /// How its servers are checked; without, the breaker alone finds out.
    pub health: Option<Health>,
    /// The version of HTTP that it is spoken to in.
    pub protocol: Protocol,
    /// Which `Host` it is told.
    pub host_header: HostHeader,
    /// In which form it gets paths; where nothing is said, [`Config::path_form`](super::Config::path_form) decides.
    pub paths: Option<PathForm>,
    /// How TLS is spoken; of use only with [`Scheme::Https`](crate::config::Scheme::Https).
    pub tls: UpstreamTls,
}

/// Which of several servers a request goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Balance {
    /// `round-robin`: to one after the other.
    #[default]
    RoundRobin,
    /// `least-connections`: to the one that has the fewest requests on their way.
    LeastConnections,
}

/// How long an upstream may take; none is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To accept a connection, TLS included.
    pub connect: Duration,
    /// From the end of a request to the end of its response's header; none where only [`read`](Self::read) counts.
    pub header: Option<Duration>,
    /// Between two pieces of a response.
    pub read: Duration,
    /// To take a piece of a request.
    pub write: Duration,
    /// How long an unused connection is kept.
    pub idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minute = Duration::from_mins(1);
        Self { connect: Duration::from_secs(2), header: None, read: minute, write: minute, idle: minute }
    }
}

/// When an upstream that fails is left alone, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// So many failures in a row open it; 0 for never.
    pub failures: usize,
    /// How long no request goes to the upstream after that, at first.
    pub cooldown: Duration,
    /// What the cooldown doubles up to; not shorter than it.
    pub longest_cooldown: Duration,
}

impl Default for Breaker {
    fn default() -> Self {
        Self { failures: 3, cooldown: Duration::from_secs(2), longest_cooldown: Duration::from_secs(30) }
    }
}

impl Upstream {
    /// Its URLs, for people.
    pub fn urls(&self) -> String {
        self.servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    /// With defaults for all but where it is.
    pub(crate) fn at(name: Arc<str>, servers: Vec<ServerUrl>) -> Self {
        Self {
            name,
            servers,
            balance: Balance::default(),
            unbuilt: Unbuilt::default(),
            timeouts: Timeouts::default(),
            breaker: Breaker::default(),
            health: None,
            protocol: Protocol::default(),
            host_header: HostHeader::default(),
            paths: None,
            tls: UpstreamTls::default(),
        }
    }
}

impl FromStr for Balance {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "round-robin" => Ok(Self::RoundRobin),
            "least-connections" => Ok(Self::LeastConnections),
            _ => Err(Invalid::new(format!("`{text}` is no way to choose a server"))
                .hint("write `round-robin` or `least-connections`")),
        }
    }
}
