//! Sections 5.1 to 5.4: when headers and bodies are compared, and what follows. How headers are
//! compared is tested beside `headers`, how bodies are in `body`.

use super::builders::{Saved, Sent, saved, sent};
use super::{NoMatch, Options, POSTMAN, POSTMAN_BODIES, Winner, check, check_score, check_with};

fn headers(names: &[&str]) -> Options {
    Options { match_headers: names.iter().map(|name| (*name).to_owned()).collect(), ..POSTMAN }
}

fn asks_headers(names: &str) -> Sent {
    sent("GET /a").header("x-mock-match-request-headers", names)
}

#[test]
fn rule_5_1_header_matching_is_off_by_default() {
    check(
        "differs",
        &[saved("GET /a").header("h", "1")],
        &sent("GET /a").header("h", "2"),
        &Winner("GET /a"),
    );
}

#[test]
fn rule_5_1_header_matching_is_on_when_configured() {
    let examples =
        [saved("GET /a").named("one").header("H", "1"), saved("GET /a").named("two").header("h", "2")];
    let request = || sent("GET /a");
    check_with("equal", &headers(&["h"]), &examples, &request().header("h", "2"), &Winner("two"));
    check_with("differs", &headers(&["h"]), &examples, &request().header("h", "3"), &NoMatch);
    check_with("absent", &headers(&["h"]), &examples, &request(), &NoMatch);
    check_with(
        "each is asked",
        &headers(&["g", "h"]),
        &examples,
        &request().header("g", "1").header("h", "1"),
        &NoMatch,
    );
    check_with("absent on both sides", &headers(&["g"]), &examples, &request(), &Winner("one"));
}

#[test]
fn rule_5_1_the_request_replaces_the_configured_list() {
    let examples = [saved("GET /a").header("g", "1").header("h", "1")];
    let row = |row, names, request: Sent, expected| {
        check_with(row, &headers(&["h"]), &examples, &request, &expected);
        check(row, &[saved("GET /a").header("g", "1").header("h", "1")], &asks_headers(names), &NoMatch);
    };
    row("another list", "g", asks_headers("g").header("g", "1"), Winner("GET /a"));
    row("a list of two", "g, h", asks_headers("g, h").header("g", "1").header("h", "2"), NoMatch);
    row("both agree", "g,h", asks_headers("g,h").header("g", "1").header("h", "1"), Winner("GET /a"));
    let lines = asks_headers("g").header("x-mock-match-request-headers", "h").header("g", "1");
    row("a list in two lines", "h", lines, NoMatch);
}

#[test]
fn rule_5_1_an_empty_list_turns_it_off() {
    for names in ["", " ", ",", " , "] {
        check_with(
            names,
            &headers(&["h"]),
            &[saved("GET /a").header("h", "1")],
            &asks_headers(names),
            &Winner("GET /a"),
        );
    }
}

#[test]
fn rule_5_1_an_unresolved_variable_asks_for_presence() {
    let examples = [saved("GET /a").header("authorization", "Bearer {{token}}")];
    let options = headers(&["Authorization"]);
    let present = sent("GET /a").header("authorization", "Basic x");
    check_with("present", &options, &examples, &present, &Winner("GET /a"));
    check_with("absent", &options, &examples, &sent("GET /a"), &NoMatch);
}

fn asks_body(value: &str) -> Sent {
    sent("POST /a").header("x-mock-match-request-body", value)
}

fn two() -> [Saved; 2] {
    [saved("POST /a").named("empty").id("1"), saved("POST /a").named("full").id("2").raw("x")]
}

#[test]
fn rule_5_2_body_matching_is_on_when_configured() {
    check_with("equal", &POSTMAN_BODIES, &two(), &sent("POST /a").body("x"), &Winner("full"));
    check_with("both empty", &POSTMAN_BODIES, &two(), &sent("POST /a"), &Winner("empty"));
    check_with("another", &POSTMAN_BODIES, &two(), &sent("POST /a").body("y"), &NoMatch);
}

#[test]
fn rule_5_2_the_request_turns_it_on_and_off() {
    let off = POSTMAN;
    check_with("on", &off, &two(), &asks_body("true").body("y"), &NoMatch);
    check_with("on, equal", &off, &two(), &asks_body("true").body("x"), &Winner("full"));
    check_with("off", &POSTMAN_BODIES, &two(), &asks_body("false").body("y"), &Winner("empty"));
    for value in ["", "TRUE", "yes", "1", "FALSE"] {
        check_with("other values: off stays", &off, &two(), &asks_body(value).body("y"), &Winner("empty"));
        check_with("other values: on stays", &POSTMAN_BODIES, &two(), &asks_body(value).body("y"), &NoMatch);
    }
}

#[test]
fn rule_5_3_an_equal_body_gains_five() {
    let full = saved("POST /a").raw("x");
    check_score("equal", &full, &sent("POST /a").body("x"), Some("105"));
    check_score("another", &full, &sent("POST /a").body("y"), Some("100"));
    check_score("none sent", &full, &sent("POST /a"), Some("100"));
    check_score("both empty", &saved("POST /a"), &sent("POST /a"), Some("100"));
    check_score("none saved", &saved("POST /a"), &sent("POST /a").body("x"), Some("100"));
    check_score("matched, it gains nothing", &full, &asks_body("true").body("x"), Some("100"));
    check_score(
        "beside parameters",
        &saved("POST /a?p=1").raw("x"),
        &sent("POST /a?p=1").body("x"),
        Some("115"),
    );
    check("it decides", &two(), &sent("POST /a").body("x"), &Winner("full"));
}
