//! What an example sends: status, headers and body, ready at load (matching.md 7.1 to 7.3).

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::collection::{Header, Response};
use crate::diagnostic::Diagnostic;

/// A response, complete but for what depends on the request (CORS, HEAD, `x-understudy-*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Everything but `content-length`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Empty where the status allows none (7.3).
    pub body: Bytes,
}

impl Answer {
    /// A JSON answer that Understudy itself gives.
    pub(super) fn json(status: StatusCode, body: &serde_json::Value) -> Self {
        let content_type = HeaderValue::from_static("application/json");
        Self { status, headers: vec![(CONTENT_TYPE, content_type)], body: Bytes::from(body.to_string()) }
    }

    /// What a saved response sends, and what had to be left out of it.
    pub(super) fn saved(response: Response) -> (Self, Vec<Diagnostic>) {
        let mut warnings = Vec::new();
        let status = StatusCode::from_u16(response.status.unwrap_or(200)).unwrap_or(StatusCode::OK);
        let mut headers = Vec::with_capacity(response.headers.len());
        for header in response.headers.iter().filter(|header| !describes_transfer(&header.name)) {
            match checked(header) {
                Ok(checked) => headers.push(checked),
                Err(warning) => warnings.push(warning),
            }
        }
        let body = if allows_body(status) { response.body } else { String::new() };
        settle_content_type(&mut headers, response.preview_language.as_deref(), &body);
        (Self { status, headers, body: Bytes::from(body) }, warnings)
    }

    /// Whether it has any `access-control-*` header of its own, and so wants none of ours (7.4).
    pub fn speaks_cors(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.as_str().starts_with("access-control-"))
    }

    /// Whether its length is told: a 205 has none and says so, 204 and 304 must not.
    pub fn tells_length(&self) -> bool {
        !matches!(self.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
    }
}

fn allows_body(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Headers that described the recorded transfer and not the answer (7.1).
fn describes_transfer(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name.starts_with("proxy-")
        || matches!(
            name.as_str(),
            "connection"
                | "keep-alive"
                | "te"
                | "trailer"
                | "transfer-encoding"
                | "upgrade"
                | "content-length"
                | "content-encoding"
                | "date"
        )
}

fn checked(header: &Header) -> Result<(HeaderName, HeaderValue), Diagnostic> {
    let name = HeaderName::try_from(header.name.trim()).map_err(|_| {
        Diagnostic::warning(format!(
            "the response header `{}` is left out: no header can be named so",
            header.name
        ))
        .hint("header names are letters, digits and `-`")
    })?;
    let value = HeaderValue::from_bytes(header.value.trim().as_bytes()).map_err(|_| {
        Diagnostic::warning(format!(
            "the response header `{}` is left out: its value has a control character",
            header.name
        ))
        .hint("put the value on one line")
    })?;
    Ok((name, value))
}

/// Leaves one content type: the first saved, else the one the preview language or the body tells (7.2).
fn settle_content_type(headers: &mut Vec<(HeaderName, HeaderValue)>, preview: Option<&str>, body: &str) {
    let mut is_first = true;
    headers.retain(|(name, value)| {
        let is_kept = name != CONTENT_TYPE || (is_first && value != "*/*" && !value.is_empty());
        is_first &= name != CONTENT_TYPE || !is_kept;
        is_kept
    });
    if is_first && !body.is_empty() {
        headers.push((CONTENT_TYPE, HeaderValue::from_static(told_content_type(preview, body))));
    }
}

fn told_content_type(preview: Option<&str>, body: &str) -> &'static str {
    match preview.map(str::to_ascii_lowercase).as_deref() {
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("html") => "text/html; charset=utf-8",
        Some("text") => "text/plain; charset=utf-8",
        Some("javascript") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ if serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok() => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
