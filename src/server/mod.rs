//! Assembles the services of Pingora from a loaded config: proxy, admin, reload. [`start`] returns
//! once both listeners answer; [`Running`] stops everything when it is dropped.
//!
//! Nothing here decides anything about a request.

mod address;
mod admin;
mod front;
mod running;
mod start;
mod stop;
mod tls;

pub use running::Running;
pub use start::start;
pub use stop::Signals;
