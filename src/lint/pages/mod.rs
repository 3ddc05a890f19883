//! Pages that lead on for ever: a client that follows them asks again and again.

mod headers;
mod instead;
mod json;
mod names;
mod xml;

use std::collections::HashMap;

pub(super) use instead::may_answer_instead;

use super::gather::{Fault, Gathered};
use crate::collection::{Collection, Example};
use crate::diagnostic::{Diagnostic, Level};

/// What of an answer leads to the next page.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// What stands at this place of its body: `paging.next.after`.
    Place(String),
    /// This header.
    Header(String),
}

/// Of each request whose pages all lead on, the first page (matching.md 8.12).
pub(super) fn endless(collection: &Collection, found: &mut Gathered<'_>) {
    let mut pages: HashMap<usize, Vec<(usize, Option<Next>)>> = HashMap::new();
    for (at, example) in collection.examples.iter().enumerate() {
        if matches!(example.response.status, Some(200..=299)) {
            pages.entry(example.request.number).or_default().push((at, next(example)));
        }
    }
    let mut endless: Vec<_> = pages.into_values().filter_map(first_of_endless).collect();
    endless.sort_unstable_by_key(|(at, _)| *at);
    for (at, next) in endless {
        found.add(Fault::EndlessPage, at, || told(&next));
    }
}

fn first_of_endless(pages: Vec<(usize, Option<Next>)>) -> Option<(usize, Next)> {
    let pages: Option<Vec<_>> = pages.into_iter().map(|(at, next)| Some((at, next?))).collect();
    pages?.into_iter().next()
}

fn told(next: &Next) -> Diagnostic {
    let by = match next {
        Next::Place(place) => format!("`{place}` of its answer"),
        Next::Header(name) => format!("the header `{name}` of its answer"),
    };
    let message = format!("{by} leads to a next page, and no example of its request is the last one");
    let hint = "save the last page as an example too: a client that follows the pages asks for ever";
    Diagnostic::new(Level::Hint, message).hint(hint)
}

fn next(example: &Example) -> Option<Next> {
    let (headers, body) = (&example.response.headers, &example.response.body);
    let in_body = || json::place_of_next(body).or_else(|| xml::place_of_next(body)).map(Next::Place);
    headers::leading_on(headers).map(|name| Next::Header(name.to_owned())).or_else(in_body)
}
