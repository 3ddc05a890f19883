//! What people have toggled: modes that override the config's until they are reset or end.
//!
//! Kept by name, so that they survive reloads, also while a route is gone for a moment. It reads no
//! clock and refuses what a route cannot be in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::origin::Origin;
use super::serving::Route;
use super::wish::{Place, Refusal, Wish};
use crate::config::Mode;
use crate::routing::Toggled;

/// Every toggle there is. Never changes once published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Toggles {
    routes: BTreeMap<Arc<str>, RouteToggles>,
    /// The order of the latest one.
    latest: u64,
}

/// The toggles of one route.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteToggles {
    route: Option<Toggle>,
    endpoints: BTreeMap<Arc<str>, Toggle>,
}

/// A mode that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toggle {
    /// The mode, and when it was asked for in relation to the others.
    pub toggled: Toggled,
    /// When the config's mode returns; none: when it is reset.
    pub until: Option<Timestamp>,
}

impl Toggles {
    /// The toggles of a route.
    pub fn of(&self, route: &str) -> Option<&RouteToggles> {
        self.routes.get(route)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    /// Each with its place, the earliest first.
    pub fn in_order(&self) -> Vec<(Place, Toggle)> {
        let mut all: Vec<_> = self
            .routes
            .iter()
            .flat_map(|(route, toggles)| {
                let of_route = toggles.route.map(|toggle| (Place::route(Arc::clone(route)), toggle));
                let of_endpoints = toggles.endpoints.iter().map(|(endpoint, toggle)| {
                    (Place::endpoint(Arc::clone(route), Arc::clone(endpoint)), *toggle)
                });
                of_route.into_iter().chain(of_endpoints)
            })
            .collect();
        all.sort_by_key(|(_, toggle)| toggle.toggled.order);
        all
    }

    /// When the next one ends.
    pub(super) fn next_end(&self) -> Option<Timestamp> {
        self.all().filter_map(|toggle| toggle.until).min()
    }

    /// Without those that have ended at `now`.
    pub(super) fn without_ended(&self, now: Timestamp) -> Self {
        let is_in_force = |toggle: &Toggle| toggle.until.is_none_or(|until| until > now);
        let mut left = self.clone();
        for toggles in left.routes.values_mut() {
            toggles.route = toggles.route.filter(is_in_force);
            toggles.endpoints.retain(|_, toggle| is_in_force(toggle));
        }
        left.routes.retain(|_, toggles| !toggles.is_empty());
        left
    }

    /// With what a person wishes at `now`. [`Wish::Undo`] changes nothing: the past is kept elsewhere.
    pub(super) fn with(&self, wish: &Wish, routes: &[Route], now: Timestamp) -> Result<Self, Refusal> {
        let mut changed = self.without_ended(now);
        match wish {
            Wish::Set { place, mode, length } => {
                place.find(routes)?.accept(*mode)?;
                changed.set(place, *mode, end(now, *length)?);
            }
            Wish::SetAll { mode, length } => {
                let until = end(now, *length)?;
                for route in able(routes, *mode)? {
                    changed.set(&Place::route(Arc::clone(route.name())), *mode, until);
                }
            }
            Wish::Reset(place) => {
                place.find(routes)?;
                changed.reset(place);
            }
            Wish::ResetAll => changed.routes.clear(),
            Wish::Undo => {}
        }
        Ok(changed)
    }

    /// Adds one that is later than all others. Earlier ones of a route's endpoints cannot come back
    /// behind one of the route that has no end, so they go.
    pub(super) fn set(&mut self, place: &Place, mode: Mode, until: Option<Timestamp>) {
        self.latest += 1;
        let toggle = Toggle { toggled: Toggled { mode, order: self.latest }, until };
        let toggles = self.routes.entry(Arc::clone(&place.route)).or_default();
        if let Some(endpoint) = &place.endpoint {
            toggles.endpoints.insert(Arc::clone(endpoint), toggle);
            return;
        }
        toggles.route = Some(toggle);
        if until.is_none() {
            toggles.endpoints.clear();
        }
    }

    /// A route takes its endpoints along.
    fn reset(&mut self, place: &Place) {
        let Some(toggles) = self.routes.get_mut(&place.route) else { return };
        match &place.endpoint {
            Some(endpoint) => {
                toggles.endpoints.remove(endpoint);
            }
            None => *toggles = RouteToggles::default(),
        }
        if toggles.is_empty() {
            self.routes.remove(&place.route);
        }
    }

    fn all(&self) -> impl Iterator<Item = &Toggle> {
        self.routes.values().flat_map(|toggles| toggles.route.iter().chain(toggles.endpoints.values()))
    }
}

impl RouteToggles {
    /// The toggle of the route as a whole.
    pub fn route(&self) -> Option<Toggle> {
        self.route
    }

    /// The toggle of one of its endpoints, by label.
    pub fn endpoint(&self, label: &str) -> Option<Toggle> {
        self.endpoints.get(label).copied()
    }

    fn is_empty(&self) -> bool {
        self.route.is_none() && self.endpoints.is_empty()
    }
}

fn end(now: Timestamp, length: Option<Duration>) -> Result<Option<Timestamp>, Refusal> {
    length.map(|length| now.checked_add(length).map_err(|_| Refusal::too_long())).transpose()
}

/// The routes that can be put in this mode.
fn able(routes: &[Route], mode: Mode) -> Result<Vec<&Route>, Refusal> {
    let of_config = routes.iter().filter(|route| route.origin == Origin::Config);
    let able: Vec<_> = of_config.filter(|route| route.config.lacks(mode).is_none()).collect();
    if able.is_empty() { Err(Refusal::no_route_can_be(mode)) } else { Ok(able) }
}
