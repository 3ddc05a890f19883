//! Refuses who has no business here: a foreign `Host` (DNS rebinding), a foreign `Origin` (CSRF), and,
//! where there is a token, whoever does not bring it. What everybody gets, the page itself and the health
//! of the process, holds nothing secret.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::token::Token;
use crate::routing::is_valid_host;

/// What goes with every answer, so that a browser does nothing with it but what the page itself does.
pub(super) const SAFETY: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Who may ask.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    token: Option<Token>,
    /// Names under which the listener is asked, beside those of this machine; lower case.
    hosts: Arc<[String]>,
}

impl Guard {
    pub(super) fn new(token: Option<Token>, hosts: &[String]) -> Self {
        Self { token, hosts: hosts.into() }
    }

    fn judge(&self, version: Version, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let host = host(version, uri, headers)?;
        if !host.as_ref().is_none_or(|host| self.is_own(host.host())) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "the request is for another host")
                .hint("ask under an address of this machine, or add the name to `admin.hosts`"));
        }
        if headers.contains_key(header::ORIGIN) && !is_same_origin(headers, host.as_ref()) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "the request comes from another site's page"));
        }
        match &self.token {
            Some(token) if !is_for_everybody(uri.path()) && !token.is_in(headers) => {
                Err(Problem::new(StatusCode::UNAUTHORIZED, "the token is missing or wrong")
                    .hint("send it as `authorization: Bearer TOKEN`"))
            }
            _ => Ok(()),
        }
    }

    /// No name but a configured one can be made to lead here by somebody else's DNS. With a token, any
    /// address may be this machine's.
    fn is_own(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        match host.parse::<IpAddr>() {
            Ok(address) => self.token.is_some() || address.to_canonical().is_loopback(),
            Err(_) => host == "localhost" || self.hosts.contains(&host),
        }
    }
}

