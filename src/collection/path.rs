//! Percent-decoding of path segments (matching.md 1.9).
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Decodes one path segment; one whose bytes are not UTF-8 stays as it is (1.9).
pub fn decode_segment(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8().unwrap_or(Cow::Borrowed(segment))
}
