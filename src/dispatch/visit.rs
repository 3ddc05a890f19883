//! Route, endpoint, mode and key of a request.

use http::Uri;
use http::header::HOST;
use http::request::Parts;

use super::gate::known_key;
use crate::access::KeyIndex;
use crate::config::Mode;
use crate::matching::{Request, Target};
use crate::mock::Preflight;
use crate::reload::Snapshot;

/// Where a request belongs.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// An index into [`Serving::routes`](crate::reload::Serving::routes).
    pub route: usize,
    /// An index into the route's endpoints; none where no collection knows the request.
    pub endpoint: Option<usize>,
    /// Who answers.
    pub mode: Mode,
    /// The key, where it is known.
    pub key: Option<KeyIndex>,
}

/// The view of a request that matching works on.
pub fn view<'a>(request: &'a Parts, target: &'a Target<'a>, body: &'a [u8]) -> Request<'a> {
    Request::new(request.method.as_str(), target, &request.headers, body)
}

/// What a request asks for.
pub fn target(uri: &Uri) -> Target<'_> {
    Target::new(uri.path(), uri.query())
}

/// Finds where a request belongs; none where no route takes it. A preflight belongs where the request it
/// announces does, if anywhere.
pub fn visit(snapshot: &Snapshot, request: &Parts, target: &Target<'_>) -> Option<Visit> {
    let serving = &snapshot.serving;
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri.host());
    let preflight = Preflight::read(request.method.as_str(), &request.headers);
    let method = preflight.map_or(request.method.as_str(), |preflight| preflight.method());
    let taking = |method: &str| serving.table.find(host, request.uri.path(), method);
    let index = taking(method).or_else(|| taking(request.method.as_str()))?;
    let route = serving.routes.get(index)?;
    let endpoint = route.endpoints.find(method, &view(request, target, b""));
    let mode = snapshot.modes.of(index, endpoint)?.mode;
    let key = known_key(serving, &request.headers);
    Some(Visit { route: index, endpoint, mode, key })
}
