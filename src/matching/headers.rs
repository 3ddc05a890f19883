//! Whether named headers of an example and a request agree (matching.md 5.1).

use http::HeaderMap;

use super::rule::Rule;
use crate::collection::{Header, unresolved};

/// The first of the `names` in which the two disagree, as the rule that puts the example out.
pub(super) fn first_difference<'n>(
    names: impl Iterator<Item = &'n str>,
    saved: &[Header],
    request: &HeaderMap,
) -> Option<Rule> {
    names.map(str::trim).filter(|name| !name.is_empty()).find_map(|name| {
        let saved = joined_saved(saved, name);
        let sent = joined_sent(request, name);
        let agree = match (&saved, &sent) {
            (None, None) => true,
            (Some(saved), Some(sent)) => {
                unresolved(saved).next().is_some() || saved.to_lowercase() == sent.to_lowercase()
            }
            _ => false,
        };
        (!agree).then(|| Rule::Header { name: name.to_owned(), saved, sent })
    })
}

fn joined_saved(headers: &[Header], name: &str) -> Option<String> {
    let values = headers.iter().filter(|header| header.name.trim().eq_ignore_ascii_case(name));
    join(values.map(|header| header.value.trim().to_owned()))
}

fn joined_sent(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(http::HeaderName::try_from(name).ok()?).into_iter();
    join(values.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned()))
}

fn join(values: impl Iterator<Item = String>) -> Option<String> {
    values.reduce(|joined, value| joined + ", " + &value)
}
