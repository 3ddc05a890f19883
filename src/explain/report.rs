//! The report: what would happen, and why.

use std::time::SystemTime;

use bytes::Bytes;
use http::header::HOST;
use http::{Request, Version};
use serde::Serialize;

use super::answer::Said;
use super::calls::calls;
use super::candidates::{Candidate, Choice};
use crate::config::Mode;
use crate::dispatch::{
    Denial, Gate, Plan, Refusal, Visit, effective_uri, gate, plan, role, target, view, visit,
};
use crate::mock::{Caller, Reply};
use crate::reload::{Route, Serving, Snapshot};
use crate::routing::SaidBy;
use crate::template::Draw;
use crate::upstream::Trouble;

/// What would happen to a request, and why.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// `GET /books?page=2`.
    pub request: String,
    /// The route that takes it; none where none does.
    pub route: Option<ExplainedRoute>,
    /// What the client would get, in words.
    pub outcome: Vec<String>,
    /// How the mock chooses; none where the route has no mock.
    pub choice: Option<Choice>,
    /// What the mock would say, were it asked; none where the route has no mock.
    pub answer: Option<Said>,
}

/// A route, and the mode in force.
#[derive(Debug, Serialize)]
pub struct ExplainedRoute {
    /// Its name.
    pub name: String,
    /// Its host and path, as the config has them.
    pub takes: String,
    /// The endpoint of its collections that the request belongs to.
    pub endpoint: Option<String>,
    /// The mode in force.
    pub mode: &'static str,
    /// Whose mode that is.
    pub mode_of: String,
}

/// Explains `request`, with at most `most` examples.
pub fn explain(snapshot: &Snapshot, request: Request<Bytes>, most: usize) -> Explained {
    let (mut head, body) = request.into_parts();
    if head.uri.authority().is_none() && !head.headers.contains_key(HOST) {
        // Only a client of HTTP/1.0 names no host, and who tries a path need not name one either.
        head.version = Version::HTTP_10;
    }
    let sent = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let asked = format!("{} {sent}", head.method);
    let uri = effective_uri(&head.uri, None);
    let prepared = target(&uri);
    let serving = &snapshot.serving;
    let nowhere = |outcome| Explained {
        request: asked.clone(),
        route: None,
        outcome: vec![outcome],
        choice: None,
        answer: None,
    };
    let visit = match visit(snapshot, &head, &uri, &prepared) {
        Ok(Some(visit)) => visit,
        Ok(None) => return nowhere("404 noRouteError: no route takes this host, path and method".to_owned()),
        Err(refusal) => return nowhere(refused_at_once(&refusal)),
    };
    let route = &serving.routes[visit.route];
    let mock = visit.mock(serving);
    let caller = if visit.key.is_some() { Caller::Known } else { Caller::Unknown };
    let limit = route.config.max_body;
    let readable = mock.map(|mock| mock.readable(&head.headers, &body, limit));
    let (view, role) = (view(&head, &prepared, readable.as_deref().unwrap_or(&body)), role(visit.mode));
    let reply = mock.map(|mock| mock.reply(&view, caller, role, drawn_now));
    Explained {
        request: asked.clone(),
        route: Some(ExplainedRoute::new(snapshot, route, &visit)),
        outcome: match gate(serving, &visit, &head, SystemTime::now().into()) {
            Gate::Open => match plan(route, visit.mode, &head, &uri, &prepared) {
                Ok(plan) => {
                    let mut lines = outcome(serving, route, plan, visit.mode, reply.as_ref());
                    lines.extend((visit.mode == Mode::Fallback).then(|| unbuilt(route, &visit)).flatten());
                    if let (Some(mock), Some(reply)) = (mock, &reply) {
                        lines.extend(calls(mock, &view, role, reply));
                    }
                    lines
                }
                Err(refusal) => vec![refused_at_once(&refusal)],
            },
            Gate::Allowed(_) => vec!["204: a preflight, which allows what it asks for".to_owned()],
            Gate::Refused(denial) => vec![refused(denial).to_owned()],
        },
        choice: mock.map(|mock| Choice::new(mock, &mock.explain(&view, role, most), reply.as_ref())),
        answer: mock.zip(reply.as_ref()).map(|(mock, reply)| Said::new(mock, reply, &view)),
    }
}

/// The same dynamic values each time, but for the time: only how the answer looks is to be shown.
fn drawn_now() -> Draw {
    Draw { seed: 0, now: jiff::Timestamp::now() }
}

