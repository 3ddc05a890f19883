//! Where the config comes from, and how much the first load puts up with.

use std::path::PathBuf;

use crate::config::Checked;

/// Where the config comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a process has one")]
pub enum Source {
    /// A file, which is read again whenever it changes.
    File(PathBuf),
    /// The command line. It does not change, but the collections that it names do.
    Checked(Checked),
}

/// What the first load does about collections and environments that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// It fails (proxy.md, "Hot reload": a broken file at start-up is an error).
    #[default]
    Strict,
    /// It serves what there is (`--lenient`).
    Lenient,
}
