//! Routes and endpoints as the page and scripts see them: what the config says, what is in force, and who
//! answered of late.

use std::collections::HashMap;
use std::net::SocketAddr;

use serde::Serialize;

use super::recent::{Recent, Sample};
use super::unbuilt::UnbuiltView;
use crate::config::Mode;
use crate::observe::BySource;
use crate::reload::{Origin, Route, Snapshot};
use crate::routing::{InForce, SaidBy};

/// The answer of `GET /api/routes`.
#[derive(Debug, Serialize)]
pub(super) struct RoutesView {
    generation: u64,
    /// How many changes of modes can be undone.
    undoable: usize,
    /// How far back `recent` goes, in seconds.
    recent_seconds: u64,
    routes: Vec<RouteView>,
}

/// A route.
#[derive(Debug, Serialize)]
pub(super) struct RouteView {
    name: String,
    host: String,
    path: String,
    methods: String,
    upstream: Option<String>,
    mock: Option<String>,
    /// Where its mock always answers; none for a route of the config.
    url: Option<String>,
    /// The modes that it can be put in.
    modes: Vec<&'static str>,
    #[serde(flatten)]
    mode: ModeView,
    #[serde(flatten)]
    answers: Answers,
    endpoints: Vec<EndpointView>,
}

/// An endpoint of a route.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EndpointView {
    endpoint: String,
    /// `Folder / Request`; empty for one that only the config knows.
    item: String,
    /// How many examples it has.
    examples: usize,
    #[serde(flatten)]
    mode: ModeView,
    #[serde(flatten)]
    answers: Answers,
    /// Whether it is built; none where there is no upstream or no mock.
    unbuilt: Option<UnbuiltView>,
}

/// A mode, and where it comes from.
#[derive(Debug, Clone, Serialize)]
struct ModeView {
    /// In force.
    mode: &'static str,
    said_by: &'static str,
    /// What the config says.
    configured: &'static str,
    /// When a toggle ends.
    until: Option<String>,
}

/// Who answered.
#[derive(Debug, Clone, Copy, Serialize)]
struct Answers {
    /// Since the start.
    total: BySource,
    /// In the last minutes.
    recent: BySource,
}

/// Every route of a snapshot.
pub(super) fn routes(snapshot: &Snapshot, recent: &Recent, proxy: SocketAddr) -> RoutesView {
    let sample = recent.oldest();
    let routes = snapshot.serving.routes.iter().enumerate();
    RoutesView {
        generation: snapshot.generation,
        undoable: snapshot.undoable,
        recent_seconds: Recent::WINDOW.as_secs(),
        routes: routes.map(|(place, route)| RouteView::new(snapshot, proxy, place, route, &sample)).collect(),
    }
}

/// The route of this name.
pub(super) fn route(
    snapshot: &Snapshot,
    recent: &Recent,
    proxy: SocketAddr,
    name: &str,
) -> Option<RouteView> {
    let place = snapshot.serving.routes.iter().position(|route| **route.name() == *name)?;
    let route = snapshot.serving.routes.get(place)?;
    Some(RouteView::new(snapshot, proxy, place, route, &recent.oldest()))
}

impl RouteView {
    fn new(snapshot: &Snapshot, proxy: SocketAddr, place: usize, route: &Route, sample: &Sample) -> Self {
        let examples = Examples::of_route(route);
        let config = &route.config;
        let endpoints = route.endpoints.list().iter().enumerate().map(|(at, endpoint)| EndpointView {
            endpoint: endpoint.label.to_string(),
            item: endpoint.item.to_string(),
            examples: examples.of(&endpoint.label, &endpoint.item),
            mode: ModeView::new(snapshot, place, Some(at), endpoint.mode.unwrap_or(route.mode)),
            answers: sample.since(route, Some(at)).into(),
            unbuilt: unbuilt(route, at),
        });
        Self {
            name: route.name().to_string(),
            host: config.host.to_string(),
            path: config.path.clone(),
            methods: config.methods.to_string(),
            upstream: config.upstream.as_deref().map(str::to_owned),
            mock: config.mock.as_deref().map(str::to_owned),
            url: route.own_url(proxy),
            modes: possible(route),
            mode: ModeView::new(snapshot, place, None, route.mode),
            answers: sample.since(route, None).into(),
            endpoints: endpoints.collect(),
        }
    }

    /// The endpoint with this label.
    pub(super) fn endpoint(&self, label: &str) -> Option<EndpointView> {
        self.endpoints.iter().find(|endpoint| endpoint.endpoint == label).cloned()
    }
}

fn unbuilt(route: &Route, endpoint: usize) -> Option<UnbuiltView> {
    let upstream = route.upstream.as_ref().filter(|_| route.mock.is_some())?;
    Some(UnbuiltView::of(upstream, route.outline.endpoint(endpoint)?))
}

/// Nobody toggles a mock's own route.
fn possible(route: &Route) -> Vec<&'static str> {
    let possible = |mode: &Mode| route.origin == Origin::Config && route.config.lacks(*mode).is_none();
    Mode::ALL.into_iter().filter(possible).map(Mode::as_str).collect()
}

impl ModeView {
    fn new(snapshot: &Snapshot, route: usize, endpoint: Option<usize>, configured: Mode) -> Self {
        let as_configured = InForce { mode: configured, said_by: SaidBy::Route };
        let in_force = snapshot.modes.of(route, endpoint).unwrap_or(as_configured);
        Self {
            mode: in_force.mode.as_str(),
            said_by: in_force.said_by.as_str(),
            configured: configured.as_str(),
            until: until(snapshot, route, endpoint, in_force.said_by),
        }
    }
}

/// When the toggle in force ends.
fn until(snapshot: &Snapshot, route: usize, endpoint: Option<usize>, said_by: SaidBy) -> Option<String> {
    let route = snapshot.serving.routes.get(route)?;
    let toggles = snapshot.toggles.of(route.name())?;
    let toggle = match said_by {
        SaidBy::RouteToggle => toggles.route(),
        SaidBy::EndpointToggle => toggles.endpoint(&route.endpoints.list().get(endpoint?)?.label),
        SaidBy::Route | SaidBy::Endpoint => None,
    };
    toggle?.until.map(|until| until.to_string())
}

/// How many examples there are for a method and path, and how many are saved under a request: one saved
/// with a path of its own still belongs to its request.
#[derive(Default)]
struct Examples<'m> {
    by_label: HashMap<String, usize>,
    by_item: HashMap<&'m str, usize>,
}

impl<'m> Examples<'m> {
    fn of_route(route: &'m Route) -> Self {
        let mut examples = Self::default();
        for example in route.mock.iter().flat_map(|mock| mock.examples()) {
            *examples.by_label.entry(format!("{} {}", example.method, example.path)).or_default() += 1;
            *examples.by_item.entry(&example.item).or_default() += 1;
        }
        examples
    }

    fn of(&self, label: &str, item: &str) -> usize {
        let count = |count: Option<&usize>| count.copied().unwrap_or_default();
        count(self.by_label.get(label)).max(count(self.by_item.get(item)))
    }
}

impl From<(BySource, BySource)> for Answers {
    fn from((total, recent): (BySource, BySource)) -> Self {
        Self { total, recent }
    }
}
