//! What a browser asks before a cross-origin request (matching.md 7.4).

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::lines;
use crate::mock::answer::Answer;

const PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");

/// A browser's question whether a page may send a request.
#[derive(Debug, Clone, Copy)]
pub struct Preflight<'a> {
    origin: &'a HeaderValue,
    method: &'a HeaderValue,
    request: &'a HeaderMap,
}

impl<'a> Preflight<'a> {
    /// OPTIONS with `origin` and `access-control-request-method`.
    pub fn read(method: &str, headers: &'a HeaderMap) -> Option<Self> {
        if method != "OPTIONS" {
            return None;
        }
        let origin = headers.get(ORIGIN)?;
        let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        Some(Self { origin, method, request: headers })
    }

    /// The method of the request that is to follow.
    pub fn method(&self) -> &'a str {
        self.method.to_str().unwrap_or_default()
    }

    /// The answer where no example has one. What it allows is added when it is sent, as to every answer.
    pub fn allow(&self) -> Answer {
        Answer::new(StatusCode::NO_CONTENT, [], Bytes::new())
    }

    pub(super) fn origin(&self) -> &'a HeaderValue {
        self.origin
    }

    pub(super) fn asked_method(&self) -> &'a str {
        self.method().trim()
    }

    pub(super) fn asked_headers(&self) -> impl Iterator<Item = &'a str> {
        lines::tokens(self.request, &ACCESS_CONTROL_REQUEST_HEADERS)
    }

    pub(super) fn asks_for_private_network(&self) -> bool {
        self.request.get(PRIVATE_NETWORK).is_some_and(|value| value == "true")
    }
}
