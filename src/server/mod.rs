//! Assembles the services of Pingora from a loaded config: proxy, admin, reload. [`start`] and [`take_over`] return
//! once both listeners answer; [`Running`] stops everything when it is dropped.
//!
//! Nothing here decides anything about a request.

mod address;
mod admin;
mod client_stream;
mod descriptors;
mod drain;
mod frames;
mod front;
mod http1;
mod http2;
mod running;
mod start;
mod stop;
mod takeover;
mod tls;

pub use running::Running;
pub use start::{start, take_over};
pub use stop::Signals;
