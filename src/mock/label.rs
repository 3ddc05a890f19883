//! Text that people wrote, such as an example's name, as the value of a header.

use http::HeaderValue;

use crate::matching::{Algorithm, Candidate};

/// How headers call an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// `x-understudy-example`.
    pub example: HeaderValue,
    /// `x-understudy-example-id`.
    pub id: Option<HeaderValue>,
}

impl Label {
    /// By the extended rules name and id, each where there is one (matching.md 8.11), else the id or the name.
    pub(super) fn of(candidate: &Candidate) -> Self {
        let example = |text: &str| Self { example: header_value(text), id: None };
        match &candidate.id {
            _ if candidate.algorithm() == Algorithm::Postman => example(candidate.label()),
            Some(id) if candidate.name.is_empty() => Self { id: Some(header_value(id)), ..example(id) },
            id => Self { id: id.as_deref().map(header_value), ..example(&candidate.name) },
        }
    }
}

/// How much of a text goes into a header, in characters.
const LONGEST: usize = 200;

/// A text as a header value: UTF-8, shortened, without what could end the line.
pub fn header_value(text: &str) -> HeaderValue {
    let as_it_is = if text.len() <= LONGEST { HeaderValue::from_bytes(text.as_bytes()).ok() } else { None };
    as_it_is.unwrap_or_else(|| {
        let safe = text.chars().take(LONGEST).map(|char| if char.is_control() { ' ' } else { char });
        let safe: String = safe.collect();
        HeaderValue::from_bytes(safe.trim().as_bytes()).unwrap_or(HeaderValue::from_static("unprintable"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, text: &str, expected: &str) {
        assert_eq!(header_value(text).as_bytes(), expected.as_bytes(), "{row}");
    }

    #[test]
    fn names_of_examples_as_header_values() {
        check("plain", "All books", "All books");
        check("nothing", "", "");
        check("outside ASCII, as UTF-8", "Bücher \u{1F4DA}", "Bücher \u{1F4DA}");
        check("line breaks", "a\r\nset-cookie: b", "a  set-cookie: b");
        check("control characters", "\0a\u{7f}b\u{85}\u{1b}", "a b");
        check("long", &"ä".repeat(300), &"ä".repeat(200));
        check("as long as may be", &"a".repeat(200), &"a".repeat(200));
    }
}
