//! Section 3.

use super::builders::{saved, sent};
use super::check_score;

/// Rows of an example's path, a request's path, and the score; none where the example is out.
#[track_caller]
fn check_rows(rows: &[(&str, &str, &str, Option<u32>)]) {
    for (row, example, request, score) in rows {
        let (example, request) = (saved(&format!("GET {example}")), sent(&format!("GET {request}")));
        check_score(row, &example, &request, score.map(|score| score.to_string()).as_deref());
    }
}

#[test]
fn rule_3_step_1_as_they_are() {
    check_rows(&[
        ("equal", "/a/b", "/a/b", Some(100)),
        ("the root", "/", "/", Some(100)),
        ("with a slash at the end", "/a/", "/a/", Some(100)),
        ("an empty inner segment", "/a//b", "/a//b", Some(100)),
        ("empty inner segments count", "/a//b", "/a/b", None),
        ("decoded", "/caf%C3%A9", "/café", Some(100)),
        ("an encoded slash stays inside", "/a%2Fb", "/a%2fb", Some(100)),
        ("an encoded slash makes no segment", "/a/b", "/a%2Fb", None),
        ("a wildcard's value", "/a/:id=5", "/a/5", Some(100)),
        ("no wildcard", "/a/:id", "/a/5", Some(80)),
        ("a request has no variables", "/a/{id}", "/a/{id}", Some(80)),
        ("another number of segments", "/a/b", "/a", None),
    ]);
}

#[test]
fn rule_3_step_2_without_trailing_slashes() {
    check_rows(&[
        ("at the example", "/a/", "/a", Some(95)),
        ("at the request", "/a", "/a/", Some(95)),
        ("several", "/a//", "/a/", Some(95)),
        ("behind the root", "/", "//", Some(95)),
        ("a wildcard's value", "/a/:id=5", "/a/5/", Some(95)),
        ("slashes inside stay", "/a//b", "/a/b/", None),
    ]);
}

#[test]
fn rule_3_step_3_ignoring_case() {
    check_rows(&[
        ("ascii", "/Books", "/bOOKS", Some(90)),
        ("beyond ascii", "/ÜBER", "/über", Some(90)),
        ("a wildcard's value", "/a/:id=Five", "/a/fIVE", Some(90)),
        ("with a slash at the end", "/Books/", "/books/", Some(90)),
    ]);
}

#[test]
fn rule_3_step_4_without_trailing_slashes_ignoring_case() {
    check_rows(&[
        ("at the example", "/Books/", "/books", Some(85)),
        ("at the request", "/Books", "/books/", Some(85)),
        ("a wildcard's value", "/a/:id=Five", "/a/fIVE/", Some(85)),
    ]);
}

#[test]
fn rule_3_steps_1_to_4_do_not_look_at_wildcards() {
    check_rows(&[
        ("one beside an equal literal", "/a/:id", "/a/:id", Some(80)),
        ("one beside a value", "/:a=1/:b", "/1/2", Some(80)),
        ("two values", "/:a=1/:b=2", "/1/2", Some(100)),
    ]);
}

#[test]
fn rule_3_step_5_wildcards_take_any_non_empty_segment() {
    check_rows(&[
        ("by colon", "/a/:id", "/a/x", Some(80)),
        ("by variable", "/a/{id}", "/a/x", Some(80)),
        ("whatever its value", "/a/:id=5", "/a/6", Some(80)),
        ("with a decoded slash", "/a/:id", "/a/x%2Fy", Some(80)),
        ("trailing slashes off", "/a/:id/", "/a/x", Some(80)),
        ("trailing slashes off the request", "/a/:id", "/a/x//", Some(80)),
        ("literals ignoring case", "/Books/:id", "/bOOKS/x", Some(80)),
        ("not an empty one", "/a/:id/b", "/a//b", None),
        ("not none", "/a/:id", "/a", None),
        ("not none behind a slash", "/a/:id", "/a/", None),
        ("not two", "/a/:id", "/a/x/y", None),
        ("one at the beginning", "/:a/b", "/x/b", Some(80)),
        ("none but wildcards", "/:a/:b", "/x/y", Some(80)),
        ("a name that begins with a dollar", "/a/{$guid}", "/a/x", Some(80)),
    ]);
}

