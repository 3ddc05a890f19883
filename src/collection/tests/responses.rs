//! Rules 1.4 and 1.5, and the shapes of answers.

use serde_json::{Value, json};

use super::super::{Algorithm, Response};
use super::{collection_of, only_example, read, read_by, read_with, warnings};

#[track_caller]
fn check_status(response: &Value, status: Option<u16>, warned: &[&str]) {
    let read = read(&collection_of(&json!("/a"), &json!([response])));
    assert_eq!(warnings(&read), warned, "{response}");
    assert_eq!(only_example(read).response.status, status, "{response}");
}

#[test]
fn rule_1_4_code_then_status_then_none_with_a_warning() {
    check_status(&json!({"code": "404"}), Some(404), &[]);
    check_status(&json!({"code": null, "status": "404 Not Found"}), Some(404), &[]);
    let warned = "List / A: there is no status code; the example is sent as 200 (give it a status code)";
    check_status(&json!({"name": "A", "status": "?"}), None, &[warned]);
}

#[test]
fn rule_8_1_4_beside_a_success_a_response_without_a_status_answers_for_others() {
    let told = |algorithm, other: u16| {
        let responses = json!([{"name": "A", "status": "?"}, {"name": "B", "code": other}]);
        let read = read_by(algorithm, &collection_of(&json!("/a"), &responses), &[]);
        warnings(&read).concat()
    };
    let alone = "List / A: there is no status code; the example is sent as 200 (give it a status code)";
    let beside = "List / A: there is no status code; the example answers where `x-mock-response-code` asks for one \
                  that no other has (give it a status code)";
    assert_eq!(told(Algorithm::Extended, 201), beside);
    assert_eq!(told(Algorithm::Extended, 404), alone);
    assert_eq!(told(Algorithm::Postman, 201), alone);
}

#[test]
fn rule_1_5_what_cannot_be_understood_is_left_out_alone() {
    let items = json!({"info": {}, "item": [
        {"name": "Books", "item": [
            {"name": "List", "request": "/a", "response": [
                {"name": "low", "code": 199},
                {"name": "good", "code": 200},
                "text",
                {"name": "high", "code": 600},
            ]},
            {"name": "Nowhere", "request": {"method": "GET"}, "response": [{"name": "lost", "code": 200}]},
            {"name": "Odd", "request": 12, "response": [{"code": 200}]},
            "odd",
        ]},
    ]});
    let read = read(&items);
    assert_eq!(
        warnings(&read),
        [
            "Books / List / low: the status `199` is not within 200 to 599: the example is left out (correct the status code)",
            "Books / List: an example that is no object is left out (remove it)",
            "Books / List / high: the status `600` is not within 200 to 599: the example is left out (correct the status code)",
            "Books / Nowhere / lost: there is no URL, neither here nor in the item: the example is left out (give the request a URL)",
            "Books / Odd: a request that is neither an object nor a URL is left out (save the request in Postman again)",
            "Books: an item that is no object is left out (remove it)",
        ]
    );
    assert!(read.warnings.iter().all(|warning| warning.place.is_some()));
    assert_eq!(read.value.endpoints.len(), 1);
    assert_eq!(only_example(read).name, "good");
}

#[track_caller]
fn response(saved: Value, environment: &[(&str, &str)]) -> Response {
    let mut saved = saved;
    saved["code"] = json!(200);
    only_example(read_with(&collection_of(&json!("/a"), &json!([saved])), environment)).response
}

#[test]
fn quirk_bodies_of_answers() {
    for (body, expected) in [
        (json!(""), ""),
        (json!(null), ""),
        (json!("{\"a\":\r\n nope 😀"), "{\"a\":\r\n nope 😀"),
        (json!({"a": [1]}), "{\"a\":[1]}"),
        (json!("<binary>"), "<binary>"),
        (json!("{{missing}} {{$guid}}"), "{{missing}} {{$guid}}"),
    ] {
        assert_eq!(response(json!({"body": body}), &[]).body, expected, "{body}");
    }
    assert_eq!(response(json!({}), &[]).body, "");
}

#[test]
fn quirk_preview_language_in_either_place() {
    for (saved, expected) in [
        (json!({"_postman_previewlanguage": "JSON"}), Some("json")),
        (json!({"_": {"postman_previewlanguage": "Text"}}), Some("text")),
        (json!({"_postman_previewlanguage": null, "_": {"postman_previewlanguage": "xml"}}), Some("xml")),
        (json!({"_postman_previewlanguage": ""}), None),
        (json!({}), None),
    ] {
        assert_eq!(response(saved, &[]).preview_language.as_deref(), expected);
    }
}

#[test]
fn quirk_recorded_headers_stay_in_order() {
    let header = json!([
        {"key": "Content-Encoding", "value": "gzip"},
        {"key": "Set-Cookie", "value": "a=1"},
        {"key": "Set-Cookie", "value": "b=2"},
        {"key": "Content-Length", "value": 12},
        {"key": "X-Off", "value": "1", "disabled": true},
    ]);
    let response = response(json!({"header": header}), &[]);
    let headers: Vec<_> =
        response.headers.iter().map(|header| (header.name.as_str(), header.value.as_str())).collect();
    let expected = [
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Length", "12"),
    ];
    assert_eq!(headers, expected);
}

#[track_caller]
fn check_filled(kind: Value, body: &str, expected: &str) {
    let mut saved = kind;
    saved["body"] = json!(body);
    assert_eq!(response(saved, &[("quote", "say \"hi\""), ("list", "[\"a\"]")]).body, expected);
}

#[test]
fn in_a_json_answer_values_in_strings_are_escaped() {
    let typed = |value: &str| json!({"header": [{"key": "content-type", "value": value}]});
    let body = "{\"a\": \"{{quote}}\", \"b\": {{list}}}";
    let escaped = "{\"a\": \"say \\\"hi\\\"\", \"b\": [\"a\"]}";
    let plain = "{\"a\": \"say \"hi\"\", \"b\": [\"a\"]}";
    check_filled(typed("application/json; charset=utf-8"), body, escaped);
    check_filled(typed("application/problem+JSON"), body, escaped);
    check_filled(typed("text/plain"), body, plain);
    check_filled(json!({"_postman_previewlanguage": "json"}), body, escaped);
    check_filled(json!({"_postman_previewlanguage": "html"}), body, plain);
    check_filled(json!({}), body, escaped);
    check_filled(json!({"_postman_previewlanguage": "auto"}), body, escaped);
    check_filled(json!({"header": [{"key": "Content-Type", "value": "*/*"}]}), body, escaped);
    check_filled(json!({}), "it \"{{quote}}\"", "it \"say \"hi\"\"");
    let saved = json!([{"code": 200, "_postman_previewlanguage": "html", "body": body}]);
    let environment = [("quote", "say \"hi\""), ("list", "[\"a\"]")];
    let read = read_by(Algorithm::Extended, &collection_of(&json!("/a"), &saved), &environment);
    assert_eq!(only_example(read).response.body, escaped, "8.10");
}
