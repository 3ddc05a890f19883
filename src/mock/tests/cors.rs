//! 7.4: cross-origin requests.

use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use super::{ask, headers, mock, said, saved};
use crate::mock::{Answer, Caller, Delay, Options, Preflight, Reply, Visibility};

const ORIGIN: &str = "origin: http://page.example";
const ASKS: &str = "access-control-request-method: PUT";

/// Every header that the answer has once CORS is added, as lines.
fn sent(answer: &Answer, request: &HeaderMap) -> Vec<String> {
    let added = answer.cors_headers(request).into_iter().flatten();
    let own = answer.headers.iter().filter(|(name, _)| **name != CONTENT_LENGTH);
    let all = own.map(|(name, value)| (name.clone(), value.clone())).chain(added);
    all.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect()
}

const OPEN: [&str; 2] = ["access-control-allow-origin: *", "access-control-expose-headers: *"];

#[test]
fn rule_7_4_every_answer_to_a_request_with_an_origin_is_open() {
    let (example, _) = saved(200).body("").answer();
    assert_eq!(sent(&example, &headers(&[ORIGIN])), OPEN);
    assert_eq!(sent(&example, &headers(&["origin: null"])), OPEN);
    assert!(sent(&example, &headers(&["accept: */*"])).is_empty());
    let error = Answer::error(http::StatusCode::NOT_FOUND, "name", "header", "message");
    assert_eq!(sent(&error, &headers(&[ORIGIN]))[1..], OPEN);
}

#[test]
fn rule_7_4_unless_the_example_has_any_such_header_of_its_own() {
    for name in [
        "access-control-allow-origin",
        "Access-Control-Allow-Credentials",
        "access-control-max-age",
        "access-control-anything",
    ] {
        let (own, _) = saved(200).header(name, "1").body("").answer();
        assert_eq!(sent(&own, &headers(&[ORIGIN])), [format!("{}: 1", name.to_lowercase())]);
    }
    let (other, _) = saved(200).header("x-access-control-allow-origin", "1").body("").answer();
    assert_eq!(sent(&other, &headers(&[ORIGIN]))[1..], OPEN);
}

#[test]
fn rule_7_4_a_preflight_is_options_with_origin_and_request_method() {
    for (row, method, lines, expected) in [
        ("all", "OPTIONS", &[ORIGIN, ASKS][..], Some("PUT")),
        ("no origin", "OPTIONS", &[ASKS], None),
        ("no request method", "OPTIONS", &[ORIGIN], None),
        ("another method", "GET", &[ORIGIN, ASKS], None),
        ("methods are case-sensitive", "options", &[ORIGIN, ASKS], None),
    ] {
        let headers = headers(lines);
        let preflight = Preflight::read(method, &headers);
        assert_eq!(preflight.map(|preflight| preflight.method()), expected, "{row}");
    }
}

#[test]
fn rule_7_4_a_preflight_that_no_example_answers_allows_what_it_asks_for() {
    let mock = mock(Options::default(), r#"{"name": "books", "code": 200}"#);
    for (row, line, asked, allowed) in [
        ("no headers asked for", "OPTIONS /books", &[][..], &[][..]),
        ("headers", "OPTIONS /books", &["x-a, x-b"], &["x-a, x-b"]),
        ("headers in several lines", "OPTIONS /books", &["x-a", "x-b"], &["x-a", "x-b"]),
        ("nobody knows the path", "OPTIONS /nothing/here", &["x-a"], &["x-a"]),
    ] {
        let asked: Vec<_> = asked.iter().map(|it| format!("access-control-request-headers: {it}")).collect();
        let lines: Vec<_> = [ORIGIN, ASKS].into_iter().chain(asked.iter().map(String::as_str)).collect();
        let mut expected = vec!["access-control-allow-origin: *", "access-control-allow-methods: PUT"];
        let allowed: Vec<_> =
            allowed.iter().map(|it| format!("access-control-allow-headers: {it}")).collect();
        expected.extend(allowed.iter().map(String::as_str));
        ask(&mock, line, &lines, Caller::Unknown, |reply| {
            let Reply::Preflight(answer) = reply else { panic!("{row}: {reply:?}") };
            assert_eq!(
                (answer.status.as_u16(), answer.body.len(), answer.headers.contains_key(CONTENT_LENGTH)),
                (204, 0, false)
            );
            assert_eq!(sent(&answer, &headers(&lines)), expected, "{row}");
        });
    }
}

const OPTIONS: &str =
    r#"{"name": "allowed", "originalRequest": {"method": "OPTIONS", "url": "/books"}, "code": 200}"#;

#[track_caller]
fn check(row: &str, options: Options, lines: &[&str], caller: Caller, expected: &str) {
    let mock = mock(options, OPTIONS);
    let lines: Vec<_> = [ORIGIN, ASKS].iter().chain(lines).copied().collect();
    ask(&mock, "OPTIONS /books", &lines, caller, |reply| assert_eq!(said(&reply), expected, "{row}"));
}

#[test]
fn rule_7_4_an_options_example_answers_a_preflight() {
    let public = || Options { delay: Delay::TWO_G, ..Options::default() };
    check("public", public(), &[], Caller::Unknown, "allowed");
    check("it is asked for", public(), &["x-mock-response-name: allowed"], Caller::Unknown, "allowed");
    check(
        "another is asked for",
        public(),
        &["x-mock-response-name: other"],
        Caller::Unknown,
        "preflight 204",
    );
    let mock = mock(Options::default(), OPTIONS);
    ask(&mock, "OPTIONS /books", &[], Caller::Unknown, |reply| {
        assert_eq!(said(&reply), "allowed", "no preflight");
    });
    ask(&mock, "OPTIONS /x", &[], Caller::Unknown, |reply| assert_eq!(said(&reply), "miss", "no preflight"));
}

#[test]
fn rule_7_an_options_example_of_a_private_mock_needs_the_key() {
    let private = || Options { visibility: Visibility::Private, ..Options::default() };
    check("with the key", private(), &[], Caller::Known, "allowed");
    check("without", private(), &[], Caller::Unknown, "preflight 204");
}

#[test]
fn rule_7_a_preflight_is_answered_before_control_headers_are_checked() {
    let public = Options::default;
    check("a delay", public(), &["x-mock-response-delay: soon"], Caller::Unknown, "preflight 204");
    check("a status", public(), &["x-mock-response-code: many"], Caller::Unknown, "preflight 204");
}
