//! The examples nearest to a request that none answers (matching.md, section 6).
//!
//! Looks at a bounded number of candidates, so that a miss costs the same however many there are.

use std::sync::Arc;

use super::body::Differences;
use super::index::{Index, Rank};
use super::judge::Rules;
use super::method_index::{List, MethodIndex};
use super::request::Request;
use super::rule::Rule;
use super::score::Key;
use super::tree::{ANY, Place, Walk};

/// An example that nearly answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Its name.
    pub name: Arc<str>,
    /// Its method.
    pub method: Arc<str>,
    /// Its path, wildcards as `:name`.
    pub path: String,
    /// What put it out.
    pub rule: Rule,
    /// In what the bodies differ, where that put it out.
    pub differences: Option<Differences>,
}

/// How many are told.
const MOST: usize = 3;
/// How many with a matching path are looked at for each method.
const LOOKED_AT: usize = 32;

/// Nearest first: same method and path, then same path, then the longest common beginning.
pub(super) fn closest(index: &Index, request: &Request<'_>, rules: &Rules) -> Vec<Near> {
    ranked(index, request, rules).into_iter().map(|(_, near)| near).collect()
}

/// The same, with their ranks.
pub(super) fn ranked(index: &Index, request: &Request<'_>, rules: &Rules) -> Vec<(Rank, Near)> {
    let own = || request.methods().filter_map(|method| index.method(method));
    let methods = || own().chain(index.other_methods(request));
    let mut nearest = Nearest { index, request, rules, found: Vec::with_capacity(MOST) };
    methods().for_each(|method| nearest.add_matching(method));
    methods().for_each(|method| nearest.add_below(method));
    nearest.found
}

struct Nearest<'a, 'r> {
    index: &'a Index,
    request: &'a Request<'r>,
    rules: &'a Rules,
    found: Vec<(Rank, Near)>,
}

impl Nearest<'_, '_> {
    fn is_full(&self) -> bool {
        self.found.len() == MOST
    }

    /// Those whose path matches, in the order in which they would have won.
    fn add_matching(&mut self, method: &MethodIndex) {
        if self.is_full() {
            return;
        }
        let mut matching = Vec::new();
        let path = self.request.path.sought(self.index.algorithm());
        for lists in method.texts(path) {
            self.look_at(lists, &mut matching);
        }
        for walk in [Walk::Wildcards, Walk::Ids, Walk::Similar] {
            if matching.len() < LOOKED_AT {
                let look = |lists: &[List]| self.look_at(lists, &mut matching);
                method.tree.walk(path, walk, look);
            }
        }
        matching.sort_unstable_by(|(left, _), (right, _)| right.cmp(left));
        for (_, rank) in matching {
            self.add(rank);
        }
    }

    /// Looks at these, and says whether more are wanted.
    fn look_at(&self, lists: &[List], matching: &mut Vec<(Key, Rank)>) -> Place {
        let left = LOOKED_AT.saturating_sub(matching.len());
        let ranks = lists.iter().flat_map(|list| &list.ranks).take(left);
        matching.extend(ranks.filter_map(|rank| {
            let candidate = self.index.candidate(*rank);
            let score = self.rules.url_score(candidate, self.request)?;
            Some((Key::new(score, candidate, *rank), *rank))
        }));
        if matching.len() < LOOKED_AT { ANY } else { 0 }
    }

    /// Those whose path begins alike.
    fn add_below(&mut self, method: &MethodIndex) {
        if self.is_full() {
            return;
        }
        let path = self.request.path.sought(self.index.algorithm());
        for list in method.tree.nearest(path, 2 * MOST) {
            list.ranks.iter().take(MOST).for_each(|rank| self.add(*rank));
        }
    }

    fn add(&mut self, rank: Rank) {
        if self.is_full() || self.found.iter().any(|(known, _)| *known == rank) {
            return;
        }
        let candidate = self.index.candidate(rank);
        let own = self.request.methods().find(|method| **method == *candidate.method);
        let method = own.unwrap_or(self.request.method);
        if let Err(rule) = self.rules.judge(method, candidate, self.request) {
            let near = Near {
                name: Arc::clone(&candidate.name),
                method: Arc::clone(&candidate.method),
                path: candidate.path.to_string(),
                differences: if rule == Rule::Body { candidate.differences(self.request) } else { None },
                rule,
            };
            self.found.push((rank, near));
        }
    }
}
