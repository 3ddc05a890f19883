//! What a backend says for what it has not built, told from what it says for a thing that it has not got
//! (proxy.md, "Not built yet").
//!
//! Most frameworks answer a path that no code of the backend's own takes with one answer of theirs, and many backends
//! answer for a missing thing in the same words. [`rules`] decide by what is known, and say what has to be asked where
//! that is not enough; [`knowledge`] asks it and remembers. A doubt passes the backend's answer on. Nothing here knows
//! of mocks.

mod ask;
mod client;
mod kind;
mod knowledge;
mod learn;
mod looks;
mod memory;
mod options;
mod outline;
mod paths;
mod pattern;
mod pauses;
mod place;
mod recent;
mod rules;
mod standing;

pub(crate) use ask::seen;
pub(crate) use client::{Client, accept, credentials};
pub(crate) use knowledge::Unbuilt;
pub(crate) use looks::Seen;
pub(crate) use memory::Remembered;
pub(crate) use outline::{Endpoint, Outline};
pub(crate) use pattern::{Pattern, another_slash};
pub(crate) use place::PlaceKey;
pub(crate) use rules::{Case, Decision, Rule, Verdict};

/// The most of a body that is looked at, in bytes; what is longer is compared by its beginning.
pub(crate) const LONGEST: usize = 256 * 1024;
