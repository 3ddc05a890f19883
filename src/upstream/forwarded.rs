//! The headers that tell a backend who asked, for which host and how: `X-Forwarded-*` and `Forwarded` (RFC 7239).
//!
//! What a client says of itself counts only if the client is a proxy that is trusted: then its list is kept and
//! appended to, as it stands between us and whoever asked first. Anybody else's is replaced.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use pingora::Result;
use pingora::http::RequestHeader;
use smallvec::SmallVec;

use super::rewrite::Origin;
use crate::config::ForwardedHeaders;

// Text and not `HeaderName`s: Pingora copies those to remember how they were spelt.
const FOR: &str = "x-forwarded-for";
const PROTO: &str = "x-forwarded-proto";
const HOST: &str = "x-forwarded-host";
const FORWARDED: &str = "forwarded";
const NAMES: [&str; 4] = [FOR, PROTO, HOST, FORWARDED];

/// Whoever is at the other end of the client's connection, and what it asked for.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its address; none where it has none.
    pub address: Option<IpAddr>,
    /// `https` or `http`.
    pub scheme: &'static str,
    /// The host it asked for.
    pub host: Option<HeaderValue>,
}

/// What is written, and whose word counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Forwarding {
    pub(super) headers: ForwardedHeaders,
    pub(super) trusted: Vec<IpNet>,
}

/// What a client says of itself. Nearly none does, so that nothing else is looked for then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    Trusted,
    InVain,
}

impl Forwarding {
    /// Writes what the backend is to know.
    pub(super) fn write(&self, request: &mut RequestHeader, client: Client) -> Result<()> {
        if self.headers == ForwardedHeaders::Off {
            return Ok(());
        }
        let said = self.said(request, &client);
        if said == Said::InVain {
            for name in NAMES {
                request.remove_header(name);
            }
        }
        let element = self.headers.writes_forwarded().then(|| element(&client));
        if self.headers.writes_x_forwarded() {
            write_x_forwarded(request, client, said)?;
        }
        match element {
            Some(element) => append(request, FORWARDED, element.as_bytes(), said),
            None => Ok(()),
        }
    }

    /// What was asked for first: scheme and host, as a trusted proxy says or as the client itself asked.
    pub(super) fn asked_first<'a>(&self, headers: &'a HeaderMap, client: &'a Client) -> Origin<'a> {
        let said = |name| {
            let list = headers.get(name).filter(|_| self.trusts(client))?.to_str().ok()?;
            list.split(',').next().map(str::trim).filter(|first| !first.is_empty())
        };
        let host = client.host.as_ref().and_then(|host| host.to_str().ok());
        Origin { scheme: said(PROTO).unwrap_or(client.scheme), authority: said(HOST).or(host) }
    }

    fn said(&self, request: &RequestHeader, client: &Client) -> Said {
        match request.headers.keys().any(is_ours) {
            false => Said::Nothing,
            true if self.trusts(client) => Said::Trusted,
            true => Said::InVain,
        }
    }

    fn trusts(&self, client: &Client) -> bool {
        let address = client.address.map(|address| address.to_canonical());
        address.is_some_and(|address| self.trusted.iter().any(|network| network.contains(&address)))
    }
}

fn is_ours(name: &HeaderName) -> bool {
    NAMES.contains(&name.as_str())
}

/// Scheme and host are those that were asked for first, so that what a trusted proxy says of them stays.
fn write_x_forwarded(request: &mut RequestHeader, client: Client, said: Said) -> Result<()> {
    let is_said = |request: &RequestHeader, name| said == Said::Trusted && request.headers.contains_key(name);
    if let Some(address) = client.address {
        append(request, FOR, &text_of(address.to_canonical()), said)?;
    }
    if !is_said(request, PROTO) {
        request.insert_header(PROTO, HeaderValue::from_static(client.scheme))?;
    }
    match client.host {
        Some(host) if !is_said(request, HOST) => request.insert_header(HOST, host),
        _ => Ok(()),
    }
}

/// What an address is written as. The common kind is written by hand: the formatter takes ten times as long.
fn text_of(address: IpAddr) -> SmallVec<[u8; 40]> {
    let mut text = SmallVec::new();
    match address {
        IpAddr::V4(address) => {
            for octet in address.octets() {
                if octet >= 100 {
                    text.push(b'0' + octet / 100);
                }
                if octet >= 10 {
                    text.push(b'0' + octet / 10 % 10);
                }
                text.push(b'0' + octet % 10);
                text.push(b'.');
            }
            text.pop();
        }
        IpAddr::V6(address) => text.extend_from_slice(address.to_string().as_bytes()),
    }
    text
}

/// Puts `element` at the end of a list that may have stood on several lines.
fn append(request: &mut RequestHeader, name: &'static str, element: &[u8], said: Said) -> Result<()> {
    let list = match said {
        Said::Nothing | Said::InVain => HeaderValue::from_bytes(element),
        Said::Trusted => {
            let mut list = listed(&request.headers, name);
            list.extend_from_slice(element);
            HeaderValue::try_from(list)
        }
    };
    match list {
        Ok(list) => request.insert_header(name, list),
        Err(_) => Ok(()),
    }
}

fn listed(headers: &HeaderMap, name: &str) -> Vec<u8> {
    let mut list = Vec::new();
    for line in headers.get_all(name).iter().filter(|line| !line.is_empty()) {
        list.extend_from_slice(line.as_bytes());
        list.extend_from_slice(b", ");
    }
    list
}

