//! How a client asked, which decides what addresses in answers look like (matching.md 8.9).

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;
use pingora::proxy::Session;

use crate::template::Scheme;

/// With or without TLS: what a trusted proxy before us says, else how this connection is.
pub(super) fn scheme(session: &Session, trusted: &[IpNet]) -> Scheme {
    let is_secure = session.digest().is_some_and(|digest| digest.ssl_digest.is_some());
    let own = if is_secure { Scheme::Https } else { Scheme::Http };
    if trusted.is_empty() {
        return own;
    }
    let address = session.client_addr().and_then(|address| address.as_inet()).map(SocketAddr::ip);
    said(&session.req_header().headers, address, trusted).unwrap_or(own)
}

/// The first of several proxies saw the client itself.
fn said(headers: &HeaderMap, address: Option<IpAddr>, trusted: &[IpNet]) -> Option<Scheme> {
    let address = address?.to_canonical();
    trusted.iter().find(|network| network.contains(&address))?;
    let said = headers.get("x-forwarded-proto")?.to_str().ok()?.split(',').next()?.trim();
    match said {
        "https" => Some(Scheme::Https),
        "http" => Some(Scheme::Http),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[track_caller]
    fn check(row: &str, value: Option<&'static str>, address: &str, expected: Option<Scheme>) {
        let headers =
            value.map(|value| ("x-forwarded-proto".parse().unwrap(), HeaderValue::from_static(value)));
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let found = said(&headers.into_iter().collect(), address.parse().ok(), &trusted);
        assert_eq!(found, expected, "{row}");
    }

    #[test]
    fn rule_8_9_trusted_proxies_say_how_they_were_asked() {
        check("with TLS", Some("https"), "10.1.2.3", Some(Scheme::Https));
        check("without", Some("http"), "10.1.2.3", Some(Scheme::Http));
        check("the first of several", Some("https, http"), "10.1.2.3", Some(Scheme::Https));
        check("mapped", Some("https"), "::ffff:10.1.2.3", Some(Scheme::Https));
        check("nothing said", None, "10.1.2.3", None);
        check("something else", Some("gopher"), "10.1.2.3", None);
        check("nobody who is trusted", Some("https"), "11.1.2.3", None);
        check("without an address", Some("https"), "", None);
    }
}
