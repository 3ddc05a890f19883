//! A request: method, URL with parameters and path variables beside it, headers, body.

use super::super::request::url_with_rows_beside;
use super::super::source::Json;
use super::body;
use super::rows::rows;

/// A request in format 2. A bare URL, and one that says nothing, stay as they are.
pub(super) fn convert(mut request: Json<'_>) -> Json<'_> {
    if !request.is_object() || request.is_empty() {
        return request;
    }
    let anchor = request.anchor();
    let mut take = |name| request.take(name).unwrap_or_default();
    let url = match take("url") {
        object @ Json::Object(_) => object,
        text => url_with_rows_beside(text, rows(take("queryParams")), rows(take("pathVariables"))),
    };
    Json::object([
        ("method", take("method")),
        ("url", url),
        ("header", headers(take("headers"))),
        ("body", body::of_request(take("body"))),
    ])
    .at(anchor)
}

/// Headers in one text stay so.
pub(super) fn headers(headers: Json<'_>) -> Json<'_> {
    match headers {
        text @ Json::Text(_) => text,
        rows_or_map => Json::List(rows(rows_or_map)),
    }
}
