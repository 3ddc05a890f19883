//! The log of calls: the last requests with their heads, bodies and what became of them.
//!
//! The way of a request only leaves a [`Draft`] in a queue of fixed length that has no lock: what finds it full is
//! counted and not recorded. Everything else happens elsewhere, and what is kept is bounded in number and bytes.
//! Secrets are taken out before anything is kept, written or shown.

#[cfg(test)]
mod bound_tests;
mod call;
mod draft;
mod file;
mod filter;
mod head;
mod kept;
mod log;
mod redact;
#[cfg(test)]
mod tests;

pub use call::{Call, Heads, MessageView, Summary};
pub use draft::{Captured, Draft, Secrets};
pub use filter::Filter;
pub use head::Head;
pub use log::{CallLog, Page, Recorder, Settings};
