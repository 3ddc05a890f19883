//! What integration tests stand on: upstreams that behave and misbehave on command, clients,
//! Understudy itself, patience.
//!
//! Everything binds to a free port of the loopback and stops when it is dropped.

mod client;
mod command;
mod eventually;
mod raw;
mod tests;
mod understudy;
mod unreachable;
mod upstream;
mod wire;

pub(crate) use client::{Answer, Client, send};
pub(crate) use command::{Serving, command, run, run_in};
pub(crate) use eventually::{eventually, within};
pub(crate) use raw::RawClient;
pub(crate) use understudy::{LISTENERS, Understudy, collection, item, known_key};
pub(crate) use unreachable::{Backlogged, NO_SUCH_HOST};
pub(crate) use upstream::{Behaviour, Upstream, chunks};
pub(crate) use wire::{Body, Head};
