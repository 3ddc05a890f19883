//! What an example sends: status, headers and body, ready at load (matching.md 7.1 to 7.3).

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::content_type;
use super::saved_body::SavedBody;
use super::saved_headers::checked_headers;
use crate::collection::Response;
use crate::diagnostic::Diagnostic;
use crate::template::Vocabulary;

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

/// The type of bytes that say none.
const UNKNOWN: &str = "application/octet-stream";

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

    /// With another body, whose length is told.
    pub fn set_body(&mut self, body: Bytes) {
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

    /// What a saved response sends whose slots mean what `words` says, and what had to be left out of it.
    pub(super) fn saved(response: Response, words: &Vocabulary<'_>) -> (Self, Vec<Diagnostic>) {
        let status = StatusCode::from_u16(response.status.unwrap_or(200)).unwrap_or(StatusCode::OK);
        let (mut headers, warnings) = checked_headers(&response.headers, words.algorithm);
        let text = if allows_body(status) { response.body.into_boxed_str() } else { Box::default() };
        let said = headers.iter().find(|(name, _)| name == CONTENT_TYPE).map(|(_, value)| value);
        let saved = match response.bytes {
            Some(bytes) if allows_body(status) => SavedBody::Decoded { bytes, media_type: None },
            _ => SavedBody::of(&text, said),
        };
        let body = match saved {
            SavedBody::Decoded { bytes, media_type } => {
                content_type::settle_as(&mut headers, media_type.as_deref().unwrap_or(UNKNOWN));
                bytes
            }
            SavedBody::Text => {
                content_type::settle(&mut headers, response.preview_language.as_deref(), &text, words);
                Bytes::from(text.into_boxed_bytes())
            }
        };
        (Self::new(status, headers, body), warnings)
    }
}

pub(super) fn allows_body(status: StatusCode) -> bool {
    !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
}
