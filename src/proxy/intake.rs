//! Before the upstream: where a request belongs, and whether the mock answers it right away.

use http::header::HOST;
use pingora::http::RequestHeader;

use super::context::{Context, Visit};
use crate::config::Mode;
use crate::matching::{Controls, Request};
use crate::mock::{Mock, Preflight, Reply};
use crate::reload::{Route, Serving};

/// The header that holds an API key.
pub(super) const KEY: &str = "x-api-key";

/// What happens to a request before the upstream is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// No route takes it.
    NoRoute,
    /// The mock answers, whatever it says.
    Mock,
    /// The mock answers if an example matches once the body is read.
    MockFirst,
    /// It goes to the upstream.
    Upstream,
}

/// Path and query as they stand in the request line.
pub(super) fn path_and_query(request: &RequestHeader) -> (&str, Option<&str>) {
    (request.uri.path(), request.uri.query())
}

/// The view of a request that matching works on.
pub(super) fn view<'a>(request: &'a RequestHeader, body: &'a [u8]) -> Request<'a> {
    let (path, query) = path_and_query(request);
    Request::new(request.method.as_str(), path, query, &request.headers, body)
}

/// Finds route, endpoint, mode and key.
pub(super) fn visit(serving: &Serving, request: &RequestHeader) -> Option<Visit> {
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri.host());
    let preflight = Preflight::read(request.method.as_str(), &request.headers);
    // A preflight belongs where the request it announces does.
    let method = preflight.map_or(request.method.as_str(), |preflight| preflight.method());
    let index = serving.table.find(host, request.uri.path(), method)?;
    let route = serving.routes.get(index)?;
    let endpoint = route.endpoints.find(method, &view(request, b""));
    let mode = endpoint.and_then(|endpoint| route.endpoints.list()[endpoint].mode).unwrap_or(route.mode);
    let key = request.headers.get(KEY).and_then(|key| serving.keys.find(key.as_bytes()));
    Some(Visit { route: index, endpoint, mode, key })
}

/// What to do with the request, as its mode says (proxy.md, "Modes").
pub(super) fn plan<C>(context: &Context<C>, request: &RequestHeader) -> Plan {
    let Some(route) = context.route() else { return Plan::NoRoute };
    match (context.mode(), &route.mock) {
        (Some(Mode::Mock), Some(_)) => Plan::Mock,
        (Some(Mode::Fallback | Mode::MockFirst), Some(_)) if Controls::names_an_example(&request.headers) => {
            Plan::Mock
        }
        (Some(Mode::MockFirst), Some(mock)) if may_answer(mock, request) => Plan::MockFirst,
        _ => Plan::Upstream,
    }
}

/// Whether the mock may answer; to a preflight, whether it may answer what is to follow, lest the
/// backend forbids a browser what the mock would answer.
fn may_answer(mock: &Mock, request: &RequestHeader) -> bool {
    let follows = Preflight::read(request.method.as_str(), &request.headers).is_some_and(|preflight| {
        let (path, query) = path_and_query(request);
        mock.may_answer(&Request::new(preflight.method(), path, query, &request.headers, b""))
    });
    follows || mock.may_answer(&view(request, b""))
}

/// What the mock of the route says, with the body that was kept.
pub(super) fn reply<'m, C>(
    route: &'m Route,
    context: &Context<C>,
    request: &RequestHeader,
) -> Option<Reply<'m>> {
    let mock = route.mock.as_deref()?;
    let body = context.body.whole();
    Some(mock.reply(&view(request, &body), context.caller()))
}
