//! Which endpoint of a route's collections a request belongs to, and the mode that the config gives it.

use std::cmp::Reverse;
use std::sync::Arc;

use hashbrown::HashMap;

use crate::config::{EndpointMode, Mode};
use crate::matching::{Path, PathTree, Request};
use crate::mock;

/// A request of a route's collections: method and path pattern.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `GET /books/:id`: its name in config, metrics and page.
    pub label: Arc<str>,
    /// `Folder / Request`; empty for one that only the config knows.
    pub item: Arc<str>,
    /// What the config says; none: the route's mode.
    pub mode: Option<Mode>,
    /// Whether a collection has a usable example of it.
    pub has_example: bool,
}

/// The endpoints of a route, found by method and path.
#[derive(Debug, Default)]
pub struct Endpoints {
    list: Vec<Endpoint>,
    /// How many of them the collections have; those behind them only the config knows.
    collected: usize,
    /// The places in the list of those that the config names.
    configured: Vec<usize>,
    methods: HashMap<Box<str>, PathTree<Found>>,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    endpoint: u32,
    literals: u32,
}

impl Found {
    fn precedence(self) -> (u32, Reverse<u32>) {
        (self.literals, Reverse(self.endpoint))
    }
}

impl Endpoints {
    /// Those of the collections, of equal ones the first, and then those that only the config knows.
    pub fn new<'e>(collected: impl Iterator<Item = &'e mock::Endpoint>, configured: &[EndpointMode]) -> Self {
        let mut endpoints = Self::default();
        for endpoint in collected {
            let at = endpoints.entry(&endpoint.method, &endpoint.path, Arc::clone(&endpoint.item));
            endpoints.list[at].has_example |= endpoint.has_example;
        }
        endpoints.collected = endpoints.list.len();
        for configured in configured {
            let at = endpoints.entry(&configured.method, &Path::parse(&configured.path), Arc::default());
            endpoints.list[at].mode = Some(configured.mode);
            endpoints.configured.push(at);
        }
        endpoints.list.shrink_to_fit();
        endpoints.methods.values_mut().for_each(PathTree::shrink_to_fit);
        endpoints
    }

    /// All of them: first in the order of the collections, then in that of the config.
    pub fn list(&self) -> &[Endpoint] {
        &self.list
    }

    /// Those of the collections.
    pub fn collected(&self) -> &[Endpoint] {
        self.list.get(..self.collected).unwrap_or_default()
    }

    /// For each endpoint of the config, in its order, its place in [`list`](Self::list).
    pub fn configured(&self) -> &[usize] {
        &self.configured
    }

    /// The endpoint of a request, an index into [`list`](Self::list): of several the one with more
    /// literal segments, of equals the first. A HEAD that has none of its own belongs to the GET.
    pub fn find(&self, method: &str, request: &Request<'_>) -> Option<usize> {
        let own = self.find_under(method, request);
        if own.is_none() && method == "HEAD" { self.find_under("GET", request) } else { own }
    }

    fn find_under(&self, method: &str, request: &Request<'_>) -> Option<usize> {
        let tree = self.methods.get(method)?;
        if let Some(found) = tree.equal(request).first() {
            return Some(found.endpoint as usize);
        }
        let mut best: Option<Found> = None;
        tree.matching(request, |found| {
            best = best.into_iter().chain([*found]).max_by_key(|found| found.precedence());
        });
        best.map(|found| found.endpoint as usize)
    }

    /// The place of the endpoint, which is added if it is not there.
    fn entry(&mut self, method: &str, path: &Path, item: Arc<str>) -> usize {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let next = Found { endpoint: number(self.list.len()), literals: number(path.specificity()) };
        let tree = self.methods.entry(method.into()).or_default();
        let at = tree.get_or_insert(path, next).endpoint as usize;
        if at == self.list.len() {
            tree.find_by_text(path);
            let label = format!("{method} {path}").into();
            self.list.push(Endpoint { label, item, mode: None, has_example: false });
        }
        at
    }
}
