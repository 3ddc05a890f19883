//! The host of a request as routes compare it.

use std::borrow::Cow;

/// Without its port, lower case; the brackets of an IPv6 address stay.
pub(super) fn normalized(host: &str) -> Cow<'_, str> {
    let end = if host.starts_with('[') {
        host.find(']').map_or(host.len(), |bracket| bracket + 1)
    } else {
        host.find(':').unwrap_or(host.len())
    };
    let name = host.get(..end).unwrap_or(host);
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
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
    fn suffixes_from_the_longest() {
        assert_eq!(suffixes("a.b.example.com").collect::<Vec<_>>(), ["b.example.com", "example.com", "com"]);
        assert_eq!(suffixes("localhost").count(), 0);
        assert_eq!(suffixes(".com").count(), 0);
    }
}
