//! A request: method, URL with parameters and path variables, headers, body.

use std::collections::HashSet;

use super::super::request::{lines, query_of};
use super::super::source::Json;
use super::body;

/// A request in format 2.
pub(super) fn convert<'a>(request: &Json<'a>) -> Json<'a> {
    let member = |name| request.get(name).cloned().unwrap_or_default();
    Json::object([
        ("method", member("method")),
        ("url", url(request)),
        ("header", headers(request)),
        ("body", body::convert(request)),
    ])
}

/// The text serves for the path. Where there are `queryParams`, they and what only the text has are the query.
fn url<'a>(request: &Json<'a>) -> Json<'a> {
    let raw = request.get("url").cloned().unwrap_or_default();
    let mut query = rows(request.get("queryParams"));
    if !query.is_empty() {
        let seen: HashSet<_> = query.iter().filter_map(|row| row.get("key")?.text()).collect();
        let text = raw.as_text().map(query_of).unwrap_or_default();
        let only_in_text: Vec<_> = text.into_iter().filter(|(key, _)| !seen.contains(*key)).collect();
        let row = |(key, value): (&str, &str)| row(key, value);
        let added: Vec<_> = only_in_text.into_iter().map(row).collect();
        drop(seen);
        query.extend(added);
    }
    let query = if query.is_empty() { Json::Null } else { Json::List(query) };
    Json::object([("raw", raw), ("query", query), ("variable", path_variables(request))])
}

/// `pathVariableData` (rows) wins over `pathVariables` (a map).
fn path_variables<'a>(request: &Json<'a>) -> Json<'a> {
    let mut variables = Vec::new();
    match request.get("pathVariables") {
        Some(Json::Object(members)) => {
            variables.extend(members.iter().map(|(key, value)| {
                Json::object([("key", Json::Text(key.clone())), ("value", value.clone())])
            }));
        }
        other => variables.extend(rows(other)),
    }
    variables.extend(rows(request.get("pathVariableData")));
    Json::List(variables)
}

/// `headers` as a list; else the rows of `headerData` and what only the text of `headers` has.
fn headers<'a>(request: &Json<'a>) -> Json<'a> {
    let headers = request.get("headers");
    if let Some(list @ Json::List(_)) = headers {
        return list.clone();
    }
    let mut all = rows(request.get("headerData"));
    let name = |row: &Json<'_>| row.get("key").and_then(Json::text).unwrap_or_default().into_owned();
    let seen: HashSet<String> = all.iter().map(name).collect();
    all.retain(|row| !name(row).starts_with("//"));
    let text = headers.and_then(Json::as_text).unwrap_or_default();
    let only_in_text = lines(text).into_iter().filter(|(key, _)| !seen.contains(key.as_ref()));
    all.extend(only_in_text.map(|(key, value)| row(&key, &value)));
    Json::List(all)
}

/// The rows of a list that are objects, disabled ones too: they say what the text shall not add again.
fn rows<'a>(list: Option<&Json<'a>>) -> Vec<Json<'a>> {
    let rows = list.map(Json::elements).unwrap_or_default();
    rows.iter().filter(|row| row.is_object()).cloned().collect()
}

fn row<'a>(key: &str, value: &str) -> Json<'a> {
    let text = |text: &str| Json::Text(text.to_owned().into());
    Json::object([("key", text(key)), ("value", text(value))])
}
