//! From the URL of a request, text or object, to path and parameters (1.2, 1.6–1.9).
//!
//! Protocol and port of an object belong to the host, which never counts for what answers: only addresses in answers
//! are compared with it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::algorithm::Algorithm;
use super::super::model::{Param, PathPattern};
use super::super::source::{Json, Row, rows};
use super::super::variables::{Scope, find_outside, split_outside, unresolved, whole_variable};
use super::host::host_end;
use super::path::{self, PathValues};
use super::query;

/// A URL as written, in the parts that are filled in separately.
#[derive(Debug, Default)]
pub(crate) struct WrittenUrl<'j> {
    /// Scheme and authority; empty where there is none.
    host: Cow<'j, str>,
    /// `url.protocol` and `url.port`, which an object may keep beside its host.
    scheme: Option<&'j str>,
    port: Option<&'j str>,
    /// What follows: path, query, fragment.
    rest: Cow<'j, str>,
    /// What `url.query` says, which replaces the query of the text.
    query: Option<Vec<Row<'j>>>,
    /// The query of `raw`, which serves where neither `url.query` nor the text has one.
    raw_query: &'j str,
    /// `url.variable`.
    values: Vec<Row<'j>>,
}

impl<'j> WrittenUrl<'j> {
    /// Takes a URL apart. None where it says nothing: it is lacking (1.2).
    pub(crate) fn of(url: &'j Json<'j>) -> Option<Self> {
        match url {
            Json::Text(text) => Self::of_text(text),
            Json::Object(_) => Self::of_object(url),
            _ => None,
        }
    }

    fn of_text(text: &'j str) -> Option<Self> {
        let text = text.trim();
        let (host, rest) = text.split_at_checked(host_end(text))?;
        let (host, rest) = (Cow::Borrowed(host), Cow::Borrowed(rest));
        (!text.is_empty()).then_some(Self { host, rest, ..Self::default() })
    }

    /// `path` wins over `raw`, and `raw` serves where there is no `path` (1.2).
    fn of_object(url: &'j Json<'j>) -> Option<Self> {
        let says = |name| url.get(name).is_some_and(|part| !part.is_empty());
        let raw = url.get("raw").and_then(Json::as_text).unwrap_or_default();
        let mut written = match url.get("path") {
            Some(path) if says("path") || says("host") => Self::of_parts(url, path, raw),
            _ if says("raw") => Self::of_text(raw)?,
            _ if says("host") => Self::of_parts(url, &Json::Null, raw),
            _ => return None,
        };
        let query = url.get("query").filter(|query| matches!(query, Json::List(_) | Json::Object(_)));
        written.query = query.map(|list| rows(list, &["key"]));
        written.values = url.get("variable").map(|list| rows(list, &["key", "id"])).unwrap_or_default();
        Some(written)
    }

    fn of_parts(url: &'j Json<'j>, path: &'j Json<'j>, raw: &'j str) -> Self {
        let host = url.get("host").map(|host| joined(host, ".")).unwrap_or_default();
        let first = if let Json::List(pieces) = path { pieces.first().unwrap_or(&Json::Null) } else { path };
        let rest = joined(path, "/");
        let rest = if piece(first).starts_with('/') { rest } else { Cow::Owned(format!("/{rest}")) };
        let raw_query = cut_fragment(raw).1.unwrap_or_default();
        let said = |name| url.get(name).and_then(Json::as_text).filter(|text: &&str| !text.is_empty());
        Self { host, rest, scheme: said("protocol"), port: said("port"), raw_query, ..Self::default() }
    }