/// Lets through who may ask.
pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = match guard.judge(request.version(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    for (name, value) in SAFETY {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The page asks for the token, so it must be had without one; a probe has none.
fn is_for_everybody(path: &str) -> bool {
    path == "/" || path.starts_with("/page/") || matches!(path, "/healthz" | "/readyz")
}

/// The host that is asked: the one of an absolute target before the header (RFC 9112, 3.2.2). None where a client of
/// HTTP/1.0 names none.
fn host(version: Version, uri: &Uri, headers: &HeaderMap) -> Result<Option<Authority>, Problem> {
    let mut lines = headers.get_all(header::HOST).iter();
    let (line, more) = (lines.next(), lines.next());
    if more.is_some() {
        return Err(bad_host("there is more than one `host` header"));
    }
    let text = match (uri.authority(), line) {
        (Some(authority), _) => authority.as_str().as_bytes(),
        (None, Some(line)) => line.as_bytes(),
        (None, None) if version == Version::HTTP_10 => return Ok(None),
        (None, None) => return Err(bad_host("there is no `host` header")),
    };
    let authority = is_valid_host(text).then(|| Authority::try_from(text).ok()).flatten();
    authority.map(Some).ok_or_else(|| bad_host("the host that is asked for is no host"))
}

fn bad_host(detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
        .hint("send one `host` header with the address of this listener, such as `localhost:8081`")
}

/// The value of a header that is there once; of several, one that names nobody.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    Some(if values.next().is_none() { value.to_str().unwrap_or_default() } else { "" })
}

fn is_same_origin(headers: &HeaderMap, host: Option<&Authority>) -> bool {
    let origin = only(headers, &header::ORIGIN).and_then(|origin| origin.split_once("://"));
    let from = origin.and_then(|(_, from)| from.parse::<Authority>().ok());
    from.zip(host).is_some_and(|(from, host)| from == *host)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The status that a request with this target and these headers gets from the guard.
    fn status(guard: &Guard, target: &'static str, headers: &[(HeaderName, &'static str)]) -> u16 {
        status_in(Version::HTTP_11, guard, target, headers)
    }

    fn status_in(
        version: Version,
        guard: &Guard,
        target: &'static str,
        headers: &[(HeaderName, &'static str)],
    ) -> u16 {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        guard
            .judge(version, &Uri::from_static(target), &headers.collect())
            .map_or_else(|problem| problem.into_response().status().as_u16(), |()| 200)
    }

    fn with_token() -> Guard {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "0123456789abcdef").unwrap();
        let admin = crate::config::Admin { token_file: Some(file), ..crate::config::Admin::default() };
        Guard::new(Token::read(&admin).unwrap(), &["door.internal".to_owned()])
    }

    #[test]
    fn without_a_token_only_loopback_is_own() {
        let guard = Guard::new(None, &[]);
        for (host, expected) in [
            ("127.0.0.1:8081", 200),
            ("localhost", 200),
            ("LOCALHOST:1", 200),
            ("[::1]:8081", 200),
            ("[::ffff:127.0.0.1]", 200),
            ("127.9.9.9", 200),
            ("localhost.", 200),
            ("localhost.:8081", 200),
            ("192.168.1.7:8081", 403),
            ("example.com", 403),
            ("localhost.example.com", 403),
            ("127.0.0.1.example.com:8081", 403),
            ("null", 403),
            ("", 400),
            ("x@localhost", 400),
            ("localhost/x", 400),
            ("localhost,localhost", 400),
            ("localhost:x", 400),
        ] {
            assert_eq!(status(&guard, "/api/status", &[(header::HOST, host)]), expected, "{host}");
        }
    }

    #[test]
    fn the_host_of_an_absolute_target_counts() {
        let guard = Guard::new(None, &[]);
        let own: &[_] = &[(header::HOST, "localhost")];
        for (row, version, target, headers, expected) in [
            ("none", Version::HTTP_11, "/api/status", &[][..], 400),
            ("none, HTTP/1.0", Version::HTTP_10, "/api/status", &[], 200),
            ("twice", Version::HTTP_11, "/api/status", &[own[0].clone(), own[0].clone()], 400),
            ("own", Version::HTTP_11, "http://localhost/api/status", own, 200),
            ("own, no header", Version::HTTP_11, "http://localhost/api/status", &[], 200),
            ("foreign", Version::HTTP_11, "http://example.com/api/status", own, 403),
            ("foreign, HTTP/1.0", Version::HTTP_10, "http://example.com/api/status", &[], 403),
            ("user info", Version::HTTP_11, "http://x@localhost/api/status", own, 400),
            ("with HTTP/2", Version::HTTP_2, "http://localhost:8081/api/status", &[], 200),
        ] {
            assert_eq!(status_in(version, &guard, target, headers), expected, "{row}");
        }
    }

    #[test]
    fn only_the_page_itself_is_an_origin() {
        let guard = Guard::new(None, &[]);
        for (origin, expected) in [
            ("http://127.0.0.1:8081", 200),
            ("https://127.0.0.1:8081", 200),
            ("http://127.0.0.1:3000", 403),
            ("http://localhost:8081", 403),
            ("http://example.com", 403),
            ("null", 403),
            ("", 403),
        ] {
            let headers = [(header::HOST, "127.0.0.1:8081"), (header::ORIGIN, origin)];
            assert_eq!(status(&guard, "/api/status", &headers), expected, "{origin}");
        }
    }

    #[test]
    fn with_a_token_whoever_brings_it_may_ask() {
        let guard = with_token();
        for (row, path, host, token, expected) in [
            ("with it", "/api/status", "192.168.1.7:8081", "Bearer 0123456789abcdef", 200),
            ("under a name", "/api/status", "Door.internal:8081", "Bearer 0123456789abcdef", 200),
            ("under a foreign name", "/api/status", "example.com", "Bearer 0123456789abcdef", 403),
            ("without it", "/api/status", "127.0.0.1", "", 401),
            ("with another", "/metrics", "127.0.0.1", "Bearer 0123456789abcdeg", 401),
            ("the page", "/", "127.0.0.1", "", 200),
            ("its parts", "/page/app.js", "127.0.0.1", "", 200),
            ("health", "/healthz", "10.0.0.1:8081", "", 200),
        ] {
            let headers = [(header::HOST, host), (header::AUTHORIZATION, token)];
            assert_eq!(status(&guard, path, &headers), expected, "{row}");
        }
    }
}
