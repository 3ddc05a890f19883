//! Placeholders in saved requests: each is a variable without a value (matching.md 8.8), so that it is written as a
//! reference to one.

use memchr::memmem::find_iter;

use super::super::algorithm::Algorithm;
use super::super::variables::{Placeholder, Scope, placeholder_name};

/// Whether a text is wholly a placeholder, and placeholders mean anything.
pub(super) fn is_any(text: &str, scope: &Scope<'_>) -> bool {
    scope.algorithm() == Algorithm::Extended && Placeholder::of(text).is_some()
}

/// A reference to the variable that a placeholder is.
pub(super) fn reference(placeholder: &str) -> String {
    format!("{{{{{}}}}}", placeholder_name(placeholder))
}

/// A text that may be JSON, with references in place of the values that are wholly placeholders. Keys stay.
pub(super) fn in_json(text: String, scope: &Scope<'_>) -> String {
    if scope.algorithm() == Algorithm::Postman {
        return text;
    }
    let mut written = String::new();
    let mut from = 0;
    for start in find_iter(text.as_bytes(), b"\"<") {
        let Some(value) = quoted(&text, start).filter(|_| start >= from) else { continue };
        let end = start + value.len() + 2;
        let is_key = text.get(end..).unwrap_or_default().trim_start().starts_with(':');
        if Placeholder::of(value).is_some() && !is_key {
            written.push_str(text.get(from..=start).unwrap_or_default());
            written.push_str(&reference(value));
            from = end - 1;
        }
    }
    if from == 0 {
        return text;
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}

/// What stands between the quote at `start` and the next one.
fn quoted(text: &str, start: usize) -> Option<&str> {
    text.get(start + 1..)?.split_once('"').map(|(value, _)| value)
}
