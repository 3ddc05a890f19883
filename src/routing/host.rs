//! The host of a request: whether its text is one, and how routes compare it.

use std::borrow::Cow;
use std::net::Ipv6Addr;

/// Whether the text of a `Host` header or an `:authority` names a host: a name or an address, and perhaps a port.
///
/// Stricter than the grammar of RFC 3986, 3.2.2, where no DNS name is lost by it: without user info, percent-encoding,
/// separators such as `,` and empty labels, and never empty (RFC 9110, 4.2.1). One dot at the end is allowed.
pub fn is_valid_host(text: &[u8]) -> bool {
    // As if a label had just ended: none of them is empty.
    let mut last = b'.';
    for (at, byte) in text.iter().copied().enumerate() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'~' => {}
            b'.' if last != b'.' => {}
            b':' if at > 0 => return text.get(at + 1..).is_some_and(is_port),
            b'[' if at == 0 => return is_bracketed_address(text),
            _ => return false,
        }
        last = byte;
    }
    !text.is_empty()
}

/// An empty one is the scheme's own (RFC 3986, 3.2.3).
fn is_port(text: &[u8]) -> bool {
    let number = || std::str::from_utf8(text).is_ok_and(|text| text.parse::<u16>().is_ok());
    text.is_empty() || text.iter().all(u8::is_ascii_digit) && number()
}

/// An address of IPv6 in brackets, and perhaps a port.
fn is_bracketed_address(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let (host, port) = split_port(text);
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    inside.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
        && port.is_none_or(|port| is_port(port.as_bytes()))
}

/// The host, and what follows its colon if there is one. The brackets of an IPv6 address stay.
fn split_port(text: &str) -> (&str, Option<&str>) {
    let name_end = if text.starts_with('[') { text.find(']').unwrap_or(text.len()) } else { 0 };
    match text.get(name_end..).and_then(|rest| rest.find(':')) {
        Some(colon) => {
            let (host, port) = text.split_at(name_end + colon);
            (host, port.get(1..))
        }
        None => (text, None),
    }
}

/// Lower case, without its port and without the dot that a full name may end in; the brackets of an IPv6 address stay.
pub(super) fn normalized(host: &str) -> Cow<'_, str> {
    let (name, _) = split_port(host);
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether two valid hosts are the same one to a client that speaks this scheme: case, a dot at the end of the name,
/// and the scheme's own port make no difference (RFC 3986, 6.2.3).
pub fn is_same_host(scheme: &[u8], one: &[u8], other: &[u8]) -> bool {
    let own_port = match scheme {
        scheme if scheme.eq_ignore_ascii_case(b"http") => Some(80),
        scheme if scheme.eq_ignore_ascii_case(b"https") => Some(443),
        _ => None,
    };
    let parts = |text| {
        let text = std::str::from_utf8(text).ok()?;
        let port = split_port(text).1.filter(|port| !port.is_empty());
        Some((normalized(text), port.map_or(own_port, |port| port.parse::<u16>().ok())))
    };
    one == other || parts(one).is_some_and(|one| parts(other) == Some(one))
}

/// Whether `host` is a name below this domain, which is in lower case; port and case do not count.
pub fn is_below(host: &str, domain: &str) -> bool {
    let name = normalized(host);
    name.strip_suffix(domain).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
}

/// What `host` ends in behind each of its dots, the longest first; never the whole of it.
pub(super) fn suffixes(host: &str) -> impl Iterator<Item = &str> {
    host.match_indices('.').filter(|(at, _)| *at > 0).filter_map(|(at, _)| host.get(at + 1..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expected: &str, is_borrowed: bool) {
        let found = normalized(host);
        assert_eq!(found, expected);
        assert_eq!(matches!(found, Cow::Borrowed(_)), is_borrowed, "{host}");
    }

    #[test]
    fn case_and_port_do_not_count() {
        check("api.example.com", "api.example.com", true);
        check("api.example.com:8080", "api.example.com", true);
        check("API.Example.com:8080", "api.example.com", false);
        check("[::1]:8080", "[::1]", true);
        check("[::1", "[::1", true);
        check("", "", true);
        check(":80", "", true);
    }

    #[test]
    fn a_full_name_ends_in_a_dot_or_not() {
        check("api.example.com.", "api.example.com", true);
        check("API.example.com.:8080", "api.example.com", false);
        check("localhost.", "localhost", true);
    }

    #[test]
    fn names_below_a_domain() {
        for (host, expected) in [
            ("shop.mock.localhost", true),
            ("Shop.MOCK.localhost.:8080", true),
            ("a.b.mock.localhost", true),
            ("mock.localhost", false),
            (".mock.localhost", false),
            ("hammock.localhost", false),
            ("mock.localhost.test", false),
        ] {
            assert_eq!(is_below(host, "mock.localhost"), expected, "{host}");
        }
    }

    #[test]
    fn what_names_a_host() {
        for (text, expected) in [
            ("api.example.com", true),
            ("api.example.com.", true),
            ("api.example.com:8080", true),
            ("api.example.com.:8080", true),
            ("api.example.com:", true),
            ("my_shop-2.local", true),
            ("127.0.0.1:80", true),
            ("[::1]", true),
            ("[::1]:8080", true),
            ("", false),
            (".", false),
            (":80", false),
            ("x@localhost", false),
            ("a,b", false),
            ("a b", false),
            ("a/b", false),
            ("a?b", false),
            ("a#b", false),
            ("a\\b", false),
            ("a%62c", false),
            ("a..b", false),
            ("a..", false),
            (".a", false),
            ("a:b", false),
            ("a:80:90", false),
            ("a:65536", false),
            ("a:+80", false),
            ("::1", false),
            ("[::1", false),
            ("[::1]x", false),
            ("[fe80::1%25eth0]", false),
            ("[127.0.0.1]", false),
            ("b\u{fc}cher.example", false),
            ("a\0", false),
        ] {
            assert_eq!(is_valid_host(text.as_bytes()), expected, "{text}");
        }
        assert!(!is_valid_host(b"caf\xe9.example"));
    }

    #[test]
    fn hosts_that_are_one() {
        for (scheme, one, other, expected) in [
            ("http", "a", "a", true),
            ("http", "a", "b", false),
            ("http", "Shop.example", "shop.EXAMPLE", true),
            ("http", "a.", "a", true),
            ("http", "a.:80", "A", true),
            ("http", "a:80", "a:", true),
            ("HTTP", "a:80", "a", true),
            ("https", "a:443", "a", true),
            ("http", "a:443", "a", false),
            ("https", "a:80", "a", false),
            ("http", "a:8080", "a:8080", true),
            ("http", "a:8080", "a", false),
            ("http", "[::1]:80", "[::1]", true),
            ("http", "[::1]", "[::2]", false),
            ("ftp", "a:21", "a", false),
            ("http", "a:99999", "a", false),
        ] {
            assert_eq!(
                is_same_host(scheme.as_bytes(), one.as_bytes(), other.as_bytes()),
                expected,
                "{one} {other}"
            );
            assert_eq!(
                is_same_host(scheme.as_bytes(), other.as_bytes(), one.as_bytes()),
                expected,
                "{other} {one}"
            );
        }
    }

    #[test]
    fn suffixes_from_the_longest() {
        assert_eq!(suffixes("a.b.example.com").collect::<Vec<_>>(), ["b.example.com", "example.com", "com"]);
        assert_eq!(suffixes("localhost").count(), 0);
        assert_eq!(suffixes(".com").count(), 0);
    }
}
