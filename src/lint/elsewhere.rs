//! Requests whose successes answer something else: an example answers what it was saved with, not what its request of
//! the collection asks.

use std::collections::HashMap;

use super::gather::{Fault, Gathered};
use crate::collection::{Algorithm, Collection, Endpoint, Example, PathPattern, Segment};
use crate::diagnostic::{Diagnostic, Level};
use crate::matching::Path;

/// The requests with a success, of which none has their method and number of segments.
pub(super) fn answering(collection: &Collection, found: &mut Gathered<'_>) {
    let mut successes: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, example) in collection.examples.iter().enumerate().filter(|(_, example)| is_success(example)) {
        successes.entry(example.request.number).or_default().push(at);
    }
    for request in &collection.endpoints {
        let own = successes.get(&request.number).map(Vec::as_slice).unwrap_or_default();
        let examples = || own.iter().filter_map(|at| Some((*at, collection.examples.get(*at)?)));
        if let Some((at, first)) = examples().next()
            && examples().all(|(_, example)| answers_another(example, request))
        {
            found.add(Fault::Elsewhere(at), at, || told(first, request));
        }
    }
}

pub(super) fn is_success(example: &Example) -> bool {
    example.response.status.is_some_and(|status| (200..300).contains(&status))
}

fn answers_another(example: &Example, request: &Endpoint) -> bool {
    example.method != request.method || length(&example.path) != length(&request.path)
}

/// How many segments it has, but for slashes at its ends.
fn length(path: &PathPattern) -> usize {
    let is_empty = |segment: &&Segment| matches!(segment, Segment::Literal(text) if text.is_empty());
    let leading = path.0.iter().take_while(is_empty).count();
    let trailing = path.0.iter().rev().take_while(is_empty).count();
    path.0.len().saturating_sub(leading + trailing)
}

fn told(example: &Example, request: &Endpoint) -> Diagnostic {
    let saved = line(&example.method, &example.path);
    let own = line(&request.method, &request.path);
    let message = format!("it answers `{saved}`, and no success of its request answers `{own}`");
    let hint =
        "save a response to the request as it is now, or correct the one that the example was saved with";
    Diagnostic::new(Level::Hint, message).hint(hint)
}

/// `GET /books/:id`.
fn line(method: &str, path: &PathPattern) -> String {
    format!("{method} {}", Path::of(path.clone(), Algorithm::default()))
}
