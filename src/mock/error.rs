//! The errors that a mock answers with, in Postman's shape (matching.md, sections 6 and 7).

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use crate::matching::{InvalidControl, Miss, Near};

const NOT_FOUND: &str = "mockRequestNotFoundError";

impl Answer {
    /// An error in Postman's shape.
    pub fn error(status: StatusCode, name: &str, header: &str, message: &str) -> Self {
        Self::json(status, &body(name, header, message))
    }
}

fn body(name: &str, header: &str, message: &str) -> Value {
    json!({"error": {"name": name, "header": header, "message": message}})
}

fn with_closest(mut body: Value, closest: &[Near]) -> Value {
    if !closest.is_empty() {
        body["error"]["closest"] = closest.iter().map(near).collect();
    }
    body
}

fn near(near: &Near) -> Value {
    json!({"name": near.name, "method": near.method, "path": near.path, "rule": near.rule.to_string()})
}

/// 404: nothing answers (section 6).
pub fn not_found(miss: &Miss) -> Answer {
    let body = match miss {
        Miss::NoMatch(closest) => with_closest(
            body(
                NOT_FOUND,
                "No matching requests",
                "Double check your method and the request path and try again.",
            ),
            closest,
        ),
        Miss::NoSuchId(id) => nothing_called("id", id, "x-mock-response-id"),
        Miss::NoSuchName(name) => nothing_called("name", name, "x-mock-response-name"),
    };
    Answer::json(StatusCode::NOT_FOUND, &body)
}

fn nothing_called(kind: &str, value: &str, header: &str) -> Value {
    let value: String = value.chars().take(200).collect();
    body(
        NOT_FOUND,
        &format!("No example with the {kind} `{value}`"),
        &format!(
            "No example for this method has the {kind} `{value}`. Check the header {header} and try again."
        ),
    )
}

/// 400: a control header that means nothing.
pub(super) fn invalid_control(invalid: &InvalidControl) -> Answer {
    let header = format!("Invalid header {}", invalid.header);
    Answer::error(StatusCode::BAD_REQUEST, "invalidMockHeaderError", &header, &invalid.to_string())
}

/// 401: a private mock and no known key (7.7).
pub(super) fn unauthorized() -> Answer {
    Answer::error(
        StatusCode::UNAUTHORIZED,
        "invalidCredentialsError",
        "Invalid credentials",
        "This mock is private. Send a known API key in the x-api-key header and try again.",
    )
}

/// 502: the upstream is down and no example matches (proxy.md, "What counts as down").
pub fn upstream_unavailable(reason: &str, miss: &Miss) -> Answer {
    let message = format!("The upstream is down ({reason}) and no example of the mock matches the request.");
    let body = unavailable(reason, &message);
    let body = match miss {
        Miss::NoMatch(closest) => with_closest(body, closest),
        Miss::NoSuchId(_) | Miss::NoSuchName(_) => body,
    };
    Answer::json(StatusCode::BAD_GATEWAY, &body)
}

/// The upstream is down, and no mock may answer.
pub fn upstream_failed(status: StatusCode, reason: &str) -> Answer {
    Answer::json(status, &unavailable(reason, &format!("The upstream is down ({reason}).")))
}

fn unavailable(reason: &str, message: &str) -> Value {
    let mut body = body("upstreamUnavailableError", "Upstream unavailable", message);
    body["error"]["reason"] = reason.into();
    body
}
