//! The content type of an answer that was saved without one (matching.md 7.1, 7.2 and 8.10).

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};

use crate::collection::{Algorithm, is_json_document, is_json_text};
use crate::template::{Template, Vocabulary};

/// Leaves one content type: the first saved one, or where that says nothing the one that the body or the preview
/// language tells.
pub(super) fn settle(
    headers: &mut Vec<(HeaderName, HeaderValue)>,
    preview: Option<&str>,
    body: &str,
    words: &Vocabulary<'_>,
) {
    let saved = take_first(headers);
    let told = || (!body.is_empty()).then(|| HeaderValue::from_static(told(preview, body, words)));
    let settled = saved.filter(says_something).or_else(told);
    headers.extend(settled.map(|value| (CONTENT_TYPE, value)));
}

/// Leaves this content type, unless one is saved that says something.
pub(super) fn settle_as(headers: &mut Vec<(HeaderName, HeaderValue)>, media_type: &str) {
    let told = || HeaderValue::from_str(media_type).ok();
    let settled = take_first(headers).filter(says_something).or_else(told);
    headers.extend(settled.map(|value| (CONTENT_TYPE, value)));
}

/// Whether text of this type is read by people or programs that know addresses (matching.md 8.9).
pub(super) fn is_text(content_type: &str) -> bool {
    let essence = essence(content_type);
    let known = [
        "application/json",
        "application/xml",
        "application/javascript",
        "application/ecmascript",
        "application/x-javascript",
        "application/x-www-form-urlencoded",
        "application/x-ndjson",
        "application/graphql",
        "application/yaml",
    ];
    essence.starts_with("text/")
        || essence.ends_with("+json")
        || essence.ends_with("+xml")
        || known.contains(&essence.as_str())
}

/// Type and subtype, in lower case.
pub(super) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn take_first(headers: &mut Vec<(HeaderName, HeaderValue)>) -> Option<HeaderValue> {
    let first = headers.iter().find(|(name, _)| name == CONTENT_TYPE).map(|(_, value)| value.clone());
    headers.retain(|(name, _)| name != CONTENT_TYPE);
    first
}

pub(super) fn says_something(content_type: &HeaderValue) -> bool {
    let media_type = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    !matches!(media_type.trim_ascii(), b"" | b"*/*")
}

fn told(preview: Option<&str>, body: &str, words: &Vocabulary<'_>) -> &'static str {
    let is_json = match words.algorithm {
        Algorithm::Postman => is_json_text(body),
        Algorithm::Extended => {
            let valued = Template::with_values(body, words);
            if is_json_document(&valued) {
                return "application/json";
            }
            is_json_text(&valued)
        }
    };
    match preview.map(str::to_ascii_lowercase).as_deref() {
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("html") => "text/html; charset=utf-8",
        Some("text") => "text/plain; charset=utf-8",
        Some("javascript") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ if is_json => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
