//! Rules 1.7, 1.8 and 1.9, and the quirks of URLs.

use serde_json::{Value, json};

use super::super::{decode_form, decode_segment};
use super::{collection_of, only_example, params_text, path_text, read_with};

const ENVIRONMENT: &[(&str, &str)] = &[
    ("baseUrl", "https://api.example.com/v2/"),
    ("host", "api.example.com"),
    ("deep", "a/b"),
    ("search", "a?b=c#d"),
    ("pair", "x&y=z"),
    ("two", "1 2"),
    ("empty", ""),
];

#[track_caller]
fn check(url: &Value, expected: &str) {
    let read = read_with(&collection_of(&json!({ "url": url }), &json!([{"code": 200}])), ENVIRONMENT);
    assert_eq!(path_text(&read.value.endpoints[0].path), expected.split('?').next().unwrap(), "{url}");
    let example = only_example(read);
    let line = match params_text(&example.params) {
        params if params.is_empty() => path_text(&example.path),
        params => format!("{}?{params}", path_text(&example.path)),
    };
    assert_eq!(line, expected, "{url}");
}

#[test]
fn rule_1_7_the_path_follows_the_host() {
    check(&json!("https://api.example.com/a/b"), "/a/b");
    check(&json!("https://api.example.com"), "/");
    check(&json!("https://api.example.com/"), "/");
    check(&json!(" api.example.com:8080/a\n"), "/a");
    check(&json!("/a"), "/a");
    check(&json!("{{baseUrl}}/a"), "/v2/a");
    check(&json!("{{baseUrl}}"), "/v2");
    check(&json!("{{baseUrl}}?x=1"), "/v2?x=1");
    check(&json!("{{missing}}/a"), "/a");
    check(&json!("{{missing}}"), "/");
    check(&json!("{{missing/x?}}/a"), "/a");
    check(&json!("{{empty}}/a"), "/a");
    check(&json!("https://{{missing}}.example.com:{{port}}/a"), "/a");
    check(&json!("{{scheme}}://{{host}}/a"), "/a");
}

#[test]
fn rule_1_7_a_url_object_is_joined() {
    check(&json!({"host": ["api", "example", "com"], "path": ["a", "b"]}), "/a/b");
    check(&json!({"host": "api.example.com", "path": "/a/b"}), "/a/b");
    check(&json!({"host": "api.example.com", "path": "a/b"}), "/a/b");
    check(&json!({"protocol": "https", "host": ["{{baseUrl}}"], "port": "80", "path": ["a"]}), "/v2/a");
    check(&json!({"host": ["{{host}}"], "path": ["a"]}), "/a");
    check(&json!({"host": ["{{missing}}"], "path": ["a", ""]}), "/a/");
    check(&json!({"path": ["a", 12, null, {"type": "string", "value": "b"}, true]}), "/a/12//b/true");
    check(&json!({"host": ["{{host}}"], "path": []}), "/");
    check(&json!({"host": ["{{host}}"], "path": [""]}), "/");
    check(&json!({"host": ["{{host}}"], "path": ["/a", "b"]}), "/a/b");
}

#[test]
fn rule_1_2_path_wins_over_raw_and_raw_serves_without() {
    check(&json!({"raw": "https://x/raw", "host": ["x"], "path": ["a"]}), "/a");
    check(&json!({"raw": "https://x/raw?q=1", "host": ["x"]}), "/raw?q=1");
    check(&json!({"raw": "https://x/raw", "host": ["x"], "path": null}), "/raw");
    check(&json!({"host": ["x"]}), "/");
    check(&json!({"path": ["a"]}), "/a");
    check(&json!({"raw": "{{baseUrl}}/raw"}), "/v2/raw");
}

#[test]
fn quirk_scheme_or_port_inside_host() {
    check(&json!({"host": ["https://api", "example", "com"], "path": ["a"]}), "/a");
    check(&json!({"host": ["https://api", "example", "com:8080"], "path": ["a"]}), "/a");
    check(&json!({"host": ["http:"], "path": ["", "", "order"]}), "/order");
    check(&json!({"host": ["http:"], "path": ["", "api.example.com", "order"]}), "/order");
    check(&json!({"host": ["api", "example", "com/v1/"], "path": ["a"]}), "/v1/a");
}

#[test]
fn rule_1_7_question_mark_and_hash_end_the_path() {
    check(&json!("https://x/a?b=c#d?e"), "/a?b=c");
    check(&json!("https://x/a#b?c=d"), "/a");
    check(&json!("https://x#a"), "/");
    check(&json!({"host": ["x"], "path": ["a?b=c"]}), "/a?b=c");
    check(&json!({"host": ["x"], "path": ["a#b", "c"]}), "/a");
    check(&json!("https://x/{{search}}"), "/a?b=c");
    check(&json!("https://x/{{un#known}}/y{{#/}}"), "/:un#known/y{{#/}}");
    check(&json!("https://x/{{un/known}}?a"), "/:un/known?a=");
}

