//! What serves now and what is wrong with it, as JSON.

use std::time::Duration;

use serde::Serialize;

use super::upstreams::{UpstreamView, upstreams};
use crate::diagnostic::Diagnostic;
use crate::observe::{BySource, Connections, ReloadResult};
use crate::reload::{LastReload, LoadedMock, Route, Snapshot};

/// The answer of `GET /api/status`. What an endpoint does is told by `/api/routes`.
#[derive(Debug, Serialize)]
pub(super) struct Status<'s> {
    version: &'static str,
    generation: u64,
    uptime_seconds: u64,
    routes: Vec<RouteStatus<'s>>,
    mocks: Vec<MockStatus<'s>>,
    upstreams: Vec<UpstreamView>,
    connections: ConnectionsStatus,
    /// None where nothing was reloaded since the start.
    last_reload: Option<ReloadStatus<'s>>,
    problems: &'s [Diagnostic],
}

#[derive(Debug, Serialize)]
struct RouteStatus<'s> {
    name: &'s str,
    host: String,
    path: &'s str,
    /// In force.
    mode: &'static str,
    upstream: Option<&'s str>,
    mock: Option<&'s str>,
    endpoints: usize,
    answered: BySource,
}

#[derive(Debug, Serialize)]
struct MockStatus<'s> {
    name: &'s str,
    examples: usize,
    warnings: usize,
}

#[derive(Debug, Serialize)]
struct ConnectionsStatus {
    open: u64,
    /// How much those may hold of answers that their clients do not take, if all of them speak HTTP/2.
    may_hold_bytes: u64,
    /// Turned away for want of file descriptors, since the start.
    refused: u64,
    /// How many file descriptors the process may have; none where there is no limit.
    descriptors: Option<u64>,
}

#[derive(Debug, Serialize)]
struct ReloadStatus<'s> {
    /// RFC 3339.
    at: String,
    result: &'static str,
    took_ms: u128,
    restart_needed: &'s [String],
}

impl<'s> Status<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, uptime: Duration, connections: &Connections) -> Self {
        let serving = &snapshot.serving;
        let routes = serving.routes.iter().enumerate();
        Self {
            version: env!("CARGO_PKG_VERSION"),
            generation: snapshot.generation,
            uptime_seconds: uptime.as_secs(),
            routes: routes.map(|(place, route)| RouteStatus::new(snapshot, place, route)).collect(),
            mocks: serving.mocks.iter().map(|(name, loaded)| MockStatus::new(name, loaded)).collect(),
            upstreams: upstreams(snapshot),
            connections: ConnectionsStatus::new(snapshot, connections),
            last_reload: snapshot.last_reload.as_deref().map(ReloadStatus::new),
            problems: &snapshot.problems,
        }
    }
}

impl<'s> RouteStatus<'s> {
    fn new(snapshot: &Snapshot, place: usize, route: &'s Route) -> Self {
        Self {
            name: route.name(),
            host: route.config.host.to_string(),
            path: &route.config.path,
            mode: snapshot.modes.of(place, None).map_or(route.mode, |in_force| in_force.mode).as_str(),
            upstream: route.config.upstream.as_deref(),
            mock: route.config.mock.as_deref(),
            endpoints: route.endpoints.list().len(),
            answered: route.metrics.answered(),
        }
    }
}

impl<'s> MockStatus<'s> {
    fn new(name: &'s str, loaded: &'s LoadedMock) -> Self {
        Self { name, examples: loaded.mock.len(), warnings: loaded.shelf.warnings }
    }
}

impl ConnectionsStatus {
    fn new(snapshot: &Snapshot, connections: &Connections) -> Self {
        let held = u64::try_from(snapshot.serving.config.server.limits.held_by_connection());
        let open = connections.open();
        Self {
            open,
            may_hold_bytes: open.saturating_mul(held.unwrap_or(u64::MAX)),
            refused: connections.refused(),
            descriptors: connections.descriptors(),
        }
    }
}

impl<'s> ReloadStatus<'s> {
    fn new(last: &'s LastReload) -> Self {
        Self {
            at: last.at.to_string(),
            result: match last.result {
                ReloadResult::Ok => "ok",
                ReloadResult::Failed => "failed",
            },
            took_ms: last.took.as_millis(),
            restart_needed: &last.restart_needed,
        }
    }
}
