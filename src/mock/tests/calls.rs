//! 8.4: answers in the words of JSON-RPC, and batches of calls.

use std::io::Write;
use std::sync::Arc;

use http::HeaderMap;
use serde_json::{Value, json};

use super::headers;
use crate::collection::{Variables, read_collection};
use crate::matching::{self, Algorithm, Request, Role, Target};
use crate::mock::{Answer, Caller, Library, Mock, Options, Reply};
use crate::template::Draw;

/// An example of `POST /a` with this saved body and this answer.
pub(super) fn example(name: &str, sent: &Value, answer: &str) -> Value {
    json!({
        "name": name,
        "originalRequest": {"method": "POST", "url": "http://shop/a", "body": {"mode": "raw", "raw": sent.to_string()}},
        "code": 200,
        "header": [{"key": "content-type", "value": "application/json"}, {"key": "x-saved", "value": "1"}],
        "body": answer,
    })
}

pub(super) fn mock_with(algorithm: Algorithm, examples: &[Value]) -> Mock {
    let request = json!({"method": "POST", "url": "http://shop/a"});
    mock_of(algorithm, &json!([{"name": "Calls", "request": request, "response": examples}]))
}

pub(super) fn mock_of(algorithm: Algorithm, items: &Value) -> Mock {
    let collection = json!({"info": {"name": "shop"}, "item": items});
    let read = read_collection(collection.to_string().as_bytes(), &Variables::default()).unwrap().value;
    let matching = matching::Options { algorithm, ..matching::Options::default() };
    Mock::new(Options { matching, ..Options::default() }, &[Arc::new(Library::new(read).0)])
}

fn call(method: &str) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": [1], "id": 1})
}

