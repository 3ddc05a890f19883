//! The normal form of a path (RFC 3986, 6.2.2).

use std::borrow::Cow;

use super::dots::{has_dots, remove_dots};

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// The path with unreserved characters decoded, every other escape in upper case, and without dot segments. Empty
/// segments stay. A `%` that begins no escape becomes one, lest decoding what stands behind it makes it one.
///
/// What is no path, such as `*`, stays as it is. Nearly every path is normal, and is borrowed.
pub fn normal(path: &str) -> Cow<'_, str> {
    if !path.starts_with('/') || is_plain(path) {
        return Cow::Borrowed(path);
    }
    match decode_unreserved(path) {
        Cow::Borrowed(path) => remove_dots(path),
        Cow::Owned(path) if has_dots(&path) => Cow::Owned(remove_dots(&path).into_owned()),
        Cow::Owned(path) => Cow::Owned(path),
    }
}

/// Whether a path is told at once to be normal: nearly every one is. Looks at all bytes and at each in the same way,
/// so that the processor may look at many at a time.
fn is_plain(path: &str) -> bool {
    let is_special = |byte: u8| !byte.is_ascii() || byte == b'%' || byte == b'.';
    !path.bytes().fold(false, |found, byte| found | is_special(byte))
}

/// As [`normal`], with its dot segments.
pub(super) fn decode_unreserved(path: &str) -> Cow<'_, str> {
    if path.bytes().all(|byte| byte != b'%' && byte.is_ascii()) {
        return Cow::Borrowed(path);
    }
    let mut decoded = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match (byte, escaped(behind)) {
            (b'%', Some(byte)) => {
                rest = behind.get(2..).unwrap_or_default();
                if is_unreserved(byte) { decoded.push(char::from(byte)) } else { escape(byte, &mut decoded) }
            }
            (byte, _) if *byte == b'%' || !byte.is_ascii() => escape(*byte, &mut decoded),
            (byte, _) => decoded.push(char::from(*byte)),
        }
    }
    Cow::Owned(decoded)
}

/// The byte that the two digits after a `%` stand for.
fn escaped(behind: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*behind.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn escape(byte: u8, text: &mut String) {
    let digit = |value: u8| char::from(HEX[usize::from(value & 0xF)]);
    text.extend(['%', digit(byte >> 4), digit(byte)]);
}

/// RFC 3986, 2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rule_of_one_reading() {
        for (path, expected) in [
            ("/books/1", "/books/1"),
            ("/%61dmin", "/admin"),
            ("/%7Eme/%2D%5f%2e", "/~me/-_."),
            ("/a%2fb%5c%00%3f", "/a%2Fb%5C%00%3F"),
            ("/a%20b", "/a%20b"),
            ("/caf\u{e9}", "/caf%C3%A9"),
            ("/caf%c3%a9", "/caf%C3%A9"),
            ("/x/../admin", "/admin"),
            ("/x/%2e%2E/admin", "/admin"),
            ("/x/.%2e/admin/%2e", "/admin/"),
            ("//a//b/", "//a//b/"),
            ("/ADMIN", "/ADMIN"),
            ("/a%", "/a%25"),
            ("/%%36%31dmin", "/%2561dmin"),
            ("/%2561dmin", "/%2561dmin"),
            ("/%zz", "/%25zz"),
            ("/", "/"),
            ("*", "*"),
            ("", ""),
        ] {
            assert_eq!(normal(path), expected, "{path}");
        }
    }

    #[test]
    fn a_normal_path_is_borrowed() {
        for path in ["/", "/books/1", "/.well-known/x", "/a..b/", "/A//b;c"] {
            assert!(matches!(normal(path), Cow::Borrowed(_)), "{path}");
        }
    }

    proptest! {
        #[test]
        fn the_normal_form_is_its_own(path in "/([a-cA-C./%;\\\\é]|%[0-9a-fA-F]{2}|\\.\\.|%2[ef5]){0,12}") {
            let once = normal(&path).into_owned();
            prop_assert_eq!(normal(&once), once.as_str());
            prop_assert!(once.is_ascii() && !has_dots(&once));
        }
    }
}
