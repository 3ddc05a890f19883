//! A request: method, URL with parameters and path variables, headers, body.

use std::collections::HashSet;

use super::super::request::{lines, url_with_rows_beside};
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
    .at(request.anchor())
}

fn url<'a>(request: &Json<'a>) -> Json<'a> {
    let raw = request.get("url").cloned().unwrap_or_default();
    url_with_rows_beside(raw, rows(request.get("queryParams")), path_variables(request))
}

/// `pathVariableData` (rows) wins over `pathVariables` (a map).
fn path_variables<'a>(request: &Json<'a>) -> Vec<Json<'a>> {
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
    variables
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
