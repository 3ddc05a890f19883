//! Which route a request belongs to (proxy.md, its table of words).
//!
//! The most specific route wins: a host of its own before a wildcard (the longer one first) before
//! none, then the longer path, then the order of the file. A route whose methods leave the request
//! out is passed over as if it were not there.
//!
//! Paths are compared in their [`normal`] form: `/%61pi` is `/api`. Beside private routes, a path that backends may
//! read in another way is held to what it may mean ([`Owner`]). Nothing here knows what a route does with a request,
//! but for whose word on its mode counts ([`Words`]).

mod endpoints;
mod guard;
mod host;
mod mode;
mod paths;
mod spelling;
mod table;
#[cfg(test)]
mod tests;

pub use endpoints::{Endpoint, Endpoints};
pub use guard::{Access, Asked, Entry, KeyLimits, Owner};
pub use host::{is_below, is_same_host, is_valid_host};
pub use mode::{InForce, SaidBy, Toggled, Words};
pub use spelling::{climbs, normal};
pub use table::RouteTable;
