//! Section 6: the nearest examples of a miss.

use super::builders::{Saved, Sent, index, index_by, saved, sent};
use super::{EXTENDED, NoAnswers, Options, POSTMAN, Role, Selection};
use crate::collection::path_pattern;
use crate::matching::{Algorithm, Miss, Near};

fn closest(examples: &[Saved], sent: &Sent, options: &Options) -> Vec<Near> {
    let index = index(examples);
    match sent.ask(|request| index.select(request, options, Role::Alone, &NoAnswers)) {
        Selection::Miss(Miss::NoMatch(near)) => near,
        other => panic!("no miss: {other:?}"),
    }
}

#[track_caller]
fn check_with(row: &str, options: &Options, examples: &[Saved], sent: &Sent, expected: &[&str]) {
    let near = closest(examples, sent, options);
    let told: Vec<_> = near.iter().map(|near| format!("{}: {}", near.name, near.rule)).collect();
    assert_eq!(told, expected, "{row}");
}

#[track_caller]
fn check(row: &str, examples: &[Saved], sent: &Sent, expected: &[&str]) {
    check_with(row, &POSTMAN, examples, sent, expected);
}

#[test]
fn rule_6_closest_names_the_rule_of_each_filter() {
    let one = |line| [saved(line).named("n")];
    check("2.1", &one("POST /a"), &sent("GET /a"), &["n: the method is POST, the request's is GET"]);
    check(
        "2.2",
        &one("GET /a"),
        &sent("GET /a").code("404"),
        &["n: the status is 200, x-mock-response-code asks for 404"],
    );
    check(
        "2.2, a status that none is",
        &one("GET /a"),
        &sent("GET /a").code("70000"),
        &["n: the status is 200, x-mock-response-code asks for 70000"],
    );
    check(
        "2.2 and 1.4",
        &[saved("GET /a").named("n").status(None)],
        &sent("GET /a").code("200"),
        &["n: it was saved without a status, x-mock-response-code asks for 200"],
    );
    let options = Options { match_headers: vec!["h".to_owned()], match_body: true, ..POSTMAN };
    check_with(
        "5.1",
        &options,
        &[saved("GET /a").named("n").header("h", "1").raw("x")],
        &sent("GET /a"),
        &["n: the header `h` is `1`, the request's is none"],
    );
    check_with(
        "5.2",
        &options,
        &[saved("GET /a").named("n").raw("x")],
        &sent("GET /a"),
        &["n: the body differs"],
    );
}

#[test]
fn rule_6_closest_says_where_the_path_differs() {
    let row = |row, example: &str, request: &str, rule: &str| {
        let told = format!("n: {rule}");
        check(
            row,
            &[saved(&format!("GET {example}")).named("n")],
            &sent(&format!("GET {request}")),
            &[&told],
        );
    };
    row("a segment", "/a/books", "/a/users", "segment 2 of the path is `books`, the request's is `users`");
    row("the first that differs", "/x/y/z", "/a/b/z", "segment 1 of the path is `x`, the request's is `a`");
    row("fewer", "/a", "/a/b", "the path has 1 segment, the request's has 2");
    row("more", "/a/b/:c/", "/a", "the path has 3 segments, the request's has 1");
    row("an empty one", "/a/:id/b", "/a//b", "segment 2 of the path is `:id`, the request's is ``");
    row(
        "each segment fits in some step, none fits all",
        "/pets/1",
        "/pet/2",
        "segment 2 of the path is `1`, the request's is `2`",
    );
    let long = format!("/a/{}", "x".repeat(500));
    let told = format!("segment 2 of the path is `b`, the request's is `{}`", "x".repeat(80));
    row("shortened", "/a/b", &long, &told);
}

#[test]
fn rule_8_2_closest_blames_no_segment_that_the_request_of_the_item_leaves_open() {
    let examples = [saved("GET /users/ann/posts").named("n").own(1, "users/:id/posts")];
    let index = index_by(&examples, Algorithm::Extended);
    for (row, line, expected) in [
        ("a typo", "GET /users/bob/post", "segment 3 of the path is `posts`, the request's is `post`"),
        (
            "another word",
            "GET /users/bob/likes",
            "segment 3 of the path is `posts`, the request's is `likes`",
        ),
        ("both", "GET /user/bob/post", "segment 1 of the path is `users`, the request's is `user`"),
        ("length", "GET /users/bob", "the path has 3 segments, the request's has 2"),
    ] {
        sent(line).ask(|request| {
            let Selection::Miss(miss) = index.select(request, &EXTENDED, Role::Alone, &NoAnswers) else {
                panic!("{row}")
            };
            assert_eq!(miss.closest()[0].rule.to_string(), expected, "{row}");
        });
    }
}

