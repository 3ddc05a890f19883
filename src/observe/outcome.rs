//! How one request ended: the one value that metrics and access log are both written from.
//!
//! It borrows everything, so that telling what happened allocates nothing.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use super::RouteMetrics;

/// Who answered (proxy.md, "What the client sees").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The upstream.
    Live,
    /// The mock, because the mode in force or the request asked for it.
    Mock,
    /// The mock, because the upstream is down.
    Fallback,
    /// Understudy itself: no route took the request, or nothing could answer it.
    None,
}

impl Source {
    /// The word used in metrics, the log and the `x-understudy-source` header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Mock => "mock",
            Self::Fallback => "fallback",
            Self::None => "none",
        }
    }
}

/// Why the upstream counted as down (proxy.md, "What counts as down").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Refused, unreachable, name not found, or no TLS handshake.
    Connect,
    /// Connecting, writing or reading took too long.
    Timeout,
    /// The connection ended before a response header.
    Reset,
    /// The upstream answered with this status.
    Status(u16),
    /// The upstream had not begun to answer by the route's deadline.
    Deadline,
    /// The upstream said that it has not built what was asked for.
    Unbuilt,
    /// The upstream has probably not built what was asked for: nothing of its kind was ever answered.
    UnbuiltLikely,
    /// The upstream was not asked: its last answers failed.
    BreakerOpen,
    /// The upstream was not asked: its health check fails.
    Unhealthy,
}

impl Reason {
    /// `connect`, `timeout`, `reset`, `status-503`, `deadline`, `unbuilt`, `unbuilt-likely`, `breaker-open` or
    /// `unhealthy`, as in the `x-understudy-reason` header.
    pub fn token(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Status(status) => return Cow::Owned(format!("status-{status}")),
            Self::Deadline => "deadline",
            Self::Unbuilt => "unbuilt",
            Self::UnbuiltLikely => "unbuilt-likely",
            Self::BreakerOpen => "breaker-open",
            Self::Unhealthy => "unhealthy",
        })
    }
}

/// Its [`token`](Reason::token).
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.token())
    }
}

/// How one request ended.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The route's counters, or [`Metrics::unrouted`](super::Metrics::unrouted).
    pub route: &'a RouteMetrics,
    /// Which of the route's endpoints, as numbered in [`Metrics::route`](super::Metrics::route).
    pub endpoint: Option<usize>,
    /// Which key, as numbered in [`Metrics::route`](super::Metrics::route); absent when unknown.
    pub key: Option<usize>,
    /// The request's method.
    pub method: &'a str,
    /// The request's path; a query is never logged, even when it is still attached.
    pub path: &'a str,
    /// Who answered.
    pub source: Source,
    /// Why the upstream counted as down, when it did, whoever answered in the end.
    pub reason: Option<Reason>,
    /// The status sent to the client.
    pub status: u16,
    /// The example that answered: its id or name.
    pub example: Option<&'a str>,
    /// Whether it counts as a call: not where it was refused, nor a preflight that the mock allows.
    pub is_call: bool,
    /// Whether the mock was asked and no example matched.
    pub unmatched: bool,
    /// Understudy's own time: upstream time and configured delays excluded.
    pub own: Duration,
    /// The time spent with the upstream, when it was asked.
    pub upstream: Option<Duration>,
}