/// A mock with the methods `a` and `b`.
fn mock() -> Mock {
    mock_with(
        Algorithm::Extended,
        &[
            example("a", &call("a"), r#"{"jsonrpc":"2.0","id":1,"result":"a"}"#),
            example("b", &call("b"), r#"{"jsonrpc":"2.0","result":"b {{$body 'id'}}"}"#),
            example("saved array", &json!([call("a"), call("saved")]), r#"["saved array"]"#),
        ],
    )
}

/// What the mock says to a request: a status and a body, or why there is none.
pub(super) fn say(mock: &Mock, role: Role, line: &str, head: &HeaderMap, body: &[u8]) -> String {
    let (method, url) = line.split_once(' ').unwrap();
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    let draw = || Draw { seed: 0, now: jiff::Timestamp::UNIX_EPOCH };
    let target = Target::new(path, query);
    let readable = mock.readable(head, body, 1_000);
    let request = Request::new(method, &target, head, &readable);
    let text = |answer: &Answer| {
        format!("{} {}", answer.status.as_u16(), String::from_utf8_lossy(&answer.body)).trim().to_owned()
    };
    match mock.reply(&request, Caller::Unknown, role, draw) {
        Reply::Example { answer, .. } => text(&answer),
        Reply::Protocol { answer, .. } => {
            assert!(!answer.headers.contains_key("x-saved"));
            text(&answer)
        }
        Reply::Refused(answer) => format!("refused {}", answer.status.as_u16()),
        Reply::Miss(_) => "miss".to_owned(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(row: &str, role: Role, body: &Value, expected: &str) {
    check_text(row, role, &body.to_string(), expected);
}

#[track_caller]
fn check_text(row: &str, role: Role, body: &str, expected: &str) {
    assert_eq!(say(&mock(), role, "POST /a", &HeaderMap::new(), body.as_bytes()), expected, "{row}");
}

#[test]
fn rule_8_4_1_the_id_of_the_call_comes_back() {
    let row = |row, id: &str, expected: &str| {
        let body = format!(r#"{{"jsonrpc":"2.0","method":"a","params":[1],"id":{id}}}"#);
        check_text(row, Role::InFront, &body, expected);
    };
    row("a number", "7", r#"200 {"jsonrpc":"2.0","id":7,"result":"a"}"#);
    row("a text, as it was written", r#""\u0061""#, r#"200 {"jsonrpc":"2.0","id":"\u0061","result":"a"}"#);
    row("a fraction", "1.0", r#"200 {"jsonrpc":"2.0","id":1.0,"result":"a"}"#);
    row("null", "null", r#"200 {"jsonrpc":"2.0","id":null,"result":"a"}"#);
    let none = json!({"jsonrpc": "2.0", "method": "a", "params": [1]});
    check("none sent", Role::InFront, &none, r#"200 {"jsonrpc":"2.0","id":1,"result":"a"}"#);
    let added = json!({"jsonrpc": "2.0", "method": "b", "params": [1], "id": 9});
    check("none is added", Role::InFront, &added, r#"200 {"jsonrpc":"2.0","result":"b 9"}"#);
    let postman = mock_with(Algorithm::Postman, &[example("a", &call("a"), r#"{"id":1}"#)]);
    let body = json!({"jsonrpc": "2.0", "method": "a", "params": [1], "id": 9}).to_string();
    let said = say(&postman, Role::Alone, "POST /a", &HeaderMap::new(), body.as_bytes());
    assert_eq!(said, r#"200 {"id":1}"#, "as Postman does");
}

const NOT_FOUND: &str = r#"{"jsonrpc":"2.0","error":{"code":-32601,"data":"another operation of JSON-RPC: the example's is `a`, the request's is `c`","message":"Method not found"},"id":7}"#;

#[test]
fn rule_8_4_1_a_method_that_no_example_has() {
    let unknown = json!({"jsonrpc": "2.0", "method": "c", "id": 7});
    check("in mode mock", Role::Alone, &unknown, &format!("200 {NOT_FOUND}"));
    check("in front of a backend", Role::InFront, &unknown, "miss");
    check("a notification", Role::Alone, &json!({"jsonrpc": "2.0", "method": "c"}), "204");
}

#[test]
fn rule_8_4_an_example_without_a_body_is_of_the_operation_of_its_request() {
    let item = |method: &str| {
        let url = "http://shop/a";
        json!({
            "name": method,
            "request": {"method": "POST", "url": url, "body": {"mode": "raw", "raw": call(method).to_string()}},
            "response": [{
                "name": method,
                "originalRequest": {"method": "POST", "url": url},
                "code": 200,
                "body": format!(r#"{{"jsonrpc":"2.0","id":1,"result":"{method}"}}"#),
            }],
        })
    };
    let mock = mock_of(Algorithm::Extended, &json!([item("a"), item("b")]));
    let b = r#"{"jsonrpc":"2.0","id":7,"result":"b"}"#;
    for (row, body, expected) in [
        (
            "its own call",
            json!({"jsonrpc": "2.0", "method": "b", "params": [2], "id": 7}),
            format!("200 {b}"),
        ),
        ("in a batch", json!([{"jsonrpc": "2.0", "method": "b", "id": 7}]), format!("200 [{b}]")),
    ] {
        let said = say(&mock, Role::Alone, "POST /a", &HeaderMap::new(), body.to_string().as_bytes());
        assert_eq!(said, expected, "{row}");
    }
    let unknown = json!({"jsonrpc": "2.0", "method": "c", "id": 7}).to_string();
    let said = say(&mock, Role::Alone, "POST /a", &HeaderMap::new(), unknown.as_bytes());
    assert!(said.contains("-32601") && said.ends_with("\"id\":7}"), "another one: {said}");
}

#[test]
fn rule_8_4_4_a_batch_is_answered_call_by_call() {
    let ask = |method: &str, id: u8| json!({"jsonrpc": "2.0", "method": method, "params": [1], "id": id});
    let one = r#"{"jsonrpc":"2.0","id":7,"result":"a"}"#;
    let two = r#"{"jsonrpc":"2.0","result":"b 8"}"#;
    let row = |row, body: Value, expected: &str| check(row, Role::InFront, &body, expected);
    row("in order", json!([ask("b", 8), ask("a", 7)]), &format!("200 [{two},{one}]"));
    row("one", json!([ask("a", 7)]), &format!("200 [{one}]"));
    let notification = json!({"jsonrpc": "2.0", "method": "a"});
    row("a notification by nothing", json!([notification, ask("a", 7)]), &format!("200 [{one}]"));
    row("all notifications", json!([notification, notification]), "204");
    row("a saved array that is equal", json!([call("a"), call("saved")]), r#"200 ["saved array"]"#);
    row("a call that no example has, in front of a backend", json!([ask("a", 7), ask("c", 7)]), "miss");
    let mixed = json!([ask("a", 7), ask("c", 7)]);
    check("a call that no example has", Role::Alone, &mixed, &format!("200 [{one},{NOT_FOUND}]"));
    let many = format!("200 [{}]", [one; 1_000].join(","));
    row("as many as may be", Value::from(vec![ask("a", 7); 1_000]), &many);
    row("too many", Value::from(vec![ask("a", 7); 1_001]), "refused 413");
}

/// The saved answer of one call of a batch, with a status, and what becomes of it beside a call that is answered.
#[track_caller]
fn check_element(row: &str, sent: &Value, status: u16, answer: &str, expected: &str) {
    let mut saved = example("saved", sent, answer);
    saved["code"] = json!(status);
    let mock = mock_with(Algorithm::Extended, &[saved]);
    let body = json!([sent]).to_string();
    let said = say(&mock, Role::InFront, "POST /a", &HeaderMap::new(), body.as_bytes());
    assert_eq!(said, format!("200 [{expected}]"), "{row}");
}

#[test]
fn rule_8_4_4_an_element_that_clients_cannot_read_becomes_an_error_of_its_call() {
    let rpc = call("a");
    let failed = |message: &str, data: &str| {
        format!(r#"{{"jsonrpc":"2.0","error":{{"code":-32000,"data":{data},"message":"{message}"}},"id":1}}"#)
    };
    for (row, status, answer, expected) in [
        ("a text", 429, "slow down\n", failed("429 Too Many Requests", r#""slow down""#)),
        ("nothing", 204, "", failed("204 No Content", r#""""#)),
        ("a list", 200, "[1]", failed("200 OK", "[1]")),
        ("another protocol's error", 503, r#"{"x": 1}"#, failed("503 Service Unavailable", r#"{"x":1}"#)),
        ("an error of its own", 500, r#"{"id":9,"error":{}}"#, r#"{"id":1,"error":{}}"#.to_owned()),
        ("a success without an id", 200, r#"{"result": 1}"#, r#"{"result": 1}"#.to_owned()),
    ] {
        check_element(row, &rpc, status, answer, &expected);
    }
    let query = json!({"query": "{ film }"});
    let failed = |status: u16, message: &str, data: &str| {
        format!(
            r#"{{"errors":[{{"extensions":{{"body":{data},"http":{{"status":{status}}}}},"message":"{message}"}}]}}"#
        )
    };
    for (row, status, answer, expected) in [
        ("a text", 429, "slow down", failed(429, "429 Too Many Requests", r#""slow down""#)),
        ("another error", 500, r#"{"x":1}"#, failed(500, "500 Internal Server Error", r#"{"x":1}"#)),
        ("an error of its own", 400, r#"{"errors":[]}"#, r#"{"errors":[]}"#.to_owned()),
    ] {
        check_element(&format!("GraphQL, {row}"), &query, status, answer, &expected);
    }
}

#[test]
fn rule_8_4_4_what_is_no_batch() {
    // The nearest answers, or where nothing is near, the first.
    let first = r#"200 {"jsonrpc":"2.0","id":1,"result":"a"}"#;
    let nearest = r#"200 ["saved array"]"#;
    check("an empty array", Role::Alone, &json!([]), first);
    check("of two protocols", Role::Alone, &json!([call("a"), {"query": "{ film }"}]), nearest);
    check("of something else", Role::Alone, &json!([call("a"), 1]), nearest);
    let mock = mock_with(Algorithm::Extended, &[example("plain", &json!({"x": 1}), "plain")]);
    let batch = json!([call("a")]).to_string();
    let said = say(&mock, Role::Alone, "POST /a", &HeaderMap::new(), batch.as_bytes());
    assert_eq!(said, "200 plain", "no example at the URL has a call");
}

#[test]
fn rule_8_4_6_a_compressed_body_is_read() {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer
        .write_all(json!({"jsonrpc": "2.0", "method": "b", "params": [1], "id": 8}).to_string().as_bytes())
        .unwrap();
    let body = writer.finish().unwrap();
    let gzip = headers(&["content-encoding: gzip"]);
    let said = |mock: &Mock, head: &HeaderMap, body: &[u8]| say(mock, Role::InFront, "POST /a", head, body);
    let read = r#"200 {"jsonrpc":"2.0","result":"b 8"}"#;
    let unread = r#"200 {"jsonrpc":"2.0","id":1,"result":"a"}"#;
    assert_eq!(said(&mock(), &gzip, &body), read);
    assert_eq!(said(&mock(), &headers(&["content-encoding: brand-new"]), &body), unread, "an unknown coding");
    assert_eq!(said(&mock(), &gzip, &body[..10]), unread, "broken");
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(&[b' '; 2_000]).unwrap();
    assert_eq!(said(&mock(), &gzip, &writer.finish().unwrap()), unread, "longer than a body may be");
}
