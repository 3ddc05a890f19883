//! Backends at run time: which peer a request goes to, what counts as a failure of one, and when it is left
//! alone for a while.
//!
//! Knows Pingora's peers and errors, but neither routes nor mocks: whether a failure lets a mock
//! answer is decided elsewhere.

mod attempt;
mod backend;
mod breaker;
mod failure;
mod forwarded;
mod framing;
mod health;
pub(crate) mod hop;
mod onward;
mod path_change;
mod peer;
mod pool;
mod resolve;
mod rewrite;
mod server;
#[cfg(test)]
mod tests;
mod tries;
mod trouble;
mod tunnel;
pub(crate) mod unbuilt;
pub mod upgrade;
mod way;

pub use attempt::Attempt;
pub(crate) use backend::upstreams_of;
pub use backend::{Chosen, Upstream};
pub use breaker::{Passage, Refusal};
pub(crate) use failure::no_descriptor_left;
pub use failure::{Failure, failure_of, is_short_of_descriptors, status_of};
pub use forwarded::Client;
pub(crate) use framing::check_framing;
pub(crate) use health::keep_checking;
pub use onward::Onward;
pub use tries::Tries;
pub use trouble::Trouble;
pub use way::{Identity, Way};
