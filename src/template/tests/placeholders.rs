//! matching.md 8.8: placeholders of generated collections.

use serde_json::Value;

use super::request::{Sent, draw, sent};
use super::{compiled, filled};
use crate::collection::Algorithm;
use crate::template::{Addresses, Escape, Scheme, Template, Vocabulary};

fn value(text: &str, sent: &Sent) -> Value {
    let text = filled(text, Escape::Json, sent);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The values of one placeholder, under many seeds.
fn values(placeholder: &str) -> Vec<Value> {
    let template = compiled(&format!(r#"{{"a": "{placeholder}"}}"#), Escape::Json, &[]).unwrap();
    let fill = |seed| {
        let mut out = Vec::new();
        let sent = sent("/").at(Scheme::Http, "localhost:8080");
        sent.ask(|inputs| out = template.fill(inputs, &draw(seed), usize::MAX).unwrap());
        serde_json::from_slice::<Value>(&out).unwrap()["a"].clone()
    };
    (0..50).map(fill).collect()
}

#[track_caller]
fn check(placeholder: &str, is_right: impl Fn(&Value) -> bool) {
    for value in values(placeholder) {
        assert!(is_right(&value), "{placeholder}: {value}");
    }
}

fn matches(value: &Value, pattern: &str) -> bool {
    value.as_str().is_some_and(|text| regex::Regex::new(pattern).unwrap().is_match(text))
}

#[track_caller]
fn check_text(text: &str, pattern: &str) {
    let filled = filled(text, Escape::Json, &sent("/"));
    assert!(regex::Regex::new(pattern).unwrap().is_match(&filled), "{filled}");
}

#[test]
fn rule_8_8_every_type_has_its_value() {
    for name in ["<integer>", "<long>"] {
        check(name, |value| value.as_u64().is_some_and(|number| (1..=1000).contains(&number)));
    }
    for name in ["<number>", "<float>", "<double>"] {
        check(name, Value::is_f64);
    }
    check("<boolean>", Value::is_boolean);
    check("<string>", |value| matches(value, "^[a-z-]+$"));
    check("<binary>", |value| matches(value, "^[a-z-]+$"));
    check("<dateTime>", |value| value == "1970-01-01T00:00:00.000Z");
    check("<date>", |value| value == "1970-01-01");
    let uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
    check("<uuid>", |value| matches(value, uuid));
    check("<uri>", |value| matches(value, "^http://localhost:8080/[a-z-]+$"));
    check("<email>", |value| matches(value, "^[a-z-]+@example\\.com$"));
    check("<byte>", |value| matches(value, "^[A-Za-z0-9+/]{8}$"));
    check("<object>", |value| *value == serde_json::json!({}));
    check("<array>", |value| *value == serde_json::json!([]));
}

#[test]
fn rule_8_8_numbers_have_two_decimals() {
    let text = filled(r#"["<double>"]"#, Escape::Json, &sent("/"));
    assert!(regex::Regex::new(r"^\[\d+\.\d\d\]$").unwrap().is_match(&text), "{text}");
}

#[test]
fn rule_8_8_a_string_becomes_digits_where_the_nearest_name_is_that_of_an_id() {
    for name in ["id", "ids", "user_id", "user_ids", "userId", "userIds"] {
        for text in [format!(r#"{{"{name}": "<string>"}}"#), format!(r#"{{"{name}": [["<string>"]]}}"#)] {
            check_text(&text, "\"[0-9]+\"\\]*}$");
        }
    }
    for name in ["name", "paid", "ID", "idea"] {
        check_text(&format!(r#"{{"{name}": "<string>"}}"#), ": \"[a-z-]+\"}$");
    }
}

#[test]
fn rule_8_8_keys_pieces_and_other_texts_stay() {
    for text in [
        r#"{"<string>": 1}"#,
        r#"["a <string>", "<string> ", "<String>", "<other>", "<>", "< string >"]"#,
        "<string>",
    ] {
        assert_eq!(filled(text, Escape::Json, &sent("/")), text);
    }
    let text = r#"["<integer>"]"#;
    assert_eq!(filled(text, Escape::None, &sent("/")), text, "it is no JSON");
}

#[test]
fn rule_8_8_a_captured_name_wins_where_the_value_is_of_the_type() {
    let sent = sent("/").captured("id", "42").captured("name", "o\"k").captured("flag", "maybe");
    let text = r#"{"id": "<integer>", "name": "<string>", "flag": "<boolean>", "in": {"id": "<string>"}}"#;
    let value = value(text, &sent);
    assert_eq!((&value["id"], &value["name"]), (&serde_json::json!(42), &serde_json::json!("o\"k")));
    assert!(value["flag"].is_boolean());
    assert_eq!(value["in"]["id"], "42");
    let word = super::request::sent("/").captured("id", "ann");
    assert!(self::value(text, &word)["id"].is_u64(), "a word is no integer");
}

#[test]
fn rule_8_8_beside_other_slots_and_seeded_as_they_are() {
    let text = r#"{"a": "<integer>", "b": "{{$guid}}", "c": ["<boolean>", {{$randomInt}}, "<string>"]}"#;
    let once = filled(text, Escape::Json, &sent("/"));
    assert_eq!(filled(text, Escape::Json, &sent("/")), once);
    let value: Value = serde_json::from_str(&once).unwrap();
    assert!(value["a"].is_u64() && value["c"][0].is_boolean() && value["c"][2].is_string(), "{value}");
}

#[test]
fn rule_8_8_a_whole_header_value() {
    let addresses = Addresses::default();
    let words = Vocabulary { captures: &[], algorithm: Algorithm::Extended, addresses: &addresses };
    let fill = |name: &str, value: &str| {
        let mut out = Vec::new();
        let template = Template::header(name, value, &words)?;
        sent("/").ask(|inputs| out = template.fill(inputs, &draw(1), usize::MAX).unwrap());
        String::from_utf8(out).ok()
    };
    assert!(fill("x-total", "<integer>").unwrap().parse::<u64>().is_ok());
    assert!(fill("x-request-id", "<string>").unwrap().parse::<u64>().is_ok());
    assert!(fill("x-name", "<string>").unwrap().parse::<u64>().is_err());
    assert_eq!(fill("x-name", "a <string>"), None);
}
