//! Which endpoint of a route's collections a request belongs to, and the mode that the config gives it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::{EndpointMode, Mode};
use crate::matching::{Path, PathTree, Request};
use crate::mock;

/// A request of a route's collections: method and path pattern.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `GET /books/:id`: its name in config, metrics and page.
    pub label: Arc<str>,
    /// `Folder / Request`; empty for one that only the config knows.
    pub item: String,
    /// What the config says; none: the route's mode.
    pub mode: Option<Mode>,
}

/// The endpoints of a route, found by method and path.
#[derive(Debug, Default)]
pub struct Endpoints {
    list: Vec<Endpoint>,
    methods: HashMap<Box<str>, PathTree<Found>>,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    endpoint: usize,
    literals: usize,
}

impl Endpoints {
    /// Those of the collections, of equal ones the first, and then those that only the config knows.
    pub fn new<'e>(collected: impl Iterator<Item = &'e mock::Endpoint>, configured: &[EndpointMode]) -> Self {
        let mut endpoints = Self::default();
        for endpoint in collected {
            endpoints.entry(&endpoint.method, &endpoint.path, &endpoint.item);
        }
        for configured in configured {
            let path = Path::parse(&configured.path);
            endpoints.entry(&configured.method, &path, "").mode = Some(configured.mode);
        }
        endpoints
    }

    /// All of them, in the order of the collections.
    pub fn list(&self) -> &[Endpoint] {
        &self.list
    }

    /// The endpoint of a request, an index into [`list`](Self::list): of several the one with more
    /// literal segments. A HEAD that has none of its own belongs to the GET.
    pub fn find(&self, method: &str, request: &Request<'_>) -> Option<usize> {
        let own = self.find_under(method, request);
        if own.is_none() && method == "HEAD" { self.find_under("GET", request) } else { own }
    }

    fn find_under(&self, method: &str, request: &Request<'_>) -> Option<usize> {
        let mut best: Option<Found> = None;
        self.methods.get(method)?.matching(request, |found| {
            if best.is_none_or(|best| found.literals > best.literals) {
                best = Some(*found);
            }
        });
        best.map(|found| found.endpoint)
    }

    fn entry(&mut self, method: &str, path: &Path, item: &str) -> &mut Endpoint {
        let next = Found { endpoint: self.list.len(), literals: path.literals() };
        let found = self.methods.entry(method.into()).or_default().get_or_insert(path, next);
        if found.endpoint == self.list.len() {
            let label = format!("{method} {path}").into();
            self.list.push(Endpoint { label, item: item.to_owned(), mode: None });
        }
        &mut self.list[found.endpoint]
    }
}
