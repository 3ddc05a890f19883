//! Cross-origin requests, as Postman's mocks answer them (matching.md 7.4).

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::answer::Answer;

const ANY: HeaderValue = HeaderValue::from_static("*");

/// What a browser asks before a cross-origin request.
#[derive(Debug, Clone, Copy)]
pub struct Preflight<'a> {
    method: &'a HeaderValue,
    request: &'a HeaderMap,
}

impl<'a> Preflight<'a> {
    /// OPTIONS with `origin` and `access-control-request-method`.
    pub fn read(method: &str, headers: &'a HeaderMap) -> Option<Self> {
        if method != "OPTIONS" || !headers.contains_key(ORIGIN) {
            return None;
        }
        let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        Some(Self { method, request: headers })
    }

    /// The method of the request that is to follow.
    pub fn method(&self) -> &'a str {
        self.method.to_str().unwrap_or_default()
    }

    /// Everything that was asked for is allowed.
    pub fn allow(&self) -> Answer {
        let headers =
            [(ACCESS_CONTROL_ALLOW_ORIGIN, ANY), (ACCESS_CONTROL_ALLOW_METHODS, self.method.clone())];
        let asked = self.request.get_all(ACCESS_CONTROL_REQUEST_HEADERS).into_iter().cloned();
        let asked = asked.map(|asked| (ACCESS_CONTROL_ALLOW_HEADERS, asked));
        Answer::new(StatusCode::NO_CONTENT, headers.into_iter().chain(asked), bytes::Bytes::new())
    }
}

impl Answer {
    /// What it gains where the request has an `origin`, unless it has any such header of its own.
    pub fn cors_headers(&self, request: &HeaderMap) -> Option<[(HeaderName, HeaderValue); 2]> {
        let is_open = request.contains_key(ORIGIN) && !self.speaks_cors();
        is_open.then_some([(ACCESS_CONTROL_ALLOW_ORIGIN, ANY), (ACCESS_CONTROL_EXPOSE_HEADERS, ANY)])
    }
}
