//! The mode in force of every route and endpoint, worked out once so that a request only looks it up.

use super::serving::Route;
use super::toggles::{RouteToggles, Toggle, Toggles};
use crate::config::Mode;
use crate::routing::{InForce, Words};

/// The modes in force, in the order of the routes and their endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modes(Vec<RouteModes>);

/// The modes in force on one route.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RouteModes {
    route: InForce,
    endpoints: Vec<InForce>,
}

impl Modes {
    pub(super) fn new(routes: &[Route], toggles: &Toggles) -> Self {
        Self(routes.iter().map(|route| RouteModes::new(route, toggles.of(route.name()))).collect())
    }

    /// The mode of a request, by the places of its route and endpoint; none where there is no such route.
    pub fn of(&self, route: usize, endpoint: Option<usize>) -> Option<InForce> {
        let modes = self.0.get(route)?;
        Some(endpoint.and_then(|endpoint| modes.endpoints.get(endpoint).copied()).unwrap_or(modes.route))
    }
}

impl RouteModes {
    /// A toggle to what the route cannot be in any more is as if it were not there.
    fn new(route: &Route, toggles: Option<&RouteToggles>) -> Self {
        let possible = |toggle: Toggle| {
            Some(toggle.toggled).filter(|toggled| route.config.lacks(toggled.mode).is_none())
        };
        let route_toggle = toggles.and_then(RouteToggles::route).and_then(possible);
        let words = |endpoint: Option<Mode>, endpoint_toggle| Words {
            route: route.mode,
            endpoint,
            route_toggle,
            endpoint_toggle,
        };
        let endpoints = route.endpoints.list().iter().map(|endpoint| {
            let toggle = toggles.and_then(|toggles| toggles.endpoint(&endpoint.label)).and_then(possible);
            words(endpoint.mode, toggle).in_force()
        });
        Self { route: words(None, None).in_force(), endpoints: endpoints.collect() }
    }
}
