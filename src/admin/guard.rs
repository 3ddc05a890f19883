//! Refuses what a browser was tricked into: a foreign `Host` (DNS rebinding) or `Origin` (CSRF).

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Lets through only requests that name this machine's loopback, and no other site's pages.
pub(super) async fn own_host_only(request: Request, next: Next) -> Response {
    let is_own = names_loopback(request.headers(), &header::HOST, |host| host)
        && names_loopback(request.headers(), &header::ORIGIN, without_scheme);
    if is_own {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "The admin listener answers only to loopback hosts and its own pages.\n")
            .into_response()
    }
}

/// Whether the header is absent or names a loopback host.
fn names_loopback(headers: &HeaderMap, name: &header::HeaderName, host: fn(&str) -> &str) -> bool {
    headers.get_all(name).iter().all(|value| value.to_str().is_ok_and(|value| is_loopback(host(value))))
}

fn without_scheme(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

fn is_loopback(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_own() {
        for (authority, expected) in [
            ("127.0.0.1:8081", true),
            ("localhost", true),
            ("LOCALHOST:1", true),
            ("[::1]:8081", true),
            ("127.9.9.9", true),
            ("example.com", false),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com:8081", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(authority), expected, "{authority}");
        }
    }
}
