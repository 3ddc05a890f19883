//! The body of a request: `dataMode`, and `rawModeData`, `data` or `graphqlModeData` beside it.

use super::super::source::Json;

/// The body in format 2; null where nothing says anything.
pub(super) fn convert<'a>(request: &Json<'a>) -> Json<'a> {
    let raw = request.get("rawModeData").and_then(raw_text);
    let data = request.get("data").or_else(|| request.get("rawModeData"));
    let mode = match request.get("dataMode").and_then(Json::as_text) {
        Some("raw") => "raw",
        Some("urlencoded") => "urlencoded",
        Some("params") => "formdata",
        Some("binary") => "file",
        Some("graphql") => "graphql",
        _ if data.is_none_or(Json::is_empty) && raw.is_none() => return Json::Null,
        _ if raw.is_none() && matches!(data, Some(Json::List(_))) => "formdata",
        _ => "raw",
    };
    let content = match mode {
        "raw" => raw.or(request.get("data").filter(|data| data.as_text().is_some())).cloned(),
        "file" => raw.map(|source| Json::object([("src", source.clone())])),
        "graphql" => request.get("graphqlModeData").cloned(),
        _ => data.map(with_keys),
    };
    let disabled = request.get("dataDisabled").cloned().unwrap_or_default();
    Json::object([
        ("mode", Json::Text(mode.into())),
        (mode, content.unwrap_or_default()),
        ("disabled", disabled),
    ])
}

/// A text, or a list of one text.
fn raw_text<'j, 'a>(data: &'j Json<'a>) -> Option<&'j Json<'a>> {
    match data {
        Json::Text(text) => (!text.is_empty()).then_some(data),
        Json::List(list) => match list.as_slice() {
            [text @ Json::Text(_)] => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Fields without a key do not count in format 1; the value of a file is where it was.
fn with_keys<'a>(data: &Json<'a>) -> Json<'a> {
    let Json::List(rows) = data else { return data.clone() };
    Json::List(rows.iter().filter(|row| row.get("key").is_some_and(|key| !key.is_empty())).cloned().collect())
}
