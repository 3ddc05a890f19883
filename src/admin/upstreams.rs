//! Upstreams as people see them.

use serde::Serialize;

use super::unbuilt::known_by;
use crate::config::ServerUrl;
use crate::reload::Snapshot;
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
    upstreams.map(|upstream| UpstreamView::new(upstream)).collect()
}

impl UpstreamView {
    fn new(upstream: &Upstream) -> Self {
        let config = upstream.config();
        let view = |(url, healthy): (&ServerUrl, _)| ServerView { url: url.to_string(), healthy };
        Self {
            name: config.name.to_string(),
            url: config.urls(),
            breaker: upstream.passage().as_str(),
            unbuilt: known_by(upstream),
            trouble: upstream.trouble().map(TroubleView::new),
            servers: upstream.servers().map(view).collect(),
        }
    }
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
