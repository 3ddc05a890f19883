//! Section 6: the winner.

use super::builders::{Saved, saved, sent};
use super::{NoMatch, Winner, check};

/// Rows of examples of which the first wins, in whatever order they stand.
#[track_caller]
fn check_first_wins(row: &str, line: &str, mut examples: Vec<Saved>) {
    let expected = examples[0].0.name.clone();
    for _ in 0..examples.len() {
        check(row, &examples, &sent(line), &Winner(&expected));
        examples.rotate_left(1);
    }
}

#[test]
fn rule_6_the_highest_score_wins() {
    let paths =
        ["/Ab/1", "/Ab/1/", "/ab/1", "/aB/1/", "/Ab/:x", "/ab/99", "/ab/99/", "/ab/:x/y", "/abcde/:x"];
    let examples = paths.map(|path| saved(&format!("GET {path}"))).to_vec();
    check_first_wins("each step before the next", "GET /Ab/1", examples);
    let by_params = vec![saved("GET /a/:x?p=1&q=1"), saved("GET /a/y"), saved("GET /a/:x?p=1")];
    check_first_wins("a match of parameters adds to any step", "GET /a/b?p=1&q=1", by_params);
    let exact = vec![saved("GET /a?p=1&q=1&r=1"), saved("GET /a?p=1&q=1")];
    check_first_wins("shares are compared exactly", "GET /a?p=1&q=1&r=1", exact);
    check("none is left", &[saved("GET /b"), saved("POST /a")], &sent("GET /a"), &NoMatch);
    check("no example at all", &[], &sent("GET /a"), &NoMatch);
}

#[test]
fn rule_6_a_step_is_outweighed_by_parameters_and_body() {
    let examples = vec![saved("GET /a/?p=1"), saved("GET /a")];
    check_first_wins("105 against 99", "GET /a?p=1", examples);
    let examples = vec![saved("GET /a?p=2").id("2"), saved("GET /:x?p=1").id("1")];
    check_first_wins("90 in two ways is a tie", "GET /A?p=1", examples);
    let examples = vec![saved("GET /:x?p=1"), saved("GET /A")];
    check_first_wins("90 against 89", "GET /a?p=1", examples);
    let examples = vec![saved("GET /a/2?p=1&q=1"), saved("GET /a/:x?p=1&q=1&r=1")];
    check_first_wins("89 by an id against 86.67", "GET /a/1?p=1&q=1", examples);
    let examples = vec![saved("GET /:x").id("1"), saved("GET /:x=a?p&q&r&s&t").id("2")];
    check_first_wins("80 in two ways is a tie", "GET /A/", examples);
    let examples = vec![saved("GET /2/a").id("2"), saved("GET /:x/a?p").id("1")];
    check_first_wins("79 in two ways is a tie", "GET /1/a", examples);
    let examples = vec![saved("GET /pet/a").id("2"), saved("GET /:x/a?p&q&r&s&t&u&v&w&x&y").id("1")];
    check_first_wins("70 in two ways is a tie", "GET /pets/a", examples);
    let examples = vec![saved("GET /pets?p=1"), saved("GET /:x?q=1&r=1&s=1&t=1&u=1&v=1&w=1&x=1&y=1&z=1")];
    check_first_wins("80 by edit distance against 70", "GET /pet?p=1", examples);
}

#[test]
fn rule_6_more_literal_segments_win_a_tie() {
    let row = |row, line, paths: &[&str]| {
        let examples = paths.iter().zip(0..);
        // The ids would choose the other way round.
        let example = |(path, at): (&&str, i32)| saved(&format!("GET {path}")).id(&(9 - at).to_string());
        check_first_wins(row, line, examples.map(example).collect());
    };
    row("wildcards in another place", "GET /a/b/c", &["/a/:y/c", "/a/:y/:z", "/:x/:y/:z"]);
    row("a value makes no literal", "GET /a/1", &["/a/1", "/:x=a/1", "/a/:y=1"]);
    row("nor a variable", "GET /a/b", &["/a/{y}", "/:x/{y}"]);
    row("inner empty segments are some", "GET /x//b", &["/:x//b", "/:x//:y"]);
}

#[test]
fn rule_6_trailing_empty_segments_are_no_literals() {
    let examples =
        vec![saved("GET /a/:x").id("1"), saved("GET /:x/b///").id("2"), saved("GET /:x/:y///").id("0")];
    check_first_wins("as many literals, then the id", "GET /a/b", examples);
}

#[test]
fn rule_6_status_200_wins_a_tie() {
    let tie = |id: &str, status: Option<u16>| saved("GET /a").named(id).id(id).status(status);
    check_first_wins(
        "among others",
        "GET /a",
        vec![tie("3", Some(200)), tie("1", Some(404)), tie("2", Some(201))],
    );
    check_first_wins(
        "the first by id",
        "GET /a",
        vec![tie("2", Some(200)), tie("3", Some(200)), tie("1", None)],
    );
    check_first_wins("none counts as 200", "GET /a", vec![tie("1", None), tie("2", Some(404))]);
    check_first_wins(
        "literals before status",
        "GET /a/b",
        vec![saved("GET /a/:y").status(500), saved("GET /:x/:y")],
    );
    check_first_wins("score before status", "GET /a", vec![saved("GET /a").status(500), saved("GET /a/")]);
}

#[test]
fn rule_6_else_the_first_by_id() {
    let tie = |id: &str| saved("GET /a").named(id).id(id).status(404);
    check_first_wins(
        "by code point",
        "GET /a",
        vec![tie("10"), tie("9"), tie("B"), tie("a"), tie("é"), tie("𝒂")],
    );
    check_first_wins("before those without one", "GET /a", vec![tie("z"), saved("GET /a").status(404)]);
    let unnamed = |name| saved("GET /a").named(name);
    check("those by their place", &[unnamed("first"), unnamed("second")], &sent("GET /a"), &Winner("first"));
    let twice = [tie("1").named("first"), tie("1").named("second")];
    check("equal ids by their place", &twice, &sent("GET /a"), &Winner("first"));
}
