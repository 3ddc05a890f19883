//! Why a request gets the answer that it gets: route, mode, and every example with its score.
//!
//! Asked by `understudy explain`, `POST /api/explain` and the page; a 404's `error.closest` is the short of
//! it. It goes the same way as a request ([`dispatch`](crate::dispatch), [`Mock`](crate::mock::Mock)), but
//! serves nothing and counts nothing. It cannot know whether an upstream is up: it tells both.

mod answer;
mod calls;
mod candidates;
mod report;
mod target;
mod text;

pub use answer::Said;
pub use report::{Explained, explain};
pub use target::target;
