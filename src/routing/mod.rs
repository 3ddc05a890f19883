//! Which route a request belongs to (proxy.md, the word "route").
//!
//! The most specific route wins: a host of its own before a wildcard (the longer one first) before
//! none, then the longer path, then the order of the file. A route whose methods leave the request
//! out is passed over as if it were not there.
//!
//! Paths are compared byte by byte as they stand in the request, before percent-decoding: what a
//! route protects or mocks is what a client wrote, and `/%61pi` is not `/api`. Nothing here knows
//! what a route does with a request, but for whose word on its mode counts ([`Words`]).

mod endpoints;
mod host;
mod mode;
mod paths;
mod table;
#[cfg(test)]
mod tests;

pub use endpoints::{Endpoint, Endpoints};
pub use host::is_valid_host;
pub use mode::{InForce, SaidBy, Toggled, Words};
pub use table::RouteTable;
