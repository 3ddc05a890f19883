//! How often each callback was called.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counts by the name of the callback.
pub(super) type Counts = BTreeMap<&'static str, usize>;

/// Counts that all requests share.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<Counts>);

impl Calls {
    pub(super) fn count(&self, callback: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(callback).or_default() += 1;
    }

    /// The counts, which begin anew.
    pub(super) fn take(&self) -> Counts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
