//! Request bodies without their content codings (matching.md 8.4.6).

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use super::reply::Mock;
use crate::encoding::decode;

impl Mock {
    /// The body that matching and helpers read: without its content codings, where they can be undone (8.4.6).
    pub fn readable<'b>(&self, headers: &HeaderMap, body: &'b [u8], limit: usize) -> Cow<'b, [u8]> {
        if body.is_empty() || !self.is_extended() || !headers.contains_key(CONTENT_ENCODING) {
            return Cow::Borrowed(body);
        }
        let codings = headers.get_all(CONTENT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
        let codings = codings.collect::<Vec<_>>().join(", ");
        decode(&codings, body, limit).map_or(Cow::Borrowed(body), Cow::Owned)
    }
}
