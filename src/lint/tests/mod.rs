//! What is told of collections, and what is left alone.

mod answers;
mod pages;

use serde_json::{Value, json};

use super::collection;
use crate::collection::{Algorithm, ReadOptions, Variables, inspect_collection};
use crate::diagnostic::Diagnostic;

/// Examples of the item `all`; what is told of them, line by line, without advice.
#[track_caller]
fn check(row: &str, examples: &[Value], expected: &[&str]) {
    check_by(Algorithm::Extended, row, examples, expected);
}

#[track_caller]
fn check_by(algorithm: Algorithm, row: &str, examples: &[Value], expected: &[&str]) {
    // Without a URL of its own, so that no example answers something else than it asks.
    let item = json!({"name": "all", "request": {"method": "GET"}, "response": examples});
    check_items(algorithm, row, &[item], expected);
}

#[track_caller]
fn check_items(algorithm: Algorithm, row: &str, items: &[Value], expected: &[&str]) {
    let text = json!({"info": {"name": "c"}, "item": items}).to_string();
    let environment = Variables::default();
    let options = ReadOptions { inspection: Some(collection), algorithm, ..ReadOptions::of(&environment) };
    let read = inspect_collection(text.as_bytes(), &options).unwrap();
    let brief = |problem: Diagnostic| {
        assert!(problem.place.is_some() && problem.hint.is_some(), "{row}: {problem}");
        let level = format!("{:?}", problem.level).to_lowercase();
        format!("{level}: {}: {}", problem.item.unwrap_or_default(), problem.message)
    };
    let told: Vec<_> = read.warnings.into_iter().map(brief).collect();
    assert_eq!(told, expected, "{row}");
}

/// `GET URL`, answered with JSON.
fn example(name: &str, url: &str, body: &str) -> Value {
    json!({
        "name": name,
        "originalRequest": {"method": "GET", "url": url},
        "code": 200,
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": body,
    })
}

/// One example with another header of its answer.
fn answering(header: &str, value: &str, body: &str) -> Value {
    let mut example = example("e", "/a", body);
    example["header"] = json!([{"key": header, "value": value}]);
    example
}

#[test]
fn variables_that_mean_something_are_left_alone() {
    check("wildcards", &[example("e", "/a/{{id}}?p={{p}}", "[{{id}}, \"{{p}}\"]")], &[]);
    check(
        "dynamic variables and helpers",
        &[example("e", "/a", "[\"{{$guid}}\", {{$queryParams 'p'}}]")],
        &[],
    );
    let mut asking = asking(json!({"mode": "raw", "raw": "{{$guid}}"}));
    asking["originalRequest"]["header"] = json!([{"key": "a", "value": "{{token}}"}]);
    check("a dynamic body, and a header that only has to be there", &[asking], &[]);
}

#[test]
fn a_variable_without_a_value_is_told_once_with_its_places() {
    let example = |at: usize| example(&at.to_string(), &format!("/{at}"), "\"{{v}} {{v}}\"");
    let sent = "hint: all / 0: `{{v}}` in the body of its answer has no value and is sent as it stands";
    check("once", &[example(0)], &[sent]);
    check("twice", &[example(0), example(1)], &[&format!("{sent}; likewise `all / 1`")]);
    let many: Vec<_> = (0..=6).map(example).collect();
    let names = "`all / 1`, `all / 2`, `all / 3`, `all / 4`, `all / 5`";
    check("as many as are named", &many[..6], &[&format!("{sent}; likewise {names}")]);
    check("more", &many, &[&format!("{sent}; likewise {names} and 1 more")]);
}

#[test]
fn variables_in_what_must_be_equal() {
    let told = |place: &str| {
        format!(
            "hint: all / e: `{{{{v}}}}` in {place} of its request has no value, so no real request equals it"
        )
    };
    check("path, which has a gap there", &[example("e", "/v{{v}}", "{}")], &[]);
    check("parameter", &[example("e", "/a?p=x{{v}}", "{}")], &[&told("the parameter `p`")]);
    let bodies = [
        json!({"mode": "raw", "raw": "<{{v}}>"}),
        json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "{{v}}"}]}),
        json!({"mode": "formdata", "formdata": [{"key": "a", "value": "{{v}}", "type": "text"}]}),
        json!({"mode": "graphql", "graphql": {"query": "{ a }", "variables": "{{v}}"}}),
    ];
    for body in bodies {
        let asking = [asking(body)];
        check("rule 8.4.5: in a body it takes anything", &asking, &[]);
        check_by(Algorithm::Postman, "by Postman's rules", &asking, &[&told("the body")]);
    }
}

