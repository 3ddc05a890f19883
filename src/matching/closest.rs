//! The examples nearest to a request that none answers (matching.md, section 6).
//!
//! Looks at a bounded number of candidates, so that a miss costs the same however many there are.

use super::index::{Index, List, MethodIndex, Rank};
use super::request::Request;
use super::rule::Rule;
use super::select::Rules;
use super::tree::Walk;

/// An example that nearly answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Its name.
    pub name: String,
    /// Its method.
    pub method: String,
    /// Its path, wildcards as `:name`.
    pub path: String,
    /// What put it out.
    pub rule: Rule,
}

/// How many are told.
const MOST: usize = 3;
/// How many are looked at.
const LOOKED_AT: usize = 32;

/// Nearest first: same method and path, then same path, then the longest common beginning.
pub(super) fn closest(index: &Index, request: &Request<'_>, rules: &Rules<'_>) -> Vec<Near> {
    let mut near = Nearest { index, request, rules, found: Vec::new() };
    let own = index.method(request.method);
    let other = || index.other_methods(request.method);
    own.iter().for_each(|method| near.add_matching(method));
    other().for_each(|method| near.add_matching(method));
    own.iter().for_each(|method| near.add_below(method));
    other().for_each(|method| near.add_below(method));
    near.found.into_iter().map(|(_, near)| near).collect()
}

struct Nearest<'a, 'r> {
    index: &'a Index,
    request: &'a Request<'r>,
    rules: &'a Rules<'a>,
    found: Vec<(Rank, Near)>,
}

impl Nearest<'_, '_> {
    /// Those whose path matches, best step first.
    fn add_matching(&mut self, method: &MethodIndex) {
        let mut left = LOOKED_AT;
        self.add_lists(method.texts(&self.request.path), &mut left);
        for walk in [Walk::Wildcards, Walk::Ids, Walk::Similar] {
            if self.found.len() < MOST {
                method.tree.walk(&self.request.path, walk, |lists| self.add_lists(lists, &mut left));
            }
        }
    }

    fn add_below(&mut self, method: &MethodIndex) {
        if self.found.len() < MOST {
            for list in method.tree.nearest(&self.request.path, MOST * 2) {
                self.add_lists(std::slice::from_ref(list), &mut MOST.clone());
            }
        }
    }

    fn add_lists(&mut self, lists: &[List], left: &mut usize) {
        for rank in lists.iter().flat_map(|list| &list.ranks) {
            if *left == 0 || self.found.len() == MOST {
                return;
            }
            *left -= 1;
            self.add(*rank);
        }
    }

    fn add(&mut self, rank: Rank) {
        let candidate = self.index.candidate(rank);
        if self.found.iter().any(|(known, _)| *known == rank) {
            return;
        }
        if let Err(rule) = self.rules.judge(self.request.method, candidate, self.request) {
            let near = Near {
                name: candidate.name.to_string(),
                method: candidate.method.to_string(),
                path: candidate.path.to_string(),
                rule,
            };
            self.found.push((rank, near));
        }
    }
}
