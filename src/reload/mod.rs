//! From files to the one snapshot that serves, again and again.
//!
//! A load reads what changed, checks everything, builds a new [`Snapshot`] and publishes it with one
//! atomic swap in [`Live`]. What is broken keeps its last good content and is told. Nothing here
//! answers a request, and no request ever waits for it.
//!
//! [`Loader`] loads when it is asked to; [`Reloader`] asks it whenever a file changes, or by hand
//! through its [`Handle`].

mod bundle;
mod debounce;
mod endpoints;
mod files;
mod folder;
mod handle;
mod kept;
mod library;
mod live;
mod loader;
mod places;
mod problems;
mod service;
mod serving;
mod settings;
mod shelving;
mod source;
mod stamp;
mod tell;
#[cfg(test)]
mod tests;
mod tracked;
mod unreadable;
mod walk;
mod watch;
mod worker;

pub use handle::{Handle, Summary};
pub use live::Live;
pub use loader::{Loader, Report};
pub use service::Reloader;
pub use serving::{Counters, LoadedMock, Privacy, Route, Serving, Shelf, Snapshot};
pub use source::{Source, Strictness};