/// An example that was asked for with this body.
fn asking(body: Value) -> Value {
    let mut example = example("e", "/a", "{}");
    example["originalRequest"]["body"] = body;
    example
}

#[test]
fn bodies_that_no_request_equals() {
    let raw = |text: &str| asking(json!({"mode": "raw", "raw": text}));
    let told = |rest: &str| format!("hint: all / e: the body of its request {rest}");
    let none = told("looks like JSON, but is none: only the same text equals it");
    check("no JSON", &[raw("{\"a\": 1")], &[]);
    check("almost JSON", &[raw("{'a': 1}")], &[&none]);
    check("rule 8.4.5: comments and variables", &[raw("{\"a\": {{v}}, // more\n}")], &[]);
    check("text", &[raw("a [b]")], &[]);
    check("one variable", &[raw("{{v}}")], &[&told("is one variable without a value, which no body equals")]);
    check("a dynamic one", &[raw("{{$guid}}")], &[]);
    check("lines of JSON", &[raw("{\"a\": 1}\n{\"a\": 2}")], &[]);
    for content_type in ["application/x-ndjson", "application/graphql", "text/plain"] {
        let mut other = raw("{a: 1}");
        other["originalRequest"]["header"] = json!([{"key": "Content-Type", "value": content_type}]);
        check(content_type, &[other], &[]);
    }
    let file = asking(json!({"mode": "file", "file": {"src": "a.png"}}));
    check("a file", &[file], &[&told("is a file, which no body equals")]);
}

#[test]
fn requests_whose_successes_answer_something_else() {
    let saved = |name: &str, method: &str, url: &str, code: u16| {
        let mut example = example(name, url, "{}");
        example["originalRequest"]["method"] = json!(method);
        example["code"] = json!(code);
        example
    };
    let item = |examples: Value| json!({"name": "i", "request": {"method": "PATCH", "url": "http://shop/users/:id"}, "response": examples});
    let told = |saved: &str| {
        format!("hint: i / 1: it answers `{saved}`, and no success of its request answers `PATCH /users/:id`")
    };
    let row = |row: &str, examples: Value, expected: &[&str]| {
        check_items(Algorithm::Extended, row, &[item(examples)], expected);
    };
    let other = saved("1", "PUT", "http://shop/users/1", 200);
    row("another method", json!([other]), &[&told("PUT /users/1")]);
    row(
        "another length",
        json!([saved("1", "PATCH", "http://shop/v1/users/1", 200)]),
        &[&told("PATCH /v1/users/1")],
    );
    row(
        "one that is its own beside it",
        json!([other, saved("2", "PATCH", "http://shop/users/2", 204)]),
        &[],
    );
    row("other segments", json!([saved("1", "PATCH", "http://shop/users/1/", 200)]), &[]);
    row("an error", json!([saved("1", "PUT", "http://shop/users/1", 404)]), &[]);
}

#[test]
fn rule_8_1_2_a_304_that_nothing_asks_for() {
    let ok = || example("ok", "/a", "{}");
    let not_modified = |request: Value| {
        let mut example = example("old", "/a", "");
        example["code"] = json!(304);
        example["originalRequest"]["header"] = request;
        example
    };
    let mut tagged = ok();
    tagged["header"] = json!([{"key": "ETag", "value": "\"1\""}]);
    let condition = json!([{"key": "If-None-Match", "value": "\"1\""}]);
    let told = "hint: all / old: it never answers: a 304 answers the condition that it was saved with, or the `etag` \
                of its request's 200, and there is neither";
    check("neither", &[ok(), not_modified(json!([]))], &[told]);
    check("a condition", &[ok(), not_modified(condition)], &[]);
    check("an etag", &[tagged, not_modified(json!([]))], &[]);
    check("no success", &[not_modified(json!([]))], &[]);
    check("of another path", &[example("ok", "/b", "{}"), not_modified(json!([]))], &[]);
}

