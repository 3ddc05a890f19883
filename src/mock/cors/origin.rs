//! The origins that a config lists.

use std::str::FromStr;

use http::HeaderValue;

/// `https://app.example.com`, or `https://*.example.com` for every host below one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginPattern {
    /// This one, in lower case and without a default port.
    Exact(Box<str>),
    /// Every host with something before the dot of `behind`.
    Below {
        /// `https://`.
        scheme: Box<str>,
        /// `.example.com`, with a port where that is not the default one.
        behind: Box<str>,
    },
}

/// A text that names no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidOrigin;

impl OriginPattern {
    /// Whether it is the origin of a request. Browsers write it in lower case and without a default port.
    pub fn takes(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        match self {
            Self::Exact(text) => origin.eq_ignore_ascii_case(text),
            Self::Below { scheme, behind } => {
                let origin = origin.to_ascii_lowercase();
                let host = origin.strip_prefix(&**scheme).and_then(|rest| rest.strip_suffix(&**behind));
                host.is_some_and(|host| !host.is_empty() && host.bytes().all(is_of_host))
            }
        }
    }
}

impl FromStr for OriginPattern {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let text = text.to_ascii_lowercase();
        if text == "null" {
            return Ok(Self::Exact(text.into()));
        }
        let (scheme, authority) = text.split_once("://").ok_or(InvalidOrigin)?;
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let authority = without_default_port(scheme, authority);
        let (host, below) = match authority.strip_prefix("*.") {
            Some(host) => (host, true),
            None => (authority, false),
        };
        if !is_scheme || !is_authority(host) {
            return Err(InvalidOrigin);
        }
        Ok(if below {
            Self::Below { scheme: format!("{scheme}://").into(), behind: format!(".{host}").into() }
        } else {
            Self::Exact(format!("{scheme}://{host}").into())
        })
    }
}

fn without_default_port<'a>(scheme: &str, authority: &'a str) -> &'a str {
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return authority,
    };
    authority.strip_suffix(port).unwrap_or(authority)
}

/// A host, perhaps an IPv6 address in brackets, and perhaps a port.
fn is_authority(text: &str) -> bool {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (is_host, port) = if let Some((address, rest)) = bracketed {
        (address.parse::<std::net::Ipv6Addr>().is_ok(), rest)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (!host.is_empty() && host.bytes().all(is_of_host), port)
    };
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok()))
}

fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, taken: &[&str], not_taken: &[&str]) {
        let parsed: OriginPattern = pattern.parse().unwrap();
        for origin in taken {
            assert!(parsed.takes(&HeaderValue::from_str(origin).unwrap()), "{pattern} takes {origin}");
        }
        for origin in not_taken {
            assert!(!parsed.takes(&HeaderValue::from_str(origin).unwrap()), "{pattern} takes {origin}");
        }
    }

    #[test]
    fn rule_7_4_listed_origins() {
        check(
            "https://app.example.com",
            &["https://app.example.com", "HTTPS://APP.example.com"],
            &[
                "http://app.example.com",
                "https://app.example.com:8443",
                "https://app.example.com.evil.example",
            ],
        );
        check(
            "http://localhost:3000",
            &["http://localhost:3000"],
            &["http://localhost", "http://localhost:30000"],
        );
        check("https://a.example:443", &["https://a.example"], &["https://a.example:80"]);
        check("http://[::1]:3000", &["http://[::1]:3000"], &["http://[::1]"]);
        check(
            "https://*.example.com",
            &["https://app.example.com", "https://a.b.example.com"],
            &[
                "https://example.com",
                "https://.example.com",
                "http://a.example.com",
                "https://evilexample.com",
            ],
        );
        check(
            "https://*.example.com:8443",
            &["https://a.example.com:8443"],
            &["https://a.example.com", "https://evil.example/.example.com:8443"],
        );
        check("null", &["null"], &["https://null"]);
    }

    #[test]
    fn rule_7_4_texts_that_are_no_origins() {
        for text in [
            "",
            "*",
            "example.com",
            "https://",
            "https://*",
            "https://*.",
            "https://a.*.example.com",
            "https://a.example/",
            "https://a.example/path",
            "https://user@a.example",
            "https://a.example:port",
            "https://[::1",
            "://a.example",
        ] {
            assert_eq!(text.parse::<OriginPattern>(), Err(InvalidOrigin), "{text}");
        }
    }
}
