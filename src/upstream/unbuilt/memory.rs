//! What was learned of one upstream. Reading takes no lock; writing, which is rare, copies.

use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use hashbrown::{HashMap, HashSet};
use smallvec::SmallVec;

use super::looks::{Asked, Look, Seen};
pub(crate) use super::options::{About, OptionsSeen};
use super::outline::{Endpoint, of_route};
use super::pattern::Pattern;
pub(crate) use super::place::{Known, Place, PlaceKey, Tried};
use super::recent::RecentLooks;

/// How what a thing would be listed in is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parent {
    /// As a path that cannot exist.
    Unknown,
    /// It is there.
    Answered,
    /// Otherwise.
    Other,
}

/// What was learned, until the upstream is gone for a while or somebody has it forgotten.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The endpoints that have answered for themselves.
    built: ArcSwap<HashSet<Arc<str>>>,
    /// Two endpoints that have answered, for each resource: one of them is another than any.
    answered: ArcSwap<HashMap<Arc<str>, Answered>>,
    places: ArcSwap<HashMap<PlaceKey, Arc<Place>>>,
    parents: ArcSwap<HashMap<PlaceKey, (Parent, Instant)>>,
    recent: RecentLooks,
}

type Answered = SmallVec<[Arc<str>; 2]>;

impl Memory {
    /// Whether this endpoint has answered for itself.
    pub(crate) fn is_built(&self, endpoint: &Endpoint) -> bool {
        self.built.load().contains(&endpoint.id)
    }

    /// This endpoint has answered for itself; true where that is news. What was learned of others of its resource by
    /// asking may have been built with it.
    pub(crate) fn built(&self, endpoint: &Endpoint) -> bool {
        if self.is_built(endpoint) {
            return false;
        }
        self.built.rcu(|built| {
            let mut built = HashSet::clone(built);
            built.insert(Arc::clone(&endpoint.id));
            built
        });
        self.answered(endpoint);
        self.forget_asked(&endpoint.resource);
        true
    }

    /// This endpoint has answered, if only that it is elsewhere.
    pub(crate) fn answered(&self, endpoint: &Endpoint) -> bool {
        let knows = |answered: &Answered| answered.len() > 1 || answered.contains(&endpoint.id);
        if self.answered.load().get(&endpoint.resource_id).is_some_and(knows) {
            return false;
        }
        change(&self.answered, |answered| {
            let endpoints = answered.entry(Arc::clone(&endpoint.resource_id)).or_default();
            if !knows(endpoints) {
                endpoints.push(Arc::clone(&endpoint.id));
            }
        });
        self.forget_asked(&endpoint.resource);
        true
    }

    /// Forgets what OPTIONS and the parent said of a resource that is just being built.
    fn forget_asked(&self, resource: &str) {
        change(&self.parents, |parents| parents.retain(|place, _| *place.path != *resource));
        let is_of_it = |key: &PlaceKey, place: &Place| {
            !place.options.is_empty() && Pattern::parse(&key.path).resource() == resource
        };
        change(&self.places, |places| {
            for (_, place) in places.iter_mut().filter(|(key, place)| is_of_it(key, place)) {
                Arc::make_mut(place).options.forget();
            }
        });
    }

    /// Whether an endpoint of this resource other than this one has answered.
    pub(crate) fn has_answered_beside(&self, endpoint: &Endpoint) -> bool {
        let answered = self.answered.load();
        let endpoints = answered.get(&endpoint.resource_id);
        endpoints.is_some_and(|endpoints| endpoints.iter().any(|other| *other != endpoint.id))
    }

    /// What an answer looks like.
    pub(crate) fn look_of(&self, seen: &Seen, asked: Asked<'_>) -> Arc<Look> {
        self.recent.of(seen, asked)
    }

    pub(crate) fn place(&self, key: &PlaceKey) -> Option<Arc<Place>> {
        self.places.load().get(key).cloned()
    }

    pub(crate) fn change_place(&self, key: &PlaceKey, with: impl Fn(&mut Place)) {
        change(&self.places, |places| {
            let place = places.entry(key.clone()).or_default();
            let mut changed = Place::clone(place);
            with(&mut changed);
            *place = Arc::new(changed);
        });
    }

    /// Of the resource, asked as one asks in this place, and since when.
    pub(crate) fn parent(&self, place: &PlaceKey, resource: &Arc<str>) -> Option<(Parent, Instant)> {
        self.parents.load().get(&place.of_path(resource)).copied()
    }

    pub(crate) fn learn_parent(&self, place: &PlaceKey, resource: &Arc<str>, parent: Parent, now: Instant) {
        change(&self.parents, |parents| {
            parents.insert(place.of_path(resource), (parent, now));
        });
    }

    /// The upstream was gone, and another may come back. What is built stays so.
    pub(crate) fn forget_answers(&self) -> bool {
        let is_empty = self.places.load().is_empty() && self.parents.load().is_empty();
        if !is_empty {
            self.places.store(Arc::default());
            self.parents.store(Arc::default());
        }
        !is_empty
    }

