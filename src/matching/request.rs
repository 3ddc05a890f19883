//! A request, prepared once before any example sees it.

use std::borrow::Cow;

use http::HeaderMap;
use smallvec::SmallVec;

use super::body::RequestBody;
use super::path::RequestPath;

/// A borrowed view of a request: path split and decoded, query parsed, body read only when asked.
#[derive(Debug)]
pub struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) path: RequestPath<'a>,
    pub(super) params: SmallVec<[(Cow<'a, str>, Cow<'a, str>); 4]>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: RequestBody<'a>,
}

impl<'a> Request<'a> {
    /// `path` as it stands in the request line, up to `?`; `query` behind it; the whole body, not encoded.
    pub fn new(
        method: &'a str,
        path: &'a str,
        query: Option<&'a str>,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        let query = query.unwrap_or_default();
        Self {
            method,
            path: RequestPath::new(path),
            params: form_urlencoded::parse(query.as_bytes()).collect(),
            headers,
            body: RequestBody::new(headers, body),
        }
    }

    /// Its method.
    pub fn method(&self) -> &'a str {
        self.method
    }

    /// Its headers.
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }
}
