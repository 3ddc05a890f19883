//! Percent- and form-decoding, the same for examples and for requests (1.9, section 4).

use std::borrow::Cow;

use memchr::memchr;
use percent_encoding::percent_decode_str;

/// Percent-decodes one path segment (1.9).
///
/// What is no `%XX` stays as it is; a segment whose bytes are not UTF-8 stays whole.
pub fn decode_segment(segment: &str) -> Cow<'_, str> {
    match memchr(b'%', segment.as_bytes()) {
        None => Cow::Borrowed(segment),
        Some(_) => percent_decode_str(segment).decode_utf8().unwrap_or(Cow::Borrowed(segment)),
    }
}

/// Decodes a key or value of a query or an urlencoded body: `+` is a space, then `%XX`.
///
/// Bytes that are not UTF-8 become U+FFFD, as the URL standard has it.
pub fn decode_form(text: &str) -> Cow<'_, str> {
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        return Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned());
    }
    percent_decode_str(text).decode_utf8_lossy()
}
