//! matching.md 8.9: addresses of the saved request become those of the client.

use super::request::{Sent, sent};
use super::{draw, filled};
use crate::collection::Algorithm;
use crate::template::{Addresses, Escape, Host, Scheme, Template, Vocabulary};

fn local() -> Sent {
    sent("/").at(Scheme::Http, "localhost:8080")
}

/// Filled where the example was saved at this origin.
fn saved_at(origin: &str, text: &str, sent: &Sent) -> String {
    let addresses =
        Addresses::new(origin, &[Host::new("files.example.com"), Host::new("cdn.example.com:8443")]);
    let words = Vocabulary { captures: &[], algorithm: Algorithm::Extended, addresses: &addresses };
    let Some(template) = Template::compile(text, Escape::Json, &words) else { return text.to_owned() };
    let mut out = Vec::new();
    sent.ask(|inputs| out = template.fill(inputs, &draw(1), usize::MAX).unwrap());
    String::from_utf8(out).unwrap()
}

#[track_caller]
fn check(origin: &str, text: &str, expected: &str) {
    assert_eq!(saved_at(origin, text, &local()), expected, "{text} saved at {origin}");
}

const API: &str = "https://api.example.com";

#[test]
fn rule_8_9_the_saved_origin_becomes_the_one_the_client_asked() {
    check(API, "https://api.example.com/a?b#c", "http://localhost:8080/a?b#c");
    check(API, "HTTP://API.Example.com", "http://localhost:8080");
    check(API, "https://api.example.com:443/a", "http://localhost:8080/a");
    check(API, "http://api.example.com:80/a", "http://localhost:8080/a");
    check(API, r#"{"a":"https:\/\/api.example.com\/b"}"#, r#"{"a":"http:\/\/localhost:8080\/b"}"#);
    check(API, "\"https://api.example.com\"", "\"http://localhost:8080\"");
    check(API, "at https://api.example.com. Then", "at http://localhost:8080. Then");
    check(API, "https://api.example.com: so", "http://localhost:8080: so");
    check("https://api.example.com:443", "https://api.example.com/a", "http://localhost:8080/a");
    check("http://api.example.com:3000", "https://api.example.com:3000/a", "http://localhost:8080/a");
    check("api.example.com", "https://api.example.com/a", "http://localhost:8080/a");
    check("https://me:pass@api.example.com", "https://api.example.com/a", "http://localhost:8080/a");
}

#[test]
fn rule_8_9_another_host_stays() {
    for text in [
        "https://api.example.com.org/",
        "https://api.example.com-x",
        "https://api.example.comx",
        "https://api.example.com:8443/",
        "https://api.example.com:80/",
        "https://api.example.com@evil.example/",
        "https://other.example/https",
        "ftp://api.example.com/",
        "//api.example.com/",
        "api.example.com/a",
    ] {
        check(API, text, text);
    }
    check("http://api.example.com:3000", "http://api.example.com/", "http://api.example.com/");
    check("http://api.example.com:3000", "http://api.example.com:30001/", "http://api.example.com:30001/");
}

#[test]
fn rule_8_9_further_hosts_of_the_config() {
    check(
        API,
        "https://files.example.com/a https://cdn.example.com:8443/b",
        "http://localhost:8080/a http://localhost:8080/b",
    );
    check(API, "https://cdn.example.com/b", "https://cdn.example.com/b");
}

#[test]
fn rule_8_9_a_variable_in_the_hosts_place() {
    check("{{baseUrl}}", "{{baseUrl}}/a", "http://localhost:8080/a");
    check("{{baseUrl}}/", "{{other}}/a", "{{other}}/a");
    check("https://{{host}}", "https://{{host}}/a {{host}}", "http://localhost:8080/a localhost:8080");
    check("https://{{host}}:8443", "https://{{host}}:8443/a", "http://localhost:8080/a");
    check("{{scheme}}://{{host}}", "{{scheme}}://{{host}}/a", "http://localhost:8080/a");
}

#[test]
fn rule_8_9_variables_within_an_address_that_is_replaced_are_filled_in() {
    for (row, origin, text, unfilled) in [
        ("a part of the host", "https://{{tenant}}.example.com", "https://{{tenant}}.example.com/a", &[][..]),
        ("scheme and host", "{{proto}}://{{host}}", "{{proto}}://{{host}}/a", &[]),
        ("host and port", "http://{{host}}:{{port}}", "http://{{host}}:{{port}}/a", &[]),
        ("elsewhere", "https://{{tenant}}.example.com", "at {{tenant}}", &["tenant"]),
        ("both", "https://{{tenant}}.example.com", "https://{{tenant}}.example.com/{{tenant}}", &["tenant"]),
    ] {
        let addresses = Addresses::new(origin, &[]);
        let words = Vocabulary { captures: &[], algorithm: Algorithm::Extended, addresses: &addresses };
        assert_eq!(Template::unfilled(text, &words).collect::<Vec<_>>(), unfilled, "{row}");
    }
    check("https://{{tenant}}.example.com", "https://{{tenant}}.example.com/a", "http://localhost:8080/a");
    check("http://{{host}}:{{port}}", "http://{{host}}:{{port}}/a", "http://localhost:8080/a");
}

#[test]
fn rule_8_9_the_client_may_ask_with_tls() {
    let secure = sent("/").at(Scheme::Https, "mock.example");
    assert_eq!(saved_at(API, "https://api.example.com/a", &secure), "https://mock.example/a");
}

#[test]
fn rule_8_9_nothing_is_replaced_where_the_clients_host_is_not_plain() {
    for text in ["https://api.example.com/a", "{{baseUrl}}/a"] {
        assert_eq!(saved_at("{{baseUrl}}", text, &sent("/")), text);
        assert_eq!(
            filled("https://api.example.com/a", Escape::None, &sent("/")),
            "https://api.example.com/a"
        );
    }
}

#[test]
fn rule_8_9_postmans_rules_leave_all() {
    let addresses = Addresses::default();
    let words = Vocabulary { captures: &[], algorithm: Algorithm::Postman, addresses: &addresses };
    let text = r#"{"a": "https://api.example.com", "b": "<integer>", "c": "{{$now}}"}"#;
    assert!(Template::compile(text, Escape::Json, &words).is_none());
    assert!(Template::header("x-a", "<integer>", &words).is_none());
}

#[test]
fn rule_8_9_a_capture_goes_before_an_address() {
    let addresses = Addresses::new("{{id}}", &[]);
    let words = Vocabulary { captures: &["id"], algorithm: Algorithm::Extended, addresses: &addresses };
    let template = Template::compile("{{id}}", Escape::None, &words).unwrap();
    let mut out = Vec::new();
    local().captured("id", "7").ask(|inputs| out = template.fill(inputs, &draw(1), usize::MAX).unwrap());
    assert_eq!(out, b"7");
}
