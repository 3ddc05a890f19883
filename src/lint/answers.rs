//! Answers whose headers do not say what their bodies are.

use serde::de::IgnoredAny;

use super::gather::{Fault, Gathered};
use crate::collection::{Example, Placeholder, references, says_json};
use crate::diagnostic::{Diagnostic, Level};

/// What the headers of an example's answer say that is not so.
pub(super) fn lying<'c>(at: usize, example: &'c Example, found: &mut Gathered<'c>) {
    if let Some((content_type, problem)) = no_json(example) {
        found.add(Fault::NotJson(at), at, || {
            let message = format!("its content type is `{content_type}`, but its body is no JSON: {problem}");
            Diagnostic::warning(message).hint("correct the body or the content type")
        });
    }
    if let Some(length) = wrong_length(example) {
        found.add(Fault::Length, at, || {
            let own = example.response.body.len();
            let message = format!("its recorded content-length is `{length}`, but its body has {own} bytes");
            Diagnostic::new(Level::Hint, message).hint("the right length is sent; the header can go")
        });
    }
    if let Some(encoding) =
        header(example, "content-encoding").filter(|it| !it.eq_ignore_ascii_case("identity"))
    {
        found.add(Fault::Encoding, at, || {
            let message =
                format!("its recorded content-encoding is `{encoding}`, but its body is saved decoded");
            Diagnostic::new(Level::Hint, message).hint("the body is sent as it is saved; the header can go")
        });
    }
}

/// The content type, and what is wrong with a body that is no JSON, whatever is filled in.
fn no_json(example: &Example) -> Option<(&str, serde_json::Error)> {
    let has_body = !matches!(example.response.status, Some(204 | 205 | 304));
    let content_type = told_content_type(example).filter(|it| has_body && says_json(it))?;
    let body = with_digits(&example.response.body);
    if body.trim().is_empty() || Placeholder::of(body.trim()).is_some() {
        return None;
    }
    let problem = serde_json::from_str::<IgnoredAny>(&body).err()?;
    Some((content_type, problem))
}

/// The content type as saved, or as the preview language tells it (matching.md 7.2).
fn told_content_type(example: &Example) -> Option<&str> {
    match header(example, "content-type") {
        Some(saved) if !saved.is_empty() && !saved.starts_with("*/*") => Some(saved),
        _ if example.response.preview_language.as_deref() == Some("json") => Some("application/json"),
        _ => None,
    }
}

/// The body with a digit in place of each variable, which fits inside a JSON string and outside.
fn with_digits(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut from = 0;
    for reference in references(body) {
        text.push_str(body.get(from..reference.range.start).unwrap_or_default());
        text.push('1');
        from = reference.range.end;
    }
    text.push_str(body.get(from..).unwrap_or_default());
    text
}

/// A recorded length that is not that of the body. What is filled in has a length only then.
fn wrong_length(example: &Example) -> Option<&str> {
    let body = &example.response.body;
    let length = header(example, "content-length")?;
    let is_open = length.parse() == Ok(body.len()) || references(body).next().is_some();
    (!is_open).then_some(length)
}

/// The first header of this name, in lower case.
fn header<'e>(example: &'e Example, name: &str) -> Option<&'e str> {
    let mut headers = example.response.headers.iter();
    let found = headers.find(|header| header.name.trim().eq_ignore_ascii_case(name));
    found.map(|header| header.value.trim())
}
