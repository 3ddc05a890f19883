//! Spares a request the search for headers that end at us (RFC 9110, 7.6.1).
//!
//! Pingora takes each of them off by itself, one search a name (0.9.1). Most requests have none, which one look at
//! the names tells. Nothing is taken off here: a request that has any is left to Pingora.

use http::{HeaderMap, HeaderName};
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

/// Has Pingora not look for what is not there, as it would for the peer of any request.
pub(crate) fn spare_search(peer: &mut HttpPeer, headers: &HeaderMap) {
    if !headers.keys().any(is_looked_for) {
        peer.options.http_upstream_request_policy = HttpUpstreamRequestPolicy::preserve();
    }
}

fn is_looked_for(name: &HeaderName) -> bool {
    LOOKED_FOR.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    /// Whether Pingora searches a request with these headers.
    #[track_caller]
    fn check(names: &[&'static str], is_searched: bool) {
        let header = |name: &&'static str| (HeaderName::from_static(name), HeaderValue::from_static("x"));
        let headers: HeaderMap = names.iter().map(header).collect();
        let mut peer = HttpPeer::new("127.0.0.1:1", false, String::new());
        spare_search(&mut peer, &headers);
        let standard = HttpUpstreamRequestPolicy::standard();
        assert_eq!(peer.options.http_upstream_request_policy == standard, is_searched, "{names:?}");
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