impl ExplainedRoute {
    fn new(snapshot: &Snapshot, route: &Route, visit: &Visit) -> Self {
        let endpoint = visit.endpoint.and_then(|endpoint| route.endpoints.list().get(endpoint));
        let name = endpoint.map_or_else(String::new, |endpoint| endpoint.label.to_string());
        let mode_of = match snapshot.modes.of(visit.route, visit.endpoint).map(|in_force| in_force.said_by) {
            Some(SaidBy::Endpoint) => format!("the endpoint `{name}`"),
            Some(SaidBy::EndpointToggle) => format!("the toggled endpoint `{name}`"),
            Some(SaidBy::RouteToggle) => format!("the toggled route `{}`", route.name()),
            Some(SaidBy::Route) | None => format!("the route `{}`", route.name()),
        };
        Self {
            name: route.name().to_string(),
            takes: format!(
                "host {}, path {}, methods {}",
                route.config.host, route.config.path, route.config.methods
            ),
            endpoint: endpoint.map(|endpoint| endpoint.label.to_string()),
            mode: visit.mode.as_str(),
            mode_of,
        }
    }
}

/// What the client would get, line by line.
fn outcome(
    serving: &Serving,
    route: &Route,
    plan: Plan,
    mode: Mode,
    reply: Option<&Reply<'_>>,
) -> Vec<String> {
    let mocked = reply.map_or_else(|| "nothing".to_owned(), said);
    let is_miss = matches!(reply, Some(Reply::Miss(_)) | None);
    match plan {
        Plan::Mock => vec![format!("mode mock: {mocked}")],
        Plan::Named => vec![format!("a control header names an example, so the mock answers: {mocked}")],
        Plan::MockFirst if !is_miss => vec![format!("mode mock-first: {mocked}")],
        Plan::MockFirst | Plan::Upstream => {
            let mut lines = vec![format!("mode {mode}: {}", upstream(serving, route))];
            lines.extend(trouble(serving, route));
            if mode == Mode::Fallback && !is_miss {
                lines.push(format!("while the upstream is down ({}): {mocked}", down(route)));
            } else if mode == Mode::Fallback {
                lines.push(format!(
                    "while the upstream is down ({}): no example matches, so its own response, or 502",
                    down(route)
                ));
            }
            lines
        }
    }
}

/// What was decided last of the endpoint's answers that may say that nothing is built there.
fn unbuilt(route: &Route, visit: &Visit) -> Option<String> {
    let upstream = route.upstream.as_ref()?.unbuilt();
    let endpoint = route.outline.endpoint(visit.endpoint?)?;
    if upstream.is_built(endpoint) {
        return Some(
            "a 404, 405 or 501 of the upstream passes: U2, this endpoint has answered before".to_owned(),
        );
    }
    let standing = upstream.standing(endpoint)?;
    Some(format!("the last 404, 405, 501 or page of the upstream was {}", standing.decision))
}

fn refused_at_once(refusal: &Refusal) -> String {
    format!("{}: {}", refusal.status().as_u16(), refusal.message())
}

fn refused(denial: Denial) -> &'static str {
    match denial {
        Denial::NoKey => "401: private, and the request carries no known key",
        Denial::Expired(_) => "401: the key that the request carries has expired",
        Denial::OtherRoutes => "403: the key that the request carries is for other routes",
    }
}

fn said(reply: &Reply<'_>) -> String {
    match reply {
        Reply::Example { example, answer, .. } => {
            format!("{} from the example `{}` ({})", answer.status, example.name, example.item)
        }
        Reply::TooLong { example, answer, .. } => {
            format!("{}: the example `{}` is too long, filled in", answer.status, example.name)
        }
        Reply::ServerResponse(answer) => {
            format!("{}: the mock's server response, to every request", answer.status)
        }
        Reply::Protocol { kind, answer, .. } => format!("{}: {kind}", answer.status),
        Reply::Preflight(answer) => format!("{}: a preflight, which allows what it asks for", answer.status),
        Reply::Refused(answer) => format!("{}: refused before any example is looked at", answer.status),
        Reply::Miss(_) => "404: no example matches".to_owned(),
    }
}

fn upstream(serving: &Serving, route: &Route) -> String {
    let config = route.config.upstream.as_ref().and_then(|name| serving.config.upstreams.get(name));
    config.map_or_else(
        || "there is no upstream".to_owned(),
        |config| format!("the upstream `{}` ({}) answers", config.name, config.urls()),
    )
}

/// Why the upstream fails now, and what to do about it; none where it does not.
fn trouble(serving: &Serving, route: &Route) -> Option<String> {
    let upstream = serving.upstreams.get(route.config.upstream.as_ref()?)?;
    let Trouble { cause, since } = upstream.trouble()?;
    Some(format!("It fails now: {cause} (since {since}). To mend it: {}", cause.advice()))
}

fn down(route: &Route) -> String {
    route.config.fallback_on.kinds().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Explained {
    /// The name of the example that the mock would answer with, whatever the mode.
    pub fn winner(&self) -> Option<&Candidate> {
        self.choice.as_ref().and_then(Choice::winner)
    }
}
