//! What a backend says for what it has not built, told from what it says for a thing that it has not got.
//!
//! Most frameworks answer a path that no code of the backend's own takes with one answer of theirs. It is
//! learned by asking for two paths that cannot exist, when a 404 first makes it worth knowing, and learned
//! anew once the backend was gone. Where an endpoint that is known to be built gives the same answer, the two
//! cannot be told apart, and the backend is left alone from then on. Nothing here knows of mocks.

mod knowledge;
mod probe;
mod shape;

pub(crate) use knowledge::{Asked, Learned, Unbuilt};
pub(crate) use shape::Shape;

/// The most of a body that is looked at, in bytes: a framework's own answer is short.
pub(crate) const LONGEST: usize = 16 * 1024;
