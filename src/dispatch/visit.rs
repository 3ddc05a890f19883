//! Route, endpoint, mode and key of a request.

use std::borrow::Cow;

use http::Version;
use http::header::HOST;
use http::request::Parts;
use http::uri::{Authority, PathAndQuery, Scheme, Uri};

use super::gate::known_key;
use super::refusal::Refusal;
use crate::access::KeyIndex;
use crate::config::{HostPattern, Mode};
use crate::matching::{AskedBy, QueryInAddress, Request, Target};
use crate::mock::{Mock, Preflight};
use crate::reload::{Route, Serving, Snapshot};
use crate::routing::{Asked, Owner, is_below, is_valid_host, normal};

/// Where a request belongs.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// An index into [`Serving::routes`].
    pub route: usize,
    /// The private route whose terms hold as well, likewise: at the host of a mock, the one that its path lies on.
    pub held_to: Option<usize>,
    /// An index into the route's endpoints; none where no collection knows the request.
    pub endpoint: Option<usize>,
    /// Who answers.
    pub mode: Mode,
    /// The key, where it is known.
    pub key: Option<KeyIndex>,
}

impl Visit {
    /// The mock that answers it, if any may: what it holds back is private to other routes.
    pub fn mock<'s>(&self, serving: &'s Serving) -> Option<&'s Mock> {
        serving.routes.get(self.held_to.unwrap_or(self.route))?.mock.as_deref()
    }
}

/// The view of a request that matching works on.
pub fn view<'a>(request: &'a Parts, target: &'a Target<'a>, body: &'a [u8]) -> Request<'a> {
    Request::new(request.method.as_str(), target, &request.headers, body)
}

/// What a request asks for, of its effective URI.
pub fn target(uri: &Uri) -> Target<'_> {
    Target::new(uri.path(), uri.query())
}

/// The URI that everything is decided on, read once a request: the path in its normal form, and the host that the
/// target names, which counts before the header (RFC 9112, 3.2.2). `authority` is that of an absolute target which
/// is not part of `uri`. Nearly every URI is the effective one as it is.
pub fn effective_uri<'a>(uri: &'a Uri, authority: Option<&[u8]>) -> Cow<'a, Uri> {
    let path = normal(uri.path());
    let is_normal = matches!(&path, Cow::Borrowed(_)) || *path == *uri.path();
    if authority.is_none() && is_normal {
        return Cow::Borrowed(uri);
    }
    let mut parts = uri.clone().into_parts();
    if !is_normal {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        parts.path_and_query = PathAndQuery::try_from(format!("{path}{query}")).ok().or(parts.path_and_query);
    }
    if let Some(authority) = authority.and_then(|authority| Authority::try_from(authority).ok()) {
        parts.authority = Some(authority);
        parts.scheme = parts.scheme.or(Some(Scheme::HTTP));
    }
    Uri::from_parts(parts).map_or(Cow::Borrowed(uri), Cow::Owned)
}

/// Finds where a request belongs; none where no route takes it. A preflight belongs where the request it
/// announces does, if anywhere. `uri` is its effective URI, and `target` what that asks for.
///
/// # Errors
/// The request names no host, or one of a mock that there is not, or backends could read more than one route out of its
/// path.
pub fn visit(
    snapshot: &Snapshot,
    request: &Parts,
    uri: &Uri,
    target: &Target<'_>,
) -> Result<Option<Visit>, Refusal> {
    let serving = &snapshot.serving;
    let host = host(request, uri)?;
    let preflight = Preflight::read(request.method.as_str(), &request.headers);
    let method = preflight.map_or(request.method.as_str(), |preflight| preflight.method());
    let asked = Asked { host, sent: request.uri.path(), path: uri.path(), method };
    let own = Asked { method: request.method.as_str(), ..asked };
    let announced = owner(serving, &asked)?;
    let index = if preflight.is_some() { announced.or(owner(serving, &own)?) } else { announced };
    let taken = index.and_then(|index| Some((index, serving.routes.get(index)?)));
    let by_any_host = taken.is_none_or(|(_, route)| route.config.host == HostPattern::Any);
    if by_any_host && let Some(known) = unknown_mock(serving, host) {
        return Err(Refusal::UnknownMock(known));
    }
    let Some((index, route)) = taken else { return Ok(None) };
    let mut held_to = None;
    for guarding in &route.guarding {
        let asked = Asked { host: guarding.host.as_deref(), ..asked };
        held_to = held_to.or(owner(serving, &asked)?.filter(|owner| *owner == guarding.route));
    }
    let endpoint = endpoint(route, &Request::new(method, target, &request.headers, b""));
    let mode = snapshot.modes.of(index, endpoint).map_or(route.mode, |in_force| in_force.mode);
    let key = known_key(serving, &request.headers);
    Ok(Some(Visit { route: index, held_to, endpoint, mode, key }))
}

/// The endpoint of a request, whatever asks for it. A GET that holds a query of GraphQL in its parameters, and has none
/// of its own, belongs to the POST as which it is matched (8.4.2).
fn endpoint(route: &Route, request: &Request<'_>) -> Option<usize> {
    let as_post = || {
        route.mock.as_ref().filter(|mock| mock.is_extended())?;
        let query = QueryInAddress::of(request)?;
        query.ask(request, AskedBy::Post, |post| route.endpoints.find(post.method(), post))
    };
    route.endpoints.find(request.method(), request).or_else(as_post)
}

fn owner(serving: &Serving, asked: &Asked<'_>) -> Result<Option<usize>, Refusal> {
    match serving.table.owner(asked) {
        Owner::Route(index) => Ok(Some(index)),
        Owner::Nobody => Ok(None),
        Owner::Ambiguous => Err(Refusal::AmbiguousPath),
    }
}

/// Where a host is below the mock domain, so that a mock was meant: the names of those that have one.
fn unknown_mock(serving: &Serving, host: Option<&str>) -> Option<Vec<String>> {
    let domain = serving.config.server.mock_domain.as_ref()?;
    let names = || serving.config.public_mocks().into_iter().map(str::to_ascii_lowercase);
    is_below(host?, domain.as_str()).then(|| names().collect())
}

/// The host that is asked; none where a client of HTTP/1.0 names none.
fn host<'a>(request: &'a Parts, uri: &'a Uri) -> Result<Option<&'a str>, Refusal> {
    let mut lines = request.headers.get_all(HOST).iter();
    let (line, more) = (lines.next(), lines.next());
    let text = match (uri.authority(), line) {
        _ if more.is_some() => return Err(Refusal::Host),
        (Some(authority), _) => authority.as_str().as_bytes(),
        (None, Some(line)) => line.as_bytes(),
        (None, None) if request.version == Version::HTTP_11 => return Err(Refusal::Host),
        (None, None) => return Ok(None),
    };
    if !is_valid_host(text) {
        return Err(Refusal::Host);
    }
    std::str::from_utf8(text).map(Some).map_err(|_| Refusal::Host)
}
