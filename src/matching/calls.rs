//! Requests that hold calls of a protocol: batches, ids, queries in the address (matching.md 8.4.1, 8.4.2, 8.4.4).

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::body::{BodyPattern, Protocol, RequestBody, SelectionSet, protocol_of};
use super::candidate::Candidate;
use super::params::RequestParams;
use super::request::Request;
use crate::collection::{Body, Param, ParamValue};

/// The most calls of one batch: as many as viem sends at once unless it is told otherwise.
pub const MOST_CALLS: usize = 1_000;

/// Several calls in one body.
#[derive(Debug)]
pub struct Batch<'a> {
    /// What all of them are of.
    pub protocol: Protocol,
    /// Each of them, as it was sent; the first alone where there are too many.
    pub calls: Vec<&'a str>,
    /// Whether there are more than are answered.
    pub is_too_long: bool,
}

impl<'a> Batch<'a> {
    /// Where the request is a POST of an array of calls.
    pub fn of(request: &Request<'a>) -> Option<Self> {
        if request.method != "POST" {
            return None;
        }
        let body = request.body().trim_ascii_start();
        if body.first() != Some(&b'[') {
            return None;
        }
        let calls: Vec<&'a RawValue> = serde_json::from_slice(body).ok()?;
        let calls: Vec<&'a str> = calls.into_iter().map(RawValue::get).collect();
        let protocol = protocol_of(calls.first()?)?.of_batch();
        let (looked_at, rest) = calls.split_at(calls.len().min(MOST_CALLS));
        let is_batch = looked_at.iter().skip(1).all(|call| {
            let own = protocol_of(call);
            own.map(Protocol::of_batch) == Some(protocol)
        });
        is_batch.then(|| Self { protocol, calls: looked_at.to_vec(), is_too_long: !rest.is_empty() })
    }
}

impl<'a> Request<'a> {
    /// The same request with another body.
    #[must_use]
    pub fn with_body<'b>(&self, body: &'b [u8]) -> Request<'b>
    where
        'a: 'b,
    {
        let Self { method, path, params, headers, scheme, host, .. } = *self;
        Request { method, path, params, headers, body: RequestBody::new(headers, body), scheme, host }
    }

    /// The id of the JSON-RPC call that it is, as it was written; none where it has none, or is none.
    pub fn rpc_id(&self) -> Option<&'a str> {
        self.body.rpc()?;
        top_level_id(self.body.bytes())
    }

    /// What the GraphQL call that it is asks of objects; none where it is none, or does not ask for their types.
    pub fn selection_set(&self) -> Option<SelectionSet> {
        self.body.selection_set()
    }

    /// Whether it is a JSON-RPC call that asks for no answer.
    pub fn is_notification(&self) -> bool {
        self.body.rpc().is_some_and(|call| call.is_notification())
    }
}

impl Candidate {
    /// What its saved body is of, where that names an operation.
    pub fn protocol(&self) -> Option<Protocol> {
        self.body.protocol()
    }

    /// Whether its saved body equals the request's, as section 8 says.
    pub fn has_equal_body(&self, request: &Request<'_>) -> bool {
        self.body.accepts(&request.body)
    }
}

#[derive(Deserialize)]
struct Identified<'a> {
    #[serde(borrow, default, deserialize_with = "as_written")]
    id: Option<&'a RawValue>,
}

/// Also `null`, which is an id like any other.
fn as_written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// The value of the member `id` of a JSON object, as it is written.
pub fn top_level_id(body: &[u8]) -> Option<&str> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let identified: Identified<'_> = serde_json::from_slice(body).ok()?;
    identified.id.map(RawValue::get)
}

/// A GET or HEAD that holds a GraphQL query in its parameters (8.4.2).
#[derive(Debug)]
pub struct QueryInAddress {
    /// The other parameters, encoded.
    params: String,
    /// The body of the POST that says the same.
    body: Vec<u8>,
}

/// How a query in an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedBy {
    /// As it was sent, with the call beside its parameters: saved GETs with a query are calls as well.
    Itself,
    /// As the POST that says the same.
    Post,
}

/// The parameters that are members of the body then.
const MEMBERS: [&str; 4] = ["query", "variables", "operationName", "extensions"];

impl QueryInAddress {
    /// Where `query` is a document with an operation, or `extensions` has the hash of one.
    pub fn of(request: &Request<'_>) -> Option<Self> {
        let has = |name: &str| request.params().iter().any(|(key, _)| key == name);
        let is_get = matches!(request.method, "GET" | "HEAD");
        if request.params().is_empty() || !is_get || !(has("query") || has("extensions")) {
            return None;
        }
        let mut body = Map::new();
        let mut params = form_urlencoded::Serializer::new(String::new());
        for (key, value) in request.params() {
            if MEMBERS.contains(&&**key) {
                body.insert(key.to_string(), member(key, value)?);
            } else {
                params.append_pair(key, value);
            }
        }
        let body = json!(body).to_string();
        protocol_of(&body)?;
        Some(Self { params: params.finish(), body: body.into_bytes() })
    }

    /// Hands over the request as it is asked.
    pub fn ask<R>(&self, request: &Request<'_>, by: AskedBy, with: impl FnOnce(&Request<'_>) -> R) -> R {
        let body = RequestBody::in_address(request.headers, &self.body);
        let Request { method, path, params, headers, scheme, host, .. } = *request;
        match by {
            AskedBy::Itself => with(&Request { method, path, params, headers, body, scheme, host }),
            AskedBy::Post => {
                let params = &RequestParams::new(&self.params);
                with(&Request { method: "POST", path, params, headers, body, scheme, host })
            }
        }
    }
}

/// The call that a saved GET holds in its parameters, if it holds one.
pub(super) fn saved_in_address(params: &[Param]) -> Option<BodyPattern> {
    let text = |name: &str| {
        let param = params.iter().rev().find(|param| param.key == name)?;
        Some(match &param.value {
            ParamValue::Literal(text) => text.clone(),
            ParamValue::Variable(name) => format!("{{{{{name}}}}}"),
        })
    };
    let call = Body::GraphQl {
        query: text("query")?,
        variables: text("variables").unwrap_or_default(),
        operation_name: text("operationName"),
    };
    Some(BodyPattern::from(call)).filter(BodyPattern::names_operation)
}

/// `variables` and `extensions` are JSON, the others are texts.
fn member(key: &str, value: &str) -> Option<Value> {
    match key {
        "variables" | "extensions" if value.trim().is_empty() => Some(Value::Null),
        "variables" | "extensions" => serde_json::from_str(value).ok(),
        _ => Some(Value::from(value)),
    }
}
