//! The examples of a mock, ordered and indexed once at load.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::candidate::Candidate;
use super::groups::Groups;
use super::items::Items;
use super::method_index::MethodIndex;
use super::params::equal_range;
use super::request::Request;
use super::standing::Standing;
use super::tree::Place;
use super::unsaved::Unsaved;
use crate::collection::Algorithm;

/// A place in the order by id.
pub(super) type Rank = u32;

/// All candidates of a mock, in the order by id (matching.md 1.3), and the ways to find them.
#[derive(Debug, Default)]
pub struct Index {
    algorithm: Algorithm,
    candidates: Vec<Arc<Candidate>>,
    items: Items,
    unsaved: Unsaved,
    has_blanks: bool,
    groups: Groups,
    methods: HashMap<Arc<str>, MethodIndex>,
    /// Those with a uid, in its order.
    by_uid: Box<[Rank]>,
    /// All, in the order of their names.
    by_name: Box<[Rank]>,
    /// By rank: the place in the order of keys under equal scores.
    places: Vec<Place>,
}

impl Index {
    /// Orders and indexes candidates that were prepared for these rules. The result says for each rank which of
    /// `candidates` has it.
    pub fn new(candidates: &[Arc<Candidate>], algorithm: Algorithm) -> (Self, Vec<usize>) {
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|at| (candidates[*at].id.is_none(), candidates[*at].id.as_deref()));
        let mut index = Self {
            algorithm,
            candidates: order.iter().map(|at| Arc::clone(&candidates[*at])).collect(),
            ..Self::default()
        };
        index.fill();
        (index, order)
    }

    /// The same, with requests of the collections that have no example (8.14).
    #[must_use]
    pub fn with_unsaved(self, unsaved: Unsaved) -> Self {
        Self { unsaved, ..self }
    }

    pub(super) fn unsaved(&self) -> &Unsaved {
        &self.unsaved
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn items(&self) -> &Items {
        &self.items
    }

    pub(super) fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Whether step 10 may find anything.
    pub(super) fn has_blanks(&self) -> bool {
        self.has_blanks
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
        let bare = [Some(id), without_owner(id)].into_iter().flatten().flat_map(|id| self.with_id(id));
        let owned = equal_range(&self.by_uid, |rank| self.candidate(*rank).uid.as_deref().cmp(&Some(id)));
        let found = bare.chain(owned.iter().copied());
        found.filter(|rank| is_called(self.candidate(*rank), id) && fits(self.candidate(*rank))).min()
    }

    fn with_id(&self, id: &str) -> impl Iterator<Item = Rank> {
        // Those without an id are behind all others.
        let order =
            |candidate: &Arc<Candidate>| candidate.id.as_deref().map_or(Ordering::Greater, |it| it.cmp(id));
        let start = self.candidates.partition_point(|candidate| order(candidate).is_lt());
        let same = self.candidates.iter().skip(start).take_while(move |candidate| order(candidate).is_eq());
        (0..).skip(start).zip(same).map(|(rank, _)| rank)
    }

    /// The examples with this name, in no order.
    pub(super) fn with_name(&self, name: &str) -> impl Iterator<Item = Rank> {
        let name = self.spaced(name);
        let order = |rank: &Rank| self.spaced(&self.candidate(*rank).name).cmp(&name);
        equal_range(&self.by_name, order).iter().copied().collect::<SmallVec<[Rank; 4]>>().into_iter()
    }

    /// A name as these rules compare it: white space in it counts as one space (8.11).
    fn spaced<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.algorithm {
            Algorithm::Postman => Cow::Borrowed(name),
            Algorithm::Extended => single_spaced(name),
        }
    }

    fn fill(&mut self) {
        for (rank, candidate) in (0..).zip(&self.candidates) {
            let method = self.methods.entry(candidate.method.clone()).or_default();
            method.insert(candidate, rank);
        }
        self.by_uid = self.ordered_by(|candidate| candidate.uid.as_deref().map(Cow::Borrowed));
        self.by_name = self.ordered_by(|candidate| Some(self.spaced(&candidate.name)));
        self.places = places(&self.candidates);
        self.has_blanks = self.methods.values().any(|method| !method.blanks.is_empty());
        self.items = Items::new(&self.candidates, |rank| self.places[rank]);
        self.methods.values_mut().for_each(|method| method.sort(&self.places));
        if self.algorithm == Algorithm::Extended {
            self.groups = Groups::new(&self.candidates, &self.items);
        }
        if !self.groups.is_empty() {
            self.methods.values_mut().for_each(|method| method.group(&self.groups));
        }
    }

    /// Those that have such a text, in its order.
    fn ordered_by<'c>(&'c self, text: impl Fn(&'c Candidate) -> Option<Cow<'c, str>>) -> Box<[Rank]> {
        let ranks = (0..).zip(&self.candidates).filter(|(_, candidate)| text(candidate).is_some());
        let mut ranks: Vec<Rank> = ranks.map(|(rank, _)| rank).collect();
        ranks.sort_by_key(|rank| text(self.candidate(*rank)));
        ranks.into()
    }

    /// The place of a candidate in the order of keys under equal scores.
    pub(super) fn place(&self, rank: usize) -> Place {
        self.places[rank]
    }
}

/// By rank: more literals first, then by status, then by id.
fn places(all: &[Arc<Candidate>]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|rank| {
        let candidate = &all[*rank];
        Reverse((candidate.path.specificity(), Standing::of(candidate)))
    });
    let mut places = vec![0; all.len()];
    for (place, rank) in (0..).zip(order) {
        places[rank] = place;
    }
    places
}

/// With one space in the place of white space.
fn single_spaced(name: &str) -> Cow<'_, str> {
    let is_plain = !name.chars().any(|char| char.is_whitespace() && char != ' ') && !name.contains("  ");
    if is_plain {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.split_whitespace().collect::<Vec<_>>().join(" "))
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
