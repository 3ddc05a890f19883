//! The body of a request, by its mode (matching.md 5.4).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::algorithm::Algorithm;
use super::super::model::{Body, FormField, FormValue, Header};
use super::super::source::{Json, Row, is_disabled, rows};
use super::super::variables::{Scope, unresolved};
use super::decoding::decode_form;
use super::placeholders;
use super::query;

/// In the order in which a body without `mode` is searched for one.
const MODES: [&str; 5] = ["raw", "urlencoded", "formdata", "graphql", "file"];

/// As [`read`], of a request with these headers: a text that they call a GraphQL document is one (8.4.2).
pub(crate) fn read_as_sent(body: Option<&Json<'_>>, headers: &[Header], scope: &mut Scope<'_>) -> Body {
    match read(body, scope) {
        Body::Raw(query) if scope.algorithm() == Algorithm::Extended && are_of_graphql(headers) => {
            Body::GraphQl { query, variables: String::new(), operation_name: None }
        }
        body => body,
    }
}

fn are_of_graphql(headers: &[Header]) -> bool {
    let mut types = headers.iter().filter(|header| header.name.trim().eq_ignore_ascii_case("content-type"));
    let essence =
        |header: &Header| header.value.split(';').next().map(|text| text.trim().to_ascii_lowercase());
    types.any(|header| essence(header).as_deref() == Some("application/graphql"))
}

/// Reads a body; what is disabled or empty in its mode is [`Body::Empty`].
fn read(body: Option<&Json<'_>>, scope: &mut Scope<'_>) -> Body {
    let Some(body) = body.filter(|body| !is_disabled(body)) else { return Body::Empty };
    let said = body.get("mode").and_then(Json::as_text);
    let mode = said.or_else(|| MODES.into_iter().find(|mode| body.get(mode).is_some()));
    let content = mode.and_then(|mode| body.get(mode));
    match (mode, content) {
        (None, _) => raw(body.as_text(), scope),
        (Some("raw"), Some(content)) => raw(content.text().as_deref(), scope),
        (Some("urlencoded"), Some(content)) => url_encoded(content, scope),
        (Some("formdata"), Some(content)) => form_data(content, scope),
        (Some("graphql"), Some(content)) => graphql(content, scope),
        (Some("file"), Some(content)) => file(content),
        _ => Body::Empty,
    }
}

fn raw(text: Option<&str>, scope: &mut Scope<'_>) -> Body {
    match text.map(|text| filled(Cow::Borrowed(text), scope)) {
        Some(text) if !text.is_empty() => Body::Raw(placeholders::in_json(text, scope)),
        _ => Body::Empty,
    }
}

fn url_encoded(content: &Json<'_>, scope: &mut Scope<'_>) -> Body {
    let pairs: Vec<(String, String)> = match content {
        Json::Text(text) => {
            let text = filled(Cow::Borrowed(text), scope);
            let decoded = |(key, value)| (decode_form(key).into_owned(), decode_form(value).into_owned());
            query::pairs(&text).map(decoded).collect()
        }
        list => {
            let pair = |row: Row<'_>| (scope.fill(row.key), filled(row.value, scope));
            rows(list, &["key"]).into_iter().map(pair).collect()
        }
    };
    let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| (key, field(value, scope))).collect();
    if pairs.is_empty() { Body::Empty } else { Body::UrlEncoded(pairs) }
}

fn form_data(content: &Json<'_>, scope: &mut Scope<'_>) -> Body {
    let rows = rows(content, &["key"]);
    let fields: Vec<_> = rows.iter().flat_map(|row| fields(row, scope)).collect();
    if fields.is_empty() { Body::Empty } else { Body::FormData(fields) }
}

/// A row is sent once for each of its files or values.
fn fields(row: &Row<'_>, scope: &mut Scope<'_>) -> Vec<FormField> {
    let key = scope.fill(Cow::Borrowed(&row.key));
    let values = match (is_file(row.json), row.json.first_of(&["src", "value"])) {
        (true, Some(Json::List(files))) => vec![FormValue::File; files.len().max(1)],
        (true, _) => vec![FormValue::File],
        (false, Some(Json::List(values))) => {
            let texts = values.iter().map(|value| value.text().unwrap_or_default());
            texts.map(|text| FormValue::Text(filled_field(text, scope))).collect()
        }
        (false, _) => vec![FormValue::Text(filled_field(Cow::Borrowed(&row.value), scope))],
    };
    values.into_iter().map(|value| FormField { key: key.clone(), value }).collect()
}

fn filled_field(text: Cow<'_, str>, scope: &mut Scope<'_>) -> String {
    let filled = filled(text, scope);
    field(filled, scope)
}

/// The text with its variables filled in. By the extended rules one that is defined as empty is without a value, and
/// takes anything (1.6, 8.4.5).
fn filled(text: Cow<'_, str>, scope: &mut Scope<'_>) -> String {
    if scope.algorithm() == Algorithm::Postman {
        return scope.fill(text);
    }
    let empty: BTreeSet<_> =
        unresolved(&text).filter(|name| scope.is_without_value(name)).map(str::to_owned).collect();
    scope.fill_without(text, &empty)
}

/// The value of a field: a placeholder is a variable without a value (8.8).
fn field(value: String, scope: &Scope<'_>) -> String {
    if placeholders::is_any(&value, scope) { placeholders::reference(&value) } else { value }
}

fn is_file(row: &Json<'_>) -> bool {
    row.get("type").map_or_else(|| row.get("src").is_some(), |kind| kind.as_text() == Some("file"))
}

/// `{query, variables, operationName}`, or the query alone; variables are text or an object.
fn graphql(content: &Json<'_>, scope: &mut Scope<'_>) -> Body {
    let query = if content.is_object() { content.get("query") } else { Some(content) };
    let mut text = |json: Option<&Json<'_>>| {
        json.and_then(Json::text).map(|text| filled(text, scope)).unwrap_or_default()
    };
    let (query, variables) = (text(query), text(content.get("variables")));
    let operation_name = Some(text(content.get("operationName"))).filter(|name| !name.is_empty());
    if query.trim().is_empty() && variables.trim().is_empty() && operation_name.is_none() {
        return Body::Empty;
    }
    Body::GraphQl { query, variables: placeholders::in_json(variables, scope), operation_name }
}

fn file(content: &Json<'_>) -> Body {
    let source = if content.is_object() { content.get("src") } else { Some(content) };
    if source.is_some_and(|source| !source.is_empty()) { Body::File } else { Body::Empty }
}
