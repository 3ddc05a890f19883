//! Examples and requests from single lines.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::collection::{
    Algorithm, Body, Example, Header, OwnRequest, Param, ParamValue, PathPattern, Piece, Response, Segment,
    decode_segment, whole_variable,
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
        request: Arc::new(OwnRequest { number: 0, path: None, body: Body::Empty }),
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
    let variable = |text: &str| {
        let name = text.strip_prefix('{')?.strip_suffix('}')?;
        (!name.contains('}')).then(|| name.to_owned())
    };
    if let Some(name) = variable(text) {
        return variable_segment(&name);
    }
    if text.contains('{') && !text.starts_with(':') {
        return gap(text);
    }
    let Some(named) = text.strip_prefix(':') else {
        return Segment::Literal(decode_segment(text).into_owned());
    };
    let (name, value) = named.split_once('=').unwrap_or((named, ""));
    let second = variable(value);
    let value = (second.is_none() && !value.is_empty()).then(|| decode_segment(value).into_owned());
    Segment::Wildcard {
        names: std::iter::once(name.to_owned()).chain(second).collect(),
        value,
        is_blank: false,
    }
}

/// A name that begins with `!` is that of a variable that is defined as empty.
fn variable_segment(name: &str) -> Segment {
    let plain = name.trim_start_matches('!');
    Segment::Wildcard { names: vec![plain.to_owned()], value: None, is_blank: plain != name }
}

/// `{sid}.json`.
fn gap(text: &str) -> Segment {
    let piece = |piece: &str| match variable_segment(piece.trim_start_matches('{').trim_end_matches('}')) {
        Segment::Wildcard { names, is_blank, .. } if piece.starts_with('{') => {
            Piece::Variable { names, is_blank }
        }
        _ => Piece::Fixed(piece.to_owned()),
    };
    let marked = text.replace('{', "\u{0}{").replace('}', "}\u{0}");
    let pieces = marked.split('\u{0}').filter(|piece| !piece.is_empty()).map(piece).collect();
    Segment::Gap { pieces, value: None }
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

    /// Of another request of the collection than those without a number.
    pub(super) fn of(mut self, number: usize) -> Self {
        let path = self.0.request.path.clone();
        self.0.request = Arc::new(OwnRequest { number, path, body: Body::Empty });
        self
    }

    /// Of a request of the collection with this body.
    pub(super) fn asking(mut self, number: usize, body: &str) -> Self {
        let path = self.0.request.path.clone();
        self.0.request = Arc::new(OwnRequest { number, path, body: Body::Raw(body.to_owned()) });
        self
    }

    /// Of a request of the collection with this path; all of one number should have one path.
    pub(super) fn own(mut self, number: usize, path: &str) -> Self {
        self.0.request = Arc::new(OwnRequest { number, path: Some(pattern(path)), body: Body::Empty });
        self
    }

    /// With a header of the answer.
    pub(super) fn answers_with(mut self, name: &str, value: &str) -> Self {
        self.0.response.headers.push(Header { name: name.to_owned(), value: value.to_owned() });
        self
    }

    /// By the rules of section 8 as well.
    pub(super) fn extended(&self) -> Candidate {
        Candidate::prepare(self.0.clone(), &mut Shared::for_rules(Algorithm::Extended)).0
    }

    /// By the rules of sections 1 to 7.
    pub(super) fn candidate(&self) -> Candidate {
        Candidate::prepare(self.0.clone(), &mut Shared::for_rules(Algorithm::Postman)).0
    }
}

/// By the rules of sections 1 to 7.
pub(super) fn index(examples: &[Saved]) -> Index {
    index_by(examples, Algorithm::Postman)
}

pub(super) fn index_by(examples: &[Saved], algorithm: Algorithm) -> Index {
    let mut shared = Shared::for_rules(algorithm);
    let prepare = |example: &Saved| Arc::new(Candidate::prepare(read_by(algorithm, example), &mut shared).0);
    let candidates: Vec<_> = examples.iter().map(prepare).collect();
    Index::new(&candidates, algorithm).0
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

/// As a collection is read for these rules: those of sections 1 to 7 know no gaps.
fn read_by(algorithm: Algorithm, example: &Saved) -> Example {
    let mut example = example.0.clone();
    let is_gap = |segment: &&mut Segment| matches!(segment, Segment::Gap { .. });
    for segment in example.path.0.iter_mut().filter(|_| algorithm == Algorithm::Postman).filter(is_gap) {
        *segment = Segment::Literal("{{gap}}.json".to_owned());
    }
    example
}
