//! Pages that lead on for ever: a client that follows them asks again and again.

mod follow;
mod headers;
mod instead;
mod json;
mod names;
mod way;
mod xml;

use std::collections::{HashMap, HashSet};

pub(super) use instead::may_answer_instead;

use follow::{Back, Follower};
use way::Way;

use super::gather::{Fault, Gathered, label};
use super::indexed::Indexed;
use crate::collection::Example;
use crate::diagnostic::{Diagnostic, Level};

/// That an answer leads to a next page.
#[derive(Debug, PartialEq, Eq)]
struct Next {
    by: By,
    way: Way,
}

/// What of an answer leads there.
#[derive(Debug, PartialEq, Eq)]
enum By {
    /// What stands at this place of its body: `paging.next.after`.
    Place(String),
    /// This header.
    Header(String),
}

/// Of each request whose pages all lead on, or lead back, the first such page (matching.md 8.12).
pub(super) fn endless<'c>(indexed: &Indexed<'c>, found: &mut Gathered<'c>) {
    let examples = &indexed.collection.examples;
    let is_success = |example: &Example| matches!(example.response.status, Some(200..=299));
    let pages: Vec<_> = examples.iter().map(|it| is_success(it).then(|| next(it)).flatten()).collect();
    let mut has_last: HashMap<usize, bool> = HashMap::new();
    for (example, page) in examples.iter().zip(&pages).filter(|(example, _)| is_success(example)) {
        *has_last.entry(example.request.number).or_default() |= page.is_none();
    }
    let (mut follower, mut told) = (Follower::new(indexed, &pages), HashSet::new());
    for (at, (example, page)) in examples.iter().zip(&pages).enumerate() {
        let Some(next) = page.as_ref().filter(|_| !told.contains(&example.request.number)) else { continue };
        if has_last.get(&example.request.number) == Some(&false) {
            found.add(Fault::EndlessPage, at, || no_last_page(next));
        } else if let Some(back) = follower.back_from(at) {
            add_back(indexed, &pages, back, found);
        } else {
            continue;
        }
        told.insert(example.request.number);
    }
}

fn next(example: &Example) -> Option<Next> {
    let (headers, body) = (&example.response.headers, &example.response.body);
    headers::next(headers).or_else(|| json::next(body)).or_else(|| xml::next(body))
}

fn add_back<'c>(
    indexed: &Indexed<'c>,
    pages: &[Option<Next>],
    Back { from, to }: Back,
    found: &mut Gathered<'c>,
) {
    let next = pages.get(from).and_then(Option::as_ref);
    if let (Some(next), Some(again)) = (next, indexed.collection.examples.get(to)) {
        let again = (from != to).then(|| label(again));
        found.add(Fault::LeadsBack(again.as_ref().map(|_| to)), from, || leads_back(next, again.as_deref()));
    }
}

fn no_last_page(next: &Next) -> Diagnostic {
    let by = next.by.in_words();
    let message = format!("{by} leads to a next page, and no example of its request is the last one");
    let hint = "save the last page as an example too: a client that follows the pages asks for ever";
    Diagnostic::new(Level::Hint, message).hint(hint)
}

fn leads_back(next: &Next, again: Option<&str>) -> Diagnostic {
    let by = next.by.in_words();
    let again = again.map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
    let message = format!("{by} leads to a next page, and whoever asks for that gets {again} again");
    let hint =
        "save the page that it leads to as an example too: a client that follows the pages asks for ever";
    Diagnostic::new(Level::Hint, message).hint(hint)
}

impl By {
    fn in_words(&self) -> String {
        match self {
            Self::Place(place) => format!("`{place}` of its answer"),
            Self::Header(name) => format!("the header `{name}` of its answer"),
        }
    }
}
