//! 304s that no request gets: nothing tells which condition they answer.

use std::collections::{HashMap, HashSet};

use super::elsewhere::is_success;
use super::gather::{Fault, Gathered};
use crate::collection::{Algorithm, Collection, Example, Header};
use crate::diagnostic::{Diagnostic, Level};

/// The 304s that always give way to a success of their request (matching.md 8.1.2): they were saved without a
/// condition, no 200 of the request has an `etag`, and a success was saved for the same path, parameters and body.
pub(super) fn unasked<'c>(collection: &'c Collection, found: &mut Gathered<'c>) {
    if collection.algorithm == Algorithm::Postman {
        return;
    }
    let examples = || collection.examples.iter();
    let has_etag =
        |example: &&Example| example.response.status == Some(200) && has(&example.response.headers, "etag");
    let tagged: HashSet<_> = examples().filter(has_etag).map(|example| example.request.number).collect();
    let mut successes: HashMap<usize, Vec<&Example>> = HashMap::new();
    for example in examples().filter(|example| is_success(example)) {
        successes.entry(example.request.number).or_default().push(example);
    }
    let is_unasked = |example: &Example| {
        let number = example.request.number;
        let is_alike = |success: &&Example| is_alike(example, success);
        example.response.status == Some(304)
            && !tagged.contains(&number)
            && !CONDITIONS.iter().any(|name| has(&example.headers, name))
            && successes.get(&number).is_some_and(|successes| successes.iter().any(is_alike))
    };
    for (at, _) in examples().enumerate().filter(|(_, example)| is_unasked(example)) {
        found.add(Fault::Unasked, at, told);
    }
}

const CONDITIONS: [&str; 2] = ["if-none-match", "if-modified-since"];

fn has(headers: &[Header], name: &str) -> bool {
    headers.iter().any(|header| header.name.trim().eq_ignore_ascii_case(name))
}

/// Whether both fit the same requests, as well.
fn is_alike(one: &Example, other: &Example) -> bool {
    one.method == other.method
        && one.path == other.path
        && one.params == other.params
        && one.body == other.body
}

fn told() -> Diagnostic {
    let message = "it never answers: a 304 answers the condition that it was saved with, or the `etag` of its \
                   request's 200, and there is neither";
    Diagnostic::new(Level::Hint, message)
        .hint("give its request `if-none-match`, or the 200 its `etag`, or ask for it by id or name")
}
