//! What an example sends: status, headers and body, ready at load (matching.md 7.1 to 7.3).

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::collection::{Header, Response};
use crate::diagnostic::Diagnostic;

/// How many headers an answer has at most; more than any client takes.
const MOST_HEADERS: usize = 1_000;

/// A response, complete but for what depends on the request (CORS, HEAD, `x-understudy-*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// All of them, `content-length` included.
    pub headers: Arc<HeaderMap>,
    /// Empty where the status allows none (7.3).
    pub body: Bytes,
}

/// Room for the headers that depend on the request, so that adding them moves nothing.
const ROOM: usize = 8;

impl Answer {
    /// A JSON answer that Understudy itself gives.
    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let content_type = HeaderValue::from_static("application/json");
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, [(CONTENT_TYPE, content_type)], Bytes::from(body))
    }

    /// An answer of this status with these headers and this body, whose length is told where it may be: a 205
    /// has none and says so, 204 and 304 must not.
    pub fn new(
        status: StatusCode,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
        body: Bytes,
    ) -> Self {
        let headers = headers.into_iter();
        let mut all = HeaderMap::with_capacity(headers.size_hint().0 + ROOM);
        for (name, value) in headers {
            all.append(name, value);
        }
        let mut answer = Self { status, headers: Arc::new(all), body: Bytes::new() };
        answer.set_body(body);
        answer
    }

    pub(super) fn set_body(&mut self, body: Bytes) {
        self.body = body;
        if !matches!(self.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            let length = HeaderValue::from(self.body.len());
            self.headers_mut().insert(CONTENT_LENGTH, length);
        }
    }

    /// Its headers, to be changed in this answer alone.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        Arc::make_mut(&mut self.headers)
    }

    /// What a saved response sends, and what had to be left out of it.
    pub(super) fn saved(response: Response) -> (Self, Vec<Diagnostic>) {
        let status = StatusCode::from_u16(response.status.unwrap_or(200)).unwrap_or(StatusCode::OK);
        let (mut headers, warnings) = checked_headers(&response.headers);
        let body = if allows_body(status) { response.body.into_boxed_str() } else { Box::default() };
        settle_content_type(&mut headers, response.preview_language.as_deref(), &body);
        let answer = Self::new(status, headers, Bytes::from(body.into_boxed_bytes()));
        (answer, warnings)
    }

    /// Whether it has any `access-control-*` header of its own, and so wants none of ours (7.4).
    pub fn speaks_cors(&self) -> bool {
        self.headers.keys().any(|name| name.as_str().starts_with("access-control-"))
    }
}

fn allows_body(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Those of the saved headers that are sent, and what is to be known of the others.
fn checked_headers(saved: &[Header]) -> (Vec<(HeaderName, HeaderValue)>, Vec<Diagnostic>) {
    let mut warnings = Vec::new();
    let mut headers = Vec::with_capacity(saved.len().min(MOST_HEADERS));
    for header in saved.iter().filter(|header| !describes_transfer(&header.name)) {
        if headers.len() == MOST_HEADERS {
            let warning = format!("only the first {MOST_HEADERS} response headers are sent");
            warnings.push(Diagnostic::warning(warning).hint("remove those that do not matter"));
            break;
        }
        match checked(header) {
            Ok(checked) => headers.push(checked),
            Err(warning) => warnings.push(warning),
        }
    }
    (headers, warnings)
}

/// Headers that described the recorded transfer and not the answer (7.1), among them what an Understudy
/// that stood in between said of itself.
fn describes_transfer(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name.starts_with("proxy-")
        || name.starts_with("x-understudy-")
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
    let left_out = |why: &str, hint: &str| {
        Diagnostic::warning(format!("the response header `{:.80}` is left out: {why}", header.name))
            .hint(hint)
    };
    let name = HeaderName::try_from(header.name.trim())
        .map_err(|_| left_out("no header can be named so", "header names are letters, digits and `-`"))?;
    let value = HeaderValue::from_bytes(header.value.trim().as_bytes())
        .map_err(|_| left_out("its value has a control character", "put the value on one line"))?;
    Ok((name, value))
}

/// Leaves one content type: the first saved one, or where that says nothing the one that the preview
/// language or the body tells (7.1, 7.2).
fn settle_content_type(headers: &mut Vec<(HeaderName, HeaderValue)>, preview: Option<&str>, body: &str) {
    let saved = headers.iter().find(|(name, _)| name == CONTENT_TYPE).map(|(_, value)| value.clone());
    headers.retain(|(name, _)| name != CONTENT_TYPE);
    let told = || (!body.is_empty()).then(|| HeaderValue::from_static(told_content_type(preview, body)));
    let settled = saved.filter(says_something).or_else(told);
    headers.extend(settled.map(|value| (CONTENT_TYPE, value)));
}

fn says_something(content_type: &HeaderValue) -> bool {
    let media_type = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    !matches!(media_type.trim_ascii(), b"" | b"*/*")
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