/// What `Forwarded` says of one hop.
fn element(client: &Client) -> String {
    let client_address = client.address.map(|address| address.to_canonical());
    let node = match client_address {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("\"[{address}]\""),
    };
    let host = client.host.as_ref().and_then(|host| host.to_str().ok()).filter(|host| is_quotable(host));
    let host = host.map(|host| format!(";host=\"{host}\"")).unwrap_or_default();
    format!("for={node}{host};proto={}", client.scheme)
}

fn is_quotable(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: [&str; 4] = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded"];

    /// What a backend sees of a client at `address`, behind `trusted`, that sent these headers.
    #[track_caller]
    fn check(
        row: &str,
        headers: &str,
        address: &str,
        trusted: &[&str],
        sent: &[(&str, &str)],
        expected: [&str; 4],
    ) {
        let trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let forwarding = Forwarding { headers: headers.parse().unwrap(), trusted };
        let mut request = RequestHeader::build("GET", b"/", None).unwrap();
        for &(name, value) in sent {
            request.append_header(name.to_owned(), value).unwrap();
        }
        let client = Client {
            address: address.parse().ok(),
            scheme: "https",
            host: Some(HeaderValue::from_static("shop.example:81")),
        };
        forwarding.write(&mut request, client).unwrap();
        let seen = WRITTEN.map(|name| {
            let values: Vec<_> =
                request.headers.get_all(name).iter().map(|it| it.to_str().unwrap()).collect();
            values.join(" | ")
        });
        assert_eq!(seen, expected, "{row}");
    }

    const OURS: [&str; 4] = ["192.0.2.7", "https", "shop.example:81", ""];

    #[test]
    fn a_client_is_told_of() {
        check("x-forwarded", "x-forwarded", "192.0.2.7", &[], &[], OURS);
        check("mapped", "x-forwarded", "::ffff:192.0.2.7", &[], &[], OURS);
        check("version 6", "x-forwarded", "2001:db8::7", &[], &[], ["2001:db8::7", OURS[1], OURS[2], ""]);
        let forwarded = "for=192.0.2.7;host=\"shop.example:81\";proto=https";
        check("forwarded", "forwarded", "192.0.2.7", &[], &[], ["", "", "", forwarded]);
        let sixth = "for=\"[2001:db8::7]\";host=\"shop.example:81\";proto=https";
        check("forwarded, 6", "forwarded", "2001:db8::7", &[], &[], ["", "", "", sixth]);
        check("both", "both", "192.0.2.7", &[], &[], [OURS[0], OURS[1], OURS[2], forwarded]);
        check("off", "off", "192.0.2.7", &[], &[], ["", "", "", ""]);
        let nowhere = "for=unknown;host=\"shop.example:81\";proto=https";
        check("no address", "both", "", &[], &[], ["", OURS[1], OURS[2], nowhere]);
    }

    const SENT: [(&str, &str); 5] = [
        ("x-forwarded-for", "10.9.9.9"),
        ("x-forwarded-for", "10.8.8.8, 10.7.7.7"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", "first.example"),
        ("forwarded", "for=10.9.9.9"),
    ];

    #[test]
    fn what_is_said_counts_if_it_is_trusted() {
        check("anybody", "x-forwarded", "192.0.2.7", &[], &SENT, OURS);
        check("somebody else", "x-forwarded", "192.0.2.7", &["10.0.0.0/8", "2001:db8::/32"], &SENT, OURS);
        let list = "10.9.9.9, 10.8.8.8, 10.7.7.7, 192.0.2.7";
        let kept = [list, "http", "first.example", "for=10.9.9.9"];
        check("a proxy", "x-forwarded", "192.0.2.7", &["10.0.0.0/8", "192.0.2.0/24"], &SENT, kept);
        check("a proxy, mapped", "x-forwarded", "::ffff:192.0.2.7", &["192.0.2.7/32"], &SENT, kept);
        let element = "for=10.9.9.9, for=192.0.2.7;host=\"shop.example:81\";proto=https";
        check(
            "a proxy, both",
            "both",
            "192.0.2.7",
            &["192.0.2.7/32"],
            &SENT,
            [list, "http", kept[2], element],
        );
        let as_sent = ["10.9.9.9 | 10.8.8.8, 10.7.7.7", "http", "first.example", "for=10.9.9.9"];
        check("off", "off", "192.0.2.7", &[], &SENT, as_sent);
    }
    #[test]
    fn what_was_asked_for_first() {
        let trusted = vec!["192.0.2.7/32".parse().unwrap()];
        let forwarding = Forwarding { headers: ForwardedHeaders::Off, trusted };
        let said =
            [("x-forwarded-proto", "https, http"), ("x-forwarded-host", "first.example, second.example")];
        let headers: HeaderMap = said
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .into_iter()
            .collect();
        for (row, address, headers, expected) in [
            ("anybody", "192.0.2.8", &headers, ("http", Some("shop.example:81"))),
            ("a proxy", "192.0.2.7", &headers, ("https", Some("first.example"))),
            ("a proxy that says nothing", "192.0.2.7", &HeaderMap::new(), ("http", Some("shop.example:81"))),
        ] {
            let host = Some(HeaderValue::from_static("shop.example:81"));
            let client = Client { address: address.parse().ok(), scheme: "http", host };
            let origin = forwarding.asked_first(headers, &client);
            assert_eq!((origin.scheme, origin.authority), expected, "{row}");
        }
    }
}
