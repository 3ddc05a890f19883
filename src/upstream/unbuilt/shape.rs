//! An answer without what changes from request to request.

use percent_encoding::percent_decode_str;

/// What an answer looks like, whatever was asked for: the path, the method, and whatever has a digit in it, such
/// as times and ids, are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape(String);

impl Shape {
    /// Of the body that answers a request with this method and path.
    pub(crate) fn of(body: &[u8], method: &str, path: &str) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = without(&text, path);
        let text = match percent_decode_str(path).decode_utf8() {
            Ok(decoded) if decoded != path => without(&text, &decoded),
            _ => text,
        };
        Self(words(&text, method))
    }
}

/// Dates as Java and HTTP write them.
const DATE: [&str; 19] = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
    "Sep", "Oct", "Nov", "Dec",
];

/// A path of one slash is everywhere.
fn without(text: &str, path: &str) -> String {
    if path.len() > 1 { text.replace(path, "\u{1}") } else { text.to_owned() }
}

fn words(text: &str, method: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|next| !is_of_word(next)).unwrap_or(rest.len()).max(first.len_utf8());
        let (word, behind) = rest.split_at(end);
        shape.push_str(match word {
            _ if word == method => "\u{2}",
            _ if DATE.contains(&word) || word.contains(|next: char| next.is_ascii_digit()) => "\u{3}",
            _ => word,
        });
        rest = behind;
    }
    shape
}

/// Times and ids are words of their own: `2026-01-31T12:00:00.000+00:00`.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ':' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, one: (&str, &str, &str), other: (&str, &str, &str), is_same: bool) {
        let shape = |(method, path, body): (&str, &str, &str)| Shape::of(body.as_bytes(), method, path);
        assert_eq!(shape(one) == shape(other), is_same, "{row}");
    }

    #[test]
    fn what_changes_from_request_to_request_does_not_count() {
        let express = |text| ("GET", "/probe-1/2", text);
        check("path", express("Cannot GET /probe-1/2"), ("GET", "/a", "Cannot GET /a"), true);
        check("method", express("Cannot GET /probe-1/2"), ("POST", "/a", "Cannot POST /a"), true);
        check("another path", express("Cannot GET /probe-1/2"), ("GET", "/a", "Cannot GET /b"), false);
        check("a path in codes", ("GET", "/a%20b", "no /a b"), ("GET", "/c", "no /c"), true);
        let time = |time: &str| format!("{{\"timestamp\":\"{time}\",\"status\":404}}");
        let (early, late) = (time("2026-01-31T12:00:00.000+00:00"), time("2027-11-01T00:00:00.123+02:00"));
        check("time", ("GET", "/a", &early), ("GET", "/b", &late), true);
        check("date", ("GET", "/a", "at Sat Jan 31"), ("GET", "/b", "at Sun Feb 1"), true);
        check("the root", ("GET", "/", "a/b"), ("GET", "/x", "a/b"), true);
        check("not ASCII", ("GET", "/a", "für /a 1"), ("GET", "/b", "für /b 2"), true);
        check("nothing", ("GET", "/a", ""), ("GET", "/b", ""), true);
        check("a message of its own", ("GET", "/a", "Not Found"), ("GET", "/a", "Item not found"), false);
    }
}