#[test]
fn rule_1_7_a_value_with_a_slash_makes_several_segments() {
    check(&json!("https://x/{{deep}}/c"), "/a/b/c");
    check(&json!({"host": ["x"], "path": ["{{deep}}", "c"]}), "/a/b/c");
    check(
        &json!({"host": ["x"], "path": [":one"], "variable": [{"key": "one", "value": "{{deep}}"}]}),
        "/:one=a/b",
    );
}

#[test]
fn rule_1_7_query_replaces_the_query_of_the_text() {
    let url =
        |query: Value| json!({"raw": "https://x/a?raw=1", "host": ["x"], "path": ["a"], "query": query});
    check(&url(json!([{"key": "b", "value": "2"}])), "/a?b=2");
    check(&url(json!([])), "/a");
    check(&url(json!([{"key": "b", "disabled": true}])), "/a");
    check(&url(json!(null)), "/a?raw=1");
    check(&json!({"raw": "https://x/a?raw=1", "query": [{"key": "b", "value": "2"}]}), "/a?b=2");
    check(&json!({"raw": "https://x/a?raw=1", "host": ["x"], "path": ["a"]}), "/a?raw=1");
    check(&json!({"raw": "https://x/a?raw=1", "host": ["x"], "path": ["a?text=1"]}), "/a?text=1");
}

#[test]
fn section_4_what_counts_as_a_parameter() {
    let url = |query: Value| json!({"host": ["x"], "path": ["a"], "query": query});
    check(
        &url(json!([{"key": "a", "value": null}, {"key": "b"}, {"key": null, "value": "c"}])),
        "/a?a=&b=&=c",
    );
    check(
        &url(json!([{"key": null, "value": null}, {"key": "", "value": ""}, {}, {"key": "{{empty}}"}])),
        "/a",
    );
    check(&url(json!([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])), "/a?a=1&a=2");
    check(
        &url(json!([{"key": "a", "value": "{{missing}}"}, {"key": "b", "value": "x{{missing}}"}])),
        "/a?a={{missing}}&b=x{{missing}}",
    );
    check(&url(json!([{"key": "a", "value": "{{pair}}"}])), "/a?a=x&y=z");
    check(&url(json!([{"key": "a+b", "value": "1%202+3"}])), "/a?a b=1 2 3");
    check(&url(json!([{"key": "a", "value": 12}])), "/a?a=12");
    check(&json!("https://x/a?b&c=&&=&d=1=2"), "/a?b=&c=&d=1=2");
    check(&json!("https://x/a?b={{two}}&c={{missing&}}"), "/a?b=1 2&c={{missing&}}");
    check(&json!("https://x/a?b={{pair}}"), "/a?b=x&y=z");
}

#[test]
fn rule_1_8_wildcards() {
    check(&json!("https://x/{{id}}/:name/x{{id}}/:/a:b"), "/:id/:name/x{{id}}/:/a:b");
    check(&json!("https://x/{{$guid}}"), "/:$guid");
    let url = |variable: Value| json!({"host": ["x"], "path": [":a", ":b"], "variable": variable});
    check(&url(json!([{"key": "a", "value": "1"}, {"id": "b", "value": 2}])), "/:a=1/:b=2");
    check(&url(json!({"a": "1", "b": "2"})), "/:a=1/:b=2");
    check(&url(json!([{"key": "a", "value": ""}, {"key": "b", "value": null}])), "/:a/:b");
    check(&url(json!([{"key": "a", "value": "{{id}}"}, {"key": "b", "value": "{{b}}"}])), "/:a|id/:b");
    check(&url(json!([{"key": "a", "value": "{{empty}}"}])), "/:a|empty/:b");
    check(&url(json!([{"key": "a", "value": "x{{id}}"}])), "/:a=x{{id}}/:b");
    check(&url(json!([{"key": "a", "value": "1", "disabled": true}])), "/:a/:b");
    check(&url(json!([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}])), "/:a=2/:b");
    check(&url(json!([{"key": "a", "value": "1%2F2 %C3%A9"}])), "/:a=1/2 é/:b");
}

#[test]
fn rule_1_9_segments_are_decoded_one_by_one() {
    check(&json!("https://x/a%2Fb/c d/%C3%A9"), "/a/b/c d/é");
    check(&json!("https://x//a//b/"), "//a//b/");
    let read = read_with(&collection_of(&json!("/a%2Fb/c"), &json!([{"code": 200}])), ENVIRONMENT);
    assert_eq!(only_example(read).path.0.len(), 2);
}

#[test]
fn rule_1_9_what_is_no_percent_sequence_stays() {
    for (segment, decoded) in [
        ("a", "a"),
        ("%41%zz%4", "A%zz%4"),
        ("100%", "100%"),
        ("%FF%41", "%FF%41"),
        ("a+b", "a+b"),
        ("%2f%3F", "/?"),
    ] {
        assert_eq!(decode_segment(segment), decoded);
    }
    for (text, decoded) in
        [("a+b%20c", "a b c"), ("%2B", "+"), ("%zz", "%zz"), ("%FF", "\u{FFFD}"), ("+%FF", " \u{FFFD}")]
    {
        assert_eq!(decode_form(text), decoded);
    }
}
