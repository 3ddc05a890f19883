//! Section 4.

use super::builders::{saved, sent};
use super::check_score;

/// Rows of an example's query, a request's query, and the score behind a path that scores 100.
#[track_caller]
fn check_rows(rows: &[(&str, &str, &str, &str)]) {
    for (row, example, request, score) in rows {
        let (example, request) = (saved(&format!("GET /a?{example}")), sent(&format!("GET /a?{request}")));
        check_score(row, &example, &request, Some(score));
    }
}

#[test]
fn rule_4_no_parameter_on_either_side() {
    check_score("no query", &saved("GET /a"), &sent("GET /a"), Some("100"));
    check_rows(&[("an empty query", "", "", "100"), ("only separators", "", "&&", "100")]);
}

#[test]
fn rule_4_all_match() {
    check_rows(&[
        ("one", "p=1", "p=1", "110"),
        ("in another order", "p=1&q=2", "q=2&p=1", "110"),
        ("duplicates", "p=1&p=1&p=2", "p=2&p=1&p=1", "110"),
    ]);
}

#[test]
fn rule_4_some_match() {
    check_rows(&[
        ("one more sent", "p=1", "p=1&q=2", "105"),
        ("one more saved", "p=1&q=2", "p=1", "105"),
        ("one partial", "p=1&q=2", "p=1&q=3", "105"),
        ("of three", "p=1&q=2", "p=1&r=2", "103.33"),
        ("matches, partials and missing ones", "a=1&b=1&c=1&d=1", "a=1&b=1&c=2&e=1", "104"),
    ]);
}

#[test]
fn rule_4_none_match() {
    check_rows(&[
        ("one sent", "", "p=1", "99"),
        ("one saved", "p=1", "", "99"),
        ("one on each side", "p=1", "q=1", "98"),
        ("a partial costs nothing", "p=1", "p=2", "100"),
        ("a partial and a missing one", "p=1", "p=2&q=1", "99"),
        ("nine", "", "a&b&c&d&e&f&g&h&i", "91"),
        ("ten", "", "a&b&c&d&e&f&g&h&i&j", "90"),
        ("no more than ten", "", "a&b&c&d&e&f&g&h&i&j&k", "90"),
    ]);
}

#[test]
fn rule_4_pairs_are_multisets() {
    check_rows(&[
        ("one more of the same sent", "p=1", "p=1&p=1", "105"),
        ("one more of the same saved", "p=1&p=1", "p=1", "105"),
        ("a partial beside a match", "p=1&p=2", "p=1&p=3", "105"),
        ("values cross over", "p=1&p=2", "p=2&p=1", "110"),
    ]);
}

#[test]
fn rule_4_a_variable_equals_any_value() {
    check_rows(&[
        ("any", "p={{v}}", "p=1", "110"),
        ("an empty one", "p={{v}}", "p=", "110"),
        ("of its key only", "p={{v}}", "q=1", "98"),
        ("one value only", "p={{v}}", "p=1&p=2", "105"),
        ("a variable beside other text is literal", "p=x{{v}}", "p=x1", "100"),
    ]);
}

#[test]
fn rule_4_literal_values_before_variable_ones() {
    check_rows(&[
        ("variable first", "p={{v}}&p=1", "p=1&p=2", "110"),
        ("literal first", "p=1&p={{v}}", "p=1&p=2", "110"),
        ("sent in another order", "p={{v}}&p=1", "p=2&p=1", "110"),
        ("the rest is partial", "p={{v}}&p=1", "p=2&p=3", "105"),
    ]);
}

#[test]
fn rule_4_keys_and_values_are_form_decoded() {
    check_rows(&[
        ("a plus", "p=a b", "p=a+b", "110"),
        ("percent", "p=a b", "p=a%20b", "110"),
        ("an encoded plus", "p=a%2Bb", "p=a%2bb", "110"),
        ("keys", "a b=1", "a+b=1", "110"),
        ("beyond ascii", "p=é", "p=%C3%A9", "110"),
    ]);
}

#[test]
fn rule_4_case_sensitive() {
    check_rows(&[("values", "p=a", "p=A", "100"), ("keys", "p=a", "P=a", "98")]);
}

#[test]
fn rule_4_a_key_alone_has_an_empty_value() {
    check_rows(&[
        ("saved", "p", "p=", "110"),
        ("sent", "p=", "p", "110"),
        ("a value without a key", "=1", "=1", "110"),
    ]);
}

#[test]
fn rule_4_a_row_without_key_and_value_does_not_count() {
    check_rows(&[
        ("saved", "=&p=1", "p=1", "110"),
        ("sent", "p=1", "=&p=1", "110"),
        ("both", "=", "=&=", "100"),
    ]);
}
