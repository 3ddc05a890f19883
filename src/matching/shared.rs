//! What many examples have in common, kept once: without it, a hundred thousand examples would hold as many copies
//! of `GET` and of the same few headers.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::body::BodyPattern;
use super::candidate::ItemRequest;
use super::headers::SavedHeaders;
use super::path::Path;
use crate::collection::{Algorithm, Body, Header, OwnRequest, PathPattern};

/// What the examples prepared so far have in common. Needed while they are prepared, and not later.
#[derive(Debug, Default)]
pub struct Shared {
    algorithm: Algorithm,
    texts: HashSet<Arc<str>>,
    requests: HashMap<usize, Arc<ItemRequest>>,
    calls: HashMap<usize, Option<Arc<BodyPattern>>>,
    paths: HashSet<Path>,
    headers: HashSet<Arc<SavedHeaders>>,
    no_body: Arc<BodyPattern>,
}

impl Shared {
    /// Of examples of a collection that was read for these rules.
    pub fn for_rules(algorithm: Algorithm) -> Self {
        Self { algorithm, ..Self::default() }
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn request(&mut self, own: &OwnRequest) -> Arc<ItemRequest> {
        if let Some(known) = self.requests.get(&own.number) {
            return Arc::clone(known);
        }
        let path = own.path.clone().map(|path| self.path(path));
        let request = Arc::new(ItemRequest::new(path));
        self.requests.insert(own.number, Arc::clone(&request));
        request
    }

    /// The body of a request of the collection, where it names an operation.
    pub(super) fn call(&mut self, own: &OwnRequest) -> Option<Arc<BodyPattern>> {
        let read =
            || Some(BodyPattern::from(own.body.clone())).filter(BodyPattern::names_operation).map(Arc::new);
        self.calls.entry(own.number).or_insert_with(read).clone()
    }

    /// A text such as a method or the name of an item.
    pub fn text(&mut self, text: &str) -> Arc<str> {
        Arc::clone(self.texts.get_or_insert_with(text, |text: &str| text.into()))
    }

    /// A path, ready for matching.
    pub fn path(&mut self, pattern: PathPattern) -> Path {
        let path = Path::of(pattern, self.algorithm);
        self.paths.get_or_insert_with(&path, Path::clone).clone()
    }

    pub(super) fn headers(&mut self, headers: Vec<Header>) -> Arc<SavedHeaders> {
        let headers = Arc::new(SavedHeaders::from(headers));
        Arc::clone(self.headers.get_or_insert(headers))
    }

    pub(super) fn body(&self, body: Body) -> Arc<BodyPattern> {
        let body = BodyPattern::from(body);
        if body.is_empty() { Arc::clone(&self.no_body) } else { Arc::new(body) }
    }
}
