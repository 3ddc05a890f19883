//! Upstreams as people see them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::unbuilt::{UnbuiltView, known_by};
use crate::config::ServerUrl;
use crate::reload::{Route, Snapshot};
use crate::upstream::{Trouble, Upstream};

/// An upstream and how it is.
#[derive(Debug, Serialize)]
pub(super) struct UpstreamView {
    name: String,
    url: String,
    breaker: &'static str,
    unbuilt: &'static str,
    /// Why its last requests failed; none where they did not.
    trouble: Option<TroubleView>,
    servers: Vec<ServerView>,
    /// Those of which something is known; all others are `not asked`.
    endpoints: Vec<EndpointView>,
}

/// Whether an endpoint of it is built.
#[derive(Debug, Serialize)]
struct EndpointView {
    endpoint: String,
    unbuilt: UnbuiltView,
}

/// Why it fails, and what to do about it.
#[derive(Debug, Serialize)]
struct TroubleView {
    cause: &'static str,
    message: String,
    advice: &'static str,
    since: String,
}

/// One of its servers.
#[derive(Debug, Serialize)]
struct ServerView {
    url: String,
    /// None where that is not checked.
    healthy: Option<bool>,
}

/// All upstreams of a snapshot, by name.
pub(super) fn upstreams(snapshot: &Snapshot) -> Vec<UpstreamView> {
    let serving = &snapshot.serving;
    let upstreams = serving.config.upstreams.keys().filter_map(|name| serving.upstreams.get(name));
    upstreams.map(|upstream| UpstreamView::new(snapshot, upstream)).collect()
}

impl UpstreamView {
    fn new(snapshot: &Snapshot, upstream: &Arc<Upstream>) -> Self {
        let config = upstream.config();
        let view = |(url, healthy): (&ServerUrl, _)| ServerView { url: url.to_string(), healthy };
        Self {
            name: config.name.to_string(),
            url: config.urls(),
            breaker: upstream.passage().as_str(),
            unbuilt: known_by(upstream),
            trouble: upstream.trouble().map(TroubleView::new),
            servers: upstream.servers().map(view).collect(),
            endpoints: endpoints(snapshot, upstream),
        }
    }
}

/// Several routes may have the same endpoint of one upstream: it is listed once,
/// as it stands with the first of which something is known.
fn endpoints(snapshot: &Snapshot, upstream: &Arc<Upstream>) -> Vec<EndpointView> {
    let leads_there = |route: &&Route| {
        let own = route.upstream.as_ref();
        route.mock.is_some() && own.is_some_and(|own| Arc::ptr_eq(own, upstream))
    };
    let routes = snapshot.serving.routes.iter().filter(leads_there);
    let mut views = BTreeMap::new();
    for endpoint in routes.flat_map(|route| route.outline.endpoints()) {
        let unbuilt = UnbuiltView::of(upstream, endpoint);
        if unbuilt.is_known() {
            views.entry(&*endpoint.label).or_insert(unbuilt);
        }
    }
    views.into_iter().map(|(label, unbuilt)| EndpointView { endpoint: label.to_owned(), unbuilt }).collect()
}

impl TroubleView {
    fn new(Trouble { cause, since }: Trouble) -> Self {
        Self {
            cause: cause.token(),
            message: cause.to_string(),
            advice: cause.advice(),
            since: since.to_string(),
        }
    }
}
