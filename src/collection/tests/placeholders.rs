//! 8.8: placeholders in saved requests are variables without a value; and 8.9: the origin of a saved request.

use serde_json::{Value, json};

use super::{collection_of, only_example, params_text, path_text, read_by};
use crate::collection::{
    Algorithm, Body, Example, FormField, FormValue, Placeholder, ReadOptions, Variables, inspect_collection,
};

fn example(request: &Value) -> Example {
    only_example(read_by(Algorithm::Extended, &collection_of(request, &json!([{"code": 200}])), &[]))
}

#[track_caller]
fn check_url(url: &Value, expected: &str) {
    let example = example(&json!({ "url": url }));
    let line = format!("{}?{}", path_text(&example.path), params_text(&example.params));
    assert_eq!(line.trim_end_matches('?'), expected, "{url}");
}

#[test]
fn rule_8_8_in_paths_and_queries() {
    check_url(&json!("http://shop/a/<integer>/b"), "/a/:$<integer>/b");
    check_url(&json!("http://shop/a/%3Cinteger%3E"), "/a/:$<integer>");
    let with_value =
        |value: &str| json!({"raw": "http://shop/a/:id", "variable": [{"key": "id", "value": value}]});
    check_url(&with_value("<string>"), "/a/:id");
    check_url(&with_value("%3Cstring%3E"), "/a/:id");
    check_url(&with_value("7"), "/a/:id=7");
    check_url(
        &json!("http://shop/a?x=<string>&y=%3Cdate%3E&z=<other>"),
        "/a?x={{$<string>}}&y={{$<date>}}&z=<other>",
    );
    let rows = json!({"raw": "http://shop/a", "query": [{"key": "x", "value": "<boolean>"}]});
    check_url(&rows, "/a?x={{$<boolean>}}");
    check_url(&json!("http://shop/<a>/x<integer>"), "/<a>/x<integer>");
}

#[test]
fn rule_8_8_a_variable_whose_value_is_a_placeholder_is_one_without_a_value() {
    let collection = collection_of(
        &json!({"url": "http://shop/{{id}}?q={{id}}"}),
        &json!([{"code": 200, "body": "{\"id\": \"{{id}}\"}"}]),
    );
    let example = only_example(read_by(Algorithm::Extended, &collection, &[("id", "<integer>")]));
    assert_eq!((path_text(&example.path), params_text(&example.params)), ("/:id".into(), "q={{id}}".into()));
    assert_eq!(example.response.body, "{\"id\": \"{{id}}\"}", "it is what the path captures");
    let elsewhere = collection_of(&json!("http://shop/a"), &json!([{"code": 200, "body": "[\"{{id}}\"]"}]));
    let example = only_example(read_by(Algorithm::Extended, &elsewhere, &[("id", "<integer>")]));
    assert_eq!(example.response.body, "[\"<integer>\"]");
}

#[test]
fn rule_8_8_in_headers_and_bodies() {
    let headers = json!([{"key": "X-A", "value": "<string>"}, {"key": "X-B", "value": "a <string>"}]);
    let asked = example(&json!({"url": "http://shop/a", "header": headers}));
    let values: Vec<_> = asked.headers.iter().map(|header| header.value.as_str()).collect();
    assert_eq!(values, ["{{$<string>}}", "a <string>"]);

    let raw = |text: &str| example(&json!({"url": "a", "body": {"mode": "raw", "raw": text}})).body;
    for (text, expected) in [
        (r#"{"a": "<integer>", "b": ["<string>"]}"#, r#"{"a": "{{$<integer>}}", "b": ["{{$<string>}}"]}"#),
        (r#"{"<string>": "<string>" }"#, r#"{"<string>": "{{$<string>}}" }"#),
        (r#"{"a": "<other>", "b": "x<string>"}"#, r#"{"a": "<other>", "b": "x<string>"}"#),
        ("<string>", "<string>"),
        ("\"<string", "\"<string"),
    ] {
        assert_eq!(raw(text), Body::Raw(expected.to_owned()), "{text}");
    }
    let urlencoded = json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "<long>"}]});
    let expected = Body::UrlEncoded(vec![("a".to_owned(), "{{$<long>}}".to_owned())]);
    assert_eq!(example(&json!({"url": "a", "body": urlencoded})).body, expected);
    let form = json!({"mode": "formdata", "formdata": [{"key": "a", "value": "<long>"}]});
    let expected = FormField { key: "a".to_owned(), value: FormValue::Text("{{$<long>}}".to_owned()) };
    assert_eq!(example(&json!({"url": "a", "body": form})).body, Body::FormData(vec![expected]));
}

