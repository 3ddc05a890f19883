//! Backends at run time: which peer a request goes to, and what counts as a failure of one.
//!
//! Knows Pingora's peers and errors, but neither routes nor mocks: whether a failure lets a mock
//! answer is decided elsewhere.

mod failure;
mod resolve;
mod server;

pub use failure::{failure_of, status_of};
pub(crate) use server::upstreams_of;
pub use server::{Chosen, Pool, Upstream};
