//! Where a request belongs and who is to answer it: route, endpoint, mode, key, and the plan that follows.
//!
//! Decided from the head of a request and a snapshot alone, so that the proxy and `explain` cannot
//! disagree. Nothing here answers, counts or waits.

mod plan;
mod visit;

pub use plan::{Plan, may_answer, plan};
pub use visit::{KEY, Visit, view, visit};
