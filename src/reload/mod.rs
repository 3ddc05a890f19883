//! From files to the one snapshot that serves, again and again.
//!
//! A load reads what changed, checks everything, builds a new [`Snapshot`] and publishes it with one
//! atomic swap in [`Live`]. What is broken keeps its last good content and is told. Nothing here
//! answers a request, and no request ever waits for it.

mod live;
mod serving;

pub use live::Live;
pub use serving::{LoadedMock, Route, Serving, Shelf, Snapshot};
