//! What integration tests stand on: upstreams that behave and misbehave on command, clients, patience.
//!
//! Everything binds to a free port of the loopback and stops when it is dropped. Nothing here knows
//! Understudy.

mod client;
mod eventually;
mod raw;
#[cfg(test)]
mod tests;
mod unreachable;
mod upstream;
mod wire;

pub(crate) use client::{Client, send};
pub(crate) use eventually::{eventually, within};
pub(crate) use raw::RawClient;
pub(crate) use unreachable::{Backlogged, NO_SUCH_HOST};
pub(crate) use upstream::{Behaviour, Upstream, chunks};
pub(crate) use wire::{Body, Head};