    /// Names of variables with an empty value that are, as written, a whole path segment, the whole value of
    /// a `:name`, or a whole parameter value: they count as unresolved for the whole of the example (1.6). So do
    /// those beside other text in a segment, where gaps are read (8.5).
    pub(crate) fn blank_names(&self, scope: &mut Scope<'_>) -> BTreeSet<String> {
        let (path, query) = cut_fragment(&self.rest);
        let value_of = |segment| match path::parameter(segment) {
            Some(name) => {
                self.values.iter().rfind(|row| row.key == name).map_or("", |row| row.value.as_ref())
            }
            None => segment,
        };
        let segments = split_outside(path, b'/').map(value_of);
        let rows = self.query.iter().flatten().map(|row| row.value.as_ref());
        let text = if self.query.is_some() { "" } else { query.unwrap_or(self.raw_query) };
        let whole = segments.clone().chain(rows).chain(query::pairs(text).map(|(_, value)| value));
        let beside = segments.filter(|_| scope.algorithm() == Algorithm::Extended).flat_map(unresolved);
        let names: Vec<_> = whole.filter_map(whole_variable).chain(beside).collect();
        names.into_iter().filter(|name| scope.is_without_value(name)).map(str::to_owned).collect()
    }

    /// Scheme, host and port, with variables filled in: what addresses in answers are compared with (8.9).
    pub(crate) fn origin(&self, scope: &mut Scope<'_>) -> String {
        let mut text = scope.fill(Cow::Borrowed(&self.host));
        text.truncate(host_end(&text));
        if let Some(scheme) = self.scheme.filter(|_| !text.is_empty() && !text.contains("://")) {
            text = format!("{}://{text}", scope.fill(Cow::Borrowed(scheme)));
        }
        let has_port = text.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        if let Some(port) = self.port.filter(|_| !text.is_empty() && !has_port) {
            text = format!("{text}:{}", scope.fill(Cow::Borrowed(port)));
        }
        text
    }

    /// Fills the variables in and reads the whole as a URL.
    pub(crate) fn read(&self, scope: &mut Scope<'_>) -> (PathPattern, Vec<Param>) {
        let mut text = scope.fill(Cow::Borrowed(&self.host));
        text.truncate(text.trim_end_matches('/').len());
        text.push_str(&scope.fill(Cow::Borrowed(&self.rest)));
        let (path, query) = cut_fragment(text.get(host_end(&text)..).unwrap_or_default());
        let values: PathValues<'_> = self
            .values
            .iter()
            .map(|row| (Cow::Borrowed(row.key.as_ref()), scope.fill(Cow::Borrowed(&row.value))))
            .collect();
        let params = match (&self.query, query) {
            (Some(rows), _) => query::from_rows(rows, scope),
            (None, Some(query)) => query::from_text(query, scope),
            (None, None) => {
                let query = scope.fill(Cow::Borrowed(self.raw_query));
                query::from_text(&query, scope)
            }
        };
        (path::read(path, &values, scope), params)
    }
}

/// The pairs of the query in a URL as written.
pub(super) fn query_of(url: &str) -> Vec<(&str, &str)> {
    cut_fragment(url).1.map(|query| query::pairs(query).collect()).unwrap_or_default()
}

/// What stands before `?` and `#`, and between them.
fn cut_fragment(text: &str) -> (&str, Option<&str>) {
    let whole = find_outside(text, b"#").and_then(|at| text.get(..at)).unwrap_or(text);
    match find_outside(whole, b"?") {
        Some(at) => (whole.get(..at).unwrap_or_default(), whole.get(at + 1..)),
        None => (whole, None),
    }
}

/// A `host` or `path`: a list of pieces, or one piece.
fn joined<'j>(part: &'j Json<'j>, separator: &str) -> Cow<'j, str> {
    match part {
        Json::List(pieces) => Cow::Owned(pieces.iter().map(piece).collect::<Vec<_>>().join(separator)),
        other => piece(other),
    }
}

/// A text, a number, null (empty), or an object with a `value`.
fn piece<'j>(part: &'j Json<'j>) -> Cow<'j, str> {
    let part = if part.is_object() { part.get("value") } else { Some(part) };
    part.and_then(Json::text).unwrap_or_default()
}
