//! 7.4: cross-origin requests.

use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use super::{ask, headers, mock, said, saved};
use crate::matching::Algorithm;
use crate::mock::{Answer, Caller, Cors, Delay, Options, Preflight, Readers, Reply, Visibility};

const ORIGIN: &str = "origin: http://page.example";
const ASKS: &str = "access-control-request-method: PUT";

/// Every header of an answer but its length, as lines in the order of their names.
fn lines(headers: &HeaderMap) -> Vec<String> {
    let shown = headers.iter().filter(|(name, _)| **name != CONTENT_LENGTH);
    let mut lines: Vec<_> =
        shown.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    lines.sort();
    lines
}

/// What is sent of an answer with these headers to a request with these headers.
fn sent(cors: &Cors, own: &[&str], request: &[&str]) -> Vec<String> {
    let mut answer = headers(own);
    cors.complete(&mut answer, &headers(request));
    lines(&answer)
}

fn extended(readers: Readers) -> Cors {
    Cors::new(Some(readers), Algorithm::Extended)
}

fn listed(origin: &str) -> Cors {
    extended(Readers::Listed([origin.parse().unwrap()].into()))
}

const READER: [&str; 2] =
    ["access-control-allow-credentials: true", "access-control-allow-origin: http://page.example"];

#[track_caller]
fn check_reflected(row: &str, own: &[&str], expected: &[&str]) {
    let expected: Vec<_> = READER.iter().chain(expected).copied().collect();
    assert_eq!(sent(&extended(Readers::Reflect), own, &[ORIGIN]), expected, "{row}");
}

#[test]
fn rule_7_4_reflect_lets_the_page_that_asked_read_whatever_was_saved() {
    check_reflected("nothing saved", &[], &["access-control-expose-headers: vary", "vary: origin"]);
    check_reflected(
        "a foreign origin, and no credentials",
        &["access-control-allow-origin: https://other.example", "access-control-allow-credentials: false"],
        &["access-control-expose-headers: vary", "vary: origin"],
    );
    check_reflected(
        "several origins",
        &["access-control-allow-origin: *", "access-control-allow-origin: https://other.example"],
        &["access-control-expose-headers: vary", "vary: origin"],
    );
    check_reflected(
        "every header is exposed by its name, but cookies",
        &["x-total: 3", "set-cookie: a=b", "link: </a>; rel=next"],
        &[
            "access-control-expose-headers: link, vary, x-total",
            "link: </a>; rel=next",
            "set-cookie: a=b",
            "vary: origin",
            "x-total: 3",
        ],
    );
    check_reflected(
        "what is saved to be exposed stays",
        &["access-control-expose-headers: X-Total", "x-other: 1"],
        &["access-control-expose-headers: X-Total", "vary: origin", "x-other: 1"],
    );
    for none in ["access-control-expose-headers: ", "access-control-expose-headers: *"] {
        let names = ["access-control-expose-headers: vary, x-other", "vary: origin", "x-other: 1"];
        check_reflected("nothing is exposed to a request with cookies", &[none, "x-other: 1"], &names);
    }
    check_reflected(
        "the rest stays as saved",
        &["access-control-max-age: 5", "access-control-expose-headers: a"],
        &["access-control-expose-headers: a", "access-control-max-age: 5", "vary: origin"],
    );
}

#[test]
fn rule_7_4_vary_is_one_line() {
    for (row, saved, expected) in [
        ("others", &["vary: accept"][..], "vary: accept, origin"),
        ("several lines", &["vary: accept", "vary: cookie, dnt"], "vary: accept, cookie, dnt, origin"),
        ("it is there", &["vary: Origin"], "vary: Origin"),
        ("everything", &["vary: *"], "vary: *"),
        ("empty", &["vary: "], "vary: origin"),
    ] {
        let lines = sent(&extended(Readers::Reflect), saved, &[ORIGIN]);
        assert_eq!(
            lines.iter().filter(|line| line.starts_with("vary")).collect::<Vec<_>>(),
            [expected],
            "{row}"
        );
    }
}

