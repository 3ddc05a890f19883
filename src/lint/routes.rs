//! Routes that leave something to nobody: examples that no request gets to, and modes of endpoints that never
//! apply.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::mocks::Origins;
use super::reach::{Reach, reach};
use crate::config::EndpointMode;
use crate::diagnostic::{Diagnostic, Level};
use crate::matching::Candidate;
use crate::reload::{LoadedMock, Route, Serving};

/// Why no request gets to an example: the route that takes it, or none that does.
type Cause<'s> = Option<&'s str>;

/// The examples of a mock that none of its routes takes, one hint a cause: a mock is often only used in part.
pub(super) fn unreached(serving: &Serving, name: &str, mock: &LoadedMock) -> Vec<Diagnostic> {
    let routes: Vec<_> =
        serving.routes.iter().filter(|route| route.config.mock.as_deref() == Some(name)).collect();
    if routes.is_empty() {
        // That nothing uses it is told already.
        return Vec::new();
    }
    let mut lost: BTreeMap<Cause<'_>, Vec<&Arc<Candidate>>> = BTreeMap::new();
    for example in mock.mock.examples() {
        if let Some(cause) = cause(serving, name, &routes, example) {
            lost.entry(cause).or_default().push(example);
        }
    }
    let origins = Origins::of(mock);
    let told = |(cause, examples): (Cause<'_>, Vec<&Arc<Candidate>>)| {
        let first = *examples.first()?;
        Some(lost_to(name, first, examples.len(), cause).in_file(origins.file(mock, first)?))
    };
    lost.into_iter().filter_map(told).collect()
}

/// None where some request gets there.
fn cause<'s>(
    serving: &'s Serving,
    mock: &str,
    routes: &[&'s Route],
    example: &Candidate,
) -> Option<Cause<'s>> {
    let mut cause = None;
    for route in routes {
        match reach(serving, route, &example.method, &example.path) {
            Reach::Reached => return None,
            Reach::Taken(by) if by.config.mock.as_deref() == Some(mock) => return None,
            Reach::Taken(by) => cause = Some(&**by.name()),
            Reach::Outside => {}
        }
    }
    Some(cause)
}

fn lost_to(mock: &str, example: &Candidate, count: usize, cause: Cause<'_>) -> Diagnostic {
    let more = match count {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let place = format!("{} {}", example.method, example.path);
    let (message, hint) = match cause {
        Some(route) => (
            format!("no request for {place}{more} gets to mock `{mock}`: route `{route}` takes it"),
            "give that route the mock as well, or narrow its `path` or `methods`",
        ),
        None => (
            format!("no route of mock `{mock}` takes {place}{more}"),
            "widen the `path` or `methods` of a route if it is meant to be mocked",
        ),
    };
    Diagnostic::new(Level::Hint, message).at_item(format!("{} / {}", example.item, example.name)).hint(hint)
}

/// Modes of endpoints that no request of their route has.
pub(super) fn idle_modes(serving: &Serving) -> Vec<Diagnostic> {
    let routes = serving.routes.iter().enumerate();
    let modes =
        routes.flat_map(|(at, route)| route.config.endpoints.iter().map(move |mode| (at, route, mode)));
    modes
        .filter_map(|(at, route, mode)| {
            Some(idle(serving, route, mode)?.at_item(mode.item(&format!("routes[{at}]"))))
        })
        .collect()
}

fn idle(serving: &Serving, route: &Route, mode: &EndpointMode) -> Option<Diagnostic> {
    let path = crate::matching::Path::parse(&mode.path);
    let (reason, hint) = match reach(serving, route, &mode.method, &path) {
        Reach::Reached => return None,
        Reach::Taken(by) => {
            let by = by.name();
            (
                format!("route `{by}` takes its requests"),
                format!("give route `{by}` the mode, or remove it here"),
            )
        }
        Reach::Outside => {
            let (methods, path) = (&route.config.methods, &route.config.path);
            let hint = "write the whole path, as a request has it";
            (format!("route `{}` takes methods {methods} below `{path}`", route.name()), hint.to_owned())
        }
    };
    Some(Diagnostic::warning(format!("the mode of `{mode}` never applies: {reason}")).hint(hint))
}
