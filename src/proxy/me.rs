//! What a key's holder sees of its own usage, in the shape of Postman's `/me`.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, Uri};
use serde::Serialize;

use super::denial;
use crate::access::{Holder, Moment};
use crate::dispatch::{Denial, known_key};
use crate::mock::{Answer, Preflight};
use crate::reload::Serving;

#[derive(Serialize)]
struct Me<'a> {
    key: &'a str,
    operations: [Operation; 1],
}

#[derive(Serialize)]
struct Operation {
    name: &'static str,
    limit: Option<u64>,
    usage: u64,
    overage: u64,
}

/// The answer to a request for the holder's usage; none where the request is not one. Looking it up is
/// neither counted nor limited.
pub(super) fn answer(serving: &Serving, request: &Parts, uri: &Uri, now: Moment) -> Option<Answer> {
    let server = &serving.config.server;
    if server.me.as_deref() != Some(uri.path()) {
        return None;
    }
    if let Some(preflight) = Preflight::read(request.method.as_str(), &request.headers) {
        return Some(preflight.allow());
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        return None;
    }
    let holder = known_key(serving, &request.headers).and_then(|key| serving.holders.get(key.number()));
    Some(match holder.map(|holder| (holder, holder.expired(now))) {
        None => denial::denied(Denial::NoKey, &server.key_header),
        Some((_, Some(expiry))) => denial::denied(Denial::Expired(expiry), &server.key_header),
        Some((holder, None)) => told(holder, now),
    })
}

fn told(holder: &Holder, now: Moment) -> Answer {
    let standing = holder.standing(now);
    let overage = standing.limit.map_or(0, |limit| standing.used.saturating_sub(limit));
    let operation = Operation { name: "mock_usage", limit: standing.limit, usage: standing.used, overage };
    let body = serde_json::to_vec(&Me { key: holder.name(), operations: [operation] }).unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Answer::new(StatusCode::OK, headers, Bytes::from(body))
}
