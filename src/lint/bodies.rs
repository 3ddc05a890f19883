//! Bodies of saved requests that no request equals: they answer only where bodies need not be equal.

use serde::de::IgnoredAny;

use super::gather::{Fault, Gathered};
use crate::collection::{Algorithm, Body, Example, says_json, whole_variable};
use crate::diagnostic::{Diagnostic, Level};
use crate::matching::reads_as_json;

/// Why no request has the same body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Unequalled {
    /// It is a file (matching.md 5.4).
    File,
    /// It is one variable without a value (8.3).
    Variable,
    /// It is meant to be JSON, and is none.
    NotJson,
}

pub(super) fn unequalled<'c>(
    at: usize,
    example: &'c Example,
    algorithm: Algorithm,
    found: &mut Gathered<'c>,
) {
    if let Some(why) = why(example, algorithm) {
        found.add(Fault::Unequalled(why), at, || why.told());
    }
}

fn why(example: &Example, algorithm: Algorithm) -> Option<Unequalled> {
    let text = match &example.body {
        Body::File => return Some(Unequalled::File),
        Body::Raw(text) => text.trim(),
        Body::Empty | Body::UrlEncoded(_) | Body::FormData(_) | Body::GraphQl { .. } => return None,
    };
    match whole_variable(text) {
        // What dynamic variables stand for is not known, nor meant to be equal.
        Some(name) if name.starts_with('$') => None,
        // With Postman's rules every variable without a value is told of.
        Some(_) => (algorithm == Algorithm::Extended).then_some(Unequalled::Variable),
        None => {
            let is_no_json = is_meant_to_be_json(text) && !reads_as_json(text, algorithm);
            let is_meant = !says_otherwise(example) && !is_lines_of_json(text);
            (is_no_json && is_meant).then_some(Unequalled::NotJson)
        }
    }
}

/// Whether the request says that its body is of another type, such as a GraphQL document.
fn says_otherwise(example: &Example) -> bool {
    let mut headers = example.headers.iter();
    let said = headers.find(|header| header.name.trim().eq_ignore_ascii_case("content-type"));
    said.is_some_and(|header| !header.value.trim().is_empty() && !says_json(&header.value))
}

fn is_lines_of_json(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.all(|line| serde_json::from_str::<IgnoredAny>(line).is_ok())
}

fn is_meant_to_be_json(text: &str) -> bool {
    let is_enclosed = |open, close| text.starts_with(open) && text.ends_with(close);
    (is_enclosed('{', '}') && !text.starts_with("{{")) || is_enclosed('[', ']')
}

impl Unequalled {
    fn told(self) -> Diagnostic {
        let (message, hint) = match self {
            Self::File => (
                "the body of its request is a file, which no body equals",
                "where bodies decide, save the request with a body that is text",
            ),
            Self::Variable => (
                "the body of its request is one variable without a value, which no body equals",
                "define it in the environment or the collection",
            ),
            Self::NotJson => (
                "the body of its request looks like JSON, but is none: only the same text equals it",
                "correct the body",
            ),
        };
        Diagnostic::new(Level::Hint, message).hint(hint)
    }
}
