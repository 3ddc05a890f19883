//! Whether an example's body equals a request's (matching.md 5.4).

use std::cell::OnceCell;

use http::{HeaderMap, header};
use serde_json::Value;

use super::fields::Fields;
use super::graphql::Operation;
use super::json;
use crate::collection::Body;
use crate::form;

/// The body of an example, prepared for comparing.
#[derive(Debug, Default)]
pub(super) enum BodyPattern {
    #[default]
    Empty,
    Text(Box<str>),
    /// The text stays a text: a parsed tree is several times its size, and the fingerprint
    /// tells nearly all unequal bodies apart.
    Json {
        fingerprint: u64,
        text: Box<str>,
    },
    Pairs(Box<[(String, String)]>),
    Fields(Box<Fields>),
    GraphQl(Box<Operation>),
    File,
}

impl From<Body> for BodyPattern {
    fn from(body: Body) -> Self {
        match body {
            Body::Empty => Self::Empty,
            Body::Raw(text) => raw(&text),
            Body::UrlEncoded(pairs) if pairs.is_empty() => Self::Empty,
            Body::UrlEncoded(mut pairs) => {
                pairs.sort_unstable();
                Self::Pairs(pairs.into())
            }
            Body::FormData(fields) if fields.is_empty() => Self::Empty,
            Body::FormData(fields) => Self::Fields(Box::new(fields.into())),
            Body::GraphQl { query, variables, operation_name } => {
                Self::GraphQl(Box::new(Operation::new(&query, &variables, operation_name.as_deref())))
            }
            Body::File => Self::File,
        }
    }
}

fn raw(text: &str) -> BodyPattern {
    let text = text.trim_end();
    if text.is_empty() {
        return BodyPattern::Empty;
    }
    match serde_json::from_str::<Value>(text) {
        Ok(value) => BodyPattern::Json { fingerprint: json::fingerprint(&value), text: text.into() },
        Err(_) => BodyPattern::Text(text.into()),
    }
}

impl BodyPattern {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    pub(super) fn equals(&self, request: &RequestBody<'_>) -> bool {
        match self {
            Self::Empty => request.is_empty(),
            Self::Text(saved) => request.text().is_some_and(|sent| same_text(saved, sent)),
            Self::Json { fingerprint, text } => request.json().is_some_and(|(value, sent)| {
                fingerprint == sent
                    && serde_json::from_str(text).is_ok_and(|saved| json::equal(&saved, value))
            }),
            Self::Pairs(saved) => request.pairs().is_some_and(|sent| **saved == *sent),
            Self::Fields(saved) => request.fields().is_some_and(|sent| **saved == *sent),
            Self::GraphQl(saved) => request.operation().is_some_and(|sent| saved.equals(sent)),
            Self::File => false,
        }
    }
}

/// What tells the bodies of examples apart: equal ones have equal keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum BodyKey<'b> {
    Empty,
    Text(Vec<&'b str>),
    Json(u64),
    Pairs(&'b [(String, String)]),
    Fields(&'b Fields),
    /// Query, variables and name; none where it equals nothing.
    GraphQl(Option<(&'b str, u64, Option<&'b str>)>),
    File,
}

impl BodyPattern {
    pub(super) fn key(&self) -> BodyKey<'_> {
        match self {
            Self::Empty => BodyKey::Empty,
            Self::Text(text) => BodyKey::Text(lines(text).collect()),
            Self::Json { fingerprint, .. } => BodyKey::Json(*fingerprint),
            Self::Pairs(pairs) => BodyKey::Pairs(pairs),
            Self::Fields(fields) => BodyKey::Fields(fields),
            Self::GraphQl(operation) => BodyKey::GraphQl(operation.key()),
            Self::File => BodyKey::File,
        }
    }
}

/// Equal up to line endings and white space at the end.
fn same_text(left: &str, right: &str) -> bool {
    lines(left).eq(lines(right))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The body of a request; each reading of it is done at most once, and only when an example asks.
#[derive(Debug)]
pub(super) struct RequestBody<'a> {
    bytes: &'a [u8],
    content_type: &'a str,
    text: OnceCell<Option<&'a str>>,
    json: OnceCell<Option<(Value, u64)>>,
    pairs: OnceCell<Option<Vec<(String, String)>>>,
    fields: OnceCell<Option<Fields>>,
    operation: OnceCell<Option<Operation>>,
}

impl<'a> RequestBody<'a> {
    pub(super) fn new(headers: &'a HeaderMap, bytes: &'a [u8]) -> Self {
        let told = if bytes.is_empty() { None } else { headers.get(header::CONTENT_TYPE) };
        let content_type = told.and_then(|value| value.to_str().ok());
        Self {
            bytes,
            content_type: content_type.unwrap_or_default(),
            text: OnceCell::new(),
            json: OnceCell::new(),
            pairs: OnceCell::new(),
            fields: OnceCell::new(),
            operation: OnceCell::new(),
        }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// White space alone is no body, as it is not in an example.
    pub(super) fn is_empty(&self) -> bool {
        match self.bytes.trim_ascii_start().first() {
            None => true,
            Some(byte) if byte.is_ascii_graphic() => false,
            // White space beyond ASCII: rare enough to read the whole text for.
            Some(_) => self.text().is_some_and(|text| text.trim_end().is_empty()),
        }
    }

    fn text(&self) -> Option<&'a str> {
        *self.text.get_or_init(|| std::str::from_utf8(self.bytes).ok())
    }

    fn json(&self) -> Option<&(Value, u64)> {
        let read = || {
            let value: Value = serde_json::from_str(self.text()?.trim_end()).ok()?;
            let fingerprint = json::fingerprint(&value);
            Some((value, fingerprint))
        };
        self.json.get_or_init(read).as_ref()
    }

    fn pairs(&self) -> Option<&[(String, String)]> {
        let read = || {
            let pairs = form::urlencoded(self.content_type, self.bytes)?;
            let mut pairs: Vec<_> =
                pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
            pairs.sort_unstable();
            Some(pairs)
        };
        self.pairs.get_or_init(read).as_deref()
    }

    fn fields(&self) -> Option<&Fields> {
        let read = || form::multipart(self.content_type, self.bytes).map(Fields::from);
        self.fields.get_or_init(read).as_ref()
    }

    fn operation(&self) -> Option<&Operation> {
        let read = || {
            if form::is_of_type(self.content_type, "application/graphql") {
                self.text().map(Operation::from_document)
            } else {
                self.json().and_then(|(value, _)| Operation::from_json(value))
            }
        };
        self.operation.get_or_init(read).as_ref()
    }
}
