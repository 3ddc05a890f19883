//! Lists of `{key, value, disabled}`, the shape in which Postman keeps headers, parameters, fields and variables.

use std::borrow::Cow;

use super::json::Json;

/// An enabled row.
#[derive(Debug)]
pub(crate) struct Row<'j> {
    /// Empty where it is missing or null.
    pub(crate) key: Cow<'j, str>,
    /// Empty where it is missing or null; what is no text is its JSON.
    pub(crate) value: Cow<'j, str>,
    /// The row itself; of a map, the value.
    pub(crate) json: &'j Json<'j>,
}

/// The enabled rows of a list; a map from key to value is tolerated.
///
/// `key_names` are the members in which a key may stand, the better one first.
/// A row without key and value does not count (matching.md, section 4).
pub(crate) fn rows<'j>(json: &'j Json<'j>, key_names: &[&str]) -> Vec<Row<'j>> {
    match json {
        Json::Object(members) if json.first_of(key_names).is_none() => {
            let row = |(key, value): &'j (Cow<'_, str>, Json<'_>)| Row {
                key: Cow::Borrowed(key),
                value: value.text().unwrap_or_default(),
                json: value,
            };
            members.iter().map(row).filter(Row::counts).collect()
        }
        _ => {
            let enabled = json.elements().iter().filter(|row| row.is_object() && !is_disabled(row));
            enabled.map(|row| Row::of(row, key_names)).filter(Row::counts).collect()
        }
    }
}

/// Whether a row or body is switched off, in the words of either format.
pub(crate) fn is_disabled(json: &Json<'_>) -> bool {
    json.get("disabled") == Some(&Json::Bool(true)) || json.get("enabled") == Some(&Json::Bool(false))
}

impl<'j> Row<'j> {
    fn of(json: &'j Json<'j>, key_names: &[&str]) -> Self {
        let key = json.first_of(key_names).and_then(Json::text).unwrap_or_default();
        Self { key, value: json.get("value").and_then(Json::text).unwrap_or_default(), json }
    }

    fn counts(&self) -> bool {
        !(self.key.is_empty() && self.value.is_empty() && self.json.get("src").is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::source::parse;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let root = parse(text).unwrap().root;
        let rows = rows(&root, &["key", "id"]);
        let pairs: Vec<_> = rows.iter().map(|row| (row.key.as_ref(), row.value.as_ref())).collect();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn lists_maps_and_what_does_not_count() {
        check(r#"[{"key":"a","value":"1"},{"id":"b","value":2}]"#, &[("a", "1"), ("b", "2")]);
        check(r#"[{"key":"a","value":null},{"key":null,"value":"x"}]"#, &[("a", ""), ("", "x")]);
        check(r#"[{},{"key":"","value":""},null,"text",3]"#, &[]);
        check(
            r#"[{"key":"a","disabled":true},{"key":"b","enabled":false},{"key":"c","disabled":false}]"#,
            &[("c", "")],
        );
        check(r#"{"a":"1","b":[2,null]}"#, &[("a", "1"), ("b", "[2,null]")]);
        check(r#"{"key":"a","value":true}"#, &[("a", "true")]);
        check("null", &[]);
    }
}
