//! Requests as tests write them.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::collection::decode_segment;
use crate::template::{Draw, Inputs, Origin, Scheme};

/// A request, and what wildcards captured of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent {
    captures: Vec<(String, String)>,
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
    origin: Option<Origin<'static>>,
}

/// A path and perhaps a query.
pub(super) fn sent(target: &str) -> Sent {
    Sent { target: target.to_owned(), ..Sent::default() }
}

impl Sent {
    pub(super) fn captured(mut self, name: &str, value: &str) -> Self {
        self.captures.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: &[u8]) -> Self {
        self.headers.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        self
    }

    pub(super) fn at(mut self, scheme: Scheme, host: &'static str) -> Self {
        self.origin = Origin::new(scheme, host);
        self
    }

    pub(super) fn body(mut self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_owned();
        self.header("content-type", content_type.as_bytes())
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.captures.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub(super) fn ask<T>(&self, ask: impl FnOnce(&Inputs<'_>) -> T) -> T {
        let captures: Vec<_> =
            self.captures.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments: Vec<Cow<'_, str>> = path.split('/').map(decode_segment).collect();
        let params: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        ask(&Inputs::new(&captures, &segments, &params, &self.headers, &self.body).asked_at(self.origin))
    }
}

pub(super) fn draw(seed: u64) -> Draw {
    Draw { seed, now: Timestamp::UNIX_EPOCH }
}
