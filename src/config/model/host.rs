//! Which hosts a route serves.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use crate::config::Invalid;

/// Which hosts a route serves. Names are lower case; ports never count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum HostPattern {
    /// Every host, and a request without one.
    #[default]
    Any,
    /// `api.example.com`, `[::1]`: this host.
    Exact(String),
    /// `*.example.com`, kept as `example.com`: every name that ends in `.example.com`, however deep.
    Suffix(String),
}

impl HostPattern {
    /// A host that fits, and that no other pattern fits unless it fits all or most of what this one does; none where
    /// a request without a host fits.
    pub fn sample(&self) -> Option<String> {
        match self {
            Self::Any => None,
            Self::Exact(host) => Some(host.clone()),
            Self::Suffix(suffix) => Some(format!("any.{suffix}")),
        }
    }
}

impl FromStr for HostPattern {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text == "*" {
            return Err(Invalid::new("`*` is no host").hint("leave `host` out to take every host"));
        }
        let host = text.to_ascii_lowercase();
        match host.strip_prefix("*.") {
            Some(suffix) if is_name(suffix) => Ok(Self::Suffix(suffix.to_owned())),
            None if is_name(&host) || is_bracketed_address(&host) => Ok(Self::Exact(host)),
            _ => Err(Invalid::new(format!("`{text}` is not a host")).hint(
                "write a host without scheme, port or path, such as `api.example.com` or `*.example.com`",
            )),
        }
    }
}

fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.split('.').all(is_label)
}

fn is_bracketed_address(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inside.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// As it is written; [`HostPattern::Any`], which is not written at all, as `*`.
impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Exact(host) => f.write_str(host),
            Self::Suffix(suffix) => write!(f, "*.{suffix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&HostPattern>) {
        assert_eq!(text.parse().ok().as_ref(), expected, "{text}");
    }

    #[test]
    fn what_a_host_may_look_like() {
        check("api.example.com", Some(&HostPattern::Exact("api.example.com".into())));
        check("API.Example.com", Some(&HostPattern::Exact("api.example.com".into())));
        check("my_backend", Some(&HostPattern::Exact("my_backend".into())));
        check("127.0.0.1", Some(&HostPattern::Exact("127.0.0.1".into())));
        check("[::1]", Some(&HostPattern::Exact("[::1]".into())));
        check("*.example.com", Some(&HostPattern::Suffix("example.com".into())));
        for wrong in [
            "", "*", "*.", "a..b", ".a", "a.", "a:80", "http://a", "a/b", "a.*.b", "*a.b", "é.de", "[x]",
            "::1",
        ] {
            check(wrong, None);
        }
    }
}
