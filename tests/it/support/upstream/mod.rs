//! Backends in this process, on raw TCP, so that what they send is exact to the byte.
//!
//! They do what their [`Behaviour`] says and remember what they were asked; they judge nothing.

mod answer;
mod behaviour;
mod framework;
mod record;
mod server;

pub(crate) use behaviour::{Behaviour, Said, chunks};
pub(crate) use framework::Framework;
pub(crate) use record::Received;
pub(crate) use server::Upstream;
