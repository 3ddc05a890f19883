//! Section 3, "Captures", and what variables of parameters capture (section 4).

use super::builders::{saved, sent};
use crate::matching::Captures;

/// Checks what the names of `expected` capture, none where they capture nothing.
#[track_caller]
fn check(row: &str, example: &str, request: &str, expected: &[(&str, Option<&str>)]) {
    let candidate = saved(&format!("GET {example}")).candidate();
    sent(&format!("GET {request}")).ask(|request| {
        let captures = Captures::of(&candidate, request);
        for (name, value) in expected {
            assert_eq!(captures.get(name), *value, "{row}: {name}");
        }
    });
}

#[test]
fn rule_3_captures_the_segment_in_its_place() {
    check("by colon", "/a/:id", "/a/5", &[("id", Some("5")), ("other", None)]);
    check("by variable", "/a/{id}", "/a/5", &[("id", Some("5"))]);
    check("decoded, as it was sent", "/a/:id", "/a/X%2Fy%20Z", &[("id", Some("X/y Z"))]);
    check("two", "/:a/x/:b", "/1/x/2", &[("a", Some("1")), ("b", Some("2"))]);
    check("two names", "/a/:id={other}", "/a/5", &[("id", Some("5")), ("other", Some("5"))]);
}

#[test]
fn rule_3_captures_in_any_step() {
    check("1", "/a/:id=5", "/a/5", &[("id", Some("5"))]);
    check("2", "/a/:id=5", "/a/5/", &[("id", Some("5"))]);
    check("3", "/a/:id=Five", "/a/FIVE", &[("id", Some("FIVE"))]);
    check("4", "/a/:id=Five/", "/a/FIVE", &[("id", Some("FIVE"))]);
    check("5", "/a/:id=5", "/a/6", &[("id", Some("6"))]);
    check("6", "/1/:id", "/2/x", &[("id", Some("x"))]);
    check("7", "/1/:id/", "/2/x", &[("id", Some("x"))]);
    check("8", "/pets/:id", "/pet/x", &[("id", Some("x"))]);
}

#[test]
fn rule_8_7_a_variable_that_is_defined_as_empty_captures_nothing_as_a_text() {
    for (row, example, request, expected) in [
        ("a segment", "/a/{!b}", "/a/", Some("")),
        ("a gap", "/a/{!b}.json", "/a/.json", Some("")),
        ("a gap that is filled", "/a/{!b}.json", "/a/5.json", Some("5")),
        ("beside another one", "/a/{!b}-{c}", "/a/-5", Some("")),
        ("one that is not defined", "/a/{b}.json", "/a/.json", None),
    ] {
        let candidate = saved(&format!("GET {example}")).extended();
        sent(&format!("GET {request}")).ask(|request| {
            assert_eq!(Captures::of(&candidate, request).get("b"), expected, "{row}");
        });
    }
}

#[test]
fn rule_3_captures_nothing_where_the_url_does_not_match() {
    check("another path", "/a/:id?p={{v}}", "/b/5?p=1", &[("id", None), ("v", None)]);
    check("another length", "/a/:id", "/a/5/6", &[("id", None)]);
}

#[test]
fn rule_3_names_with_a_dollar_are_not_captured() {
    check("segment", "/a/{$guid}", "/a/5", &[("$guid", None)]);
    check("parameter", "/a?p={{$guid}}", "/a?p=1", &[("$guid", None)]);
    check("beside another name", "/a/:id={$guid}", "/a/5", &[("id", Some("5")), ("$guid", None)]);
}

#[test]
fn rule_3_of_two_with_one_name_the_first_counts() {
    check("segments", "/:x/:x", "/1/2", &[("x", Some("1"))]);
    check("path before query", "/a/:x?p={{x}}", "/a/1?p=2", &[("x", Some("1"))]);
    check("parameters in the order of the example", "/a?q={{x}}&p={{x}}", "/a?p=1&q=2", &[("x", Some("2"))]);
    check("one that captures nothing is passed over", "/a?q={{x}}&p={{x}}", "/a?p=1", &[("x", Some("1"))]);
}

#[test]
fn rule_4_a_variable_captures_form_decoded() {
    check("decoded", "/a?p={{v}}", "/a?p=x+y%2B", &[("v", Some("x y+"))]);
    check("empty", "/a?p={{v}}", "/a?p", &[("v", Some(""))]);
    check("absent", "/a?p={{v}}", "/a?q=1", &[("v", None)]);
    check("not what a literal takes", "/a?p={{v}}&p=1", "/a?p=1&p=2", &[("v", Some("2"))]);
    check("in order", "/a?p={{v}}&p={{w}}", "/a?p=1&p=2", &[("v", Some("1")), ("w", Some("2"))]);
    check("beside other text it captures nothing", "/a?p=x{{v}}", "/a?p=x1", &[("v", None)]);
}
