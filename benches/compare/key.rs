//! The API key of the bench.

use sha2::{Digest, Sha256};

/// What the client sends.
pub(crate) const RAW: &str = "key-of-the-bench";

/// What the config has of it.
pub(crate) fn hash() -> String {
    let digits = |byte: u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
    Sha256::digest(RAW).into_iter().flat_map(digits).flatten().collect()
}
