//! Structural equality of JSON: numbers by value, object order ignored (matching.md 5.4).

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Number, Value};

/// A number by value: `1`, `1.0` and `1e0` are one.
#[derive(PartialEq, Hash)]
enum ByValue {
    Whole(i128),
    Bits(u64),
}

/// Beyond this a float is no longer exact as an `i128`.
const WHOLE_LIMIT: f64 = 1e38;

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within range")]
fn by_value(number: &Number) -> ByValue {
    if let Some(whole) = number.as_i128() {
        return ByValue::Whole(whole);
    }
    match number.as_f64().unwrap_or(f64::NAN) {
        float if float.fract() == 0.0 && float.abs() < WHOLE_LIMIT => ByValue::Whole(float as i128),
        float => ByValue::Bits(float.to_bits()),
    }
}

/// Whether two values are structurally equal.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => by_value(left) == by_value(right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}

/// A hash that equal values share.
pub(super) fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    std::mem::discriminant(value).hash(&mut hasher);
    match value {
        Value::Null => {}
        Value::Bool(bool) => bool.hash(&mut hasher),
        Value::Number(number) => by_value(number).hash(&mut hasher),
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(values) => values.iter().for_each(|value| fingerprint(value).hash(&mut hasher)),
        Value::Object(map) => map.iter().map(entry).fold(0, u64::wrapping_add).hash(&mut hasher),
    }
    hasher.finish()
}

fn entry((key, value): (&String, &Value)) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    fingerprint(value).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_by_structure_and_value() {
        for (name, left, right, expected) in [
            ("order of keys", r#"{"a":1,"b":[2]}"#, r#"{"b":[2],"a":1}"#, true),
            ("order of items", "[1,2]", "[2,1]", false),
            ("spelling of a number", "[1, 100, 0]", "[1.0, 1e2, -0.0]", true),
            ("large whole numbers", "9007199254740993", "9007199254740992", false),
            ("fractions", "0.5", "5e-1", true),
            ("number and text", "1", "\"1\"", false),
            ("a key more", r#"{"a":null}"#, "{}", false),
            ("null", "null", "null", true),
        ] {
            let [left, right] = [left, right].map(|text| serde_json::from_str::<Value>(text).unwrap());
            assert_eq!(equal(&left, &right), expected, "{name}");
            assert_eq!(fingerprint(&left) == fingerprint(&right), expected, "{name}: fingerprint");
        }
    }
}
