//! Pages that lead on for ever: a client that follows them asks again and again.

use std::collections::HashMap;

use serde_json::Value;

use super::gather::{Fault, Gathered};
use crate::collection::{Collection, Example};
use crate::diagnostic::{Diagnostic, Level};

/// What of an answer leads to the next page.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// The value at this place of its body: `paging.next.after`.
    Value(String),
    /// Its header `Link`.
    Link,
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
        Next::Value(place) => format!("`{place}` of its answer"),
        Next::Link => "the header `Link` of its answer".to_owned(),
    };
    let message = format!("{by} leads to a next page, and no example of its request is the last one");
    let hint = "save the last page as an example too: a client that follows the pages asks for ever";
    Diagnostic::new(Level::Hint, message).hint(hint)
}

fn next(example: &Example) -> Option<Next> {
    let links =
        example.response.headers.iter().filter(|header| header.name.trim().eq_ignore_ascii_case("link"));
    let is_next = |value: &str| value.contains("rel=\"next\"") || value.contains("rel=next");
    if links.map(|header| header.value.as_str()).any(is_next) {
        return Some(Next::Link);
    }
    let body: Value = serde_json::from_str(&example.response.body).ok()?;
    place_of_next(&body, "", LeadsOn::No).map(Next::Value)
}

/// Whether a name on the way to a value says that it leads to the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeadsOn {
    Yes,
    No,
}

impl LeadsOn {
    fn with(self, name: &str) -> Self {
        let name = name.to_ascii_lowercase().replace(['_', '-'], "");
        let says_so = name == "endcursor" || name.strip_prefix("next").is_some_and(is_way);
        if says_so { Self::Yes } else { self }
    }
}

/// What follows `next` in a name: `nextPageToken` leads on, `nextRun` does not.
fn is_way(rest: &str) -> bool {
    const WAYS: [&str; 9] = ["page", "cursor", "token", "ur", "link", "key", "marker", "after", "offset"];
    rest.is_empty() || WAYS.iter().any(|way| rest.starts_with(way))
}

/// Where the first text is that leads on. The reader of JSON bounds the depth.
fn place_of_next(value: &Value, place: &str, leads_on: LeadsOn) -> Option<String> {
    match value {
        Value::String(text) => (leads_on == LeadsOn::Yes && !text.is_empty()).then(|| place.to_owned()),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            place_of_next(value, &place, leads_on.with(name))
        }),
        Value::Array(values) => {
            values.iter().find_map(|value| place_of_next(value, &format!("{place}[]"), leads_on))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
