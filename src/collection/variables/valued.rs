//! A JSON text whose slots are not filled in yet, as if they were.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::json_state::JsonState;
use super::reference::references;

/// The text with a number in place of every reference that `is_slot` and stands outside a string.
pub(crate) fn with_values(text: &str, is_slot: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let mut json = JsonState::default();
    let mut valued = String::new();
    let mut from = 0;
    for reference in references(text).filter(|reference| is_slot(reference.name)) {
        let before = text.get(from..reference.range.start).unwrap_or_default();
        json = json.advance(before);
        valued.push_str(before);
        from = reference.range.end;
        // Behind a backslash a digit would be no escape.
        let value = if json == JsonState::Escaped { '\\' } else { '0' };
        json = json.step(b'0');
        valued.push(value);
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    valued.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(valued)
}

/// Whether a text is a JSON object or list.
pub(crate) fn is_json_document(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && is_json_text(text)
}

/// Whether a text is JSON of any kind.
pub(crate) fn is_json_text(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}
