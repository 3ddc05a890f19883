//! The middleware: [`Understudy`] stands in front of any Pingora proxy and answers in its stead where
//! a route is mocked or the upstream is down; [`Gateway`] is the inner proxy of the binary.
//!
//! Of a request's way only three places are ours: before the upstream is asked, when it failed, and in
//! logging. Everything else reaches the inner proxy as if we were not there. Nothing here knows how an
//! example is chosen, nor where snapshots come from.

mod admission;
mod answer_head;
mod answering;
mod asked;
mod backstage;
mod body;
mod breaker;
mod buffer;
mod builder;
mod checks;
mod context;
mod delivery;
mod denial;
mod discretion;
mod fallback;
mod gateway;
mod hook;
mod intake;
mod learned;
mod limits;
mod me;
mod middleware;
mod missing;
mod overtaking;
mod recording;
mod refusal;
mod respond;
mod said;
mod sending;
#[cfg(test)]
mod tests;
mod unbuilt;
mod waiting;

pub use backstage::Backstage;
pub use builder::{Builder, Loaded, Unusable};
pub use context::Context;
pub use gateway::Gateway;
pub use middleware::Understudy;
