//! Who may ask the mocks: API keys.
//!
//! Keys are known by their SHA-256 hash alone. A raw key is read from the request, compared, and
//! forgotten: it never leaves this module, in no message, log or metric.

mod keys;

pub use keys::{KeyIndex, Keys, hash};
