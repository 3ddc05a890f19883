//! Headers that are lists: read over all of their lines, written as one.

use http::header::{Entry, ORIGIN, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Whether a header is one of those that this module is about.
pub(super) fn is_cors(name: &HeaderName) -> bool {
    name.as_str().starts_with("access-control-")
}

/// What a list names; what is no text names nothing.
pub(super) fn tokens<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|token| !token.is_empty())
}

pub(super) fn says_anything(headers: &HeaderMap, name: &HeaderName) -> bool {
    tokens(headers, name).next().is_some()
}

/// The value of a header that stands on one line.
pub(super) fn only_value<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h HeaderValue> {
    let mut lines = headers.get_all(name).into_iter();
    lines.next().filter(|_| lines.next().is_none())
}

/// Adds names to a list that does not have them, and puts the whole of it on one line.
pub(super) fn add<'n>(headers: &mut HeaderMap, name: HeaderName, more: impl IntoIterator<Item = &'n str>) {
    let mut list: Vec<String> = tokens(headers, &name).map(str::to_owned).collect();
    for token in more {
        if !list.iter().any(|known| known.eq_ignore_ascii_case(token)) {
            list.push(token.to_owned());
        }
    }
    if let Ok(line) = HeaderValue::from_str(&list.join(", "))
        && !list.is_empty()
    {
        headers.insert(name, line);
    }
}

/// Says that the answer to another origin may be another one. `*` says that already.
pub(super) fn vary_by_origin(headers: &mut HeaderMap) {
    if let Entry::Vacant(vacant) = headers.entry(VARY) {
        vacant.insert(HeaderValue::from_static("origin"));
    } else if !tokens(headers, &VARY).any(|token| token == "*") {
        add(headers, VARY, [ORIGIN.as_str()]);
    }
}

/// The names of all headers that a page may be shown; none where there are none.
pub(super) fn readable_names(headers: &HeaderMap) -> Option<HeaderValue> {
    let names = headers.keys().filter(|name| !is_cors(name) && **name != SET_COOKIE);
    let mut names: Vec<_> = names.map(HeaderName::as_str).collect();
    names.sort_unstable();
    if names.is_empty() { None } else { HeaderValue::from_str(&names.join(", ")).ok() }
}
