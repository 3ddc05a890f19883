//! Whose pages may read answers, as a config says it.

use std::sync::Arc;

use super::origin::OriginPattern;

/// Whose pages may read answers (matching.md 7.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Readers {
    /// Whoever asks, with or without cookies: `"reflect"`.
    #[default]
    Reflect,
    /// Whoever asks, without cookies, as Postman's mock servers have it: `"*"`.
    Any,
    /// The pages of these origins, with or without cookies.
    Listed(Arc<[OriginPattern]>),
    /// Nothing is added to what was saved: `"off"`.
    Off,
}
