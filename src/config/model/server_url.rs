//! The URL of a server: where it is, and whether it speaks TLS.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::uri::Authority;

use crate::config::Invalid;

/// The URL of one server of an upstream.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServerUrl {
    /// Plain or TLS.
    pub scheme: Scheme,
    /// A name or an IP address, lower case; an IPv6 address without its brackets.
    pub host: String,
    /// Never 0.
    pub port: u16,
}

/// Whether an upstream is spoken to in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http`, port 80 unless said.
    Http,
    /// `https`, port 443 unless said.
    Https,
}

impl Scheme {
    /// The port where none is given.
    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Https => "https",
        })
    }
}

impl ServerUrl {
    /// `host:port`, an IPv6 address in brackets.
    pub fn address(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Whether requests to both end at one server, as far as the text says: however the machine itself is called, and
    /// whether or not they are encrypted.
    pub fn is_same_server(&self, other: &Self) -> bool {
        self.port == other.port && place(&self.host) == place(&other.host)
    }

    /// As [`address`](Self::address), but without a port that is the scheme's own: what a client of it calls it.
    pub fn authority(&self) -> String {
        let address = self.address();
        let port = format!(":{}", self.scheme.port());
        address.strip_suffix(&port).map_or_else(|| address.clone(), str::to_owned)
    }
}

/// A host under one of its names.
#[derive(PartialEq, Eq)]
enum Place<'h> {
    /// This machine, by an address that no other can be reached under.
    Here,
    Address(IpAddr),
    Name(&'h str),
}

/// To connect to an unspecified address is to connect to the machine itself.
fn place(host: &str) -> Place<'_> {
    let name = host.strip_suffix('.').unwrap_or(host);
    match name.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(address) if address.is_loopback() || address.is_unspecified() => Place::Here,
        Ok(address) => Place::Address(address),
        Err(_) if name == "localhost" || name.ends_with(".localhost") => Place::Here,
        Err(_) => Place::Name(name),
    }
}

/// `http://127.0.0.1:3000`, always with its port.
impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.address())
    }
}

impl FromStr for ServerUrl {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (scheme, rest) = split_scheme(text)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        refuse_tail(text, tail)?;
        if authority.contains('@') {
            return Err(Invalid::new("an upstream's URL cannot have user info")
                .hint("leave out what stands before `@`; clients send their own credentials"));
        }
        let (host, port) = split_port(authority).ok_or_else(|| not_an_origin(text))?;
        Ok(Self { scheme, host, port: port.unwrap_or(scheme.port()) })
    }
}

fn split_scheme(text: &str) -> Result<(Scheme, &str), Invalid> {
    let (scheme, rest) = text.split_once("://").ok_or_else(|| not_an_origin(text))?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok((Scheme::Http, rest)),
        "https" => Ok((Scheme::Https, rest)),
        _ => Err(Invalid::new(format!("`{scheme}` is not a scheme of an upstream"))
            .hint("write `http://` or `https://`")),
    }
}

/// A lone `/` is what people copy from a browser, and says nothing.
fn refuse_tail(text: &str, tail: &str) -> Result<(), Invalid> {
    let part = match tail.bytes().next() {
        None => return Ok(()),
        Some(b'/') if tail.len() == 1 => return Ok(()),
        Some(b'/') => "a path",
        Some(b'?') => "a query",
        Some(_) => "a fragment",
    };
    let kept = text.strip_suffix(tail).unwrap_or(text);
    Err(Invalid::new(format!("an upstream's URL cannot have {part}"))
        .hint(format!("write `{kept}`; requests keep their own path and query")))
}

fn split_port(text: &str) -> Option<(String, Option<u16>)> {
    let authority = text.parse::<Authority>().ok()?;
    let host = authority.host();
    let port = match text.strip_prefix(host)? {
        "" => None,
        port => Some(port.strip_prefix(':')?.parse().ok().filter(|port| *port != 0)?),
    };
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_host = !bare.is_empty() && !bare.contains('%');
    is_host.then(|| (bare.to_ascii_lowercase(), port))
}

fn not_an_origin(text: &str) -> Invalid {
    Invalid::new(format!("`{text}` is not the URL of an upstream"))
        .hint("write scheme, host and port, such as `http://127.0.0.1:3000`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, scheme: Scheme, host: &str, port: u16, address: &str) {
        let url = text.parse::<ServerUrl>().unwrap();
        assert_eq!(url, ServerUrl { scheme, host: host.into(), port }, "{text}");
        assert_eq!(
            (url.address(), url.to_string()),
            (address.to_owned(), format!("{scheme}://{address}")),
            "{text}"
        );
    }

    #[test]
    fn scheme_host_and_port() {
        check("http://127.0.0.1:3000", Scheme::Http, "127.0.0.1", 3000, "127.0.0.1:3000");
        check("http://localhost", Scheme::Http, "localhost", 80, "localhost:80");
        check("https://API.Example.com/", Scheme::Https, "api.example.com", 443, "api.example.com:443");
        check("HTTP://my_backend:8080", Scheme::Http, "my_backend", 8080, "my_backend:8080");
        check("http://[::1]:3000", Scheme::Http, "::1", 3000, "[::1]:3000");
        check("https://[::1]", Scheme::Https, "::1", 443, "[::1]:443");
    }

    #[test]
    fn servers_that_are_one() {
        for (one, other, expected) in [
            ("http://shop", "http://shop:80", true),
            ("http://shop", "http://SHOP.", true),
            ("http://shop:443", "https://shop", true),
            ("http://shop", "https://shop", false),
            ("http://shop", "http://shop.example", false),
            ("http://localhost:3000", "http://127.0.0.1:3000", true),
            ("http://LocalHost.:3000", "http://[::1]:3000", true),
            ("http://shop.localhost:3000", "http://127.0.0.7:3000", true),
            ("http://0.0.0.0:3000", "http://[::ffff:127.0.0.1]:3000", true),
            ("http://localhost:3000", "http://127.0.0.1:3001", false),
            ("http://localhost:3000", "http://192.0.2.1:3000", false),
            ("http://[::ffff:192.0.2.1]", "http://192.0.2.1", true),
            ("http://[2001:db8::1]", "http://[2001:db8:0::1]", true),
        ] {
            let url = |text: &str| text.parse::<ServerUrl>().unwrap();
            assert_eq!(url(one).is_same_server(&url(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn what_clients_call_it() {
        for (text, expected) in [
            ("http://shop", "shop"),
            ("http://shop:443", "shop:443"),
            ("https://shop:443", "shop"),
            ("https://shop:8443", "shop:8443"),
            ("http://[::80]", "[::80]"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(text.parse::<ServerUrl>().unwrap().authority(), expected, "{text}");
        }
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        let message = text.parse::<ServerUrl>().unwrap_err().message;
        assert!(message.contains(expected), "{text}: {message}");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "shop",
            "shop:3000",
            "http://",
            "http://:80",
            "http://a:0",
            "http://a:",
            "http://a:70000",
            "http://a b",
            "http://::1",
            "http://%41",
        ] {
            check_refused(text, "is not the URL of an upstream");
        }
        check_refused("ftp://shop", "`ftp` is not a scheme");
        check_refused("http://shop/v2", "a path");
        check_refused("http://shop?a=b", "a query");
        check_refused("http://shop#top", "a fragment");
        check_refused("http://me:secret@shop", "user info");
    }
}
