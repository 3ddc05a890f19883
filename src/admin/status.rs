//! What serves now and what is wrong with it, as JSON.

use std::time::Duration;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::reload::{LoadedMock, Route, Snapshot};

/// The answer of `GET /api/status`.
#[derive(Debug, Serialize)]
pub(super) struct Status<'s> {
    version: &'static str,
    generation: u64,
    uptime_seconds: u64,
    routes: Vec<RouteStatus<'s>>,
    mocks: Vec<MockStatus<'s>>,
    problems: &'s [Diagnostic],
}

#[derive(Debug, Serialize)]
struct RouteStatus<'s> {
    name: &'s str,
    host: String,
    path: &'s str,
    mode: &'static str,
    upstream: Option<&'s str>,
    mock: Option<&'s str>,
    endpoints: Vec<EndpointStatus<'s>>,
}

#[derive(Debug, Serialize)]
struct EndpointStatus<'s> {
    endpoint: &'s str,
    item: &'s str,
    mode: &'static str,
}

#[derive(Debug, Serialize)]
struct MockStatus<'s> {
    name: &'s str,
    examples: usize,
    warnings: usize,
}

impl<'s> Status<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, uptime: Duration) -> Self {
        let serving = &snapshot.serving;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            generation: snapshot.generation,
            uptime_seconds: uptime.as_secs(),
            routes: serving.routes.iter().map(RouteStatus::new).collect(),
            mocks: serving.mocks.iter().map(|(name, loaded)| MockStatus::new(name, loaded)).collect(),
            problems: &snapshot.problems,
        }
    }
}

impl<'s> RouteStatus<'s> {
    fn new(route: &'s Route) -> Self {
        let endpoints = route.endpoints.list().iter().map(|endpoint| EndpointStatus {
            endpoint: &endpoint.label,
            item: &endpoint.item,
            mode: endpoint.mode.unwrap_or(route.mode).as_str(),
        });
        Self {
            name: route.name(),
            host: route.config.host.to_string(),
            path: &route.config.path,
            mode: route.mode.as_str(),
            upstream: route.config.upstream.as_deref(),
            mock: route.config.mock.as_deref(),
            endpoints: endpoints.collect(),
        }
    }
}

impl<'s> MockStatus<'s> {
    fn new(name: &'s str, loaded: &'s LoadedMock) -> Self {
        Self { name, examples: loaded.mock.len(), warnings: loaded.shelf.warnings }
    }
}
