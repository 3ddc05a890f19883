//! The answer of an example: headers and body, with variables filled in.
//!
//! Nothing is made of it here: which headers are sent and what type is added is the mock's part (7.1, 7.2).

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::algorithm::Algorithm;
use super::model::{Header, Response};
use super::request;
use super::source::Json;
use super::variables::{Scope, is_json_document, references, with_values};

/// Reads what a saved response says beside its status. Takes the body out of it.
pub(super) fn read(response: &mut Json<'_>, status: Option<u16>, scope: &mut Scope<'_>) -> Response {
    let body = response.take("body").and_then(Json::into_text).unwrap_or_default();
    let headers = request::headers(response.get("header"), scope);
    let preview_language = preview_language(response);
    let body = if references(&body).next().is_none() {
        body.into_owned()
    } else {
        let kind = BodyKind::of(&headers, preview_language.as_deref(), &body, scope.algorithm());
        fill_body(body, kind, scope)
    };
    Response { status, headers, body, bytes: None, preview_language }
}

fn preview_language(response: &Json<'_>) -> Option<String> {
    let nested = || response.get("_")?.text_of("postman_previewlanguage");
    let language = response.text_of("_postman_previewlanguage").or_else(nested)?;
    Some(language.trim().to_lowercase()).filter(|language| !language.is_empty())
}

/// What a body is, as far as what was saved beside it says (7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyKind {
    Json,
    Other,
    /// Only the body itself can tell.
    Unsaid,
}

impl BodyKind {
    fn of(headers: &[Header], preview_language: Option<&str>, body: &str, algorithm: Algorithm) -> Self {
        let saved = headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type"));
        let media_type = saved.and_then(|header| header.value.split(';').next()).unwrap_or_default();
        match media_type.trim().to_ascii_lowercase().as_str() {
            // Whatever the preview language says (8.10).
            "" | "*/*" if algorithm == Algorithm::Extended && is_document(body) => Self::Json,
            "" | "*/*" => match preview_language {
                Some("json") => Self::Json,
                Some("xml" | "html" | "text" | "javascript" | "css") => Self::Other,
                _ => Self::Unsaid,
            },
            essence if is_json(essence) => Self::Json,
            _ => Self::Other,
        }
    }
}

/// With every variable outside a string taken for a value.
fn is_document(body: &str) -> bool {
    is_json_document(&with_values(body, |_| true))
}

/// Whether a content type says that a body is JSON (templates.md): parameters and case do not count.
pub fn says_json(content_type: &str) -> bool {
    is_json(&content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// In a JSON answer, values inside strings are escaped (templates.md).
fn fill_body(body: Cow<'_, str>, kind: BodyKind, scope: &mut Scope<'_>) -> String {
    match kind {
        BodyKind::Json => scope.fill_json(&body),
        BodyKind::Other => scope.fill(body),
        BodyKind::Unsaid => {
            let filled = scope.fill_json(&body);
            let is_json = serde_json::from_str::<IgnoredAny>(&filled).is_ok();
            if is_json { filled } else { scope.fill(body) }
        }
    }
}