#[test]
fn rule_7_4_the_answer_to_a_request_without_an_origin_serves_a_cache() {
    let page = "http://page.example".parse().unwrap();
    let foreign = "access-control-allow-origin: https://other.example";
    for (row, readers, own, expected) in [
        ("reflect", Readers::Reflect, &[][..], &["vary: origin"][..]),
        ("reflect, with a list saved", Readers::Reflect, &["vary: accept"], &["vary: accept, origin"]),
        ("a list", Readers::Listed([page].into()), &[], &["vary: origin"]),
        ("any", Readers::Any, &[], &OPEN),
        ("any, with a foreign origin saved", Readers::Any, &[foreign], &OPEN),
        ("off", Readers::Off, &[], &[]),
    ] {
        assert_eq!(sent(&extended(readers), own, &["accept: */*"]), expected, "{row}");
    }
    let postman = Cors::new(None, Algorithm::Postman);
    assert_eq!(sent(&postman, &[], &[]), OPEN, "as Postman does");
    assert_eq!(sent(&postman, &[foreign], &[]), [foreign], "as Postman does, with a header of its own");
    let null = sent(&extended(Readers::Reflect), &[], &["origin: null"]);
    assert!(null.contains(&"access-control-allow-origin: null".to_owned()), "{null:?}");
}

const OPEN: [&str; 2] = ["access-control-allow-origin: *", "access-control-expose-headers: *"];

#[test]
fn rule_7_4_any_is_added_where_the_example_has_nothing_that_can_be_used() {
    let any = extended(Readers::Any);
    for (row, own, expected) in [
        ("nothing", &[][..], &OPEN[..]),
        ("a foreign origin", &["access-control-allow-origin: https://other.example"], &OPEN),
        ("an empty list", &["access-control-expose-headers: "], &OPEN),
        (
            "the origin that asks",
            &["access-control-allow-origin: http://page.example"],
            &["access-control-allow-origin: http://page.example", "access-control-expose-headers: *"],
        ),
        (
            "names",
            &["access-control-expose-headers: x-total"],
            &["access-control-allow-origin: *", "access-control-expose-headers: x-total"],
        ),
    ] {
        assert_eq!(sent(&any, own, &[ORIGIN]), expected, "{row}");
    }
}

#[test]
fn rule_7_4_a_list_of_origins_is_reflect_for_those() {
    let taken = sent(&listed("http://page.example"), &[], &[ORIGIN]);
    assert_eq!(taken, sent(&extended(Readers::Reflect), &[], &[ORIGIN]));
    assert_eq!(sent(&listed("http://other.example"), &[], &[ORIGIN]), ["vary: origin"]);
    let saved = ["access-control-allow-origin: http://x.example"];
    let kept = [saved[0], "vary: origin"];
    assert_eq!(sent(&listed("http://other.example"), &saved, &[ORIGIN]), kept, "nothing else is touched");
}

#[test]
fn rule_7_4_off_adds_and_replaces_nothing() {
    let saved = ["access-control-allow-origin: http://x.example", "vary: accept"];
    assert_eq!(sent(&extended(Readers::Off), &saved, &[ORIGIN]), saved);
    assert!(sent(&extended(Readers::Off), &[], &[ORIGIN]).is_empty());
}

