//! The routes of one host, by path.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::config::Methods;

/// The routes of one host.
///
/// One hash lookup for each *length* of path that routes have, so neither the number of routes
/// nor the number of slashes that a client sends makes a request slow.
#[derive(Debug, Clone, Default)]
pub(super) struct Paths {
    by_length: BTreeMap<Reverse<usize>, HashMap<Box<str>, Vec<Choice>>>,
}

/// A route at some host and path.
#[derive(Debug, Clone)]
struct Choice {
    methods: Methods,
    index: usize,
}

impl Paths {
    /// Adds a route of this path; of two with the same path, the one that was added first is found first.
    pub(super) fn add(&mut self, path: &str, methods: &Methods, index: usize) {
        let prefix = path.trim_end_matches('/');
        let choices =
            self.by_length.entry(Reverse(prefix.len())).or_default().entry(prefix.into()).or_default();
        choices.push(Choice { methods: methods.clone(), index });
    }

    /// The index of the first route with the longest path that takes this request.
    pub(super) fn find(&self, path: &str, method: &str) -> Option<usize> {
        let choices =
            self.by_length.iter().filter_map(|(length, prefixes)| prefixes.get(prefix(path, length.0)?));
        choices.flatten().find(|choice| choice.methods.take(method)).map(|choice| choice.index)
    }
}

/// The first `length` bytes of the path, if a segment ends there. The root's prefix, of no
/// length, is one of every path, also of the `*` of an OPTIONS request.
fn prefix(path: &str, length: usize) -> Option<&str> {
    let is_boundary = length == 0 || matches!(path.as_bytes().get(length), None | Some(b'/'));
    if is_boundary { path.get(..length) } else { None }
}
