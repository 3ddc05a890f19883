//! Descriptors kept for the operator, who has to get in when there is no other left.

use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::upstream::no_descriptor_left;

/// As many of the operator's connections get in then.
const MOST: usize = 8;

/// What a process may keep open without a reason.
const NOTHING: &str = "/dev/null";

/// Open files that can be closed at any time; a clone is of the same ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Spare(Arc<Mutex<Vec<File>>>);

impl Spare {
    /// Keeps as many as there is room for.
    pub(super) fn fill(&self) {
        let mut kept = self.kept();
        while kept.len() < MOST
            && let Ok(file) = File::open(NOTHING)
        {
            kept.push(file);
        }
    }

    /// Gives one up where that is what a connection wants; whether it may be accepted now.
    pub(super) fn make_room(&self, error: &io::Error) -> bool {
        no_descriptor_left(error) && self.kept().pop().is_some()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<File>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_made_for_want_of_a_descriptor_as_long_as_there_is_one() {
        let spare = Spare::default();
        let (short, other) = (io::Error::from_raw_os_error(24), io::Error::from_raw_os_error(103));
        assert!(!spare.make_room(&short), "nothing is kept");
        spare.fill();
        assert!(!spare.make_room(&other));
        for _ in 0..MOST {
            assert!(spare.make_room(&short));
        }
        assert!(!spare.make_room(&short), "all is given up");
        spare.fill();
        assert!(spare.make_room(&short), "and kept again");
    }
}
