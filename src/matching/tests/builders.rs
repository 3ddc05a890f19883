//! Examples and requests from single lines.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::collection::{
    Body, Example, Header, Param, ParamValue, PathPattern, Response, Segment, decode_segment, whole_variable,
};
use crate::matching::{Candidate, Index, Request, Shared, Target};

/// An example under construction: named after its line, status 200, neither id nor body.
#[derive(Debug, Clone)]
pub(super) struct Saved(pub(super) Example);

/// `GET /books/:id?page={{page}}`: `:id` is a wildcard, `:id=5` one with a value, `{id}` an unresolved
/// variable, and `:id={x}` a wildcard with two names.
pub(super) fn saved(line: &str) -> Saved {
    let (method, url) = line.split_once(' ').unwrap();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    Saved(Example {
        origin: "http://shop".to_owned(),
        id: None,
        uid: None,
        name: line.to_owned(),
        item: "Folder / Request".to_owned(),
        method: method.to_owned(),
        path: pattern(path),
        params: form_urlencoded::parse(query.as_bytes()).map(|(key, value)| param(&key, &value)).collect(),
        headers: Vec::new(),
        body: Body::Empty,
        response: Response {
            status: Some(200),
            headers: Vec::new(),
            body: String::new(),
            bytes: None,
            preview_language: None,
        },
    })
}

fn pattern(path: &str) -> PathPattern {
    PathPattern(path.strip_prefix('/').unwrap_or(path).split('/').map(segment).collect())
}

fn segment(text: &str) -> Segment {
    let variable = |text: &str| text.strip_prefix('{')?.strip_suffix('}').map(str::to_owned);
    if let Some(name) = variable(text) {
        return Segment::Wildcard { names: vec![name], value: None };
    }
    let Some(named) = text.strip_prefix(':') else {
        return Segment::Literal(decode_segment(text).into_owned());
    };
    let (name, value) = named.split_once('=').unwrap_or((named, ""));
    let second = variable(value);
    let value = (second.is_none() && !value.is_empty()).then(|| decode_segment(value).into_owned());
    Segment::Wildcard { names: std::iter::once(name.to_owned()).chain(second).collect(), value }
}

fn param(key: &str, value: &str) -> Param {
    let value = match whole_variable(value) {
        Some(name) => ParamValue::Variable(name.to_owned()),
        None => ParamValue::Literal(value.to_owned()),
    };
    Param { key: key.to_owned(), value }
}

impl Saved {
    pub(super) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.0.name);
        self
    }

    pub(super) fn id(mut self, id: &str) -> Self {
        self.0.id = Some(id.to_owned());
        self
    }

    pub(super) fn uid(mut self, uid: &str) -> Self {
        self.0.uid = Some(uid.to_owned());
        self
    }

    pub(super) fn status(mut self, status: impl Into<Option<u16>>) -> Self {
        self.0.response.status = status.into();
        self
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.push(Header { name: name.to_owned(), value: value.to_owned() });
        self
    }

    pub(super) fn body(mut self, body: Body) -> Self {
        self.0.body = body;
        self
    }

    pub(super) fn raw(self, text: &str) -> Self {
        self.body(Body::Raw(text.to_owned()))
    }

    pub(super) fn candidate(&self) -> Candidate {
        Candidate::prepare(self.0.clone(), &mut Shared::default()).0
    }
}

pub(super) fn index(examples: &[Saved]) -> Index {
    let candidates: Vec<_> = examples.iter().map(|example| Arc::new(example.candidate())).collect();
    Index::new(&candidates).0
}

/// A request under construction.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    method: String,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// `GET /books/5?page=1`.
pub(super) fn sent(line: &str) -> Sent {
    let (method, url) = line.split_once(' ').unwrap();
    let (path, query) = url.split_once('?').map_or((url, None), |(path, query)| (path, Some(query)));
    Sent {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        headers: HeaderMap::new(),
        body: Vec::new(),
    }
}

impl Sent {
    /// One header line more.
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    pub(super) fn code(self, code: &str) -> Self {
        self.header("x-mock-response-code", code)
    }

    pub(super) fn id(self, id: &str) -> Self {
        self.header("x-mock-response-id", id)
    }

    pub(super) fn name(self, name: &str) -> Self {
        self.header("x-mock-response-name", name)
    }

    pub(super) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(super) fn of_type(self, content_type: &str) -> Self {
        self.header("content-type", content_type)
    }

    /// The same for another path.
    pub(super) fn to(self, method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), ..self }
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Hands the prepared request over, which borrows from this one.
    pub(super) fn ask<R>(&self, with: impl FnOnce(&Request<'_>) -> R) -> R {
        with(&Request::new(
            &self.method,
            &Target::new(&self.path, self.query.as_deref()),
            &self.headers,
            &self.body,
        ))
    }
}
