//! What the slots of a text may mean.

use super::address::Addresses;
use crate::collection::Algorithm;

/// What the slots of the texts of one example may mean.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// The names of its wildcards.
    pub captures: &'a [&'a str],
    /// Whether placeholders and `$now` mean anything.
    pub algorithm: Algorithm,
    /// Which addresses become those of the client's own origin; none with Postman's rules.
    pub addresses: &'a Addresses,
}
