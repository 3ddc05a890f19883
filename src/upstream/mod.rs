//! Backends at run time: which peer a request goes to, what counts as a failure of one, and when it is left
//! alone for a while.
//!
//! Knows Pingora's peers and errors, but neither routes nor mocks: whether a failure lets a mock
//! answer is decided elsewhere.

mod attempt;
mod breaker;
mod failure;
mod peer;
mod resolve;
mod server;
#[cfg(test)]
mod tests;

pub use attempt::Attempt;
pub use breaker::{Passage, Refusal};
pub use failure::{failure_of, status_of};
pub(crate) use server::upstreams_of;
pub use server::{Chosen, Pool, Upstream};
