//! What a client or a file may do without end must cost neither stack nor quadratic time: every row
//! here is large enough that it would be felt.

use std::fmt::Write as _;

use super::builders::{Saved, saved, sent};
use super::{NoMatch, Options, POSTMAN, Winner, check, check_with};
use crate::collection::Body;
use crate::matching::Captures;

const MANY: usize = 10_000;

fn deep(segment: &str, count: usize) -> String {
    format!("/{segment}").repeat(count)
}

#[test]
fn deep_paths() {
    let name = |line: &Saved| line.0.name.clone();
    let literal = saved(&format!("GET {}", deep("a", MANY)));
    let wildcards = saved(&format!("GET {}", deep(":x", MANY)));
    let examples = [literal.clone(), wildcards.clone()];
    let get = |path: &str| sent(&format!("GET {path}"));
    check("equal", &examples, &get(&deep("a", MANY)), &Winner(&name(&literal)));
    check("wildcards", &examples, &get(&deep("b", MANY)), &Winner(&name(&wildcards)));
    check("one more", &examples, &get(&deep("a", MANY + 1)), &NoMatch);
    check("half", &examples, &get(&deep("a", MANY / 2)), &NoMatch);
    check("only slashes", &examples, &get(&"/".repeat(MANY)), &NoMatch);
    check("only slashes behind the root", &[saved("GET /")], &get(&"/".repeat(MANY)), &Winner("GET /"));
}

#[test]
fn long_segments() {
    let (short, long) = ("GET /short", format!("GET /{}", "ab".repeat(MANY)));
    let examples = [saved(short), saved(&long)];
    check("equal", &examples, &sent(&long), &Winner(&long));
    check("an id for an id", &[saved(&long)], &sent(&format!("GET /{}", "c".repeat(MANY))), &Winner(&long));
    check("of another length", &[saved(short)], &sent(&long), &NoMatch);
}

/// `a0=0&a1=1...`
fn params(count: usize) -> String {
    (0..count).fold(String::new(), |mut query, at| {
        let _ = write!(query, "a{}={at}&", at % 100);
        query
    })
}

#[test]
fn thousands_of_parameters() {
    let query = params(MANY);
    let examples: Vec<_> = (0..50).map(|at| saved(&format!("GET /a?a{at}={at}&b{at}={{{{x}}}}"))).collect();
    let more = saved(&format!("GET /a?{query}")).named("all");
    let request = sent(&format!("GET /a?{query}"));
    check("few of them saved", &examples, &request, &Winner("GET /a?a0=0&b0={{x}}"));
    check("all of them saved", &[examples, vec![more]].concat(), &request, &Winner("all"));
    let same = "a&".repeat(MANY);
    let variables = "a={{x}}&".repeat(100);
    let candidate = saved(&format!("GET /a?{variables}")).candidate();
    let request = sent(&format!("GET /a?{same}"));
    request.ask(|request| assert_eq!(Captures::of(&candidate, request).get("x"), Some("")));
}

#[test]
fn thousands_of_named_headers() {
    let names = (0..MANY).map(|at| format!("h{at}")).collect::<Vec<_>>().join(",");
    let request = || sent("GET /a").header("x-mock-match-request-headers", &names);
    let examples: Vec<_> = (0..500).map(|at| saved("GET /a").named(&at.to_string())).collect();
    check("absent everywhere", &examples, &request(), &Winner("0"));
    let with_last = saved("GET /a").named("last").header("H9999", "1");
    check("absent in the request", std::slice::from_ref(&with_last), &request(), &NoMatch);
    check("in both", &[examples, vec![with_last]].concat(), &request().header("h9999", "1"), &Winner("last"));
}

#[test]
fn bodies_nested_too_deeply_to_be_json_are_texts() {
    let options = Options { match_body: true, ..POSTMAN };
    let nested = format!("{}{}", "[".repeat(MANY), "]".repeat(MANY));
    let examples = [saved("POST /a").raw(&nested)];
    check_with("equal", &options, &examples, &sent("POST /a").body(nested.as_str()), &Winner("POST /a"));
    check_with("other", &options, &examples, &sent("POST /a").body("[".repeat(MANY)), &NoMatch);
    let query = "{a".repeat(MANY);
    let body = Body::GraphQl { query: query.clone(), variables: String::new(), operation_name: None };
    let request = sent("POST /a").of_type("application/graphql").body(query);
    check_with("GraphQL", &options, &[saved("POST /a").body(body)], &request, &Winner("POST /a"));
}
