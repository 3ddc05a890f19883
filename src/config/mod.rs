//! From the text of `understudy.toml`, or a few command-line values, to a checked [`Config`].
//!
//! Two stages: `raw` is TOML with the place of every value, `check` turns it into the types of
//! `model`, which cannot hold nonsense. Every problem is collected, not just the first, each with
//! its line, column and what to do. This module is pure on text: it opens no file (whether a
//! collection exists is the loader's business) and knows nothing of Pingora.
//!
//! A value that may be a secret is never quoted: what stands in a table of `[[keys]]`, but for
//! its name, or of `[usage]` is shown as asterisks.

mod check;
mod invalid;
mod model;
mod parse;
mod quick_start;
mod raw;
mod scalar;
mod suggestion;
#[cfg(test)]
mod tests;
mod values;

pub use invalid::Invalid;
pub use model::{
    Admin, Balance, Breaker, Calls, CertificateFiles, ClientTimeouts, Config, DownKind, EndpointMode,
    FallbackOn, FallbackWrites, ForwardedHeaders, Health, HealthCheck, HostHeader, HostPattern, Key,
    KeyRoutes, Limits, Methods, Mock, MockDomain, Mode, NoHost, PathChange, PathForm, Protocol, Reload,
    ResponseRewriting, Route, Scheme, Server, ServerResponse, ServerTls, ServerUrl, StoreUrl, TOKEN_VARIABLE,
    Target, Timeouts, Unbuilt, Undecided, Upstream, UpstreamTls, Usage,
};
pub use parse::{Checked, Places, parse};
pub use quick_start::QuickStart;
pub(crate) use suggestion::closest;
