//! Which endpoint a request belongs to, and what the config says of it.

use http::HeaderMap;

use crate::config::{EndpointMode, Mode};
use crate::matching::{Path, Request, Target};
use crate::mock::Endpoint;
use crate::routing::Endpoints;

/// Endpoints of collections and of the config, from `METHOD /path`; those of the config are mocked.
fn endpoints(collected: &[&str], configured: &[&str]) -> Endpoints {
    let split = |line: &str| line.split_once(' ').map(|(method, path)| (method.to_owned(), path.to_owned()));
    let collected: Vec<_> = (1..)
        .zip(collected)
        .map(|(number, line)| {
            let (method, path) = split(line).unwrap();
            Endpoint {
                item: format!("item {number}").into(),
                method: method.into(),
                path: Path::parse(&path),
                has_example: true,
            }
        })
        .collect();
    let configured = configured.iter().map(|line| {
        let (method, path) = split(line).unwrap();
        EndpointMode { method, path, mode: Mode::Mock }
    });
    Endpoints::new(collected.iter(), &configured.collect::<Vec<_>>())
}

/// Whether `METHOD /path` belongs to the endpoint with this label.
#[track_caller]
fn check(endpoints: &Endpoints, line: &str, expected: Option<&str>) {
    let (method, path) = line.split_once(' ').unwrap();
    let headers = HeaderMap::new();
    let found = endpoints.find(method, &Request::new(method, &Target::new(path, None), &headers, b""));
    assert_eq!(found.map(|found| &*endpoints.list()[found].label), expected, "{line}");
}

#[track_caller]
fn check_list(endpoints: &Endpoints, expected: &[(&str, &str, Option<Mode>)]) {
    let list = endpoints.list().iter().map(|it| (&*it.label, &*it.item, it.mode));
    assert_eq!(list.collect::<Vec<_>>(), expected);
}

#[test]
fn a_literal_goes_before_a_wildcard_whichever_comes_first() {
    for lines in [["GET /books/new", "GET /books/:id"], ["GET /books/:id", "GET /books/new"]] {
        let endpoints = endpoints(&lines, &[]);
        check(&endpoints, "GET /books/new", Some("GET /books/new"));
        check(&endpoints, "GET /books/7", Some("GET /books/:id"));
        check(&endpoints, "GET /books/new/x", None);
        check(&endpoints, "GET /books", None);
    }
}

#[test]
fn the_most_literals_win_and_of_equals_the_first() {
    let endpoints_of = |lines: &[&str]| endpoints(lines, &[]);
    let lines = ["GET /:a/:b/:c", "GET /:a/b/:c", "GET /a/:b/c"];
    check(&endpoints_of(&lines), "GET /a/b/c", Some("GET /a/:b/c"));
    for lines in [["GET /a/:b", "GET /:a/b"], ["GET /:a/b", "GET /a/:b"]] {
        check(&endpoints_of(&lines), "GET /a/b", Some(lines[0]));
    }
}

#[test]
fn case_and_trailing_slashes_do_not_count_and_wildcards_take_no_empty_segment() {
    let endpoints = endpoints(&["GET /Books/:id/", "GET /"], &[]);
    check(&endpoints, "GET /books/7", Some("GET /Books/:id/"));
    check(&endpoints, "GET /BOOKS/7//", Some("GET /Books/:id/"));
    check(&endpoints, "GET /books//", None);
    check(&endpoints, "GET /", Some("GET /"));
    check(&endpoints, "GET //", Some("GET /"));
    check(&endpoints, "OPTIONS *", None);
}

#[test]
fn paths_are_compared_decoded() {
    let endpoints = endpoints(&["GET /a b/ä", "GET /x/:id"], &[]);
    check(&endpoints, "GET /a%20b/%C3%A4", Some("GET /a b/ä"));
    check(&endpoints, "GET /x/1%2F2", Some("GET /x/:id"));
}

#[test]
fn methods_are_apart_but_for_head() {
    let endpoints = endpoints(&["GET /books", "POST /books", "GET /both", "HEAD /both"], &[]);
    check(&endpoints, "POST /books", Some("POST /books"));
    check(&endpoints, "HEAD /books", Some("GET /books"));
    check(&endpoints, "HEAD /both", Some("HEAD /both"));
    check(&endpoints, "PUT /books", None);
    check(&endpoints, "get /books", None);
}

#[test]
fn endpoints_that_differ_only_in_the_names_of_wildcards_are_one() {
    let endpoints = endpoints(&["GET /books/:id", "GET /books/{{isbn}}", "GET /BOOKS/:book/"], &[]);
    check_list(&endpoints, &[("GET /books/:id", "item 1", None)]);
}

#[test]
fn the_config_gives_modes_and_may_know_more() {
    let endpoints = endpoints(
        &["GET /books", "GET /books/:id"],
        &["GET /books/:number", "GET /boks", "POST /books", "GET /boks/"],
    );
    check_list(
        &endpoints,
        &[
            ("GET /books", "item 1", None),
            ("GET /books/:id", "item 2", Some(Mode::Mock)),
            ("GET /boks", "", Some(Mode::Mock)),
            ("POST /books", "", Some(Mode::Mock)),
        ],
    );
    assert_eq!(endpoints.configured(), [1, 2, 3, 2]);
    assert_eq!(endpoints.collected().len(), 2);
    check(&endpoints, "GET /boks", Some("GET /boks"));
}
