//! Answers in the words of a protocol: ids, types, errors (matching.md 8.4).

use std::borrow::Cow;

use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::answer::Answer;
use super::type_names::with_type_names;
use crate::matching::{Miss, Near, Protocol, Request, Rule, top_level_id};

/// An answer that no example gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolAnswer {
    /// To each call of a batch, in one array.
    Batch,
    /// A method of JSON-RPC that no example has.
    MethodNotFound,
    /// A GraphQL query by its hash alone: the client has to send the query.
    PersistedQueryNotFound,
}

impl ProtocolAnswer {
    /// The rule of matching.md, section 8, in its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::MethodNotFound | Self::PersistedQueryNotFound => "another operation",
        }
    }
}

/// What people read of it.
impl std::fmt::Display for ProtocolAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Batch => "a batch, answered call by call",
            Self::MethodNotFound => "another operation: no example has the method",
            Self::PersistedQueryNotFound => "a query by its hash alone, which no example answers",
        })
    }
}

/// The answer to a JSON-RPC call, with the id of the call in the place of its own.
pub(super) fn for_call<'a>(answer: Cow<'a, Answer>, request: &Request<'_>) -> Cow<'a, Answer> {
    match request.rpc_id().and_then(|id| with_id(&answer.body, id)) {
        Some(body) => with_body(answer, body),
        None => answer,
    }
}

/// The answer to a GraphQL query, with the names of types that it asks for.
pub(super) fn for_query<'a>(
    answer: Cow<'a, Answer>,
    request: &Request<'_>,
    longest: usize,
) -> Cow<'a, Answer> {
    let asked = request.selection_set();
    match asked.and_then(|asked| with_type_names(&answer.body, &asked, longest)) {
        Some(body) => with_body(answer, body),
        None => answer,
    }
}

fn with_body(answer: Cow<'_, Answer>, body: Vec<u8>) -> Cow<'_, Answer> {
    let mut answer = answer.into_owned();
    answer.set_body(body.into());
    Cow::Owned(answer)
}

/// What a mock alone says where the body asks for an operation that no example at the URL has.
pub(super) fn without_example(request: &Request<'_>, miss: &Miss) -> Option<(ProtocolAnswer, Answer)> {
    let near = other_operation(miss)?;
    match near.rule {
        Rule::Operation(ref difference) => match difference.protocol {
            Protocol::JsonRpc if request.is_notification() => {
                Some((ProtocolAnswer::MethodNotFound, nothing()))
            }
            Protocol::JsonRpc => Some((
                ProtocolAnswer::MethodNotFound,
                json_answer(method_not_found(request, &near.rule).into_bytes()),
            )),
            Protocol::PersistedQuery => {
                let answer = json_answer(persisted_query_not_found().into_bytes());
                Some((ProtocolAnswer::PersistedQueryNotFound, answer))
            }
            Protocol::GraphQl | Protocol::Soap => None,
        },
        _ => None,
    }
}

/// The nearest example that is out because of its operation, unless one is out for its body alone.
fn other_operation(miss: &Miss) -> Option<&Near> {
    let near = miss.closest();
    if near.iter().any(|near| near.rule == Rule::Body) {
        return None;
    }
    near.iter().find(|near| matches!(near.rule, Rule::Operation(_)))
}

/// JSON-RPC's own error, with the id of the call.
pub(super) fn method_not_found(request: &Request<'_>, rule: &Rule) -> String {
    rpc_error(request, &json!({ "code": -32601, "message": "Method not found", "data": rule.to_string() }))
}

/// An error with the id of the call.
pub(super) fn rpc_error(request: &Request<'_>, error: &Value) -> String {
    let id = request.rpc_id().unwrap_or("null");
    format!("{{\"jsonrpc\":\"2.0\",\"error\":{error},\"id\":{id}}}")
}

/// Asks the client for the query that it named by its hash.
pub(super) fn persisted_query_not_found() -> String {
    let extensions = json!({ "code": "PERSISTED_QUERY_NOT_FOUND" });
    json!({ "errors": [{ "message": "PersistedQueryNotFound", "extensions": extensions }] }).to_string()
}

/// 200 with this JSON.
pub(super) fn json_answer(body: Vec<u8>) -> Answer {
    let content_type = HeaderValue::from_static("application/json");
    Answer::new(StatusCode::OK, [(header::CONTENT_TYPE, content_type)], body.into())
}

/// Where only notifications were sent.
pub(super) fn nothing() -> Answer {
    Answer::new(StatusCode::NO_CONTENT, [], bytes::Bytes::new())
}

/// The body with the id of the call in the place of its own; none where it has none.
pub(super) fn with_id(body: &[u8], id: &str) -> Option<Vec<u8>> {
    let saved = top_level_id(body)?;
    let start = saved.as_ptr().addr().checked_sub(body.as_ptr().addr())?;
    let (before, behind) = (body.get(..start)?, body.get(start + saved.len()..)?);
    Some([before, id.as_bytes(), behind].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_8_4_1_the_id_of_the_answer_becomes_that_of_the_call() {
        for (row, body, id, expected) in [
            ("a number", r#"{"id": 1, "result": {"id": 2}}"#, "7", Some(r#"{"id": 7, "result": {"id": 2}}"#)),
            (
                "in its own spelling",
                r#"{"result":1,"id":"x"}"#,
                "1.50e1",
                Some(r#"{"result":1,"id":1.50e1}"#),
            ),
            ("null saved", r#"{"id":null}"#, "\"a\\u0062\"", Some("{\"id\":\"a\\u0062\"}")),
            ("null sent", r#"{"id":1}"#, "null", Some(r#"{"id":null}"#)),
            ("none is added", r#"{"result":{"id":1}}"#, "7", None),
            ("a list", r#"[{"id":1}]"#, "7", None),
            ("no JSON", "id", "7", None),
        ] {
            let body = with_id(body.as_bytes(), id);
            assert_eq!(body.as_deref(), expected.map(str::as_bytes), "{row}");
        }
    }
}
