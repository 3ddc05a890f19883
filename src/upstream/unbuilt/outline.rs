//! What the rules know of a route's collections: methods and paths.

use std::sync::Arc;

use super::pattern::Pattern;

/// The endpoints of a route, in the order of its list.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    endpoints: Vec<Endpoint>,
}

/// An endpoint as the rules know it.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// Of its route alone: `shop GET /things/:id`
    pub(crate) id: Arc<str>,
    /// `GET /things/:id`
    pub(crate) label: Arc<str>,
    pub(crate) pattern: Pattern,
    /// `/things`
    pub(crate) resource: Arc<str>,
    /// Of its route alone: `shop /things`
    pub(crate) resource_id: Arc<str>,
    /// The path as the collection has it.
    pub(crate) path: Arc<str>,
    /// How long the method in the label is.
    method: usize,
}

impl Outline {
    /// Of the endpoints of the route with this name, by their labels.
    pub(crate) fn new<'l>(route: &str, labels: impl Iterator<Item = &'l Arc<str>>) -> Self {
        Self { endpoints: labels.map(|label| Endpoint::new(route, label)).collect() }
    }

    /// All of them, in the order of the list.
    pub(crate) fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// The endpoint at this place of the list.
    pub(crate) fn endpoint(&self, at: usize) -> Option<&Endpoint> {
        self.endpoints.get(at)
    }

    /// Whether a request for this path, with any method, belongs to an endpoint. It looks at all of them: for paths
    /// that are made up, not for those of requests.
    pub(crate) fn takes(&self, path: &str) -> bool {
        self.endpoints.iter().any(|endpoint| endpoint.pattern.takes(path))
    }

    /// The GET of this pattern.
    pub(crate) fn get_of(&self, pattern: &Pattern) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.method() == "GET" && endpoint.pattern == *pattern)
    }

    /// Whether there is a GET of this pattern.
    pub(crate) fn has_get(&self, pattern: &Pattern) -> bool {
        self.get_of(pattern).is_some()
    }

    /// How many segments the longest path has whose first ones, so many, are those of `pattern`.
    pub(crate) fn depth_below(&self, pattern: &Pattern, length: usize) -> usize {
        let below = self.endpoints.iter().filter(|endpoint| endpoint.pattern.begins_as(pattern, length));
        below.map(|endpoint| endpoint.pattern.len()).max().unwrap_or_default()
    }
}

/// The name of an endpoint or of a resource of this route alone. No route has a space in its name.
pub(super) fn of_route(route: &str, name: &str) -> Arc<str> {
    format!("{route} {name}").into()
}

/// What such a name is without the route.
pub(super) fn without_route(id: &str) -> &str {
    id.split_once(' ').map_or(id, |(_, name)| name)
}

impl Endpoint {
    pub(crate) fn new(route: &str, label: &Arc<str>) -> Self {
        let (method, path) = label.split_once(' ').unwrap_or((label, "/"));
        let pattern = Pattern::parse(path);
        let resource = pattern.resource();
        Self {
            id: of_route(route, label),
            label: Arc::clone(label),
            resource_id: of_route(route, &resource),
            resource: resource.into(),
            path: path.into(),
            method: method.len(),
            pattern,
        }
    }

    pub(crate) fn method(&self) -> &str {
        &self.label[..self.method]
    }
}