#[test]
fn rule_3_step_6_an_id_stands_for_an_id() {
    check_rows(&[
        ("numbers", "/a/1", "/a/99999", Some(79)),
        ("a number for a uuid", "/a/7f9c24e8-3b12-4c8d-9a59-0d5c7b1f4a2e", "/a/99", Some(79)),
        ("a token", "/a/abcd1234", "/a/ZYXW-98_7", Some(79)),
        ("beside a wildcard", "/:a/1", "/x/99", Some(79)),
        ("beside another case", "/Books/1", "/books/99", Some(79)),
        ("with slashes alike", "/a/1/", "/a/99/", Some(79)),
        ("two", "/1/a/1", "/98/a/99", Some(79)),
        ("one of them equal", "/1/a/1", "/1/a/99", Some(79)),
        ("a word in the request", "/a/1", "/a/x", None),
        ("a letter only in lower case", "/a/1", "/a/\u{212a}1234567", None),
        ("equal in lower case beside an id", "/k1234567/1", "/\u{212a}1234567/99", Some(79)),
        ("a word in the example", "/a/word", "/a/99", None),
        ("a value is no id segment, but a wildcard", "/a/:id=1", "/a/99", Some(80)),
    ]);
    let long = format!("/a/{}", "é".repeat(256));
    check_rows(&[("256 characters", &long, "/a/99", Some(79))]);
    check_rows(&[("256 characters sent", "/a/1", &long, Some(79))]);
}

#[test]
fn rule_3_step_7_an_id_without_trailing_slashes() {
    check_rows(&[
        ("at the example", "/a/1/", "/a/99", Some(75)),
        ("at the request", "/a/1", "/a/99/", Some(75)),
        ("another number of slashes", "/a/1//", "/a/99/", Some(75)),
    ]);
}

#[test]
fn rule_3_step_8_by_edit_distance() {
    check_rows(&[
        ("three quarters", "/pets", "/pet", Some(70)),
        ("less", "/pets", "/pe", None),
        ("each pair for itself", "/pets/aaaaaaaaaaaaaaaa", "/pe/aaaaaaaaaaaaaaaa", None),
        ("two pairs", "/pets/books", "/pet/boks", Some(70)),
        ("70 however close", "/aaaaaaaaaaaaaaaaaaaa", "/aaaaaaaaaaaaaaaaaaab", Some(70)),
        ("ignoring case", "/PETS", "/pet", Some(70)),
        ("unicode scalar values", "/éééé", "/ééé", Some(70)),
        ("more alike than their bytes", "/abc日", "/abcx", Some(70)),
        ("beside a wildcard", "/pets/:id", "/pet/5", Some(70)),
        ("a wildcard takes nothing empty", "/pets/:id/x", "/pet//x", None),
        ("trailing slashes off", "/pets/", "/pet", Some(70)),
        ("another number of segments", "/pets", "/pet/s", None),
        ("an id is not similar to an id", "/pets/1", "/pet/2", None),
        ("similar ids", "/pets/12345678", "/pet/12345679", Some(70)),
        ("an empty segment to itself", "/pets//x", "/pet//x", Some(70)),
    ]);
}

#[test]
fn rule_3_the_first_step_counts() {
    check_rows(&[
        ("a value before its wildcard", "/a/:id=5", "/a/5", Some(100)),
        ("an id that is equal", "/a/1", "/a/1", Some(100)),
        ("an id before a similar one", "/a/12345678", "/a/12345679", Some(79)),
        ("an id without slashes before a similar one", "/a/12345678/", "/a/12345679", Some(75)),
    ]);
}
