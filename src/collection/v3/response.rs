//! An example: the request it was saved for, and what was answered.

use super::super::source::Json;
use super::body;
use super::request;

/// An example in format 2, called `stem` where it has no name; none where it has no response.
pub(super) fn convert<'a>(mut example: Json<'a>, stem: &str) -> Option<Json<'a>> {
    let anchor = example.anchor();
    let mut response = example.take("response").filter(Json::is_object)?;
    let (content, language) = body::of_response(response.take("body").unwrap_or_default());
    let name = example.take("name").filter(|name| !name.is_empty());
    let mut take = |name| response.take(name).unwrap_or_default();
    let saved = Json::object([
        ("id", example.take("id").unwrap_or_default()),
        ("name", name.unwrap_or_else(|| Json::Text(stem.to_owned().into()))),
        ("originalRequest", request::convert(example.take("request").unwrap_or_default())),
        ("code", take("statusCode")),
        ("status", take("statusText")),
        ("header", request::headers(take("headers"))),
        ("body", content),
        ("_postman_previewlanguage", language),
    ]);
    Some(saved.at(anchor))
}
