//! Bodies: `type`, and `content` in it, of requests and of responses.

use super::super::source::Json;

/// The body of a request in format 2; what is in that format already stays.
pub(super) fn of_request(mut body: Json<'_>) -> Json<'_> {
    if !body.is_object() || body.get("mode").is_some() {
        return body;
    }
    let content = body.take("content").or_else(|| body.take("src")).unwrap_or_default();
    let mode = mode(body.get("type").and_then(Json::as_text), &content);
    let disabled = body.take("disabled").unwrap_or_default();
    Json::object([("mode", Json::Text(mode.into())), (mode, content), ("disabled", disabled)])
}

/// The body of a GraphQL request in format 2, of whose members `take` gives each.
pub(super) fn graphql<'j>(take: &mut impl FnMut(&'static str) -> Json<'j>) -> Json<'j> {
    let operation = ["query", "variables", "operationName"].map(|name| (name, take(name)));
    Json::object([("mode", Json::Text("graphql".into())), ("graphql", Json::object(operation))])
}

fn mode(kind: Option<&str>, content: &Json<'_>) -> &'static str {
    match kind.map(str::to_ascii_lowercase).as_deref() {
        Some("urlencoded" | "x-www-form-urlencoded") => "urlencoded",
        Some("formdata" | "form-data" | "multipart") => "formdata",
        Some("graphql") => "graphql",
        Some("file" | "binary") => "file",
        Some("none") => "none",
        None if matches!(content, Json::List(_)) => "formdata",
        _ => "raw",
    }
}

/// The body of a response and the language that it is shown in. A body that is no object is its own content.
pub(super) fn of_response(mut body: Json<'_>) -> (Json<'_>, Json<'_>) {
    let is_described = body.first_of(&["type", "content"]).is_some();
    if is_described {
        (body.take("content").unwrap_or_default(), body.take("type").unwrap_or_default())
    } else if body.is_object() && body.is_empty() {
        (Json::Null, Json::Null)
    } else {
        (body, Json::Null)
    }
}
