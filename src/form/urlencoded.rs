//! The pairs of an urlencoded body.

use std::borrow::Cow;

use super::media_type::is_of_type;

/// The pairs in the order sent, decoded, or none where the request does not say that it is urlencoded.
pub(crate) fn urlencoded<'b>(
    content_type: &str,
    body: &'b [u8],
) -> Option<impl Iterator<Item = (Cow<'b, str>, Cow<'b, str>)>> {
    is_of_type(content_type, "application/x-www-form-urlencoded").then(|| form_urlencoded::parse(body))
}
