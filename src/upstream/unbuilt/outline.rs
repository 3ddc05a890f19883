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
    /// `GET /things/:id`
    pub(crate) label: Arc<str>,
    pub(crate) pattern: Pattern,
    /// `/things`
    pub(crate) resource: Arc<str>,
    /// The path as the collection has it.
    pub(crate) path: Arc<str>,
    /// How long the method in the label is.
    method: usize,
}

impl Outline {
    /// Of a route's endpoints, by their labels.
    pub(crate) fn new<'l>(labels: impl Iterator<Item = &'l Arc<str>>) -> Self {
        Self { endpoints: labels.map(Endpoint::new).collect() }
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

impl Endpoint {
    fn new(label: &Arc<str>) -> Self {
        let (method, path) = label.split_once(' ').unwrap_or((label, "/"));
        let pattern = Pattern::parse(path);
        Self {
            label: Arc::clone(label),
            resource: pattern.resource().into(),
            path: path.into(),
            method: method.len(),
            pattern,
        }
    }

    pub(crate) fn method(&self) -> &str {
        &self.label[..self.method]
    }
}
