//! The log of calls: the last requests with their heads, bodies and what became of them.
//!
//! The way of a request only leaves a [`Draft`] in a queue of fixed length that has no lock: where the queue
//! is full, the oldest goes. Everything else happens on a thread of its own, and what is kept is bounded in
//! number and bytes. Secrets are taken out there, before anything is kept, written or shown.

mod call;
mod draft;
mod file;
mod filter;
mod kept;
mod log;
mod redact;
#[cfg(test)]
mod tests;

pub use call::{Call, Heads, MessageView, Summary};
pub use draft::{Captured, Draft, Head};
pub use filter::Filter;
pub use log::{CallLog, Page, Recorder, Settings};
