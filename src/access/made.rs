//! The form of keys that `understudy keys new` makes: a prefix, and letters and digits.

/// How every one begins, so that secret scanners, and our own logs, find one that leaked.
pub(crate) const PREFIX: &str = "usk_";

/// Letters and digits behind the prefix: 43 of 62 kinds are 256 random bits.
pub(crate) const RANDOM: usize = 43;

/// How long each is.
pub(crate) const LENGTH: usize = PREFIX.len() + RANDOM;

/// Whether this has the form: its beginning says where in a text it stands.
pub(crate) fn is_made(key: &[u8]) -> bool {
    key.len() == LENGTH && key.starts_with(PREFIX.as_bytes())
}
