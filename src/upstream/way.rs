//! The way that a request has gone through processes like this one, told in a header of its own, so that one which
//! comes back is noticed (proxy.md, "Paths, routes and loops").
//!
//! `Via` would do, but servers change their behaviour where they see it: nginx does not compress then.

use std::fmt;

use http::{HeaderMap, HeaderValue};
use pingora::Result;
use pingora::http::RequestHeader;
use sha2::{Digest, Sha256};

use crate::config::Config;

/// The header.
const VIA: &str = "x-understudy-via";

/// A way of more stations than this leads nowhere.
const MOST_HOPS: usize = 32;

/// The longest name that is repeated, in bytes.
const LONGEST_NAME: usize = 64;

/// A running Understudy, and what it does with requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Drawn at the start.
    process: u64,
    /// Of what decides where requests go: equal configs have the same.
    config: u64,
}

impl Identity {
    /// Of a process with this config.
    pub fn new(process: u64, config: &Config) -> Self {
        let text = format!("{:?} {:?}", config.routes, config.upstreams);
        let hash = Sha256::digest(text.as_bytes());
        Self { process, config: u64::from_be_bytes(hash.first_chunk().copied().unwrap_or_default()) }
    }

    /// The station of a way: this process, and the route by which the request goes on.
    pub fn hop(&self, route: &str) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("{self} {route}")).ok()
    }

    /// The way that a request has gone, if it was here before, or if it is too long.
    pub fn loop_of(&self, headers: &HeaderMap) -> Option<Way> {
        let mut lines = headers.get_all(VIA).iter().peekable();
        lines.peek()?;
        let hops: Vec<&str> = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .take(MOST_HOPS + 1)
            .collect();
        let is_back = hops.iter().any(|hop| self.is_at(hop));
        (is_back || hops.len() > MOST_HOPS).then(|| Way::new(&hops))
    }

    fn is_at(&self, hop: &str) -> bool {
        let parts = hop.split(' ').next().and_then(|id| id.split_once('.'));
        let is = |text: &str, id: u64| text.len() == 16 && u64::from_str_radix(text, 16) == Ok(id);
        parts.is_some_and(|(process, config)| is(process, self.process) || is(config, self.config))
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}.{:016x}", self.process, self.config)
    }
}

/// Adds a station to the way of a request.
///
/// # Errors
/// None that a header of the client's can cause.
pub(super) fn add_hop(request: &mut RequestHeader, hop: &HeaderValue) -> Result<()> {
    let mut before = request.headers.get_all(VIA).iter().peekable();
    if before.peek().is_none() {
        return request.insert_header(VIA, hop.clone());
    }
    let lines: Vec<&[u8]> = before.map(HeaderValue::as_bytes).chain([hop.as_bytes()]).collect();
    let way = lines.join(&b", "[..]);
    request.insert_header(VIA, HeaderValue::try_from(way).unwrap_or_else(|_| hop.clone()))
}

/// The routes that a request has passed, first to last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way(Vec<String>);

impl Way {
    fn new(hops: &[&str]) -> Self {
        let name = |hop: &&str| hop.split_once(' ').map_or("?", |(_, name)| name).to_owned();
        let is_name = |name: &String| {
            name.len() <= LONGEST_NAME
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
        };
        Self(hops.iter().map(name).map(|name| if is_name(&name) { name } else { "?".to_owned() }).collect())
    }
}

/// `route a > route b`.
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, name) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str(" > ")?;
            }
            write!(f, "route {name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Identity = Identity { process: 0x1a, config: 0x2b };

    fn way(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(VIA, HeaderValue::from_str(line).unwrap());
        }
        OWN.loop_of(&headers).map(|way| way.to_string())
    }

    #[test]
    fn who_was_here_before_is_known() {
        let own = "000000000000001a.00000000000000ff shop";
        let twin = "00000000000000ff.000000000000002b twin";
        let other = "00000000000000ff.00000000000000ff other";
        for (row, lines, expected) in [
            ("no header", &[][..], None),
            ("another", &[other], None),
            ("this process", &[own], Some("route shop")),
            ("the same config", &[twin], Some("route twin")),
            ("behind others", &[other, own], Some("route other > route shop")),
            ("swapped", &["000000000000002b.000000000000001a shop"], None),
            ("a part of an id", &["1a.2b shop"], None),
            ("no id", &["shop", "", ",,"], None),
        ] {
            assert_eq!(way(lines).as_deref(), expected, "{row}");
        }
        let list = format!("{other}, {twin}");
        assert_eq!(way(&[&list]).as_deref(), Some("route other > route twin"));
        let forged = "000000000000001a.00000000000000ff <b>";
        assert_eq!(way(&[forged]).as_deref(), Some("route ?"), "what is no name is not repeated");
    }

    #[test]
    fn a_way_without_end_ends() {
        let other = "00000000000000ff.00000000000000ff other";
        assert_eq!(way(&vec![other; MOST_HOPS]), None);
        assert!(way(&vec![other; MOST_HOPS + 1]).is_some());
        assert!(way(&vec![other; 1_000]).unwrap().len() < 1_000);
    }

    #[test]
    fn each_station_is_added_behind_the_others() {
        let mut request = RequestHeader::build("GET", b"/", None).unwrap();
        let hop = OWN.hop("shop").unwrap();
        add_hop(&mut request, &hop).unwrap();
        assert_eq!(request.headers[VIA], "000000000000001a.000000000000002b shop");
        add_hop(&mut request, &Identity { process: 1, ..OWN }.hop("b").unwrap()).unwrap();
        let expected = "000000000000001a.000000000000002b shop, 0000000000000001.000000000000002b b";
        assert_eq!(request.headers[VIA], expected);
        assert_eq!(request.headers.get_all(VIA).iter().count(), 1);
    }

    #[test]
    fn equal_configs_have_one_identity() {
        let config = Config::default();
        let other = Config { routes: vec![crate::config::Route::of("a")], ..Config::default() };
        assert_eq!(Identity::new(1, &config), Identity::new(1, &config.clone()));
        assert_ne!(Identity::new(1, &config).config, Identity::new(1, &other).config);
    }
}