    /// Forgets that endpoints answered which `stays` does not name; true where there were any.
    pub(crate) fn keep_built(&self, stays: impl Fn(&str) -> bool) -> bool {
        let (mut has_gone, built) = (false, self.built.load_full());
        if built.iter().any(|endpoint| !stays(endpoint)) {
            has_gone = true;
            self.built.rcu(|built| {
                HashSet::clone(built).into_iter().filter(|endpoint| stays(endpoint)).collect::<HashSet<_>>()
            });
        }
        if self.answered.load().values().flatten().any(|endpoint| !stays(endpoint)) {
            has_gone = true;
            change(&self.answered, |answered| {
                for endpoints in answered.values_mut() {
                    endpoints.retain(|endpoint| stays(endpoint));
                }
                answered.retain(|_, endpoints| !endpoints.is_empty());
            });
        }
        has_gone
    }

    /// Statuses that taught nothing where a path that cannot exist was asked for.
    pub(crate) fn taught_nothing(&self) -> Option<u16> {
        self.places.load().values().find_map(|place| place.taught_nothing)
    }

    /// Whether anything was learned of paths that cannot exist.
    pub(crate) fn has_looks(&self) -> bool {
        self.places.load().values().any(|place| !place.looks.is_empty())
    }

    pub(crate) fn snapshot(&self) -> Remembered {
        let mut built: Vec<_> = self.built.load().iter().cloned().collect();
        built.sort();
        let mut answered: Vec<_> = self
            .answered
            .load()
            .iter()
            .map(|(resource, endpoints)| (Arc::clone(resource), endpoints.to_vec()))
            .collect();
        answered.sort();
        let mut places: Vec<_> =
            self.places.load().iter().map(|(key, place)| (key.clone(), place.looks.clone())).collect();
        places.sort_by(|(one, _), (other, _)| one.cmp(other));
        Remembered { built, answered, places }
    }

    pub(crate) fn restore(&self, remembered: Remembered) {
        self.built.store(Arc::new(remembered.built.into_iter().collect()));
        let answered =
            remembered.answered.into_iter().map(|(resource, endpoints)| (resource, endpoints.into()));
        self.answered.store(Arc::new(answered.collect()));
        let places =
            remembered.places.into_iter().map(|(key, looks)| (key, Arc::new(Place::remembered(looks))));
        self.places.store(Arc::new(places.collect()));
    }
}

/// What outlives a restart: endpoints and resources by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Remembered {
    built: Vec<Arc<str>>,
    answered: Vec<(Arc<str>, Vec<Arc<str>>)>,
    places: Vec<(PlaceKey, Vec<Known>)>,
}

impl Remembered {
    /// As of these routes: what was kept without a route, as it once was, may be of any of them.
    pub(crate) fn of_routes(self, routes: &[&str]) -> Self {
        let spread = |name: Arc<str>, is_old: bool| {
            if is_old { routes.iter().map(|route| of_route(route, &name)).collect() } else { vec![name] }
        };
        let endpoint = |id: Arc<str>| {
            let is_old = id.split_once(' ').is_some_and(|(_, behind)| behind.starts_with('/'));
            spread(id, is_old)
        };
        let resource = |id: Arc<str>| {
            let is_old = id.is_empty() || id.starts_with('/');
            spread(id, is_old)
        };
        let answered = self.answered.into_iter().flat_map(|(id, endpoints)| {
            let of_route = |id: Arc<str>| {
                let route = id.split(' ').next().unwrap_or_default().to_owned() + " ";
                let endpoints = endpoints.iter().cloned().flat_map(endpoint);
                (id, endpoints.filter(|endpoint| endpoint.starts_with(&route)).collect())
            };
            resource(id).into_iter().map(of_route).collect::<Vec<_>>()
        });
        Self {
            answered: answered.collect(),
            built: self.built.into_iter().flat_map(endpoint).collect(),
            places: self.places,
        }
    }
}

fn change<K: Clone + Eq + Hash, V: Clone>(map: &ArcSwap<HashMap<K, V>>, with: impl Fn(&mut HashMap<K, V>)) {
    map.rcu(|map| {
        let mut changed = HashMap::clone(map);
        with(&mut changed);
        changed
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<const N: usize>(names: [&str; N]) -> Vec<Arc<str>> {
        names.map(Arc::from).to_vec()
    }

    #[test]
    fn what_was_kept_without_routes_is_of_all_of_them() {
        let old = Remembered {
            built: names(["GET /a b"]),
            answered: vec![("/a b".into(), names(["GET /a b"])), (Arc::default(), names(["GET /:any"]))],
            places: Vec::new(),
        };
        let new = old.of_routes(&["one", "two"]);
        assert_eq!(new.built, names(["one GET /a b", "two GET /a b"]));
        let answered = [
            ("one /a b".into(), names(["one GET /a b"])),
            ("two /a b".into(), names(["two GET /a b"])),
            ("one ".into(), names(["one GET /:any"])),
            ("two ".into(), names(["two GET /:any"])),
        ];
        assert_eq!(new.answered, answered);
        assert_eq!(new.clone().of_routes(&["one", "two", "three"]), new);
    }
}
