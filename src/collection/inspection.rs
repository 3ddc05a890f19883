//! A door for whoever has more to tell of a collection than reading it does, at the places where it stands.

use super::model::Collection;
use crate::diagnostic::Diagnostic;

/// Looks at a collection that was read. What it finds is told behind the warnings of reading it.
pub type Inspection = fn(&Collection) -> Vec<Finding>;

/// A problem with a part of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub subject: Subject,
    /// The problem, which needs neither file nor place.
    pub problem: Diagnostic,
}

/// A part of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An example, by its place in [`Collection::examples`].
    Example(usize),
    /// A request, by its place in [`Collection::endpoints`].
    Request(usize),
}