#[test]
fn rule_8_14_requests_without_an_example() {
    let request =
        |name: &str, examples: Value| json!({"name": name, "request": "http://shop/b", "response": examples});
    let items = [
        request("a", json!([])),
        request("b", json!([example("e", "/b", "{}")])),
        request("c", json!([{"code": 9}])),
        json!({"name": "folder", "item": [request("d", Value::Null)]}),
    ];
    let expected = [
        "warning: c / unnamed: the status `9` is not within 200 to 599: the example is left out",
        "hint: a: the request has no example, so the mock has no answer to it; likewise `c`, `folder / d`",
    ];
    check_items(Algorithm::Extended, "some", &items, &expected);
}

#[test]
fn rule_8_8_placeholders_that_are_left() {
    let told = |text: &str, place: &str| {
        format!("hint: all / e: `{text}` in {place} of its answer is a placeholder, and is sent as it stands")
    };
    let answer = |body: &str| [example("e", "/a", body)];
    let slots = answer(r#"{"a": "<string>", "b": ["<integer>"]}"#);
    check("slots", &slots, &[]);
    let by_postman = [told("<string>", "the body"), told("<integer>", "the body")];
    check_by(Algorithm::Postman, "by Postman's rules", &slots, &by_postman.each_ref().map(String::as_str));
    check("inside a text", &answer(r#"{"a": "id <string>"}"#), &[&told("<string>", "the body")]);
    check("a path", &answer(r#"{"a": "/users/:id"}"#), &[&told(":id", "the body")]);
    check(
        "XML",
        &[answering("content-type", "text/xml", "<a>(string)</a>")],
        &[&told("(string)", "the body")],
    );
    check("an element", &[answering("content-type", "text/xml", "<string>a</string>")], &[]);
    check("a header", &[answering("x-id", "<uuid>", "{}")], &[]);
    check("in a header", &[answering("x-id", "id=<uuid>", "{}")], &[&told("<uuid>", "the header `x-id`")]);
    let left_out = "hint: all / e: `<uuid>` in the header `Location` of its answer is a placeholder, so that the header is \
                    left out";
    check("a way with a type", &[answering("Location", "/a/<uuid>", "")], &[left_out]);
    check("a way", &[answering("Location", "/a/:id", "")], &[&told(":id", "the header `Location`")]);
}

#[test]
fn what_decides_a_tie_is_told() {
    let tie = |name: &str, id: Option<&str>, code: Option<u16>| {
        let mut example = example(name, "/a", "{}");
        if let Some(id) = id {
            example["id"] = json!(id);
        }
        example["code"] = json!(code);
        example
    };
    let row = |row: &str, one: Value, two: Value, loser: &str, winner: &str, reason: &str| {
        let expected = format!(
            "hint: all / {loser}: it never answers: no request tells it from `all / {winner}`, which {reason}"
        );
        check(row, &[one, two], &[&expected]);
    };
    let ok = Some(200);
    row("ids", tie("b", Some("2"), ok), tie("a", Some("1"), ok), "b", "a", "comes first in the order of ids");
    row("an id", tie("b", None, ok), tie("a", Some("1"), ok), "b", "a", "has an id");
    row("places", tie("a", None, ok), tie("b", None, ok), "b", "a", "stands before it");
    check("two codes", &[tie("a", None, ok), tie("b", None, Some(404))], &[]);
}

#[test]
fn secrets_are_looked_for_everywhere() {
    // Put together here, so that nobody who scans this file takes it for real.
    let secret = format!("ghp_{}", "0a1b2c3d4e5f".repeat(3));
    let place = |change: &dyn Fn(&mut Value), place: &str| {
        let mut example = example("e", "/a", "{}");
        change(&mut example);
        let expected =
            format!("warning: all / e: {place} holds what looks like a GitHub token, `ghp_0a1b...`");
        check(place, &[example], &[&expected]);
    };
    let header = json!([{"key": "X", "value": secret}]);
    place(&|it| it["originalRequest"]["header"] = header.clone(), "the header `X` of its request");
    place(&|it| it["header"] = header.clone(), "the header `X` of its answer");
    place(&|it| it["originalRequest"]["url"] = json!(format!("/a?key={secret}")), "the parameter `key`");
    let body = json!({"mode": "raw", "raw": secret});
    place(&|it| it["originalRequest"]["body"] = body.clone(), "the body of its request");
    place(&|it| it["body"] = json!(format!("\"{secret}\"")), "the body of its answer");
}
