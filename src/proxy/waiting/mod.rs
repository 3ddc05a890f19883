//! How long a request waits for the header of its upstream's response, once it was sent as a whole: up to the
//! route's `deadline`, from which on the mock answers, and up to the upstream's `header_timeout`.
//!
//! Pingora has a timeout for reading from an upstream, but the same one counts for the header and between any
//! two pieces of a body, so that a stream would have to be as quick as the header. What it does while it waits
//! is to listen to the client, in case it goes away. That is where time can be called: for as long as the
//! header is awaited, the client's session is one that ends its listening in time (`session`), and then the
//! client's own again.
//!
//! In the same way a response can be held back until it is clear who answers (`hold`). Nothing here knows what a mock
//! says beyond whether it would answer.

mod hold;
mod patience;
mod session;

pub(super) use hold::{Held, Judgement, Purpose, TO_ASK};
pub(super) use patience::{Wait, begin, expect_body, failed, hold, is_ahead};
