//! Saved JSON whose variables without a value equal anything in their place (matching.md 8.4.5).

use serde_json::Value;

use super::gap::Wanted;
use super::json;

/// Whether `sent` equals `saved`, with anything in the place of a variable.
pub(super) fn accepts(saved: &Value, sent: &Value) -> bool {
    match (saved, sent) {
        (Value::String(saved), Value::String(sent)) => Wanted::of(saved).accepts(saved, sent),
        (Value::String(saved), _) => Wanted::of(saved) == Wanted::Anything,
        (Value::Array(saved), Value::Array(sent)) => {
            saved.len() == sent.len() && saved.iter().zip(sent).all(|(saved, sent)| accepts(saved, sent))
        }
        (Value::Object(saved), Value::Object(sent)) => {
            saved.len() == sent.len()
                && saved.iter().all(|(key, saved)| sent.get(key).is_some_and(|sent| accepts(saved, sent)))
        }
        _ => json::equal(saved, sent),
    }
}

/// Whether some text in it holds a variable without a value.
pub(super) fn has_variable(saved: &Value) -> bool {
    match saved {
        Value::String(text) => Wanted::of(text) != Wanted::Same,
        Value::Array(values) => values.iter().any(has_variable),
        Value::Object(members) => members.values().any(has_variable),
        _ => false,
    }
}

/// Whether it is one variable and nothing else.
pub(super) fn is_variable(saved: &Value) -> bool {
    saved.as_str().is_some_and(|text| Wanted::of(text) == Wanted::Anything)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rule_8_4_5_a_variable_in_json_equals_anything_in_its_place() {
        for (row, saved, sent, expected) in [
            ("a text", json!({"a": "{{x}}"}), json!({"a": "1"}), true),
            ("a number", json!({"a": "{{x}}"}), json!({"a": 1}), true),
            ("an object", json!({"a": "{{x}}"}), json!({"a": {"b": []}}), true),
            ("nothing", json!({"a": "{{x}}"}), json!({}), false),
            ("a gap", json!(["id-{{x}}"]), json!(["id-5"]), true),
            ("a gap in a number", json!(["{{x}}5"]), json!([15]), false),
            ("a placeholder", json!(["<integer>"]), json!([15]), true),
            ("beside it", json!({"a": "{{x}}", "b": 1}), json!({"a": 1, "b": 2}), false),
            ("none", json!({"a": [1.0]}), json!({"a": [1]}), true),
        ] {
            assert_eq!(accepts(&saved, &sent), expected, "{row}");
            assert_eq!(has_variable(&saved), row != "none", "{row}: variable");
        }
    }
}
