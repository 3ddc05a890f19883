//! How a client asks: what of its headers makes a backend answer in one way or another.

use std::hash::{DefaultHasher, Hash, Hasher};

use http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, HeaderName};
use http::{HeaderMap, HeaderValue};

use super::place::{Accept, Credentials};

/// What is asked along.
const PASSED_ON: [HeaderName; 6] = [
    ACCEPT,
    ACCEPT_LANGUAGE,
    AUTHORIZATION,
    CONTENT_TYPE,
    COOKIE,
    HeaderName::from_static("x-requested-with"),
];

/// What of these makes no place of its own, but may make a framework answer otherwise.
const VARYING: [HeaderName; 4] =
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName::from_static("x-requested-with")];

/// The headers of a request that its probes carry, too.
#[derive(Debug, Default)]
pub(crate) struct Client {
    /// Of the request; an upstream may be told another.
    pub(crate) host: Option<HeaderValue>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Client {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let all = |name: &HeaderName| {
            headers.get_all(name).iter().map(|value| (name.clone(), value.clone())).collect::<Vec<_>>()
        };
        Self { host: headers.get(HOST).cloned(), headers: PASSED_ON.iter().flat_map(all).collect() }
    }
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
