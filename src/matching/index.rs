//! The examples of a mock, ordered and indexed once at load.

use std::cmp::Reverse;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashMap};
use smallvec::SmallVec;

use super::candidate::Candidate;
use super::path::{Path, RequestPath, Segment};
use super::request::Request;
use super::tree::{ANY, PathTree, Place};

/// A place in the order by id.
pub(super) type Rank = u32;

/// All candidates of a mock, in the order by id (matching.md 1.3), and the ways to find them.
#[derive(Debug, Default)]
pub struct Index {
    candidates: Vec<Arc<Candidate>>,
    methods: HashMap<Box<str>, MethodIndex>,
    ids: HashMap<u64, SmallVec<[Rank; 2]>>,
    names: HashMap<u64, SmallVec<[Rank; 2]>>,
    /// By rank: the place in the order of keys under equal scores.
    places: Vec<Place>,
    hasher: DefaultHashBuilder,
}

/// The candidates of one method by path.
#[derive(Debug, Default)]
pub(super) struct MethodIndex {
    /// Paths that steps 1 to 4 can match, by what those steps compare.
    texts: HashMap<u64, Vec<List>>,
    /// All paths.
    pub(super) tree: PathTree<List>,
    hasher: DefaultHashBuilder,
}

/// Candidates that match any path in the same step, in the order of their keys under equal scores.
#[derive(Debug)]
pub(super) struct List {
    pub(super) trailing: usize,
    pub(super) ranks: Vec<Rank>,
}

impl Index {
    /// Orders and indexes. The result says for each rank which of `candidates` has it.
    pub fn new(candidates: &[Arc<Candidate>]) -> (Self, Vec<usize>) {
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|at| (candidates[*at].id.is_none(), candidates[*at].id.as_deref()));
        let mut index = Self {
            candidates: order.iter().map(|at| Arc::clone(&candidates[*at])).collect(),
            ..Self::default()
        };
        index.fill();
        (index, order)
    }

    /// How many candidates there are.
    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }

    /// All candidates, in the order by id.
    pub fn candidates(&self) -> &[Arc<Candidate>] {
        &self.candidates
    }

    pub(super) fn candidate(&self, rank: Rank) -> &Candidate {
        &self.candidates[rank as usize]
    }

    pub(super) fn method(&self, method: &str) -> Option<&MethodIndex> {
        self.methods.get(method)
    }

    /// The methods that do not answer `request`, in the order of the alphabet.
    pub(super) fn other_methods(&self, request: &Request<'_>) -> impl Iterator<Item = &MethodIndex> {
        let others = self.methods.iter().filter(|(other, _)| request.methods().all(|own| *own != ***other));
        let mut others: Vec<_> = others.collect();
        others.sort_unstable_by_key(|(method, _)| *method);
        others.into_iter().map(|(_, index)| index)
    }

    /// The lowest rank among the examples called `id` that `fits`.
    pub(super) fn first_with_id(&self, id: &str, fits: impl Fn(&Candidate) -> bool) -> Option<Rank> {
        let bare = without_owner(id);
        let found = [Some(id), bare].into_iter().flatten();
        let found = found.filter_map(|text| self.ids.get(&self.hasher.hash_one(text))).flatten().copied();
        found.filter(|rank| is_called(self.candidate(*rank), id) && fits(self.candidate(*rank))).min()
    }

    /// The examples with this name, in no order.
    pub(super) fn with_name(&self, name: &str) -> impl Iterator<Item = Rank> {
        let found = self.names.get(&self.hasher.hash_one(name)).into_iter().flatten().copied();
        found.filter(move |rank| *self.candidate(*rank).name == *name)
    }

    fn fill(&mut self) {
        for (rank, candidate) in (0..).zip(&self.candidates) {
            let method = self.methods.entry(candidate.method.clone()).or_default();
            method.insert(candidate, rank, &self.candidates);
            for id in [candidate.id.as_deref(), candidate.uid.as_deref()].into_iter().flatten() {
                self.ids.entry(self.hasher.hash_one(id)).or_default().push(rank);
            }
            self.names.entry(self.hasher.hash_one(&candidate.name)).or_default().push(rank);
        }
        self.places = places(&self.candidates);
        self.methods.values_mut().for_each(|method| method.sort(&self.places));
    }

    /// The place of a candidate in the order of keys under equal scores.
    pub(super) fn place(&self, rank: usize) -> Place {
        self.places[rank]
    }
}

impl MethodIndex {
    fn insert(&mut self, candidate: &Candidate, rank: Rank, all: &[Arc<Candidate>]) {
        if let Some(text) = candidate.path.text() {
            let same = |list: &&mut List| same_text(&all[list.ranks[0] as usize].path, &candidate.path);
            let lists = self.texts.entry(self.hasher.hash_one(text.as_str())).or_default();
            match lists.iter_mut().find(same) {
                Some(list) => list.ranks.push(rank),
                None => lists.push(List { trailing: candidate.path.trailing, ranks: vec![rank] }),
            }
        }
        let trailing = candidate.path.trailing;
        push(self.tree.entry(&candidate.path), trailing, rank);
        if let Some(lists) = self.tree.id_entry(&candidate.path) {
            push(lists, trailing, rank);
        }
    }

    fn sort(&mut self, places: &[Place]) {
        let place = |rank: &Rank| places[*rank as usize];
        let texts = self.texts.values_mut();
        texts.chain(self.tree.lists_mut()).flatten().for_each(|list| list.ranks.sort_unstable_by_key(place));
        self.tree.order(|list| list.ranks.first().map_or(ANY, place));
    }

    /// The candidates that steps 1 to 4 can match, and perhaps others.
    pub(super) fn texts(&self, path: &RequestPath<'_>) -> &[List] {
        self.texts.get(&self.hasher.hash_one(path.text())).map_or(&[], Vec::as_slice)
    }
}

/// By rank: more literals first, then those that say 200, then by id.
fn places(all: &[Arc<Candidate>]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|rank| (Reverse(all[*rank].path.literals()), !all[*rank].is_ok()));
    let mut places = vec![0; all.len()];
    for (place, rank) in (0..).zip(order) {
        places[rank] = place;
    }
    places
}

fn push(lists: &mut Vec<List>, trailing: usize, rank: Rank) {
    match lists.iter_mut().find(|list| list.trailing == trailing) {
        Some(list) => list.ranks.push(rank),
        None => lists.push(List { trailing, ranks: vec![rank] }),
    }
}

/// Whether steps 1 to 4 cannot tell two paths apart.
fn same_text(left: &Path, right: &Path) -> bool {
    let text = |segment| Segment::value(segment).map(|text| &text.exact);
    left.segments.iter().map(text).eq(right.segments.iter().map(text))
}

/// `id` without the digits and dash in front of it that make a uid.
fn without_owner(id: &str) -> Option<&str> {
    let (owner, bare) = id.split_once('-')?;
    (!owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_digit())).then_some(bare)
}

/// Whether `asked` is the candidate's id, or its uid, or the id with any digits in front of it where
/// the candidate has no uid (matching.md 1.3).
pub(super) fn is_called(candidate: &Candidate, asked: &str) -> bool {
    let is_id = |text: &str| candidate.id.as_deref() == Some(text);
    is_id(asked)
        || match candidate.uid.as_deref() {
            Some(uid) => uid == asked,
            None => without_owner(asked).is_some_and(is_id),
        }
}
