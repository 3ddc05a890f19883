//! Lists of `{key, value, disabled}`: format 3 has them as maps too, and as lists of maps.

use std::borrow::Cow;

use super::super::source::Json;

/// The members by one of which a row is known.
const OF_A_ROW: [&str; 4] = ["key", "name", "id", "value"];

/// What an object may say of a name beside its value.
const OF_A_VALUE: [&str; 5] = ["value", "description", "disabled", "enabled", "type"];

/// The rows of headers or parameters; a list of values is a row for each.
pub(super) fn rows(json: Json<'_>) -> Vec<Json<'_>> {
    variables(json).into_iter().flat_map(split).collect()
}

/// The rows of variables; a list of values is one value.
pub(super) fn variables(json: Json<'_>) -> Vec<Json<'_>> {
    match json {
        Json::Object(members) => members.into_iter().map(|(key, value)| named(key, value)).collect(),
        Json::List(elements) => elements.into_iter().flat_map(element).collect(),
        _ => Vec::new(),
    }
}

fn element(json: Json<'_>) -> Vec<Json<'_>> {
    match json {
        Json::Object(members) if !has_any(&members, &OF_A_ROW) => variables(Json::Object(members)),
        Json::Object(_) => vec![json],
        _ => Vec::new(),
    }
}

fn named<'a>(key: Cow<'a, str>, value: Json<'a>) -> Json<'a> {
    let key = Json::Text(key);
    match value {
        Json::Object(mut members) if has_any(&members, &OF_A_VALUE) => {
            members.retain(|(name, _)| name != "key");
            members.push(("key".into(), key));
            Json::Object(members)
        }
        value => Json::object([("key", key), ("value", value)]),
    }
}

fn has_any(members: &[(Cow<'_, str>, Json<'_>)], names: &[&str]) -> bool {
    members.iter().any(|(name, _)| names.contains(&name.as_ref()))
}

fn split(mut row: Json<'_>) -> Vec<Json<'_>> {
    match row.take("value") {
        Some(Json::List(values)) => values.into_iter().map(|value| with_value(row.clone(), value)).collect(),
        Some(value) => vec![with_value(row, value)],
        None => vec![row],
    }
}

fn with_value<'a>(mut row: Json<'a>, value: Json<'a>) -> Json<'a> {
    if let Json::Object(members) = &mut row {
        members.retain(|(name, _)| name != "value");
        members.push(("value".into(), value));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::super::super::source::{parse, rows as enabled};
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let list = Json::List(rows(parse(text).unwrap().root));
        let rows = enabled(&list, &["key", "name"]);
        let pairs: Vec<_> = rows.iter().map(|row| (row.key.as_ref(), row.value.as_ref())).collect();
        assert_eq!(pairs, expected, "{text}");
    }

    #[test]
    fn lists_maps_and_both() {
        check(r#"[{"key":"a","value":"1"},{"key":"b","value":2,"disabled":true}]"#, &[("a", "1")]);
        check(r#"{"a":"1","b":2,"c":null}"#, &[("a", "1"), ("b", "2"), ("c", "")]);
        check(r#"{"a":{"value":"1","description":"d"},"b":{"value":"2","disabled":true}}"#, &[("a", "1")]);
        check(
            r#"[{"a":"1"},{"key":"b","value":"2"},{"c":{"value":"3"}}]"#,
            &[("a", "1"), ("b", "2"), ("c", "3")],
        );
        check(r#"{"key":"1","name":"2","value":"3"}"#, &[("key", "1"), ("name", "2"), ("value", "3")]);
        check(r#"{"a":["1","2"],"b":[]}"#, &[("a", "1"), ("a", "2")]);
        check(r#"[{"key":"a","value":["1",null]}]"#, &[("a", "1"), ("a", "")]);
        check(r#"[{"key":null,"value":"1"},null,"text",3]"#, &[("", "1")]);
        check("\"text\"", &[]);
        check("null", &[]);
    }

    #[test]
    fn a_variable_may_be_a_list() {
        let rows = variables(parse(r#"{"a":[1,2],"b":{"x":1}}"#).unwrap().root);
        let values: Vec<_> = rows.iter().map(|row| row.text_of("value").unwrap()).collect();
        assert_eq!(values, ["[1,2]", "{\"x\":1}"]);
    }
}
