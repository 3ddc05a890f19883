//! What a collection says, once its quirks are gone.
//!
//! All text here has its variables filled in; a `{{name}}` that is still there is unresolved.

use std::sync::Arc;

use bytes::Bytes;

use super::algorithm::Algorithm;

/// A collection that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collection {
    /// `info.name`, or empty.
    pub name: String,
    /// The rules it was read for.
    pub algorithm: Algorithm,
    /// Every item with a request, in document order, also those without an example.
    pub endpoints: Vec<Endpoint>,
    /// Every usable example, in document order.
    pub examples: Vec<Example>,
}

/// A request of the collection, as its author defined it (not one of its examples).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its place among all requests of the collection.
    pub number: usize,
    /// `Folder / Request`.
    pub item: String,
    /// Upper case.
    pub method: String,
    /// Where it is.
    pub path: PathPattern,
}

/// What an example has of the request of the collection that it was saved for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRequest {
    /// Its place among all requests of the collection, in document order: no other has it.
    pub number: usize,
    /// Its path; none where it has no URL.
    pub path: Option<PathPattern>,
    /// Its body; empty by Postman's rules, which never ask for it (8.4).
    pub body: Body,
}

/// A saved example: a request and the answer it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// `id`, else `_postman_id`, else `uid` (1.3).
    pub id: Option<String>,
    /// `<digits>-<id>`, where the file has one.
    pub uid: Option<String>,
    /// As saved, trimmed of white space at both ends.
    pub name: String,
    /// `Folder / Request`, the item it belongs to.
    pub item: String,
    /// The request of the collection that it belongs to.
    pub request: Arc<OwnRequest>,
    /// Upper case.
    pub method: String,
    /// Scheme, host and port of its request, as far as it says them.
    pub origin: String,
    /// What stands behind the host, before `?`.
    pub path: PathPattern,
    /// Enabled query parameters, form-decoded, in order.
    pub params: Vec<Param>,
    /// Enabled headers of the original request, in order.
    pub headers: Vec<Header>,
    /// The body of the original request.
    pub body: Body,
    /// What was answered.
    pub response: Response,
}

impl Example {
    /// The names that its wildcards capture: of path segments, of those of the collection's request, then of
    /// parameter values. Those that begin with
    /// `$` match but are not captured.
    pub fn captures(&self) -> Vec<&str> {
        let own = self.request.path.iter().flat_map(|path| &path.0);
        let of_path = self.path.0.iter().chain(own).flat_map(Segment::names);
        let of_params = self.params.iter().filter_map(|param| match &param.value {
            ParamValue::Variable(name) => Some(name.as_str()),
            ParamValue::Literal(_) => None,
        });
        of_path.chain(of_params).filter(|name| !name.starts_with('$')).collect()
    }
}

/// A path, split at `/` behind its leading one and percent-decoded (1.9).
///
/// `/a/b/` is `a`, `b` and an empty segment; `/` is one empty segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PathPattern(pub Vec<Segment>);

/// One segment of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Text that stands for itself, e.g. `books`.
    Literal(String),
    /// Fixed text with variables without a value beside it (8.5).
    Gap {
        /// Several; never two fixed ones in a row.
        pieces: Vec<Piece>,
        /// What the segment is with the value that `url.variable` gives its `:name`, percent-decoded.
        value: Option<String>,
    },
    /// `:name`, or an unresolved `{{name}}` (1.8).
    Wildcard {
        /// At least one; two where `:name` has an unresolved variable as its value.
        names: Vec<String>,
        /// What `url.variable` gives a `:name`, percent-decoded; never empty.
        value: Option<String>,
        /// Whether the variable is defined, as empty (8.7).
        is_blank: bool,
    },
}

/// A part of a [`Segment::Gap`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Text that stands for itself, percent-decoded.
    Fixed(String),
    /// A variable without a value.
    Variable {
        /// As those of [`Segment::Wildcard`].
        names: Vec<String>,
        /// As that of [`Segment::Wildcard`].
        is_blank: bool,
    },
}

impl Segment {
    /// The names under which it captures.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let (own, pieces): (&[String], &[Piece]) = match self {
            Self::Literal(_) => (&[], &[]),
            Self::Gap { pieces, .. } => (&[], pieces),
            Self::Wildcard { names, .. } => (names, &[]),
        };
        let inner = pieces.iter().flat_map(|piece| match piece {
            Piece::Fixed(_) => &[],
            Piece::Variable { names, .. } => names.as_slice(),
        });
        own.iter().chain(inner).map(String::as_str)
    }
}

/// A query parameter or form field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Form-decoded.
    pub key: String,
    /// Form-decoded.
    pub value: ParamValue,
}

/// What a parameter of an example asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue {
    /// This text.
    Literal(String),
    /// Anything, captured under this name: the value is wholly an unresolved variable.
    Variable(String),
}

/// A header as saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// As written; compare ignoring case.
    pub name: String,
    /// As written.
    pub value: String,
}

/// The body of an example's original request (5.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Body {
    /// None, or empty in any mode; also a `file` without `src`.
    #[default]
    Empty,
    /// Text.
    Raw(String),
    /// Enabled pairs, in order, not encoded.
    UrlEncoded(Vec<(String, String)>),
    /// Enabled fields, in order.
    FormData(Vec<FormField>),
    /// A GraphQL operation.
    GraphQl {
        /// The document.
        query: String,
        /// JSON text; empty where there are none.
        variables: String,
        /// Empty counts as none.
        operation_name: Option<String>,
    },
    /// A file, which equals no body.
    File,
}

/// A field of a `form-data` body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its name.
    pub key: String,
    /// Its content.
    pub value: FormValue,
}

/// What a form field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormValue {
    /// Text.
    Text(String),
    /// A file; only its presence is compared.
    File,
}

/// The answer that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Within 200–599; none where neither `code` nor `status` says (1.4): sent as 200.
    pub status: Option<u16>,
    /// Enabled headers, in order, also those that only described the recorded transfer.
    pub headers: Vec<Header>,
    /// Exactly as saved, but for variables.
    pub body: String,
    /// The body where it is no text and was kept elsewhere: it goes before the text.
    pub bytes: Option<Bytes>,
    /// `_postman_previewlanguage`, lower case (7.2).
    pub preview_language: Option<String>,
}
