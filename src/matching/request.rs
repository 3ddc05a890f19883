//! A request, prepared once before any example sees it.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::HOST;

use super::body::RequestBody;
use super::params::RequestParams;
use super::path::RequestPath;
use crate::template::{Origin, Scheme};

/// What a request asks for: path split and decoded, query parsed. Routing and matching, with and without the
/// body, share one.
#[derive(Debug)]
pub struct Target<'a> {
    path: RequestPath<'a>,
    params: RequestParams<'a>,
}

/// A borrowed view of a request; its body is read only when asked.
#[derive(Debug)]
pub struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a RequestPath<'a>,
    pub(super) params: &'a RequestParams<'a>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: RequestBody<'a>,
    pub(super) scheme: Scheme,
    pub(super) host: Option<&'a str>,
}

impl<'a> Target<'a> {
    /// `path` as it stands in the request line, up to `?`; `query` behind it.
    pub fn new(path: &'a str, query: Option<&'a str>) -> Self {
        Self { path: RequestPath::new(path), params: RequestParams::new(query.unwrap_or_default()) }
    }
}

impl<'a> Request<'a> {
    /// `body` is the whole of it, not encoded.
    pub fn new(method: &'a str, target: &'a Target<'a>, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self {
            method,
            path: &target.path,
            params: &target.params,
            headers,
            body: RequestBody::new(headers, body),
            scheme: Scheme::default(),
            host: None,
        }
    }

    /// The same, asked over `scheme`; `host` is the one asked where no header says it.
    #[must_use]
    pub fn asked_at(self, scheme: Scheme, host: Option<&'a str>) -> Self {
        Self { scheme, host, ..self }
    }

    /// Where it was asked; none where that is no plain address.
    pub fn origin(&self) -> Option<Origin<'a>> {
        let host = self.headers.get(HOST).and_then(|host| host.to_str().ok()).or(self.host)?;
        Origin::new(self.scheme, host)
    }

    /// Its method.
    pub fn method(&self) -> &'a str {
        self.method
    }

    /// The segments of its path, decoded, in the case they were sent in; empty ones at the end are trailing slashes.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.segments()
    }

    /// Its query parameters, form-decoded, in the order they were sent.
    pub fn params(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        self.params.sent()
    }

    /// Its body.
    pub fn body(&self) -> &'a [u8] {
        self.body.bytes()
    }

    /// Its headers.
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// The methods whose examples answer, in turn: a HEAD that no HEAD example answers is answered as
    /// the GET would be (2.1).
    pub(super) fn methods(&self) -> impl Iterator<Item = &'a str> {
        let also = (self.method == "HEAD").then_some("GET");
        std::iter::once(self.method).chain(also)
    }
}
