//! What a backend says for what it has not built.

use std::sync::Arc;

/// How a 404 for what is not built is told from one for a missing thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum UnbuiltSign {
    /// It looks like the answer for a path that cannot exist, which is asked for.
    #[default]
    Probe,
    /// Its body contains this text.
    BodyContains(Arc<str>),
    /// It is not.
    Off,
}
