//! What whole files are like: encodings, tails, and files that are something else.

use std::fmt::Write;

use serde_json::json;

use super::super::{Kind, Variables, kind, read_collection, read_environment};
use super::{collection_of, read, warnings};

#[test]
fn quirk_byte_order_marks_and_utf_16() {
    let text = collection_of(&json!("/é"), &json!([{"code": 200, "name": "😀"}])).to_string();
    let expected = read_collection(text.as_bytes(), &Variables::default()).unwrap();
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let marked = format!("\u{FEFF}{text}");
    for bytes in [marked.clone().into_bytes(), little(&marked), big(&marked), little(&text), big(&text)] {
        assert_eq!(read_collection(&bytes, &Variables::default()).unwrap(), expected);
    }
}

#[test]
fn quirk_a_stray_tail_and_duplicate_keys_are_warned_of() {
    let text = "{\"item\": [],\n \"item\": [{\"name\": \"A\", \"request\": \"/a\"}]}\n]";
    let read = read_collection(text.as_bytes(), &Variables::default()).unwrap();
    assert_eq!(read.value.endpoints.len(), 1);
    assert_eq!(
        warnings(&read),
        [
            "the key `item` stands twice in one object; the last one counts (remove one of them)",
            "something stands behind the end of the document; it is ignored (remove it)",
        ]
    );
    let places: Vec<_> = read
        .warnings
        .iter()
        .map(|warning| warning.place.as_ref().map(|place| (place.line, place.column)))
        .collect();
    assert_eq!(places, [Some((2, 3)), Some((3, 1))]);
}

#[test]
fn quirk_without_a_schema_it_is_still_a_collection() {
    for info in [json!(null), json!({}), json!({"schema": "nonsense"}), json!("odd")] {
        let read = read(&json!({"info": info, "item": [{"request": "/a"}]}));
        assert_eq!((read.value.endpoints.len(), read.value.name.as_str()), (1, ""));
    }
    assert_eq!(read(&json!({"info": {"name": "empty"}})).value.name, "empty");
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    let error = read_collection(text.as_bytes(), &Variables::default()).unwrap_err();
    assert_eq!(error.message, message);
    assert!(error.is_error() && error.hint.is_some() && error.file.is_none());
}

#[test]
fn what_is_no_collection_says_what_it_is() {
    check_refused("", "the file is empty");
    check_refused("nope", "not JSON: expected ident");
    check_refused("{\"item\": [", "the JSON ends too early");
    check_refused(" \n", "the file is empty");
    check_refused("# note\n", "not JSON: expected value");
    check_refused("a: 1\n b: 2", "not YAML: mapping values are not allowed in this context");
    check_refused("[]", "not a Postman collection: this is a list");
    check_refused("{\"openapi\": \"3.1.0\"}", "not a Postman collection: this is an OpenAPI document");
    check_refused("{\"log\": {\"entries\": []}}", "not a Postman collection: this is a HAR recording");
    check_refused("{\"values\": []}", "not a Postman collection: this is an environment");
    check_refused("{\"collection\": {\"values\": []}}", "not a Postman collection: this is an environment");
    check_refused("{\"environment\": {}}", "not a Postman collection: this is an environment");
    check_refused("[{\"key\": \"a\"}]", "not a Postman collection: this is an environment");
    check_refused("name: Local\nvalues: []\n", "not a Postman collection: this is an environment");
    check_refused("openapi: 3.1.0\npaths: {}\n", "not a Postman collection: this is an OpenAPI document");
    check_refused("swagger: '2.0'\n", "not a Postman collection: this is a Swagger document");
    check_refused("<!DOCTYPE html>\n<p>", "not a Postman collection: this is a web page");
    check_refused("meta {\n  name: List\n}\n", "not a Postman collection: this is a file of Bruno");
    check_refused("PK\u{3}\u{4}rest", "not a Postman collection: this is an archive");
    check_refused("{\"collections\": []}", "not a Postman collection: this is a dump of all Postman data");
    check_refused(
        "$kind: http-request\n",
        "not a Postman collection: this is one file of a collection in many",
    );
    check_refused("{}", "not a Postman collection: this is an object without `item` or `requests`");
}

#[track_caller]
fn check_environment_refused(text: &str, message: &str) {
    let error = read_environment(text.as_bytes()).unwrap_err();
    assert_eq!(error.message, message);
    assert!(error.is_error() && error.hint.is_some());
}