#[test]
fn rule_8_4_5_in_a_body_a_variable_that_is_defined_as_empty_takes_anything() {
    let request = |body: Value| json!({"url": "http://shop/a", "body": body, "header": [{"key": "h", "value": "{{e}}"}]});
    let collection = |body: Value| collection_of(&request(body), &json!([{"code": 200, "body": "<{{e}}>"}]));
    let raw = collection(json!({"mode": "raw", "raw": "[\"{{e}}\", \"x{{e}}\", \"{{v}}\"]"}));
    let environment = [("e", ""), ("v", "1")];
    let read = only_example(read_by(Algorithm::Extended, &raw, &environment));
    assert_eq!(read.body, Body::Raw("[\"{{e}}\", \"x{{e}}\", \"1\"]".to_owned()));
    assert_eq!(
        (read.headers[0].value.as_str(), read.response.body.as_str()),
        ("", "<>"),
        "elsewhere it is empty"
    );
    let form = collection(json!({"mode": "urlencoded", "urlencoded": [{"key": "a{{e}}", "value": "{{e}}"}]}));
    let read = only_example(read_by(Algorithm::Extended, &form, &environment));
    assert_eq!(
        read.body,
        Body::UrlEncoded(vec![("a".to_owned(), "{{e}}".to_owned())]),
        "a key is not compared so"
    );
    let read = only_example(read_by(Algorithm::Postman, &raw, &environment));
    assert_eq!(read.body, Body::Raw("[\"\", \"x\", \"1\"]".to_owned()), "by Postman's rules");
}

#[test]
fn rule_8_8_what_a_placeholder_is() {
    for name in ["integer", "long", "number", "float", "double", "boolean", "object", "array"] {
        let is_text = Placeholder::of(&format!("<{name}>")).map(Placeholder::is_text);
        assert_eq!(is_text, Some(false), "{name}");
    }
    for name in ["string", "binary", "dateTime", "date", "uuid", "uri", "email", "byte"] {
        let is_text = Placeholder::of(&format!("<{name}>")).map(Placeholder::is_text);
        assert_eq!(is_text, Some(true), "{name}");
    }
    for text in ["", "<>", "integer", "<integer", "<Integer>", " <integer>", "<int>", "<integer><integer>"] {
        assert_eq!(Placeholder::of(text), None, "{text}");
    }
}

#[track_caller]
fn check_origin(url: &Value, expected: &str) {
    let collection = collection_of(&json!({ "url": url }), &json!([{"code": 200}]));
    let environment = [("baseUrl", "https://api.example.com/v2"), ("port", "3000")];
    assert_eq!(
        only_example(read_by(Algorithm::Extended, &collection, &environment)).origin,
        expected,
        "{url}"
    );
}

#[test]
fn rule_8_9_the_origin_of_a_saved_request() {
    check_origin(&json!("https://api.example.com/a"), "https://api.example.com");
    check_origin(&json!("{{baseUrl}}/a"), "https://api.example.com");
    check_origin(&json!("{{missing}}/a"), "{{missing}}");
    check_origin(&json!("https://{{missing}}:{{port}}/a"), "https://{{missing}}:3000");
    check_origin(&json!("api.example.com/a"), "api.example.com");
    check_origin(&json!("/a"), "");
    let parts = |more: Value| {
        let mut url = json!({"host": ["api", "example", "com"], "path": ["a"]});
        url.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        url
    };
    check_origin(&parts(json!({})), "api.example.com");
    check_origin(&parts(json!({"protocol": "https"})), "https://api.example.com");
    check_origin(&parts(json!({"protocol": "http", "port": "3000"})), "http://api.example.com:3000");
    check_origin(&json!({"host": ["{{baseUrl}}"], "path": ["a"]}), "https://api.example.com");
    check_origin(
        &json!({"protocol": "http", "host": ["{{baseUrl}}"], "path": ["a"]}),
        "https://api.example.com",
    );
}

#[test]
fn rule_8_8_with_postmans_rules_placeholders_are_texts_like_any_other() {
    let request =
        json!({"url": "http://shop/a/<integer>?b=<string>", "body": {"mode": "raw", "raw": "[\"<long>\"]"}});
    let collection = collection_of(&request, &json!([{"code": 200}])).to_string();
    let variables = Variables::default();
    let options = ReadOptions { algorithm: Algorithm::Postman, ..ReadOptions::of(&variables) };
    let example = only_example(inspect_collection(collection.as_bytes(), &options).unwrap());
    let line = (path_text(&example.path), params_text(&example.params));
    assert_eq!(line, ("/a/<integer>".to_owned(), "b=<string>".to_owned()));
    assert_eq!(example.body, Body::Raw("[\"<long>\"]".to_owned()));
}
