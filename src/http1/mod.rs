//! Requests of HTTP/1 as they come over a connection, read strictly and in one way, whoever serves them.
//!
//! Knows bytes and how far they were read, but neither sockets nor clocks.

mod chunks;
mod closing;
mod framing;
mod grammar;
mod passage;
mod refusal;
mod scan;

pub(crate) use closing::{Asked, closing};
pub(crate) use grammar::RequestHead;
pub(crate) use passage::Passage;
pub(crate) use refusal::Refusal;
pub(crate) use scan::{Scan, Whole};
