//! From files to the one snapshot that serves, again and again.
//!
//! A load reads what changed, checks everything, builds a new [`Snapshot`] and publishes it with one
//! atomic swap in [`Live`]. What is broken keeps its last good content and is told. Nothing here
//! answers a request, and no request ever waits for it.
//!
//! [`Loader`] loads when it is asked to; [`Reloader`] asks it whenever a file changes, or by hand
//! through its [`Handle`]. The same thread follows what people [`Wish`] of the modes, so that nobody
//! else ever publishes.

mod body_files;
mod bundle;
mod credentials;
mod debounce;
mod endpoints;
mod files;
mod folder;
mod handle;
mod kept;
mod library;
mod live;
mod loader;
mod modes;
mod named;
mod origin;
mod patience;
mod places;
mod politeness;
mod privacy;
mod problems;
mod reading;
mod remembered;
mod service;
mod serving;
mod settings;
mod several;
mod shelving;
mod snapshot;
mod source;
mod stamp;
mod switches;
mod tell;
#[cfg(test)]
mod tests;
mod toggles;
mod tracked;
mod unreadable;
mod walk;
mod watch;
mod watching;
mod wish;
mod worker;

pub use handle::{Handle, Summary};
pub use live::Live;
pub use loader::{Loader, Report};
pub use modes::Modes;
pub use origin::Origin;
pub use privacy::{Guarding, Privacy};
pub use service::Reloader;
pub use serving::{Counters, LoadedMock, ProcessId, Route, Serving, Shelf};
pub use snapshot::{LastReload, Snapshot};
pub use source::{Source, Strictness};
pub use toggles::{RouteToggles, Toggle, Toggles};
pub use wish::{Place, Refusal, Wish, parse_length};
