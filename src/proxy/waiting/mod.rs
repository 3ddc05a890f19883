//! Whose turn it is while a request is on its way to its upstream, and how long that may last.
//!
//! - While the client owes its body, its own timeout counts (408): whoever is silent is no failure of the upstream.
//! - Once the upstream has the whole request, the upstream's timeouts count: up to the route's `deadline`, from which on
//!   the mock answers, up to `header_timeout`, and `read_timeout` before and between any two pieces of the response.
//!
//! Pingora has one timeout for reading from an upstream. It counts for the header and between any two pieces of a body,
//! so that a stream would have to be as quick as the header, and it counts while the client owes its body. What Pingora
//! does while it waits is to listen to the client, in case it goes away. That is where time can be called: the client's
//! session is one that ends its listening in time (`deputy`, `watch`), and then the client's own again (`lent`). Where
//! Pingora does not listen, an `interrupt` ends the wait.
//!
//! In the same way a response can be held back until it is clear who answers (`hold`). Nothing here knows what a mock
//! says beyond whether it would answer.

mod clock;
mod deputy;
mod hold;
mod interrupt;
mod lent;
mod patience;
mod watch;

pub(super) use hold::{Held, Judgement, Purpose, TO_ASK};
pub(super) use patience::{Wait, begin, expect_body, failed, hold, is_ahead, owes_body};
