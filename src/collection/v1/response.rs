//! A saved response: status, headers, body, and where its request is.

use super::super::source::{Json, parse};

/// The request of a response, as format 1 has it.
pub(super) enum Original<'a> {
    /// In format 1 still.
    Request(Json<'a>),
    /// The id of a request of the document.
    Id(String),
    None,
}

/// A response in format 2, still without its request.
pub(super) fn convert(mut saved: Json<'_>) -> (Json<'_>, Original<'_>) {
    if !saved.is_object() {
        return (saved, Original::None);
    }
    let original = original(&mut saved);
    let mut take = |name| saved.take(name).unwrap_or_default();
    let mut response_code = take("responseCode");
    let status = response_code.take("name").filter(|name| !name.is_empty());
    let code = if response_code.is_object() {
        response_code.take("code").unwrap_or_default()
    } else {
        response_code
    };
    let name = Some(take("name")).filter(|name| !name.is_empty()).unwrap_or(Json::Text("response".into()));
    let response = Json::object([
        ("id", take("id")),
        ("uid", take("uid")),
        ("name", name),
        ("code", code),
        ("status", status.unwrap_or_else(|| take("status"))),
        ("header", take("headers")),
        ("body", take("text")),
        ("_postman_previewlanguage", take("language")),
    ]);
    (response, original)
}

/// `requestObject`, then `request`: an object, its JSON in a string, or an id; an object wins over an id.
fn original<'a>(saved: &mut Json<'a>) -> Original<'a> {
    let mut found = Original::None;
    for name in ["requestObject", "request"] {
        let Some(json) = saved.take(name).filter(|json| !json.is_empty()) else { continue };
        let json = match json {
            Json::Text(text) => {
                parse(&text).map_or_else(|_| Json::Text(text.clone()), |document| document.root.into_owned())
            }
            other => other,
        };
        match json {
            Json::Object(_) => return Original::Request(json),
            Json::Text(id) => found = Original::Id(id.into_owned()),
            _ => {}
        }
    }
    found
}
