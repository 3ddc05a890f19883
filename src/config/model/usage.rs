//! Where calls are counted beyond this process's life.

use std::fmt;
use std::str::FromStr;

use crate::config::Invalid;

/// Where calls are counted beyond this process's life.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Usage {
    /// A Redis that several processes share. Without one, a file in the state folder; without that, nowhere.
    /// Cannot change while running.
    pub store: Option<StoreUrl>,
}

/// The URL of a Redis. It may hold a password, so that neither [`Debug`] nor a problem shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreUrl(String);

impl StoreUrl {
    /// The whole URL, password included.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redis://...")
    }
}

/// `redis://[[user]:password@]host[:port][/db]`.
impl FromStr for StoreUrl {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| Invalid::new(why).hint("write it as in `\"redis://127.0.0.1:6379/0\"`");
        if text.starts_with("rediss://") {
            return Err(refuse("a store over TLS is not supported"));
        }
        let Some(rest) = text.strip_prefix("redis://") else {
            return Err(refuse("not the URL of a Redis: it does not begin with `redis://`"));
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let database = rest.strip_prefix(authority).unwrap_or_default().trim_start_matches('/');
        let address = authority.rsplit('@').next().unwrap_or_default();
        let authority =
            address.parse::<http::uri::Authority>().map_err(|_| refuse("the URL names no host"))?;
        let has_port = address.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
        if authority.host().is_empty() || (has_port && authority.port_u16().is_none()) {
            return Err(refuse("the URL has no host, or a port that is none"));
        }
        if !database.is_empty() && database.parse::<u16>().is_err() {
            return Err(refuse("what stands behind the address is not the number of a database"));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_a_store() {
        for (text, expected) in [
            ("redis://127.0.0.1:6379/0", true),
            ("redis://127.0.0.1", true),
            ("redis://cache.internal/15", true),
            ("redis://[::1]:6379", true),
            ("redis://user:secret@cache:6379/1", true),
            ("redis://:secret@cache", true),
            ("redis://", false),
            ("redis://:6379", false),
            ("redis://cache:port", false),
            ("redis://cache/books", false),
            ("rediss://cache", false),
            ("http://cache", false),
            ("cache:6379", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<StoreUrl>().is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn nothing_shows_the_password() {
        let url: StoreUrl = "redis://:secret@cache".parse().unwrap();
        assert_eq!(format!("{url:?}"), "redis://...");
        for wrong in ["redis://:secret@", "redis://:secret@cache/books", "secret"] {
            let told = wrong.parse::<StoreUrl>().unwrap_err().to_string();
            assert!(!told.contains("secret"), "{told}");
        }
    }
}
