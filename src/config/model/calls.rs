//! The log of calls that the page shows.

use std::path::PathBuf;

/// Which calls are kept, and how much of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calls {
    /// Whether calls are recorded.
    pub enabled: bool,
    /// How many are kept. Cannot change while running.
    pub keep: usize,
    /// How much memory they may take, in bytes. Cannot change while running.
    pub max_bytes: usize,
    /// How much of each body is kept, in bytes.
    pub bodies: usize,
    /// Where each is written as a line of JSON. Cannot change while running.
    pub file: Option<PathBuf>,
    /// At which size the file is put aside for a new one, in bytes. Cannot change while running.
    pub rotate_at: usize,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            enabled: true,
            keep: 1000,
            max_bytes: 16 * 1024 * 1024,
            bodies: 16 * 1024,
            file: None,
            rotate_at: 64 * 1024 * 1024,
        }
    }
}

impl Calls {
    /// Whether only what may change while running differs.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        let fixed = |calls: &Self| (calls.keep, calls.max_bytes, calls.file.clone(), calls.rotate_at);
        fixed(self) == fixed(other)
    }
}
