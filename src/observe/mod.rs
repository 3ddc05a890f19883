//! What Understudy tells about its work: the metrics and the access log.
//!
//! Written to by the edges, through verbs such as [`Metrics::request_finished`]. It knows nobody
//! above it: routes, endpoints, keys and mocks reach it as names and indexes. It refuses label values
//! that come from a client, and it never sees a header's value or a key.

mod access_log;
mod by_source;
mod family;
mod metrics;
mod outcome;
mod route;
mod series;
#[cfg(test)]
mod tests;

pub use access_log::write as write_access_log;
pub use by_source::BySource;
pub use metrics::{Metrics, MockSize, ReloadResult};
pub use outcome::{Outcome, Reason, Source};
pub use route::RouteMetrics;
