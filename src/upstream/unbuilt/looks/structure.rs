//! JSON as a structure, whatever the order of its keys.

use serde_json::Value;

/// A smaller number may be a code, which tells one answer from another; a larger one may be a time.
const CODES: u64 = 1_000_000;

/// Every value on a line of its own below its key; none where `text` is no object or list in JSON.
pub(super) fn structure(text: &str) -> Option<String> {
    let is_structure = text.trim_start().starts_with(['{', '[']);
    let value: Value = is_structure.then(|| serde_json::from_str(text).ok()).flatten()?;
    let mut lines = String::with_capacity(text.len());
    write(&value, &mut lines);
    Some(lines)
}

/// Depth is bounded by the parser. A map is in the order of its keys.
fn write(value: &Value, lines: &mut String) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                lines.push_str(key);
                lines.push_str("={\n");
                write(field, lines);
                lines.push('}');
            }
        }
        Value::Array(items) => {
            for item in items {
                lines.push_str("[\n");
                write(item, lines);
            }
        }
        Value::String(text) => {
            lines.push_str(text);
            lines.push('\n');
        }
        other => {
            let code = other.as_u64().filter(|number| *number < CODES);
            lines.push_str(&code.map_or_else(|| other.to_string(), as_word));
            lines.push('\n');
        }
    }
}

/// Letters for its digits: numbers are taken out of words.
fn as_word(code: u64) -> String {
    let letters = code.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
    format!("code-{letters}")
}
