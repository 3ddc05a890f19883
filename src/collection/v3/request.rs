//! A request: method, URL with parameters and path variables beside it, headers, body. A GraphQL request has its
//! query and variables in the body's place, and is sent as a POST.

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
    let is_graphql = request.get("query").is_some_and(|query| query.as_text().is_some());
    let mut take = |name| request.take(name).unwrap_or_default();
    let url = match take("url") {
        object @ Json::Object(_) => object,
        text => url_with_rows_beside(text, rows(take("queryParams")), rows(take("pathVariables"))),
    };
    Json::object([
        ("method", method(take("method"), is_graphql)),
        ("url", url),
        ("header", headers(take("headers"))),
        ("body", if is_graphql { body::graphql(&mut take) } else { body::of_request(take("body")) }),
    ])
    .at(anchor)
}

fn method(said: Json<'_>, is_graphql: bool) -> Json<'_> {
    if is_graphql && said.is_empty() { Json::Text("POST".into()) } else { said }
}

/// Headers in one text stay so.
pub(super) fn headers(headers: Json<'_>) -> Json<'_> {
    match headers {
        text @ Json::Text(_) => text,
        rows_or_map => Json::List(rows(rows_or_map)),
    }
}
