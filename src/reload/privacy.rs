//! What of a mock is private to a route, so that no other route gives it away (proxy.md, "Paths, routes and loops").
//!
//! Routes that share a mock, or collections, take requests apart by path. A mock finds examples by likeness and by
//! name as well, so that a request on a public route could be answered with what lies on a private one. Each route
//! therefore answers from a view of its mock in which that is missing. Worked out once a load.

use std::collections::HashMap;
use std::sync::Arc;

use super::origin::Origin;
use super::serving::{LoadedMock, Route};
use crate::config::Mode;
use crate::matching::Candidate;
use crate::mock::{Library, Mock};
use crate::routing::{Asked, Owner, RouteTable, normal};

/// What of a route asks for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Nothing.
    Public,
    /// Its mock, so every mode in which the mock may answer.
    Mock,
    /// The route itself, so every mode.
    Route,
}

impl Privacy {
    /// Whether it asks for a key in this mode.
    pub fn asks_for_key(self, mode: Mode) -> bool {
        match self {
            Self::Public => false,
            Self::Mock => mode != Mode::Live,
            Self::Route => true,
        }
    }
}

/// A private route whose terms hold at the host of its mock too, for the paths that lie on it.
#[derive(Debug, Clone)]
pub struct Guarding {
    /// Its index.
    pub route: usize,
    /// A host of its own.
    pub host: Option<String>,
}

/// A mock without what is private to others.
#[derive(Debug)]
pub(super) struct View {
    of: Arc<LoadedMock>,
    /// By the place of examples in the order by id.
    hidden: Vec<bool>,
    mock: Arc<Mock>,
}

/// Has each route answer from what it may show. The views that were made are given, and those of the last load are
/// used again where they are the same.
pub(super) fn hide(routes: &mut [Route], table: &RouteTable, before: &[Arc<View>]) -> Vec<Arc<View>> {
    let mut views: Vec<Arc<View>> = Vec::new();
    if routes.iter().all(|route| route.privacy == Privacy::Public) {
        return views;
    }
    let guarding: Vec<_> = routes.iter().map(|route| guarding(routes, route)).collect();
    let shown: Vec<_> = (0..routes.len()).map(|index| hidden(routes, table, index)).collect();
    for ((route, guarding), (of, hidden)) in
        routes.iter_mut().zip(guarding).zip(shown).filter_map(|(route, shown)| Some((route, shown?)))
    {
        route.guarding = guarding;
        if !hidden.contains(&true) {
            continue;
        }
        let is_same = |view: &&Arc<View>| Arc::ptr_eq(&view.of, &of) && view.hidden == hidden;
        let view = views.iter().chain(before).find(is_same).cloned();
        let view = view.unwrap_or_else(|| {
            let mock = Arc::new(of.mock.without(&hidden));
            Arc::new(View { of, hidden, mock })
        });
        route.mock = Some(Arc::clone(&view.mock));
        views.push(view);
    }
    views
}

fn guarding(routes: &[Route], route: &Route) -> Vec<Guarding> {
    if route.origin != Origin::MockDomain {
        return Vec::new();
    }
    let is_guarding =
        |other: &Route| other.privacy == Privacy::Route && other.config.mock == route.config.mock;
    let guarding = routes.iter().enumerate().filter(|(_, other)| is_guarding(other));
    guarding.map(|(index, other)| Guarding { route: index, host: other.config.host.sample() }).collect()
}

/// The examples that a route holds back, and the mock that they are of.
fn hidden(routes: &[Route], table: &RouteTable, index: usize) -> Option<(Arc<LoadedMock>, Vec<bool>)> {
    let loaded = Arc::clone(routes.get(index)?.loaded.as_ref()?);
    let reaches = Reaches { routes, table, homes: homes(&loaded) };
    let is_hidden = |example: &Arc<Candidate>| reaches.is_hidden(index, example);
    let hidden = loaded.mock.examples().iter().map(is_hidden).collect();
    Some((loaded, hidden))
}

/// The collection of each example.
type Homes = HashMap<*const Candidate, *const Library>;

fn homes(loaded: &LoadedMock) -> Homes {
    let homes =
        loaded.shelf.libraries.iter().map(|library| {
            library.examples().iter().map(|example| (Arc::as_ptr(example), Arc::as_ptr(library)))
        });
    homes.flatten().collect()
}

struct Reaches<'r> {
    routes: &'r [Route],
    table: &'r RouteTable,
    homes: Homes,
}

impl Reaches<'_> {
    /// What lies on a private route is not shown by another, but where a public one with the same mock shows it.
    fn is_hidden(&self, index: usize, example: &Candidate) -> bool {
        let Some(route) = self.routes.get(index) else { return false };
        if route.origin == Origin::Config {
            match self.owner_as_saved(route, example) {
                Owner::Route(owner) if owner == index => return false,
                Owner::Route(owner) if self.is_private(owner) => return true,
                // Nobody can ask for it in so many words.
                Owner::Ambiguous => return true,
                Owner::Route(_) | Owner::Nobody => {}
            }
            if self.reaches(index, example) {
                return false;
            }
        }
        let others = || (0..self.routes.len()).filter(|other| *other != index && self.is_in_config(*other));
        let gives = |other: &usize| self.has(*other, example) && self.reaches(*other, example);
        // Where only a mock is private, another mock with its collections is public on purpose.
        let is_kept = others().filter(|other| self.is_kept_by(*other)).any(|other| gives(&other));
        is_kept && !others().filter(|other| !self.is_private(*other)).any(|other| gives(&other))
    }

    fn owner_as_saved(&self, route: &Route, example: &Candidate) -> Owner {
        self.owner(route, example, &example.path.as_saved())
    }

    fn owner(&self, route: &Route, example: &Candidate, path: &str) -> Owner {
        let host = route.config.host.sample();
        let method = &*example.method;
        self.table.owner(&Asked { host: host.as_deref(), sent: path, path: &normal(path), method })
    }

    /// Whether requests that the example answers get to a route.
    fn reaches(&self, index: usize, example: &Candidate) -> bool {
        let Some(route) = self.routes.get(index) else { return false };
        let below = || {
            let path = example.path.sample_below(&route.config.path)?;
            Some(self.owner(route, example, &path) == Owner::Route(index))
        };
        match self.owner_as_saved(route, example) {
            Owner::Route(owner) if owner == index => true,
            Owner::Ambiguous if self.is_private(index) => true,
            _ => below().unwrap_or_default(),
        }
    }

    /// Whether the mock of a route has the example, or one out of the same collection.
    fn has(&self, index: usize, example: &Candidate) -> bool {
        let loaded = self.routes.get(index).and_then(|route| route.loaded.as_ref());
        let home = self.homes.get(&std::ptr::from_ref(example));
        loaded.zip(home).is_some_and(|(loaded, home)| {
            loaded.shelf.libraries.iter().any(|library| Arc::as_ptr(library) == *home)
        })
    }

    fn is_private(&self, index: usize) -> bool {
        self.routes.get(index).is_some_and(|route| route.privacy != Privacy::Public)
    }

    fn is_kept_by(&self, index: usize) -> bool {
        self.routes.get(index).is_some_and(|route| route.privacy == Privacy::Route)
    }

    fn is_in_config(&self, index: usize) -> bool {
        self.routes.get(index).is_some_and(|route| route.origin == Origin::Config)
    }
}
