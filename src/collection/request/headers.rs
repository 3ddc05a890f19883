//! Headers in all the shapes exports have them: rows, a map, or the lines of a message.

use std::borrow::Cow;

use super::super::model::Header;
use super::super::source::{Json, rows};
use super::super::variables::Scope;
use super::placeholders;

/// The enabled headers, in order, with variables filled in. A header without a name does not count.
pub(crate) fn read(headers: Option<&Json<'_>>, scope: &mut Scope<'_>) -> Vec<Header> {
    match headers {
        None => Vec::new(),
        Some(Json::Text(text)) => {
            lines(text).into_iter().map(|(name, value)| header(name, value, scope)).collect()
        }
        Some(list) => {
            let named = rows(list, &["key", "name"]).into_iter().filter(|row| !row.key.trim().is_empty());
            named.map(|row| header(row.key, row.value, scope)).collect()
        }
    }
}

/// As [`read`], of a request that is to be matched: a placeholder is a variable without a value (8.8).
pub(crate) fn read_asked(headers: Option<&Json<'_>>, scope: &mut Scope<'_>) -> Vec<Header> {
    let mut headers = read(headers, scope);
    for header in &mut headers {
        if placeholders::is_any(&header.value, scope) {
            header.value = placeholders::reference(&header.value);
        }
    }
    headers
}

fn header(name: Cow<'_, str>, value: Cow<'_, str>, scope: &mut Scope<'_>) -> Header {
    Header { name: scope.fill(name), value: scope.fill(value) }
}

/// The headers in `Name: value` lines. A line that begins with white space goes on with the one before;
/// one that begins with `//` is disabled, in the manner of format 1.
pub(crate) fn lines(text: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut headers: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.to_mut().extend([" ", line.trim()]);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((Cow::Borrowed(name.trim()), Cow::Borrowed(value.trim())));
        }
    }
    headers.retain(|(name, _)| !name.is_empty() && !name.starts_with("//"));
    headers
}
