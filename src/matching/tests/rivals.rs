//! Examples in each other's way.

use super::builders::{Saved, index, index_by, saved};
use crate::collection::{Algorithm, Body};
use crate::matching::Advantage::{self, Order, Score};

/// Examples in the order by id; who is beaten by whom, by their places, and why.
#[track_caller]
fn check(row: &str, examples: &[Saved], expected: &[(usize, usize, Advantage)]) {
    let found: Vec<_> = index(examples).beaten().iter().map(|it| (it.loser, it.winner, it.by)).collect();
    assert_eq!(found, expected, "{row}");
}

/// Examples of one line, made different.
fn all(line: &str, differences: &[fn(Saved) -> Saved]) -> Vec<Saved> {
    differences.iter().map(|difference| difference(saved(line))).collect()
}

const SAME: fn(Saved) -> Saved = |example| example;

#[test]
fn what_no_request_tells_apart_goes_by_order() {
    check("twice", &all("GET /a?p=1&q={{v}}", &[SAME, SAME]), &[(1, 0, Order)]);
    check("three times", &all("GET /a", &[SAME, SAME, SAME]), &[(1, 0, Order), (2, 0, Order)]);
    let spread =
        [saved("POST /a?p=1&q={{v}}").raw("{\"a\": 1}"), saved("POST /a?q={{w}}&p=1").raw("{ \"a\": 1.0 }")];
    check("written in another way", &spread, &[(1, 0, Order)]);
    check("wildcards of other names", &[saved("GET /a/:x"), saved("GET /a/{y}")], &[(1, 0, Order)]);
    check("one with a value, twice", &all("GET /a/:x=1", &[SAME, SAME]), &[(1, 0, Order)]);
}

#[test]
fn what_a_request_tells_apart_is_left_alone() {
    let row =
        |row, lines: &[&str]| check(row, &lines.iter().map(|line| saved(line)).collect::<Vec<_>>(), &[]);
    row("method", &["GET /a", "PUT /a"]);
    row("path", &["GET /a", "GET /b", "GET /a/", "GET /A", "GET /:x"]);
    row("values", &["GET /:x=1", "GET /:x=2"]);
    row("parameters", &["GET /a", "GET /a?p", "GET /a?p=1", "GET /a?p={{v}}", "GET /a?p&p"]);
    check("status", &all("GET /a", &[SAME, |it| it.status(404)]), &[]);
    check("headers", &all("GET /a", &[SAME, |it| it.header("h", "1")]), &[]);
    check("body", &all("POST /a", &[|it| it.raw("1"), |it| it.raw("2"), |it| it.raw("1\nx")]), &[]);
}

#[test]
fn what_gains_less_loses() {
    check("no value", &[saved("GET /:x=1"), saved("GET /:x")], &[(1, 0, Score)]);
    check("no value, but first", &[saved("GET /:x"), saved("GET /:x=1")], &[]);
    let body = all("POST /a", &[|it| it.raw("1"), SAME]);
    check("no body", &body, &[(1, 0, Advantage::Body)]);
    check("no body, but first", &all("POST /a", &[SAME, |it| it.raw("1")]), &[]);
    let file = all("POST /a", &[|it| it.raw("1"), |it| it.body(Body::File)]);
    check("a file, which equals no body", &file, &[(1, 0, Score)]);
    let neither = [saved("POST /:x=1").raw("1"), saved("POST /:x")];
    check("neither value nor body", &neither, &[(1, 0, Advantage::Body)]);
    check("a value, but no body", &[saved("POST /:x").raw("1"), saved("POST /:x=1")], &[]);
}

#[test]
fn rule_8_4_an_example_without_a_body_is_of_its_requests_operation() {
    let of = |number, method: &str| {
        saved("POST /rpc").asking(number, &format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "{method}"}}"#))
    };
    let beaten = |examples: &[Saved]| index_by(examples, Algorithm::Extended).beaten().len();
    assert_eq!(beaten(&[of(1, "a"), of(2, "b")]), 0, "two operations");
    assert_eq!(beaten(&[of(1, "a"), of(1, "a")]), 1, "one operation");
}

#[test]
fn rule_1_4_without_a_status_it_loses_to_any() {
    let none: fn(Saved) -> Saved = |example| example.status(None);
    check("status 200", &all("GET /a", &[none, SAME]), &[(0, 1, Order)]);
    check("another status, first", &all("GET /a", &[|it| it.status(404), none]), &[(1, 0, Order)]);
    check("another status, later", &all("GET /a", &[none, |it| it.status(404)]), &[]);
}

#[track_caller]
fn check_namesakes(row: &str, examples: &[Saved], expected: &[&[usize]]) {
    assert_eq!(index(examples).namesakes(), expected, "{row}");
}

#[test]
fn rule_2_4_names_that_are_not_enough() {
    let named = |line: &str, name: &str| saved(line).named(name);
    let [a, b] = [named("GET /a", "n"), named("GET /b", "n")];
    check_namesakes("one path", &[a.clone(), a.clone()], &[&[0, 1]]);
    check_namesakes("200 first", &[a.clone().status(404), a.clone()], &[&[1, 0]]);
    check_namesakes("headers do not count", &[a.clone().header("h", "1"), a.clone()], &[&[0, 1]]);
    check_namesakes("two paths", &[a.clone(), b], &[]);
    check_namesakes("two names", &[a.clone(), named("GET /a", "m")], &[]);
    check_namesakes("no names", &[named("GET /a", ""), named("GET /a", "")], &[]);
    check_namesakes("two bodies", &[a.clone().raw("1"), a.clone().raw("2")], &[]);
    check_namesakes("two methods", &[a, named("PUT /a", "n")], &[]);
}
