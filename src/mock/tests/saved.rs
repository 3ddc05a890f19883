//! 8.9 in whole answers: which parts of them are looked at.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;

use super::headers;
use crate::collection::{Variables, read_collection};
use crate::matching::{Request, Role, Target};
use crate::mock::{Answer, Caller, Library, Mock, Options, Reply, Rewriting};
use crate::template::{Draw, Scheme};

/// What a client gets that asked for the only example, which has these headers and this body.
fn got(rewriting: &Rewriting, header: &str, body: &str, scheme: Scheme, host: &str) -> (HeaderMap, Bytes) {
    let (name, value) = header.split_once(": ").unwrap();
    let text = serde_json::json!({"info": {"name": "shop"}, "item": [{"name": "one",
        "request": {"method": "GET", "url": "https://api.example.com/one"},
        "response": [{"name": "one", "code": 200, "body": body, "header": [{"key": name, "value": value}]}]}]})
    .to_string();
    let collection = read_collection(text.as_bytes(), &Variables::default()).unwrap().value;
    let mock = Mock::new(Options::default(), &[Arc::new(Library::prepare(collection, rewriting).0)]);
    let (target, host) = (Target::new("/one", None), headers(&[&format!("host: {host}")]));
    let request = Request::new("GET", &target, &host, b"").asked_at(scheme, None);
    let reply =
        mock.reply(&request, Caller::Unknown, Role::Alone, || Draw { seed: 0, now: Timestamp::UNIX_EPOCH });
    let Reply::Example { answer, .. } = reply else { panic!("{reply:?}") };
    let Answer { headers, body, .. } = answer.into_owned();
    (headers.as_ref().clone(), body)
}

const LINK: &str = "https://api.example.com/two";

#[track_caller]
fn check_body(content_type: &str, expected: &str) {
    let header = format!("content-type: {content_type}");
    let (_, body) = got(&Rewriting::default(), &header, LINK, Scheme::Http, "localhost:8080");
    assert_eq!(body, expected, "{content_type}");
}

#[test]
fn rule_8_9_bodies_of_text_types() {
    for content_type in [
        "text/plain",
        "text/csv; charset=utf-8",
        "application/json",
        "application/xml",
        "application/javascript",
        "application/x-www-form-urlencoded",
        "Application/HAL+JSON",
        "image/svg+xml",
    ] {
        check_body(content_type, "http://localhost:8080/two");
    }
    for content_type in ["application/octet-stream", "image/png", "application/pdf"] {
        check_body(content_type, LINK);
    }
}

#[track_caller]
fn check_header(row: &str, rewriting: &Rewriting, header: &str, scheme: Scheme, host: &str, expected: &str) {
    let (headers, _) = got(rewriting, header, "", scheme, host);
    let name = header.split_once(": ").unwrap().0;
    assert_eq!(headers[name], expected, "{row}");
}

#[test]
fn rule_8_9_headers_and_cookies() {
    let (on, http) = (Rewriting::default(), Scheme::Http);
    let location = format!("location: {LINK}");
    check_header("without TLS", &on, &location, http, "localhost:8080", "http://localhost:8080/two");
    check_header("with TLS", &on, &location, Scheme::Https, "mock.example", "https://mock.example/two");
    check_header("a host that is not plain", &on, &location, http, "a/b", LINK);
    check_header("switched off", &Rewriting::Off, &location, http, "localhost:8080", LINK);
    let link = format!("link: <{LINK}>; rel=next, <https://other.example/>; rel=last");
    let expected = "<http://localhost:8080/two>; rel=next, <https://other.example/>; rel=last";
    check_header("several addresses", &on, &link, http, "localhost:8080", expected);
    let cookie = "set-cookie: a={{$body}}b; Domain=example.com; Secure";
    check_header("a cookie with a slot", &on, cookie, http, "localhost", "a=b");
    let kept = cookie.strip_prefix("set-cookie: ").unwrap().replace("{{$body}}", "");
    check_header("cookies stay", &Rewriting::Off, cookie, http, "localhost", &kept);
}

/// Two requests that only their bodies tell apart, with placeholders in them.
fn orders(match_body: bool) -> Mock {
    let example = |name: &str| {
        let request = serde_json::json!({"method": "POST", "url": "http://shop/orders", "body": {"mode": "raw",
            "raw": format!(r#"{{"kind": "{name}", "count": "<integer>", "note": "<string>"}}"#)}});
        serde_json::json!({"name": name, "originalRequest": request, "code": 200, "body": "{}"})
    };
    let text = serde_json::json!({"info": {"name": "shop"}, "item": [{"name": "order",
        "request": {"method": "POST", "url": "http://shop/orders"},
        "response": [example("a"), example("b"), example("c")]}]})
    .to_string();
    let collection = read_collection(text.as_bytes(), &Variables::default()).unwrap().value;
    let matching = crate::matching::Options { match_body, ..crate::matching::Options::default() };
    Mock::new(Options { matching, ..Options::default() }, &[Arc::new(Library::new(collection).0)])
}

#[test]
fn rule_8_8_a_placeholder_in_a_saved_body_takes_any_value() {
    let (target, headers) = (Target::new("/orders", None), headers(&["content-type: application/json"]));
    for match_body in [true, false] {
        let mock = orders(match_body);
        for name in ["a", "b", "c"] {
            let body = format!(r#"{{"count": 17, "kind": "{name}", "note": "soon"}}"#);
            let request = Request::new("POST", &target, &headers, body.as_bytes());
            let draw = || Draw { seed: 0, now: Timestamp::UNIX_EPOCH };
            let reply = mock.reply(&request, Caller::Unknown, Role::Alone, draw);
            let Reply::Example { example, .. } = reply else { panic!("{name}: {reply:?}") };
            assert_eq!(&*example.name, name, "body matching: {match_body}");
        }
    }
}
