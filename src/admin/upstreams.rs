//! Upstreams as people see them.

use serde::Serialize;

use crate::reload::Snapshot;
use crate::upstream::Upstream;

/// An upstream and how it is.
#[derive(Debug, Serialize)]
pub(super) struct UpstreamView {
    name: String,
    url: String,
    breaker: &'static str,
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
        Self { name: config.name.to_string(), url: config.urls(), breaker: upstream.passage().as_str() }
    }
}
