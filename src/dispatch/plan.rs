//! What happens to a request before the upstream is asked (proxy.md, "Modes").

use http::Uri;
use http::request::Parts;

use super::refusal::Refusal;
use super::visit::view;
use crate::config::Mode;
use crate::matching::{Controls, Request, Role, Target};
use crate::mock::{Mock, Preflight};
use crate::reload::Route;

/// What happens to a request before the upstream is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// The mock answers, whatever it says.
    Mock,
    /// The mock answers because the request names an example.
    Named,
    /// The mock answers if an example matches once the body is read.
    MockFirst,
    /// It goes to the upstream.
    Upstream,
}

/// What to do with a request of `route` that is in `mode`; `uri` is its effective URI.
///
/// # Errors
/// It would go to the upstream, outside of where the route's requests go.
pub fn plan(
    route: &Route,
    mode: Mode,
    request: &Parts,
    uri: &Uri,
    target: &Target<'_>,
) -> Result<Plan, Refusal> {
    match asked(route, mode, request, target) {
        Plan::Upstream | Plan::MockFirst if route.onward.escapes(uri.path()) => Err(Refusal::Escapes),
        plan => Ok(plan),
    }
}

fn asked(route: &Route, mode: Mode, request: &Parts, target: &Target<'_>) -> Plan {
    match (mode, &route.mock) {
        (Mode::Mock, Some(_)) => Plan::Mock,
        (Mode::Fallback | Mode::MockFirst, Some(_)) if Controls::names_an_example(&request.headers) => {
            Plan::Named
        }
        (Mode::MockFirst, Some(mock)) if may_answer(mock, role(mode), request, target) => Plan::MockFirst,
        _ => Plan::Upstream,
    }
}

/// The place from which the mock of a route in this mode is asked (matching.md 8.13).
pub fn role(mode: Mode) -> Role {
    if mode == Mode::Mock { Role::Alone } else { Role::InFront }
}

/// Whether the mock may answer, whatever the body turns out to be; to a preflight, whether it may answer
/// what is to follow, lest the backend forbids a browser what the mock would answer.
pub fn may_answer(mock: &Mock, role: Role, request: &Parts, target: &Target<'_>) -> bool {
    let follows = Preflight::read(request.method.as_str(), &request.headers).is_some_and(|preflight| {
        mock.may_answer(&Request::new(preflight.method(), target, &request.headers, b""), role)
    });
    follows || mock.may_answer(&view(request, target, b""), role)
}
