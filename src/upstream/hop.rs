//! Spares a request the search for headers that end at us (RFC 9110, 7.6.1).
//!
//! Pingora takes each of them off by itself, one search a name (0.9.1). Most requests have none, which one look at
//! the names tells. Nothing is taken off here: a request that has any is left to Pingora.

use http::HeaderMap;
use pingora::upstreams::peer::{HttpPeer, HttpUpstreamRequestPolicy};

/// Every header that Pingora 0.9 looks for before it passes a request on: what it takes off, and what names more
/// of that.
const LOOKED_FOR: [&str; 10] = [
    "connection",
    "upgrade",
    "te",
    "trailer",
    "transfer-encoding",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "http2-settings",
];

/// Whether a request has any of them.
pub(crate) fn ends_any(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| LOOKED_FOR.contains(&name.as_str()))
}

/// Has Pingora not look for what is not there, as it would for the peer of any request.
pub(crate) fn spare_search(peer: &mut HttpPeer) {
    peer.options.http_upstream_request_policy = HttpUpstreamRequestPolicy::preserve();
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    /// Whether Pingora searches a request with these headers.
    #[track_caller]
    fn check(names: &[&'static str], is_searched: bool) {
        let header = |name: &&'static str| (HeaderName::from_static(name), HeaderValue::from_static("x"));
        let headers: HeaderMap = names.iter().map(header).collect();
        assert_eq!(ends_any(&headers), is_searched, "{names:?}");
    }

    #[test]
    fn what_has_headers_of_one_hop_is_searched() {
        check(&[], false);
        check(&["host", "accept", "user-agent", "content-length", "cookie", "x-te"], false);
        for name in LOOKED_FOR {
            check(&[name], true);
            check(&["host", name, "accept"], true);
        }
    }
}
