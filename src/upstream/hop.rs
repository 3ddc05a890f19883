//! Headers that end at us (RFC 9110, 7.6.1).
//!
//! Of a request, Pingora takes each of them off by itself, one search a name (0.9.1). Most requests have none, which one
//! look at the names tells: those are spared the search, the others are left to Pingora. Of a response, Pingora takes
//! none off but what HTTP/2 cannot carry, so that is done here.

use http::header::CONNECTION;
use http::{HeaderMap, StatusCode};
use pingora::http::ResponseHeader;
use pingora::protocols::ALPN;
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

/// Has the peer of a client of HTTP/1.0 spoken to in HTTP/1.1, where there is a choice: of what comes over HTTP/2,
/// Pingora makes chunks behind all filters, and HTTP/1.0 has none (0.9.1).
pub(crate) fn speak_to_old_client(peer: &mut HttpPeer) {
    if matches!(peer.options.alpn, ALPN::H2H1) {
        peer.options.alpn = ALPN::H1;
    }
}

/// What ends here of a response. `Transfer-Encoding` is not among it: Pingora reads from it where the body ends, and
/// writes its own.
const OF_RESPONSES: [&str; 5] = ["connection", "keep-alive", "proxy-connection", "te", "trailer"];

/// Without these nobody knows where a body ends, whatever `Connection` names.
const FRAMING: [&str; 2] = ["content-length", "transfer-encoding"];

/// Takes off what a backend says to us and not to the client. An upgrade keeps what both ends agreed on.
pub(crate) fn end_response(response: &mut ResponseHeader) {
    let ends_any = response.headers.keys().any(|name| OF_RESPONSES.contains(&name.as_str()));
    if !ends_any || response.status == StatusCode::SWITCHING_PROTOCOLS {
        return;
    }
    for name in named_by_connection(&response.headers) {
        response.remove_header(name.as_str());
    }
    for name in OF_RESPONSES {
        response.remove_header(name);
    }
}

fn named_by_connection(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|line| line.to_str().ok());
    let names = lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_ascii_lowercase());
    names.filter(|name| !FRAMING.contains(&name.as_str())).collect()
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
    /// What is left of a response with these headers.
    #[track_caller]
    fn check_response(row: &str, status: u16, headers: &[(&'static str, &str)], expected: &[&str]) {
        let mut response = ResponseHeader::build(status, None).unwrap();
        for &(name, value) in headers {
            response.append_header(name, value).unwrap();
        }
        end_response(&mut response);
        let mut left: Vec<_> = response.headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, expected, "{row}");
    }

    #[test]
    fn what_a_response_says_to_us_ends_here() {
        check_response("nothing", 200, &[("etag", "a"), ("upgrade", "h2c")], &["etag", "upgrade"]);
        for name in OF_RESPONSES {
            check_response(name, 200, &[(name, "x"), ("etag", "a")], &["etag"]);
        }
        let named = [
            ("connection", "Keep-Alive, X-Own ,"),
            ("connection", "upgrade, not a name, content-length"),
            ("x-own", "1"),
            ("x-own", "2"),
            ("upgrade", "h2c"),
            ("content-length", "2"),
            ("etag", "a"),
        ];
        check_response("what is named", 200, &named, &["content-length", "etag"]);
        let agreed = [("connection", "upgrade"), ("upgrade", "websocket")];
        check_response("an upgrade", 101, &agreed, &["connection", "upgrade"]);
    }
}
