//! The answers to the calls of a batch, as elements of one array (matching.md 8.4.4).
//!
//! A client hands each element to the call that it belongs to. One that it cannot read as an answer of the protocol
//! costs it all of the others, so that what an example says otherwise becomes an error of the protocol.

use http::StatusCode;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::calls::{json_answer, method_not_found, nothing, persisted_query_not_found, rpc_error};
use crate::matching::{MOST_CALLS, Miss, Protocol, Request, Rule, top_level_id};

/// The code of an error of JSON-RPC that the server itself defines.
const SERVER_ERROR: i32 = -32000;

/// What an example answers to one call.
pub(super) fn of_example(protocol: Protocol, call: &Request<'_>, answer: &Answer) -> String {
    match serde_json::from_slice::<&RawValue>(&answer.body) {
        Ok(value) if is_readable(protocol, answer) => value.get().to_owned(),
        _ => failure(protocol, call, answer),
    }
}

/// Whether the body is an object that clients read as an answer; a success is taken for one.
fn is_readable(protocol: Protocol, answer: &Answer) -> bool {
    let body = &*answer.body;
    if body.trim_ascii_start().first() != Some(&b'{') {
        return false;
    }
    answer.status.is_success()
        || match protocol {
            Protocol::JsonRpc => top_level_id(body).is_some(),
            Protocol::GraphQl | Protocol::PersistedQuery | Protocol::Soap => {
                let members: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
                members.contains_key("errors") || members.contains_key("data")
            }
        }
}

/// The status and text of an answer as an error of the protocol.
fn failure(protocol: Protocol, call: &Request<'_>, answer: &Answer) -> String {
    let (status, text) = (answer.status, String::from_utf8_lossy(&answer.body));
    let data = serde_json::from_slice(&answer.body).unwrap_or_else(|_| Value::from(text.trim()));
    let message = in_words(status);
    match protocol {
        Protocol::JsonRpc => {
            rpc_error(call, &json!({ "code": SERVER_ERROR, "message": message, "data": data }))
        }
        Protocol::GraphQl | Protocol::PersistedQuery | Protocol::Soap => {
            let extensions = json!({ "http": { "status": status.as_u16() }, "body": data });
            json!({ "errors": [{ "message": message, "extensions": extensions }] }).to_string()
        }
    }
}

/// `429 Too Many Requests`.
fn in_words(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or_default();
    format!("{} {reason}", status.as_u16()).trim_end().to_owned()
}

/// The answer to one call that no example has.
pub(super) fn without_example(protocol: Protocol, call: &Request<'_>, miss: &Miss) -> String {
    let reason = miss.closest().first().map(|near| &near.rule);
    match (protocol, reason) {
        (Protocol::JsonRpc, reason) => method_not_found(call, reason.unwrap_or(&Rule::Body)),
        _ if tells_of(miss, Protocol::PersistedQuery) => persisted_query_not_found(),
        _ => json!({ "errors": [{ "message": "No matching requests" }] }).to_string(),
    }
}

/// Whether an example at the URL is of another operation than one of this protocol that was asked for.
fn tells_of(miss: &Miss, protocol: Protocol) -> bool {
    miss.closest()
        .iter()
        .any(|near| matches!(&near.rule, Rule::Operation(difference) if difference.protocol == protocol))
}

/// Whether an example at the URL is of the protocol of this batch, as a miss tells.
pub(super) fn tells_of_batch(miss: &Miss, protocol: Protocol) -> bool {
    tells_of(miss, protocol) || protocol == Protocol::GraphQl && tells_of(miss, Protocol::PersistedQuery)
}

/// One answer to all calls of a batch.
pub(super) fn joined(answers: &[String]) -> Answer {
    if answers.is_empty() { nothing() } else { json_answer(format!("[{}]", answers.join(",")).into_bytes()) }
}

/// 413: more calls than are answered at once.
pub(super) fn batch_too_long() -> Answer {
    Answer::error(
        StatusCode::PAYLOAD_TOO_LARGE,
        "batchTooLongError",
        "Too many calls in one batch",
        &format!("A batch may hold {MOST_CALLS} calls. Send the others in another request."),
    )
}
