//! A saved `Set-Cookie` as a client at another address can keep it (matching.md 8.9).

use crate::template::{Origin, Scheme};

/// An attribute that may keep a browser from taking the cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle<'c> {
    Domain(&'c str),
    /// `Secure`, or the `SameSite=None` or `Partitioned` that ask for it.
    NeedsTls,
}

impl<'c> Obstacle<'c> {
    fn of(attribute: &'c str) -> Option<Self> {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("domain") {
            Some(Self::Domain(value))
        } else if name.eq_ignore_ascii_case("secure")
            || name.eq_ignore_ascii_case("partitioned")
            || (name.eq_ignore_ascii_case("samesite") && value.eq_ignore_ascii_case("none"))
        {
            Some(Self::NeedsTls)
        } else {
            None
        }
    }
}

/// Whether a cookie depends on where it is asked for.
pub(super) fn depends_on_origin(cookie: &str) -> bool {
    cookie.split(';').skip(1).any(|attribute| Obstacle::of(attribute).is_some())
}

/// The cookie without what would keep a client that asked at `origin` from taking it.
pub(super) fn adapted(cookie: &str, origin: Origin<'_>) -> String {
    // Browsers take a cookie with such a prefix only if it is secure.
    let is_prefixed = cookie.trim_start().starts_with("__");
    let stays = |attribute: &&str| match Obstacle::of(attribute) {
        None => true,
        Some(Obstacle::Domain(domain)) => is_within(origin.host(), domain),
        Some(Obstacle::NeedsTls) => is_prefixed || origin.scheme() == Scheme::Https,
    };
    let mut parts = cookie.split(';');
    let pair = parts.next().unwrap_or_default();
    let attributes: Vec<_> = parts.filter(stays).collect();
    std::iter::once(pair).chain(attributes).collect::<Vec<_>>().join(";")
}

fn is_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.trim_start_matches('.').to_ascii_lowercase());
    host == domain
        || host.strip_suffix(&domain).is_some_and(|before| before.ends_with('.') && !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cookie: &str, scheme: Scheme, host: &str, expected: &str) {
        let origin = Origin::new(scheme, host).unwrap();
        assert_eq!(adapted(cookie, origin), expected, "{cookie} at {origin}");
        assert!(depends_on_origin(cookie) || cookie == expected, "{cookie}");
    }

    #[test]
    fn rule_8_9_a_cookie_loses_what_keeps_the_client_from_taking_it() {
        let http = Scheme::Http;
        check("a=b; Path=/; HttpOnly", http, "localhost", "a=b; Path=/; HttpOnly");
        check("a=b; Domain=example.com; Path=/", http, "localhost:8080", "a=b; Path=/");
        check("a=b; domain=.example.com", http, "api.example.com", "a=b; domain=.example.com");
        check("a=b; Domain=example.com", http, "EXAMPLE.com:80", "a=b; Domain=example.com");
        check("a=b; Domain=example.com", http, "badexample.com", "a=b");
        check("a=b; Domain=", http, "localhost", "a=b");
        check("a=b; Secure; SameSite=None", http, "localhost", "a=b");
        check("a=b; secure ;SameSite = none; Max-Age=1", http, "localhost", "a=b; Max-Age=1");
        check("a=b; Secure; SameSite=None", Scheme::Https, "localhost", "a=b; Secure; SameSite=None");
        check("a=b; Secure; Partitioned; Path=/", http, "localhost", "a=b; Path=/");
        check("a=b; Secure; Partitioned", Scheme::Https, "localhost", "a=b; Secure; Partitioned");
        check("__Host-a=b; Secure; Partitioned", http, "localhost", "__Host-a=b; Secure; Partitioned");
        check("a=b; SameSite=Lax", http, "localhost", "a=b; SameSite=Lax");
        let prefixed = "__Host-a=b; Secure; SameSite=None; Domain=example.com";
        check(prefixed, http, "localhost", "__Host-a=b; Secure; SameSite=None");
        check("Secure=Domain", http, "localhost", "Secure=Domain");
    }
}
