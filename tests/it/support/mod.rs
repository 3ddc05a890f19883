//! What integration tests stand on: upstreams that behave and misbehave on command, clients,
//! Understudy itself, patience.
//!
//! Everything binds to a free port of the loopback and stops when it is dropped.

mod certificates;
mod client;
mod command;
mod drip;
mod eventually;
mod http2;
mod http2_client;
mod packages;
mod program;
mod raw;
mod redis;
mod stream;
mod tests;
mod understudy;
mod unreachable;
mod upstream;
mod wire;

pub(crate) use certificates::{Authority, Issued};
pub(crate) use client::{Answer, Client, send, try_send};
pub(crate) use command::{Serving, command, run, run_in, signal_to};
pub(crate) use drip::drip;
pub(crate) use eventually::{eventually, within, within_times};
pub(crate) use http2::Http2Upstream;
pub(crate) use http2_client::{Http2Answer, Http2Client};
pub(crate) use packages::Packages;
pub(crate) use program::is_there;
pub(crate) use raw::{RawAnswer, RawClient};
pub(crate) use redis::Redis;
pub(crate) use stream::Stream;
pub(crate) use understudy::{LISTENERS, Understudy, collection, item, key_lines, known_key};
pub(crate) use unreachable::{Backlogged, NO_SUCH_HOST};
pub(crate) use upstream::{Behaviour, Framework, Received, Said, Upstream, chunks};
pub(crate) use wire::{Body, Head};
