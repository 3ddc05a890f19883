//! Placeholders that are left in answers: a client gets them as they were saved.

use std::sync::LazyLock;

use regex::Regex;

use super::gather::{Fault, Gathered};
use crate::collection::{Algorithm, Example, Placeholder, says_json};
use crate::diagnostic::{Diagnostic, Level};

/// What generators put in the place of a value: `<string>`, and `(string)` in XML.
static TYPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let types = "integer|long|number|float|double|boolean|string|binary|dateTime|date|uuid|uri|email|byte|object|array";
    Regex::new(&format!(r"<(?:{types})>|>\((?:{types})\)<")).ok()
});

/// A part of a path that is still called as it is in the collection: `/users/:id`.
static SEGMENTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:^|["/\s])(?:https?:/)?(?:/[^\s"/:]+)*/(:[A-Za-z_]\w*)"#).ok());

/// The placeholders in an answer for which no value is filled in (matching.md 8.8).
pub(super) fn left<'c>(at: usize, example: &'c Example, algorithm: Algorithm, found: &mut Gathered<'c>) {
    let body = example.response.body.as_str();
    // Whether a body has a file instead of `<binary>` is known where that is looked for.
    let body = if body.trim() == "<binary>" { "" } else { body };
    let is_xml = body.trim_start().starts_with('<') && Placeholder::of(body.trim()).is_none();
    for (range, text) in types(body) {
        // In XML `<string>` is an element.
        let is_meant = is_xml != text.starts_with('<');
        let is_filled_in =
            algorithm == Algorithm::Extended && is_json(example) && is_whole_value(body, &range);
        if is_meant && !is_filled_in {
            found.add(Fault::Placeholder(text), at, || told(text, "the body"));
        }
    }
    for segment in segments(body).filter(|_| is_json(example)) {
        found.add(Fault::Placeholder(segment), at, || told(segment, "the body"));
    }
    for header in &example.response.headers {
        let place = || format!("the header `{}`", header.name);
        let value = header.value.trim();
        let is_filled_in = algorithm == Algorithm::Extended && Placeholder::of(value).is_some();
        if !is_filled_in {
            for (_, text) in types(value) {
                let is_left_out = algorithm == Algorithm::Extended && leads(&header.name);
                let problem = if is_left_out { left_out } else { told };
                found.add(Fault::Placeholder(text), at, || problem(text, &place()));
            }
        }
        for segment in segments(value).filter(|_| leads(&header.name)) {
            found.add(Fault::Placeholder(segment), at, || told(segment, &place()));
        }
    }
}

fn types(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let found = TYPES.iter().flat_map(move |types| types.find_iter(text));
    found.map(|found| (found.range(), found.as_str()))
}

fn segments(text: &str) -> impl Iterator<Item = &str> {
    let found = SEGMENTS.iter().flat_map(move |segments| segments.captures_iter(text));
    found.filter_map(|captures| captures.get(1)).map(|segment| segment.as_str())
}

fn is_whole_value(body: &str, range: &std::ops::Range<usize>) -> bool {
    let before = body.get(..range.start).unwrap_or_default();
    let behind = body.get(range.end..).unwrap_or_default();
    before.ends_with('"') && behind.starts_with('"')
}

fn is_json(example: &Example) -> bool {
    let mut headers = example.response.headers.iter();
    let said = headers.find(|header| header.name.trim().eq_ignore_ascii_case("content-type"));
    match said.map(|header| header.value.trim()).filter(|said| !said.is_empty() && *said != "*/*") {
        Some(said) => says_json(said),
        None => example.response.body.trim_start().starts_with(['{', '[']),
    }
}

fn leads(header: &str) -> bool {
    let name = header.trim();
    ["location", "content-location", "link"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Where it leads cannot be known.
fn left_out(text: &str, place: &str) -> Diagnostic {
    let message =
        format!("`{text}` in {place} of its answer is a placeholder, so that the header is left out");
    Diagnostic::new(Level::Hint, message).hint("save a response with a real value in its place")
}

fn told(text: &str, place: &str) -> Diagnostic {
    let text = text.trim_matches(['>', '<']);
    let shown = if text.starts_with([':', '(']) { text.to_owned() } else { format!("<{text}>") };
    let message = format!("`{shown}` in {place} of its answer is a placeholder, and is sent as it stands");
    Diagnostic::new(Level::Hint, message).hint("save a response with a real value in its place")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_patterns_are_regular_expressions() {
        assert!(TYPES.is_some() && SEGMENTS.is_some());
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(segments(text).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_part_of_a_path_that_kept_its_name() {
        check("/users/:id", &[":id"]);
        check("https://api.test/users/:user_id/x", &[":user_id"]);
        check(r#"{"a": "/users/:id", "b": "/:x"}"#, &[":id", ":x"]);
        check("https://api.test:8080/users/1", &[]);
        check("http://a", &[]);
        check("at 10:30 :wave: and a/:", &[]);
        check("urn:x:y", &[]);
        check("std::vec/::x", &[]);
    }
}
