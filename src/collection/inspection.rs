//! A door for whoever has more to tell of a collection than reading it does, at the places where it stands.

use super::model::Collection;
use crate::diagnostic::Diagnostic;

/// Looks at a collection that was read. What it finds is told behind the warnings of reading it.
pub type Inspection = fn(&Collection) -> Vec<Finding>;

/// A problem with an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its place in [`Collection::examples`].
    pub example: usize,
    /// The problem, which needs neither file nor place.
    pub problem: Diagnostic,
}
