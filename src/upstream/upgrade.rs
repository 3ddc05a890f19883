//! Connections that are to become something else (RFC 9110, 7.8).

use http::header::{CONNECTION, HeaderValue, UPGRADE};
use http::{HeaderMap, Version};
use pingora::Result;
use pingora::http::RequestHeader;
use pingora::protocols::ALPN;
use pingora::upstreams::peer::HttpPeer;

use super::tunnel;

/// Has the peer of a request for an upgrade spoken to in HTTP/1.1, where there is a choice, on a connection that a
/// tunnel can use, and lets it be silent for as long as both ends like.
pub fn prepare(peer: &mut HttpPeer) {
    if matches!(peer.options.alpn, ALPN::H2H1) {
        peer.options.alpn = ALPN::H1;
    }
    peer.options.read_timeout = None;
    tunnel::open(peer);
}

/// Asks the backend for what the client `asked` for. Pingora itself lets a `WebSocket` pass, and nothing else (0.9.1).
///
/// # Errors
/// None that a header of the client's can cause.
pub fn pass_on(asked: &RequestHeader, request: &mut RequestHeader) -> Result<()> {
    let Some(protocol) = protocol(asked) else { return Ok(()) };
    if request.version != Version::HTTP_11 || request.headers.contains_key(UPGRADE) {
        return Ok(());
    }
    request.insert_header(UPGRADE, protocol)?;
    request.insert_header(CONNECTION, HeaderValue::from_static("Upgrade"))
}

/// What is asked for, unless it is HTTP again: its requests would pass unseen by routes and keys.
fn protocol(asked: &RequestHeader) -> Option<HeaderValue> {
    let mut lines = asked.headers.get_all(UPGRADE).iter();
    let (protocol, None) = (lines.next()?, lines.next()) else { return None };
    let is_meant = asked.version == Version::HTTP_11 && nominates_upgrade(&asked.headers);
    let is_http = |token: &str| {
        let name = token.split('/').next().unwrap_or_default().trim();
        ["h2", "h2c", "http", "tls"].iter().any(|other| name.eq_ignore_ascii_case(other))
    };
    let is_other = !protocol.to_str().ok()?.split(',').any(is_http);
    (is_meant && is_other).then(|| protocol.clone())
}

fn nominates_upgrade(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|token| token.trim().eq_ignore_ascii_case("upgrade"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(row: &str, sent: &[(&'static str, &str)], expected: Option<&str>) {
        let mut asked = RequestHeader::build("GET", b"/", None).unwrap();
        for &(name, value) in sent {
            asked.append_header(name, value).unwrap();
        }
        let mut request = RequestHeader::build("GET", b"/", None).unwrap();
        pass_on(&asked, &mut request).unwrap();
        let header = |name| request.headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap());
        assert_eq!(header(UPGRADE), expected, "{row}");
        assert_eq!(header(CONNECTION), expected.map(|_| "Upgrade"), "{row}");
    }

    #[test]
    fn what_is_not_http_passes() {
        check("nothing", &[], None);
        check("one", &[("upgrade", "echo/1"), ("connection", "keep-alive, Upgrade")], Some("echo/1"));
        check("a choice", &[("upgrade", "echo, spdy"), ("connection", "upgrade")], Some("echo, spdy"));
        check("not meant", &[("upgrade", "echo")], None);
        check("not clear", &[("upgrade", "echo"), ("upgrade", "other"), ("connection", "upgrade")], None);
        for http in ["h2c", "H2C", "h2", "HTTP/2.0", "TLS/1.0", "echo, h2c", "echo ,  TLS/1.2"] {
            check(http, &[("upgrade", http), ("connection", "upgrade")], None);
        }
    }
}
