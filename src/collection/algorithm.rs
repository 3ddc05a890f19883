//! Which rules read a collection and choose among its examples.

/// The rules in force. A collection is read for one of them: what counts as known of a path differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// Sections 1 to 7 of matching.md alone: what Postman documents for its mock servers.
    Postman,
    /// Section 8 as well: what real clients need beyond it.
    #[default]
    Extended,
}
