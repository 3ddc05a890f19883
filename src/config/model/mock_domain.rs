//! Hosts of the mocks' own: with `server.mock_domain`, each mock answers at `NAME.DOMAIN`, whatever the routes
//! of the file say.
//!
//! What follows from the setting is routes like any other, so that nothing else has a second way to a mock.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::str::FromStr;
use std::sync::Arc;

use super::{Config, HostPattern, Mode, Route};
use crate::config::Invalid;

/// The longest label of a host name, in characters (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// The longest host name, in characters (likewise).
const LONGEST_NAME: usize = 253;

/// The domain below which each mock has a host. Lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MockDomain(String);

/// Why a mock has no host of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoHost {
    /// Its name cannot be a label of a host name.
    NoLabel,
    /// The mock of this name has it: case does not count in hosts.
    TakenBy(Arc<str>),
}

impl MockDomain {
    /// The domain, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host of a mock, if its name can be part of one.
    fn host(&self, mock: &str) -> Option<String> {
        let host = format!("{}.{}", mock.to_ascii_lowercase(), self.0);
        (is_label(mock) && host.len() <= LONGEST_NAME).then_some(host)
    }
}

/// Letters, digits and hyphens within (RFC 1123, 2.1). A dot would be another level, of which no certificate
/// with a wildcard knows, and an underscore is no host to many clients.
fn is_label(text: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_hyphen_outside = text.starts_with('-') || text.ends_with('-');
    (1..=LONGEST_LABEL).contains(&text.len()) && text.bytes().all(is_inside) && !is_hyphen_outside
}

impl FromStr for MockDomain {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let domain = text.to_ascii_lowercase();
        let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
        let is_address = domain.rsplit('.').next().is_some_and(is_number);
        if domain.split('.').all(is_label) && !is_address && domain.len() + 2 <= LONGEST_NAME {
            return Ok(Self(domain));
        }
        Err(Invalid::new(format!("`{text}` is not a domain"))
            .hint("write one without scheme, port and dot at either end, such as `mock.localhost`"))
    }
}

impl Config {
    /// Each mock with the host of its own, or why it has none; nothing where there is no mock domain.
    pub fn mock_hosts(&self) -> Vec<(&Arc<str>, Result<String, NoHost>)> {
        let Some(domain) = &self.server.mock_domain else { return Vec::new() };
        let mut taken = BTreeMap::new();
        let mut hosts = Vec::new();
        for mock in self.mocks.keys() {
            let host = domain.host(mock).ok_or(NoHost::NoLabel);
            hosts.push((mock, host.and_then(|host| claim(&mut taken, host, mock))));
        }
        hosts
    }

    /// The names of the mocks that have a host of their own, but for private ones: who asks for a host may be anybody.
    pub fn public_mocks(&self) -> Vec<&str> {
        let hosts = self.mock_hosts().into_iter().filter(|(_, host)| host.is_ok());
        let is_public = |mock: &&Arc<str>| self.mocks.get(*mock).is_some_and(|mock| !mock.private);
        hosts.map(|(mock, _)| mock).filter(is_public).map(AsRef::as_ref).collect()
    }

    /// The routes that follow from the mock domain: one for each mock that has a host of its own.
    pub fn mock_routes(&self) -> Vec<Route> {
        let hosts = self.mock_hosts().into_iter();
        hosts.filter_map(|(mock, host)| Some(self.mock_route(mock, host.ok()?))).collect()
    }

    fn mock_route(&self, mock: &Arc<str>, host: String) -> Route {
        Route {
            host: HostPattern::Exact(host),
            mock: Some(Arc::clone(mock)),
            mode: Mode::Mock,
            max_body: self.server.max_body,
            ..Route::of(own_route(mock))
        }
    }
}

/// The host for the first mock that wants it.
fn claim(taken: &mut BTreeMap<String, Arc<str>>, host: String, mock: &Arc<str>) -> Result<String, NoHost> {
    match taken.entry(host.clone()) {
        Entry::Occupied(first) => Err(NoHost::TakenBy(Arc::clone(first.get()))),
        Entry::Vacant(free) => {
            free.insert(Arc::clone(mock));
            Ok(host)
        }
    }
}

/// The name of a mock's own route. None of the file's can be called so: names have no colon.
pub(in crate::config) fn own_route(mock: &str) -> Arc<str> {
    format!("mock:{mock}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        for (text, expected) in [
            ("mock.localhost", true),
            ("Mocks.Example.com", true),
            ("localhost", true),
            ("a1.b-2", true),
            ("", false),
            (".localhost", false),
            ("localhost.", false),
            ("*.localhost", false),
            ("mock_s.localhost", false),
            ("mock.localhost:80", false),
            ("http://mock.localhost", false),
            ("127.0.0.1", false),
            ("[::1]", false),
            (&"a.".repeat(130), false),
        ] {
            assert_eq!(text.parse::<MockDomain>().is_ok(), expected, "{text}");
        }
    }

    #[track_caller]
    fn check(mock: &str, expected: Option<&str>) {
        let domain: MockDomain = "Mock.localhost".parse().unwrap();
        assert_eq!(domain.host(mock).as_deref(), expected, "{mock}");
    }

    #[test]
    fn hosts_of_mocks() {
        check("shop", Some("shop.mock.localhost"));
        check("Shop-2", Some("shop-2.mock.localhost"));
        check("7", Some("7.mock.localhost"));
        check("my_shop", None);
        check("shop.v2", None);
        check("-shop", None);
        check("shop-", None);
        check(&"a".repeat(63), Some(&format!("{}.mock.localhost", "a".repeat(63))));
        check(&"a".repeat(64), None);
    }
}
