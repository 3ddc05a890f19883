//! The origin that a client asked: what addresses in answers lead to (matching.md 8.9).

use std::fmt::{self, Display};

/// Scheme and authority as the client wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    scheme: Scheme,
    authority: &'a str,
}

/// How a client speaks to us, or to the proxy before us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Without TLS.
    #[default]
    Http,
    /// With TLS.
    Https,
}

impl Scheme {
    /// As URLs have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl<'a> Origin<'a> {
    /// None where the host is not plainly `host[:port]`: nothing that is made of it would be an address.
    pub fn new(scheme: Scheme, host: &'a str) -> Option<Self> {
        let origin = Self { scheme, authority: host };
        let is_host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => is_name(origin.host()),
        };
        let port = host.get(origin.host().len()..)?;
        let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_digits);
        (is_host && is_port).then_some(origin)
    }

    /// How it is asked.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Host and port.
    pub fn authority(&self) -> &'a str {
        self.authority
    }

    /// The host, with its brackets where it is an IPv6 address.
    pub fn host(&self) -> &'a str {
        let end = match self.authority.find(']') {
            Some(bracket) => Some(bracket + 1),
            None => self.authority.find(':'),
        };
        end.and_then(|end| self.authority.get(..end)).unwrap_or(self.authority)
    }
}

impl Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority)
    }
}

fn is_name(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expected: Option<&str>) {
        let origin = Origin::new(Scheme::Https, host);
        assert_eq!(origin.map(|origin| origin.host()), expected, "{host}");
        if let Some(origin) = origin {
            assert_eq!(origin.to_string(), format!("https://{host}"));
        }
    }

    #[test]
    fn rule_8_9_nothing_is_replaced_where_host_is_not_plain() {
        check("localhost", Some("localhost"));
        check("localhost:8080", Some("localhost"));
        check("api.example.com", Some("api.example.com"));
        check("[::1]:8080", Some("[::1]"));
        check("[::1]", Some("[::1]"));
        for host in [
            "",
            ":80",
            "a b",
            "a/b",
            "a\"b",
            "user@host",
            "host:",
            "host:port",
            "[::1",
            "[x]",
            "[::1]x",
            "a:1:2",
        ] {
            check(host, None);
        }
    }
}
