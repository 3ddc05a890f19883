//! How the files of a load are read.

use std::sync::Arc;
use std::time::Duration;

use super::patience::Patience;

/// How the files of a load are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// How long a file must have been left alone to be read.
    pub(super) quiet: Duration,
    /// What waits for them.
    pub(super) patience: Arc<Patience>,
}

impl Reading {
    /// As before, in a load of its own.
    pub(super) fn begin(&mut self, quiet: Duration) {
        self.quiet = quiet;
        self.patience.begin();
    }
}
