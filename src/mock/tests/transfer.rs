//! 7.1: which saved headers are sent.

use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue};

use super::{Saved, answer_of, collection, saved, values};
use crate::collection::Algorithm;
use crate::diagnostic::Level;
use crate::mock::Answer;

/// Headers and warnings of an answer without a body, as lines.
#[track_caller]
fn check(row: &str, response: Saved, headers: &[&str], warnings: &[&str]) {
    let (answer, told) = response.body("").answer();
    assert_eq!(lines(&answer), headers, "{row}");
    assert!(told.iter().all(|warning| warning.level == Level::Warning && warning.hint.is_some()), "{row}");
    let told: Vec<_> = told.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(told, warnings, "{row}");
}

fn lines(answer: &Answer) -> Vec<String> {
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))
    };
    let told = answer.headers.iter().filter(|(name, _)| **name != CONTENT_LENGTH);
    told.map(text).collect()
}

#[test]
fn rule_7_1_headers_of_the_transfer_are_dropped() {
    for name in [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
        "proxy-status",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "content-length",
        "content-encoding",
        "date",
        "x-understudy-source",
        "x-understudy-reason",
    ] {
        check(name, saved(200).header(name, "1"), &[], &[]);
        check(name, saved(200).header(&name.to_uppercase(), "1"), &[], &[]);
        check(name, saved(200).header(&format!(" {name}\t"), "1"), &[], &[]);
    }
}

#[test]
fn rule_7_1_every_other_header_is_sent() {
    for name in
        ["etag", "set-cookie", "location", "vary", "content-language", "age", "server", "x-date", "proxying"]
    {
        check(name, saved(200).header(name, "as-saved"), &[&format!("{name}: as-saved")], &[]);
    }
}

#[test]
fn rule_7_1_repeated_headers_stay_repeated_in_order() {
    let cookies = saved(200).header("Set-Cookie", "a=1").header("Vary", "*").header("set-cookie", "b=2");
    check("cookies", cookies, &["set-cookie: a=1", "set-cookie: b=2", "vary: *"], &[]);
    let same = saved(200).header("link", "</a>").header("link", "</a>");
    check("equal ones", same, &["link: </a>", "link: </a>"], &[]);
}

#[test]
fn rule_7_1_of_several_content_types_the_first_counts() {
    let several = saved(200).header("Content-Type", "text/csv").header("content-type", "text/html");
    check("several", several, &["content-type: text/csv"], &[]);
    let unusable = saved(200).header("content-type", "text/\0csv").header("content-type", "text/html");
    let warning = "the response header `content-type` is left out: its value has a control character";
    check("the first that can be sent", unusable, &["content-type: text/html"], &[warning]);
}

#[test]
fn rule_7_1_disabled_headers_are_dropped() {
    let example = r#"{"name": "one", "code": 200, "header": [
        {"key": "X-On", "value": "1"}, {"key": "X-Off", "value": "1", "disabled": true}]}"#;
    let response = collection(example).examples.remove(0).response;
    let (answer, warnings) = answer_of(response, Algorithm::Extended);
    assert_eq!((lines(&answer), warnings), (vec!["x-on: 1".to_owned()], vec![]));
}

#[test]
fn rule_7_1_a_header_with_an_invalid_name_or_value_is_dropped_with_a_warning() {
    for name in ["X Name", "x:name", "näme", "a\nb", "(x)", "x-{{name}}"] {
        let warning = format!("the response header `{name}` is left out: no header can be named so");
        check("a name", saved(200).header(name, "1").header("x-b", "2"), &["x-b: 2"], &[&warning]);
    }
    for value in ["a\nb", "a\r\nset-cookie: b", "a\0b", "a\u{7f}b"] {
        let warning = "the response header `x-a` is left out: its value has a control character";
        check("a value", saved(200).header("x-a", value).header("x-b", "2"), &["x-b: 2"], &[warning]);
    }
    let (_, warnings) = saved(200).header(&"ä".repeat(100), "1").answer();
    assert!(warnings[0].message.chars().count() < 150, "a long name is shortened: {}", warnings[0].message);
}

#[test]
fn rule_7_1_white_space_around_names_and_values_does_not_count() {
    check("around both", saved(200).header(" X-A ", "\t 1 \r\n"), &["x-a: 1"], &[]);
    check("nothing else", saved(200).header("x-a", "  "), &["x-a: "], &[]);
    check("inside", saved(200).header("x-a", "1 \t 2"), &["x-a: 1 \t 2"], &[]);
}

#[test]
fn rule_7_1_text_outside_ascii_is_sent_as_utf_8() {
    for value in ["Zürich", "日本", "\u{1F4DA} books", "a\u{85}b"] {
        let (answer, warnings) = saved(200).header("x-city", value).answer();
        assert_eq!((values(&answer, "x-city"), warnings.len()), (vec![value], 0));
    }
}

#[test]
fn an_answer_has_no_more_headers_than_can_be_sent() {
    let many = (0..40_000).fold(saved(200), |saved, at| saved.header(&format!("x-{at}"), "1"));
    let (answer, warnings) = many.body("").answer();
    assert_eq!((answer.headers.len() - 1, warnings.len()), (1_000, 1), "content-length comes on top");
    assert_eq!(warnings[0].message, "only the first 1000 response headers are sent");
}

#[track_caller]
fn check_usable(name: &str, value: &str, extended: &[&str]) {
    for (algorithm, expected) in [(Algorithm::Extended, extended), (Algorithm::Postman, &[value][..])] {
        let (answer, _) = answer_of(saved(200).header(name, value).0, algorithm);
        assert_eq!(values(&answer, name), expected, "{name}: {value} with {algorithm:?}");
    }
}

#[test]
fn rule_8_8_headers_that_clients_act_upon_are_usable_or_left_out() {
    check_usable("retry-after", "<integer>", &["1"]);
    check_usable("retry-after", "120", &["120"]);
    check_usable("link", "next page", &[]);
    check_usable("link", "<string>", &[]);
    check_usable("link", "</a>; rel=next", &["</a>; rel=next"]);
    check_usable("location", "<uri>", &[]);
    check_usable("location", "/items/<integer>", &[]);
    check_usable("link", "</items/<integer>>; rel=next", &[]);
    check_usable("set-cookie", "sid=<string>; Path=/", &["sid=<string>; Path=/"]);
    for name in ["set-cookie", "cache-control", "content-disposition", "vary", "www-authenticate", "allow"] {
        check_usable(name, "<string>", &[]);
    }
    check_usable("last-modified", "<dateTime>", &["{{$now 'http'}}"]);
    check_usable("expires", "<string>", &["{{$now 'http'}}"]);
    check_usable("etag", "<string>", &["\"{{$guid}}\""]);
    check_usable("etag", "\"v1\"", &["\"v1\""]);
    check_usable("x-rate-limit", "<integer>", &["<integer>"]);
    check_usable("location", "the new item", &[]);
    check_usable("location", "/items/{{$pathSegments '0'}}", &["/items/{{$pathSegments '0'}}"]);
    check_usable("location", "/items/1", &["/items/1"]);
}
