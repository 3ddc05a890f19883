//! Where a request belongs, whether it is let in, and who is to answer it: route, endpoint, mode, key, and
//! the plan that follows.
//!
//! Decided from the head of a request and a snapshot alone, so that the proxy and `explain` cannot
//! disagree. Nothing here answers, counts or waits.

mod gate;
mod plan;
mod refusal;
mod visit;

pub use gate::{Denial, Gate, gate, known_key};
pub use plan::{Plan, may_answer, plan, role};
pub use refusal::Refusal;
pub use visit::{Visit, effective_uri, target, view, visit};
