//! Requests of a collection that have no usable saved example (matching.md 8.14).

use std::sync::Arc;

use hashbrown::HashMap;

use super::path::Path;
use super::request::Request;
use super::tree::PathTree;

/// A request of a collection that has no example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithoutExample {
    /// `Folder / Request`.
    pub item: Arc<str>,
    /// Upper case.
    pub method: Arc<str>,
    /// Its path.
    pub path: Path,
}

/// All of them, by method and path.
#[derive(Debug, Default)]
pub struct Unsaved {
    methods: HashMap<Arc<str>, PathTree<WithoutExample>>,
}

impl Unsaved {
    /// Finds these.
    pub fn new(requests: impl Iterator<Item = WithoutExample>) -> Self {
        let mut methods: HashMap<Arc<str>, PathTree<_>> = HashMap::new();
        for request in requests {
            let (method, path) = (Arc::clone(&request.method), request.path.clone());
            methods.entry(method).or_default().get_or_insert(&path, request);
        }
        methods.values_mut().for_each(PathTree::shrink_to_fit);
        Self { methods }
    }

    /// The one that a request asks for by steps 1 to 5; of several the one with the most literal segments.
    pub(super) fn find(&self, request: &Request<'_>) -> Option<&WithoutExample> {
        request.methods().find_map(|method| {
            let mut found = None;
            self.methods.get(method)?.matching(request, |one: &WithoutExample| {
                let is_better = |best: &WithoutExample| one.path.specificity() > best.path.specificity();
                if found.is_none_or(is_better) {
                    found = Some(one);
                }
            });
            found
        })
    }
}