/// A placeholder of a generated collection is told as it stands in the file.
#[test]
fn rule_8_8_closest_shows_placeholders_as_they_were_saved() {
    let mut example = saved("GET /a/b").named("n").header("h", "{{$<string>}}");
    example.0.path = path_pattern("/a/<integer>/b");
    let index = index_by(&[example], Algorithm::Extended);
    for (line, path, rule) in [
        ("GET /a/5/c", "/a/<integer>/b", "segment 3 of the path is `b`, the request's is `c`"),
        ("GET /a//b", "/a/<integer>/b", "segment 2 of the path is `<integer>`, the request's is ``"),
        ("GET /a/5/b", "/a/<integer>/b", "the header `h` is `<string>`, the request's is none"),
    ] {
        sent(line).header("x-mock-match-request-headers", "h").ask(|request| {
            let Selection::Miss(miss) = index.select(request, &EXTENDED, Role::Alone, &NoAnswers) else {
                panic!("{line}")
            };
            let near = &miss.closest()[0];
            assert_eq!((near.path.as_str(), &*near.rule.to_string()), (path, rule), "{line}");
        });
    }
}

#[test]
fn rule_6_closest_judges_a_head_as_the_get_it_would_be() {
    let examples =
        [saved("POST /a").named("post"), saved("GET /a").named("get"), saved("HEAD /a/b").named("head")];
    check(
        "by code",
        &examples,
        &sent("HEAD /a").code("404"),
        &[
            "get: the status is 200, x-mock-response-code asks for 404",
            "post: the method is POST, the request's is HEAD",
            "head: the status is 200, x-mock-response-code asks for 404",
        ],
    );
}

/// Checks the names only.
#[track_caller]
fn check_order(row: &str, examples: &[&str], sent: &Sent, expected: &[&str]) {
    let examples: Vec<_> = examples.iter().map(|line| saved(line)).collect();
    let near = closest(&examples, sent, &POSTMAN);
    assert_eq!(near.iter().map(|near| &*near.name).collect::<Vec<_>>(), expected, "{row}");
}

#[test]
fn rule_6_closest_is_nearest_first() {
    check_order(
        "same method and path, same path, same beginning",
        &["GET /b", "GET /a/b/c", "PUT /a/b", "GET /a/b"],
        &sent("GET /a/b").code("404"),
        &["GET /a/b", "PUT /a/b", "GET /a/b/c"],
    );
    check_order(
        "the better step before the other",
        &["GET /pets", "GET /:x", "GET /PET", "GET /pet/", "GET /pet"],
        &sent("GET /pet").code("404"),
        &["GET /pet", "GET /pet/", "GET /PET"],
    );
    check_order(
        "parameters count",
        &["GET /a?p=2", "GET /a?q=1", "GET /a?p=1"],
        &sent("GET /a?p=1").code("404"),
        &["GET /a?p=1", "GET /a?p=2", "GET /a?q=1"],
    );
    check_order(
        "the longest common beginning",
        &["GET /x", "GET /a/x", "GET /a/:b/x", "GET /a/:b/c/x"],
        &sent("GET /a/b/c/d"),
        &["GET /a/:b/c/x", "GET /a/:b/x", "GET /a/x"],
    );
    check_order(
        "a long beginning in common is told once",
        &["GET /z", "GET /y", "GET /a/b/c/d/e/f/g/h"],
        &sent("GET /a/b/c/d/e/f/g"),
        &["GET /a/b/c/d/e/f/g/h", "GET /z", "GET /y"],
    );
    check_order(
        "own method first",
        &["DELETE /a/b/c", "GET /x/y/z/w"],
        &sent("GET /a/b"),
        &["GET /x/y/z/w", "DELETE /a/b/c"],
    );
}

#[test]
fn rule_6_closest_tells_name_method_and_path() {
    let near = closest(&[saved("GET /a%20b/:c={d}/{e}/").named("n")], &sent("GET /x"), &POSTMAN);
    let [near] = near.as_slice() else { panic!("{near:?}") };
    assert_eq!((&*near.name, &*near.method, near.path.as_str()), ("n", "GET", "/a b/:c/:e/"));
}

#[test]
fn rule_6_closest_are_up_to_three_different_ones() {
    let many =
        |count: usize| (0..count).map(|at| saved("GET /a/1").named(&at.to_string())).collect::<Vec<_>>();
    for (row, count, request) in [
        ("none", 0, sent("GET /a")),
        ("one", 1, sent("GET /a")),
        ("three", 3, sent("GET /a")),
        ("many below", 100, sent("GET /a")),
        ("many in this path", 100, sent("GET /a/1").code("404")),
        ("many by id, by case, by everything", 100, sent("GET /A/2/").code("404")),
        ("many of another method", 100, sent("POST /a/1")),
        ("many elsewhere", 100, sent("PUT /x/y/z")),
    ] {
        let near = closest(&many(count), &request, &POSTMAN);
        let mut names: Vec<_> = near.iter().map(|near| &near.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count.min(3), "{row}: {near:?}");
        assert_eq!(near.len(), names.len(), "{row}: {near:?}");
    }
}
