//! From bytes to text: what the byte order mark says, else UTF-8.
//!
//! Nothing is replaced silently: bytes that are no text are an error with their place.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::diagnostic::{Diagnostic, Place};

const HINT: &str = "export it again, or save it as UTF-8";

/// The text of a file in UTF-8 or UTF-16, without its byte order mark.
///
/// UTF-16 without a mark is known by the NUL beside its first character, as in JSON that one is ASCII.
///
/// # Errors
/// Bytes that are not text in that encoding, with their place.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Box<Diagnostic>> {
    match bytes {
        [0xEF, 0xBB, 0xBF, text @ ..] => utf_8(text),
        [0xFF, 0xFE, text @ ..] => utf_16(UTF_16LE, text),
        [0xFE, 0xFF, text @ ..] => utf_16(UTF_16BE, text),
        [first, 0, ..] if *first != 0 => utf_16(UTF_16LE, bytes),
        [0, second, ..] if *second != 0 => utf_16(UTF_16BE, bytes),
        _ => utf_8(bytes),
    }
}

fn utf_8(bytes: &[u8]) -> Result<Cow<'_, str>, Box<Diagnostic>> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let (before, rest) = bytes.split_at(error.valid_up_to());
        let before = std::str::from_utf8(before).unwrap_or_default();
        let byte = rest.first().copied().unwrap_or_default();
        Box::new(
            Diagnostic::error(format!("not UTF-8 text: the byte `0x{byte:02X}` begins no character"))
                .at(Place::of(before, before.len()))
                .hint(HINT),
        )
    })
}

fn utf_16<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, Box<Diagnostic>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.ok_or_else(|| {
        let message = format!("not {} text, which its first bytes promise", encoding.name());
        Box::new(Diagnostic::error(message).hint(HINT))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(decode(bytes).unwrap(), expected);
    }

    fn utf_16_bytes(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn plain_marked_and_utf_16() {
        check(b"{}", "{}");
        check("{\"é\":1}".as_bytes(), "{\"é\":1}");
        check("\u{FEFF}{}".as_bytes(), "{}");
        check(b"", "");
        check(b"1", "1");
        for text in ["{\"é\": \"😀\"}", "[]"] {
            check(&utf_16_bytes(&format!("\u{FEFF}{text}"), u16::to_le_bytes), text);
            check(&utf_16_bytes(&format!("\u{FEFF}{text}"), u16::to_be_bytes), text);
            check(&utf_16_bytes(text, u16::to_le_bytes), text);
            check(&utf_16_bytes(text, u16::to_be_bytes), text);
        }
    }

    #[test]
    fn invalid_utf_8_has_its_place() {
        let error = decode(b"{\n  \"caf\xE9\": 1}").unwrap_err();
        assert_eq!(error.message, "not UTF-8 text: the byte `0xE9` begins no character");
        let place = error.place.unwrap();
        assert_eq!((place.line, place.column), (2, 7));
    }

    #[test]
    fn half_a_character_of_utf_16() {
        let error = decode(b"\xFF\xFE{\0\"").unwrap_err();
        assert_eq!(error.message, "not UTF-16LE text, which its first bytes promise");
    }
}
