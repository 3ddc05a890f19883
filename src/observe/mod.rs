//! What Understudy tells about its work: the metrics, the access log, the log of calls.
//!
//! Written to by the edges, through verbs such as [`Metrics::request_finished`]. It knows nobody
//! above it: routes, endpoints, keys and mocks reach it as names and indexes. It refuses label values
//! that come from a client. A header's value is seen by the log of calls alone, which takes secrets out.

mod access_log;
mod by_source;
mod calls;
mod cause;
mod connections;
mod endpoints;
mod family;
mod metrics;
mod outcome;
mod per_source;
mod route;
mod series;
mod shown;
#[cfg(test)]
mod tests;
mod upstreams;

pub use access_log::write as write_access_log;
pub use by_source::BySource;
pub use calls::{
    Call, CallLog, Captured, Draft, Filter, Head, Heads, MessageView, Page, Recorder, Secrets, Settings,
    Summary,
};
pub use cause::Cause;
pub use connections::{Connections, Open, Shortage};
pub use metrics::{KeyUsage, Metrics, MockSize, ReloadResult};
pub use outcome::{Outcome, Reason, Source};
pub use route::RouteMetrics;
pub use shown::ShownIn;
pub use upstreams::UpstreamWatch;