#[test]
fn rule_7_4_with_postmans_rules_any_is_the_default_and_an_example_with_such_a_header_is_left_alone() {
    let postman = Cors::new(None, Algorithm::Postman);
    assert_eq!(sent(&postman, &[], &[ORIGIN]), OPEN);
    for name in [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-max-age",
        "access-control-anything",
    ] {
        let own = format!("{name}: 1");
        assert_eq!(sent(&postman, &[&own], &[ORIGIN]), [own.as_str()]);
    }
    let other = sent(&postman, &["x-access-control-allow-origin: 1"], &[ORIGIN]);
    assert_eq!(other[..2], OPEN);
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

/// What is sent to a preflight that also has these headers, of an answer with those.
fn allowed(cors: &Cors, own: &[&str], more: &[&str]) -> Vec<String> {
    let request = headers(&[&[ORIGIN, ASKS], more].concat());
    let mut answer = headers(own);
    cors.complete_preflight(&mut answer, Preflight::read("OPTIONS", &request).unwrap());
    lines(&answer)
}

#[test]
fn rule_7_4_a_preflight_is_allowed_what_it_asks_for() {
    let reflect = extended(Readers::Reflect);
    let common = [&READER[..], &["access-control-allow-methods: PUT"]].concat();
    for (row, more, expected) in [
        ("no headers", &[][..], &["access-control-max-age: 600", "vary: origin"][..]),
        (
            "headers",
            &["access-control-request-headers: x-a,x-b", "access-control-request-headers: x-c"],
            &["access-control-allow-headers: x-a, x-b, x-c", "access-control-max-age: 600", "vary: origin"],
        ),
        (
            "a private network",
            &["access-control-request-private-network: true"],
            &["access-control-allow-private-network: true", "access-control-max-age: 600", "vary: origin"],
        ),
    ] {
        let mut expected = [&common[..], expected].concat();
        expected.sort_unstable();
        assert_eq!(allowed(&reflect, &[], more), expected, "{row}");
    }
}

#[test]
fn rule_7_4_what_is_asked_for_is_added_to_the_lists_of_an_example() {
    let own = ["access-control-allow-methods: GET, POST", "access-control-allow-headers: X-A"];
    let lines = allowed(&extended(Readers::Reflect), &own, &["access-control-request-headers: x-a,x-b"]);
    assert!(lines.contains(&"access-control-allow-methods: GET, POST, PUT".to_owned()), "{lines:?}");
    assert!(lines.contains(&"access-control-allow-headers: X-A, x-b".to_owned()), "{lines:?}");
}

#[test]
fn rule_7_4_a_preflight_without_leave_gets_none() {
    let private = ["access-control-request-private-network: true"];
    assert!(allowed(&extended(Readers::Off), &[], &private).is_empty());
    assert_eq!(allowed(&listed("http://other.example"), &[], &private), ["vary: origin"]);
}

#[test]
fn rule_7_4_with_postmans_rules_a_preflight_gets_neither_max_age_nor_private_network() {
    let postman = Cors::new(None, Algorithm::Postman);
    let expected = ["access-control-allow-methods: PUT", "access-control-allow-origin: *"];
    assert_eq!(allowed(&postman, &[], &["access-control-request-private-network: true"]), expected);
}

const OPTIONS: &str =
    r#"{"name": "allowed", "originalRequest": {"method": "OPTIONS", "url": "/books"}, "code": 200}"#;

#[track_caller]
fn check(row: &str, options: Options, examples: &str, lines: &[&str], caller: Caller, expected: &str) {
    let mock = mock(options, examples);
    let lines: Vec<_> = [ORIGIN, ASKS].iter().chain(lines).copied().collect();
    ask(&mock, "OPTIONS /books", &lines, caller, |reply| assert_eq!(said(&reply), expected, "{row}"));
}

#[test]
fn rule_7_4_a_successful_options_example_answers_a_preflight() {
    let public = || Options { delay: Delay::TWO_G, ..Options::default() };
    check("public", public(), OPTIONS, &[], Caller::Unknown, "allowed");
    let named = ["x-mock-response-name: allowed"];
    check("it is asked for", public(), OPTIONS, &named, Caller::Unknown, "allowed");
    let other = ["x-mock-response-name: other"];
    check("another is asked for", public(), OPTIONS, &other, Caller::Unknown, "preflight 204");
    let failed = OPTIONS.replace("200", "403");
    check("it is no success", public(), &failed, &[], Caller::Unknown, "preflight 204");
    check(
        "there is none",
        public(),
        r#"{"name": "books", "code": 200}"#,
        &[],
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
    check("with the key", private(), OPTIONS, &[], Caller::Known, "allowed");
    check("without", private(), OPTIONS, &[], Caller::Unknown, "preflight 204");
}

#[test]
fn rule_7_a_preflight_is_answered_before_control_headers_are_checked() {
    let public = Options::default;
    check("a delay", public(), OPTIONS, &["x-mock-response-delay: soon"], Caller::Unknown, "preflight 204");
    check("a status", public(), OPTIONS, &["x-mock-response-code: many"], Caller::Unknown, "preflight 204");
}

#[test]
fn the_answer_that_allows_a_preflight_has_nothing_but_what_cors_adds() {
    let mock = mock(Options::default(), r#"{"name": "books", "code": 200}"#);
    ask(&mock, "OPTIONS /nothing/here", &[ORIGIN, ASKS], Caller::Unknown, |reply| {
        let Reply::Preflight(Answer { status, headers, body }) = reply else { panic!("{reply:?}") };
        assert_eq!((status.as_u16(), headers.len(), body.len()), (204, 0, 0));
    });
    let (answer, _) = saved(200).header("Access-Control-Allow-Origin", "*").body("").answer();
    assert!(answer.headers.contains_key("access-control-allow-origin"), "it is decided when it is sent");
}
