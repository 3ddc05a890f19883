//! Conditional requests (matching.md 8.1.2).

use http::HeaderMap;
use http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};

use super::candidate::Candidate;

/// Whether a request has a condition that a 304 can answer.
pub(super) fn is_conditional(headers: &HeaderMap) -> bool {
    headers.contains_key(IF_NONE_MATCH) || headers.contains_key(IF_MODIFIED_SINCE)
}

/// Whether a condition of the request is one that the example was saved with.
pub(super) fn is_as_saved(candidate: &Candidate, headers: &HeaderMap) -> bool {
    [IF_NONE_MATCH, IF_MODIFIED_SINCE].iter().any(|name| {
        let sent = headers.get(name).and_then(|value| value.to_str().ok());
        sent.is_some_and(|sent| {
            candidate.headers.value(name.as_str()).is_some_and(|saved| saved == sent.trim())
        })
    })
}

/// Whether the example was answered 200 with an etag that the request names, weak or not.
pub(super) fn has_etag(candidate: &Candidate, headers: &HeaderMap) -> bool {
    let Some(etag) = candidate.etag.as_deref().filter(|_| candidate.is_ok()) else { return false };
    let lists = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|sent| opaque(sent) == opaque(etag))
}

/// An etag without the sign that it is weak.
fn opaque(etag: &str) -> &str {
    let etag = etag.trim();
    etag.strip_prefix("W/").unwrap_or(etag)
}
