//! Variables without a value, in places where that is no wildcard.

use super::gather::{Fault, Gathered};
use crate::collection::{self, Algorithm, Body, Example, FormValue, ParamValue, Segment};
use crate::diagnostic::{Diagnostic, Level};
use crate::template::{Addresses, Template, Vocabulary};

const DEFINE: &str = "define it in the environment or the collection";

/// The variables of an example that are left as they stand, in its request and its answer.
pub(super) fn unresolved<'c>(
    at: usize,
    example: &'c Example,
    algorithm: Algorithm,
    found: &mut Gathered<'c>,
) {
    for (place, text) in request_texts(example, algorithm) {
        // What dynamic variables stand for is not known, nor meant to be equal.
        for name in collection::unresolved(text).filter(|name| !name.starts_with('$')) {
            found.add(Fault::InRequest(name), at, || in_request(name, &place));
        }
    }
    let captures = example.captures();
    let addresses = match algorithm {
        Algorithm::Extended => Addresses::new(&example.origin, &[]),
        Algorithm::Postman => Addresses::default(),
    };
    let words = Vocabulary { captures: &captures, algorithm, addresses: &addresses };
    let headers = example.response.headers.iter();
    let headers = headers.map(|header| (format!("the header `{}`", header.name), header.value.as_str()));
    for (place, text) in headers.chain([("the body".to_owned(), example.response.body.as_str())]) {
        for name in Template::unfilled(text, &words) {
            found.add(Fault::InAnswer(name), at, || in_answer(name, &place));
        }
    }
}

/// A request would have to hold the braces to be equal (matching.md 1.8, 5.4).
fn in_request(name: &str, place: &str) -> Diagnostic {
    let message =
        format!("`{{{{{name}}}}}` in {place} of its request has no value, so no real request equals it");
    Diagnostic::new(Level::Hint, message).hint(DEFINE)
}

/// It is sent with its braces (templates.md). A name that nothing can mean is a mistake; any other may be filled in by
/// whoever has the values.
fn in_answer(name: &str, place: &str) -> Diagnostic {
    let message = format!("`{{{{{name}}}}}` in {place} of its answer has no value and is sent as it stands");
    let hint = match name.strip_prefix('$') {
        Some(_) => "no dynamic variable or helper is called so: correct its name",
        None => "define it in the environment or the collection, or name a part of the path so",
    };
    let level = if name.starts_with('$') { Level::Warning } else { Level::Hint };
    Diagnostic::new(level, message).hint(hint)
}

/// What of a request is compared as text. By the extended rules a variable in a body takes anything (matching.md 8.4.5).
fn request_texts(example: &Example, algorithm: Algorithm) -> Vec<(String, &str)> {
    let path = example.path.0.iter().filter_map(|segment| match segment {
        Segment::Literal(text) => Some(("the path".to_owned(), text.as_str())),
        Segment::Gap { .. } | Segment::Wildcard { .. } => None,
    });
    let params = example.params.iter().filter_map(|param| match &param.value {
        ParamValue::Literal(text) => Some((format!("the parameter `{}`", param.key), text.as_str())),
        ParamValue::Variable(_) => None,
    });
    let body = if algorithm == Algorithm::Postman { body_texts(&example.body) } else { Vec::new() };
    let body = body.into_iter().map(|text| ("the body".to_owned(), text));
    path.chain(params).chain(body).collect()
}

/// The texts of a body.
pub(super) fn body_texts(body: &Body) -> Vec<&str> {
    match body {
        Body::Empty | Body::File => Vec::new(),
        Body::Raw(text) => vec![text],
        Body::UrlEncoded(pairs) => pairs.iter().map(|(_, value)| value.as_str()).collect(),
        Body::FormData(fields) => fields
            .iter()
            .filter_map(|field| match &field.value {
                FormValue::Text(text) => Some(text.as_str()),
                FormValue::File => None,
            })
            .collect(),
        Body::GraphQl { query, variables, .. } => vec![query, variables],
    }
}