#[test]
fn what_is_no_environment_says_what_it_is() {
    check_environment_refused("{\"item\": []}", "not a Postman environment: this is a collection");
    check_environment_refused(
        "{\"collection\": {\"item\": []}}",
        "not a Postman environment: this is a collection",
    );
    check_environment_refused(
        "{\"a\": \"b\"}",
        "not a Postman environment: this is an object without `values`",
    );
    check_environment_refused("[1]", "not a Postman environment: this is a list");
    check_environment_refused("PK\u{3}\u{4}", "not a Postman environment: this is an archive");
    check_environment_refused("<html>", "not a Postman environment: this is a web page");
    check_environment_refused("openapi: 3.1.0\n", "not a Postman environment: this is an OpenAPI document");
    check_environment_refused("", "the file is empty");
}

#[track_caller]
fn check_kind(text: &str, expected: Option<&str>) {
    let name = kind(text.as_bytes()).map(|kind| match kind {
        Kind::Collection => "collection",
        Kind::CollectionV1 => "collection of format 1",
        Kind::Environment => "environment",
        Kind::Other { name, .. } => name,
    });
    assert_eq!(name, expected, "{text}");
}

#[test]
fn the_kind_of_a_file_can_be_asked() {
    check_kind("{\"item\": []}", Some("collection"));
    check_kind("{\"collection\": {\"info\": {}, \"item\": []}}", Some("collection"));
    check_kind("{\"collection\": {\"requests\": []}}", Some("collection of format 1"));
    check_kind("{\"values\": [], \"_postman_variable_scope\": \"globals\"}", Some("environment"));
    check_kind("{\"environment\": {\"values\": []}}", Some("environment"));
    check_kind("values:\n  - key: a\n", Some("environment"));
    check_kind("{\"openapi\": \"3.1.0\", \"environment\": {}}", Some("an OpenAPI document"));
    check_kind("PK\u{3}\u{4}", Some("an archive"));
    check_kind("<html>", Some("a web page"));
    check_kind("{\"values\": [", None);
    check_kind("", None);
}

#[test]
fn quirk_lone_surrogates_are_replaced() {
    let text = "{\"item\": [{\"name\": \"A \\ud800\",\n  \"request\": \"/\\uDC00/\\ud83d\\ude00\"}]}";
    let read = read_collection(text.as_bytes(), &Variables::default()).unwrap();
    assert_eq!(read.value.endpoints[0].item, "A \u{FFFD}");
    assert_eq!(super::path_text(&read.value.endpoints[0].path), "/\u{FFFD}/😀");
    let warned = "half of a surrogate pair is no character; U+FFFD stands in for it (write the whole pair, or the character itself)";
    assert_eq!(warnings(&read), [warned, warned]);
    let places: Vec<_> = read
        .warnings
        .iter()
        .map(|warning| warning.place.as_ref().map(|place| (place.line, place.column)))
        .collect();
    assert_eq!(places, [Some((1, 23)), Some((2, 16))]);
    check_refused("{\"item\": [\"\\ud800\"", "the JSON ends too early");
}

#[test]
fn ten_thousand_levels_are_an_error() {
    let mut text = String::new();
    for _ in 0..10_000 {
        text.push_str("{\"item\":[");
    }
    check_refused(&text, "the JSON is nested too deeply (more than 127 levels)");
}

#[test]
fn warnings_are_bounded() {
    let mut text = String::from("{\"item\":[{\"name\":\"L\",\"request\":\"/a\",\"response\":[");
    for _ in 0..5000 {
        write!(text, "{{\"code\":1}},").unwrap();
    }
    text.push_str("null]}]}");
    let read = read_collection(text.as_bytes(), &Variables::default()).unwrap();
    assert_eq!(read.warnings.len(), 1001);
    assert_eq!(read.warnings[1000].message, "and 4000 more warnings");
}

#[test]
fn a_request_that_everything_inherits_cannot_grow_without_end() {
    let body = "x".repeat(1 << 20);
    let request = json!({"url": "/a", "body": {"mode": "raw", "raw": body}});
    let responses: Vec<_> = (0..200).map(|_| json!({"code": 200})).collect();
    let read = read(&collection_of(&request, &json!(responses)));
    assert!((50..100).contains(&read.value.examples.len()), "{}", read.value.examples.len());
    assert_eq!(read.warnings.len(), 200 - read.value.examples.len());
}
