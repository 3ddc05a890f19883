//! A route: a slice of the traffic and who answers it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{FallbackOn, FallbackWrites, HostPattern, Mode, PathChange, ResponseRewriting, Server, Target};

/// A slice of the traffic. It has an upstream, a mock, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Unique among routes.
    pub name: Arc<str>,
    /// Which hosts it serves.
    pub host: HostPattern,
    /// A prefix of the request's path that ends at a segment's end: `/api` takes `/api` and
    /// `/api/x`, not `/apis`. `/` takes everything; otherwise there is no `/` at the end. Both are compared in their
    /// normal form: `/%61pi` is `/api`.
    pub path: String,
    /// Which methods it takes.
    pub methods: Methods,
    /// A name out of [`Config::upstreams`](super::Config::upstreams).
    pub upstream: Option<Arc<str>>,
    /// A name out of [`Config::mocks`](super::Config::mocks).
    pub mock: Option<Arc<str>>,
    /// Who answers; what it needs is there.
    pub mode: Mode,
    /// Whether only requests with a known key are answered, in every mode.
    pub private: bool,
    /// What lets the mock answer in [`Mode::Fallback`].
    pub fallback_on: FallbackOn,
    /// Which writes the mock answers in [`Mode::Fallback`].
    pub fallback_writes: FallbackWrites,
    /// How long the upstream may take to begin its answer before the mock answers in [`Mode::Fallback`].
    pub deadline: Option<Duration>,
    /// How much of a request's body is kept for matching, in bytes; the server's unless said.
    pub max_body: usize,
    /// How paths are changed for its upstream.
    pub path_change: PathChange,
    /// Whether answers of its upstream are translated back.
    pub response_rewriting: ResponseRewriting,
    /// Endpoints with a mode of their own.
    pub endpoints: Vec<EndpointMode>,
}

impl Route {
    /// A route for every request that has neither an upstream nor a mock yet; everything else is as by default.
    pub fn of(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            host: HostPattern::Any,
            path: "/".to_owned(),
            methods: Methods::Any,
            upstream: None,
            mock: None,
            mode: Mode::Live,
            private: false,
            fallback_on: FallbackOn::default(),
            max_body: Server::default().max_body,
            fallback_writes: FallbackWrites::default(),
            deadline: None,
            path_change: PathChange::default(),
            response_rewriting: ResponseRewriting::default(),
            endpoints: Vec::new(),
        }
    }

    /// What the route would need to be in `mode` and has not; none if it can be.
    pub fn lacks(&self, mode: Mode) -> Option<Target> {
        mode.needs().iter().copied().find(|target| self.target(*target).is_none())
    }

    /// The name of its upstream or of its mock.
    pub fn target(&self, target: Target) -> Option<&Arc<str>> {
        match target {
            Target::Upstream => self.upstream.as_ref(),
            Target::Mock => self.mock.as_ref(),
        }
    }
}

/// The mode of one endpoint of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointMode {
    /// Upper case.
    pub method: String,
    /// As a collection writes it: `/books/:id`.
    pub path: String,
    /// Who answers; the route has what it needs.
    pub mode: Mode,
}

impl EndpointMode {
    /// How it is called in the config's file, in the route that is called `route` there: `routes[0]`.
    pub fn item(&self, route: &str) -> String {
        format!("{route}.endpoints.\"{self}\"")
    }
}

/// `GET /books/:id`.
impl fmt::Display for EndpointMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Which methods a route takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Methods {
    /// All of them.
    #[default]
    Any,
    /// At least one, upper case. `GET` brings `HEAD` along.
    Only(Vec<String>),
}

impl Methods {
    /// Those that are named.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::Any => [].iter(),
            Self::Only(methods) => methods.iter(),
        }
        .map(String::as_str)
    }

    /// Whether a request with this method is taken. Methods are case-sensitive.
    pub fn take(&self, method: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(methods) => {
                methods.iter().any(|taken| taken == method || (taken == "GET" && method == "HEAD"))
            }
        }
    }
}

/// `GET, POST`, or `any`.
impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Only(methods) => f.write_str(&methods.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(methods: &[&str], method: &str, expected: bool) {
        let methods = Methods::Only(methods.iter().map(ToString::to_string).collect());
        assert_eq!(methods.take(method), expected, "{methods} and {method}");
    }

    #[test]
    fn methods_of_a_route() {
        check(&["GET"], "GET", true);
        check(&["GET"], "HEAD", true);
        check(&["HEAD"], "GET", false);
        check(&["GET", "PUT"], "PUT", true);
        check(&["GET", "PUT"], "POST", false);
        check(&["GET"], "get", false);
        assert!(Methods::Any.take("PURGE"));
    }
}
