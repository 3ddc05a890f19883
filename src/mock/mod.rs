//! A mock: examples with an index and options. It turns a request into a [`Reply`] (matching.md, section 7).
//!
//! A reply is a value. Sending it, waiting for its delay and counting it are the caller's business;
//! nothing here does I/O, reads a clock or rolls dice.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answer;
mod batch;
mod calls;
mod choose;
mod content_type;
mod cookie;
mod cors;
mod delay;
mod drawn;
mod elements;
mod error;
mod header_blocks;
mod label;
mod library;
mod readable;
mod reply;
mod rewriting;
mod saved;
mod saved_body;
mod saved_headers;
mod seed;
mod spoken;
#[cfg(test)]
mod tests;
mod type_names;

pub use answer::Answer;
pub use calls::ProtocolAnswer;
pub use cors::{Cors, InvalidOrigin, OriginPattern, Preflight, Readers};
pub use delay::Delay;
pub use drawn::{EXPLAIN, asks_for_text, drawn_not_found, drawn_unavailable};
pub use error::{Down, DownCause, not_found, upstream_failed, upstream_unavailable};
pub use label::{Label, header_value};
pub use library::{Endpoint, Library};
pub use reply::{Caller, MAX_ANSWER, Mock, Options, Reply, Visibility};
pub use rewriting::Rewriting;
pub use seed::Chance;
