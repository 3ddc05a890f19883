//! The content codings of HTTP (RFC 9110, 8.4.1): what was compressed, as it was before.
//!
//! Clients and backends are not trusted: what comes out is never longer than the caller says, whatever goes in, and
//! a decoder never takes more memory than a browser would give it.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod coding;
mod decode;
#[cfg(test)]
mod tests;

pub use decode::{DecodeError, decode, decode_beginning};
