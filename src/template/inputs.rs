//! What of a request may be filled in.

use std::borrow::Cow;
use std::cell::OnceCell;

use http::{HeaderMap, header};

use super::document::Document;
use super::origin::Origin;

/// A request as templates see it, shared by all templates of an answer: its body is read at most once.
#[derive(Debug)]
pub struct Inputs<'a> {
    captures: &'a [(&'a str, &'a str)],
    segments: &'a [&'a str],
    params: &'a [(Cow<'a, str>, Cow<'a, str>)],
    headers: &'a HeaderMap,
    body: &'a [u8],
    document: OnceCell<Document<'a>>,
    origin: Option<Origin<'a>>,
}

impl<'a> Inputs<'a> {
    /// `captures` by name; `segments` of the path and `params` of the query as they were sent, decoded;
    /// `body` as a whole, not encoded.
    pub fn new(
        captures: &'a [(&'a str, &'a str)],
        segments: &'a [&'a str],
        params: &'a [(Cow<'a, str>, Cow<'a, str>)],
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        Self { captures, segments, params, headers, body, document: OnceCell::new(), origin: None }
    }

    /// The same, asked at this origin.
    #[must_use]
    pub fn asked_at(self, origin: Option<Origin<'a>>) -> Self {
        Self { origin, ..self }
    }

    /// Where it was asked; none where that is no plain address.
    pub(super) fn origin(&self) -> Option<Origin<'a>> {
        self.origin
    }

    /// What the wildcard `name` captured.
    pub(super) fn capture(&self, name: &str) -> Option<&'a str> {
        self.captures.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// A segment of the path, counted from 0. Empty ones at its end are trailing slashes, not segments.
    pub(super) fn segment(&self, place: usize) -> Option<&str> {
        let (segment, behind) = self.segments.get(place..)?.split_first()?;
        let is_trailing = segment.is_empty() && behind.iter().all(|segment| segment.is_empty());
        (!is_trailing).then_some(segment)
    }

    /// The first value of a query parameter.
    pub(super) fn param(&self, key: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == key).map(|(_, value)| &**value)
    }

    /// The first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
    }

    /// The body as sent.
    pub(super) fn body_text(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.body)
    }

    /// The body as something with properties.
    pub(super) fn document(&self) -> &Document<'a> {
        self.document.get_or_init(|| {
            let content_type = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
            Document::read(content_type.unwrap_or_default(), self.body)
        })
    }
}
