//! How a client asks: what of its headers makes a backend answer in one way or another.

use std::hash::{DefaultHasher, Hash, Hasher};

use http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONNECTION, CONTENT_TYPE, COOKIE, HeaderName};
use http::{HeaderMap, HeaderValue};

use super::place::{Accept, Credentials};

/// What is not asked along: what is for one connection, what would have a part of an answer, or none, or an encoded one,
/// and what would make a GET something else.
const LEFT_OUT: [&str; 20] = [
    "accept-encoding",
    "connection",
    "expect",
    "host",
    "http2-settings",
    "idempotency-key",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-http-method",
    "x-http-method-override",
    "x-idempotency-key",
    "x-method-override",
    "x-original-method",
];

/// The beginnings of names of which the same is true: conditions, what is said of a body, what makes a socket, and what a
/// browser asks before it sends something.
const LEFT_OUT_GROUPS: [&str; 4] = ["if-", "content-", "sec-websocket-", "access-control-request-"];

/// What of a request makes no place of its own, but may make a framework answer otherwise.
const VARYING: [HeaderName; 4] =
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName::from_static("x-requested-with")];

/// The headers of a request that its probes carry, too.
#[derive(Debug, Default)]
pub(crate) struct Client {
    /// The one that it asked for; an upstream may be told another.
    pub(super) host: Option<HeaderValue>,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Client {
    /// By the headers of its request as the upstream gets them.
    pub(crate) fn new(sent: &HeaderMap, host: Option<HeaderValue>) -> Self {
        let named = named_by_connection(sent);
        let is_named = |name: &HeaderName| named.iter().any(|named| named == name.as_str());
        let asked_along = sent.iter().filter(|(name, _)| is_asked_along(name) && !is_named(name));
        Self { host, headers: asked_along.map(|(name, value)| (name.clone(), value.clone())).collect() }
    }
}

fn is_asked_along(name: &HeaderName) -> bool {
    let is_left_out = LEFT_OUT.contains(&name.as_str())
        || LEFT_OUT_GROUPS.iter().any(|group| name.as_str().starts_with(group));
    !is_left_out || *name == CONTENT_TYPE
}

fn named_by_connection(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect()
}

pub(crate) fn accept(headers: &HeaderMap) -> Accept {
    let Some(accept) = headers.get(ACCEPT) else { return Accept::Any };
    let accept = accept.to_str().unwrap_or_default();
    match accept {
        _ if accept.contains("text/html") => Accept::Html,
        _ if accept.contains("json") => Accept::Json,
        _ if accept.contains("*/*") => Accept::Any,
        _ => Accept::Other,
    }
}

pub(crate) fn credentials(headers: &HeaderMap) -> Credentials {
    let has_any = headers.contains_key(AUTHORIZATION) || headers.contains_key(COOKIE);
    if has_any { Credentials::Present } else { Credentials::Absent }
}

/// A number for everything else that makes a framework answer otherwise: the same for the same headers and names in
/// the query.
pub(crate) fn variation(headers: &HeaderMap, query: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for name in &VARYING {
        headers.get(name).map(HeaderValue::as_bytes).hash(&mut hasher);
    }
    let names = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).map(|(name, _)| name);
    names.collect::<Vec<_>>().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_along() {
        let mut sent = HeaderMap::new();
        for name in
            ["accept", "cookie", "content-type", "x-tenant", "x-api-key", "x-forwarded-proto", "user-agent"]
        {
            sent.insert(name, HeaderValue::from_static("kept"));
        }
        for name in [
            "if-none-match",
            "range",
            "content-length",
            "content-encoding",
            "x-http-method-override",
            "te",
            "upgrade",
            "sec-websocket-key",
            "x-hop",
        ] {
            sent.insert(name, HeaderValue::from_static("left"));
        }
        sent.insert(CONNECTION, HeaderValue::from_static("upgrade, X-Hop"));
        let client = Client::new(&sent, None);
        assert!(client.headers.iter().all(|(_, value)| value == "kept"), "{client:?}");
        assert_eq!(client.headers.len(), 7, "{client:?}");
    }
}
