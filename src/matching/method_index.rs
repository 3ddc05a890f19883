//! The examples of one method, found by path.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap};
use smallvec::{SmallVec, smallvec};

use super::candidate::Candidate;
use super::groups::{GroupNumber, Groups};
use super::index::Rank;
use super::path::Sought;
use super::tree::{ANY, PathTree, Place, Values};
use crate::collection::Algorithm;

/// The candidates of one method by path.
#[derive(Debug, Default)]
pub(super) struct MethodIndex {
    /// Paths of which steps 1 to 4 know the values of wildcards, by what those steps compare.
    valued: HashMap<u64, Values<List>>,
    /// All paths.
    pub(super) tree: PathTree<List>,
    /// Those whose item's path takes more, by that (8.2).
    pub(super) own_paths: PathTree<List>,
    /// Those with variables that are defined as empty, by all segments (8.7).
    pub(super) blanks: PathTree<List>,
    hasher: DefaultHashBuilder,
}

/// Candidates that match any path in the same step, in the order of their keys under equal scores.
#[derive(Debug)]
pub(super) struct List {
    pub(super) trailing: usize,
    pub(super) ranks: SmallVec<[Rank; 4]>,
    /// The same by groups, where there are any.
    pub(super) groups: Option<Box<Grouped>>,
}

/// Candidates of which some are in groups.
#[derive(Debug)]
pub(super) struct Grouped {
    /// Those in no group, in the order of their keys under equal scores.
    pub(super) alone: Box<[Rank]>,
    /// A group is wholly in a list or not at all.
    pub(super) groups: Box<[GroupNumber]>,
}

impl List {
    fn sort(&mut self, place: impl Fn(&Rank) -> Place) {
        self.ranks.sort_unstable_by_key(place);
        self.ranks.shrink_to_fit();
    }

    fn group(&mut self, groups: &Groups) {
        let mut numbers: Vec<_> = self.ranks.iter().filter_map(|rank| groups.number(*rank)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if !numbers.is_empty() {
            let alone = self.ranks.iter().copied().filter(|rank| groups.number(*rank).is_none());
            self.groups = Some(Box::new(Grouped { alone: alone.collect(), groups: numbers.into() }));
        }
    }
}

impl MethodIndex {
    pub(super) fn insert(&mut self, candidate: &Candidate, rank: Rank) {
        let (path, trailing) = (&candidate.path, candidate.path.trailing);
        push(self.tree.entry(path), trailing, rank);
        if let Some(lists) = self.tree.id_entry(path) {
            push(lists, trailing, rank);
        }
        if let Some(own) = candidate.own_path() {
            push(self.own_paths.entry(own), own.trailing, rank);
        }
        if path.has_blank() && candidate.algorithm == Algorithm::Extended {
            push(self.blanks.entry_of(&path.segments), 0, rank);
        }
        match path.text() {
            Some(text) if path.has_wildcard() => {
                let lists = self.valued.entry(self.hasher.hash_one(text.as_str())).or_default();
                push(lists, trailing, rank);
            }
            Some(_) => self.tree.find_by_text(path),
            None => {}
        }
    }

    pub(super) fn group(&mut self, groups: &Groups) {
        let Self { valued, tree, own_paths, blanks, .. } = self;
        let lists = [tree, own_paths, blanks].into_iter().flat_map(PathTree::lists_mut).flatten();
        valued.values_mut().flatten().chain(lists).for_each(|list| list.group(groups));
    }

    pub(super) fn sort(&mut self, places: &[Place]) {
        let place = |rank: &Rank| places[*rank as usize];
        let Self { valued, tree, own_paths, blanks, .. } = self;
        let trees = [tree, own_paths, blanks];
        for list in valued.values_mut().flatten() {
            list.sort(place);
        }
        for tree in trees {
            tree.lists_mut().flatten().for_each(|list| list.sort(place));
            tree.order(|list| list.ranks.first().map_or(ANY, place));
            tree.shrink_to_fit();
        }
    }

    /// The candidates that steps 1 to 4 can match, and perhaps others.
    pub(super) fn texts(&self, path: Sought<'_>) -> [&[List]; 2] {
        let valued =
            if self.valued.is_empty() { None } else { self.valued.get(&self.hasher.hash_one(path.text())) };
        [self.tree.at_text(path), valued.map_or(&[], |lists| lists)]
    }
}

fn push(lists: &mut Values<List>, trailing: usize, rank: Rank) {
    match lists.iter_mut().find(|list| list.trailing == trailing) {
        Some(list) => list.ranks.push(rank),
        None => lists.push(List { trailing, ranks: smallvec![rank], groups: None }),
    }
}
