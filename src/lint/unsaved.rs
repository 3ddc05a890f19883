//! Requests that nobody saved an answer to.

use std::collections::HashSet;

use super::gather::{Fault, Gathered};
use crate::collection::{Collection, Subject};
use crate::diagnostic::{Diagnostic, Level};

/// The requests of a collection that have no usable example (matching.md 8.14).
pub(super) fn without_example(collection: &Collection, found: &mut Gathered<'_>) {
    let saved: HashSet<_> = collection.examples.iter().map(|example| example.request.number).collect();
    for (at, request) in collection.endpoints.iter().enumerate() {
        if !saved.contains(&request.number) {
            found.add_to(Subject::Request(at), Fault::NoExample, || {
                Diagnostic::new(Level::Hint, "the request has no example, so the mock has no answer to it")
                    .hint("in Postman, send it, save the response as an example, and export the collection again")
            });
        }
    }
}
