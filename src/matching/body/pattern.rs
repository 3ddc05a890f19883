//! The body of an example, prepared for comparing.

use super::fields::Fields;
use super::graphql;
use super::json;
use super::operation::{Operation, Protocol};
use super::reading::{Kind, Reading};
use crate::collection::Body;

/// The body of an example as sections 1 to 7 compare it, and as section 8 does.
#[derive(Debug, Default)]
pub(in crate::matching) struct BodyPattern {
    pub(super) saved: Saved,
    pub(super) reading: Reading,
}

/// What was saved.
#[derive(Debug, Default)]
pub(super) enum Saved {
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
    GraphQl(Box<graphql::Operation>),
    File,
}

impl From<Body> for BodyPattern {
    fn from(body: Body) -> Self {
        let reading = Reading::of(&body);
        Self { saved: body.into(), reading }
    }
}

impl From<Body> for Saved {
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
                let operation = graphql::Operation::new(&query, &variables, operation_name.as_deref());
                Self::GraphQl(Box::new(operation))
            }
            Body::File => Self::File,
        }
    }
}

fn raw(text: &str) -> Saved {
    let text = text.trim_end();
    if text.is_empty() {
        return Saved::Empty;
    }
    match serde_json::from_str(text) {
        Ok(value) => Saved::Json { fingerprint: json::fingerprint(&value), text: text.into() },
        Err(_) => Saved::Text(text.into()),
    }
}

/// What tells the bodies of examples apart: equal ones have equal keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::matching) enum BodyKey<'b> {
    Empty,
    Text(Vec<&'b str>),
    Json(u64),
    Pairs(&'b [(String, String)]),
    Fields(&'b Fields),
    /// Query, variables and name.
    GraphQl((&'b str, u64, Option<&'b str>)),
    File,
}

impl BodyPattern {
    pub(in crate::matching) fn is_empty(&self) -> bool {
        matches!(self.saved, Saved::Empty)
    }

    /// Whether it is a file, which equals nothing.
    pub(in crate::matching) fn is_file(&self) -> bool {
        matches!(self.saved, Saved::File)
    }

    /// Whether another operation puts it out (8.4).
    pub(in crate::matching) fn names_operation(&self) -> bool {
        self.reading.operation.is_some()
    }

    /// What it asks for, where it names that (8.4).
    pub(in crate::matching) fn operation(&self) -> Option<&Operation> {
        self.reading.operation.as_deref()
    }

    pub(in crate::matching) fn kind(&self) -> Kind {
        self.reading.kind
    }

    /// What it is of, where it names an operation.
    pub(in crate::matching) fn protocol(&self) -> Option<Protocol> {
        self.reading.operation.as_ref().map(|operation| operation.protocol())
    }

    pub(in crate::matching) fn key(&self) -> BodyKey<'_> {
        match &self.saved {
            Saved::Empty => BodyKey::Empty,
            Saved::Text(text) => BodyKey::Text(lines(text).collect()),
            Saved::Json { fingerprint, .. } => BodyKey::Json(*fingerprint),
            Saved::Pairs(pairs) => BodyKey::Pairs(pairs),
            Saved::Fields(fields) => BodyKey::Fields(fields),
            Saved::GraphQl(operation) => BodyKey::GraphQl(operation.key()),
            Saved::File => BodyKey::File,
        }
    }

    /// What was saved, where it was a text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.saved {
            Saved::Text(text) | Saved::Json { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Equal up to line endings and white space at the end.
pub(super) fn same_text(left: &str, right: &str) -> bool {
    lines(left).eq(lines(right))
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}
