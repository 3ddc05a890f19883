//! Which examples belong to one request of the collection (an item).

use std::collections::HashMap;
use std::sync::Arc;

use super::candidate::Candidate;
use super::index::Rank;

/// The number of an item.
pub(super) type ItemNumber = u32;

/// The ranks of all candidates, item by item.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// By rank.
    numbers: Box<[ItemNumber]>,
    /// Where each item's ranks begin, and where the last ones end.
    starts: Box<[u32]>,
    ranks: Box<[Rank]>,
    /// By rank: whether it gives way to none of its item, whatever is asked.
    firm: Box<[bool]>,
}

/// The order within an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    NotModified,
    Success,
    Other,
}

impl Kind {
    fn of(candidate: &Candidate) -> Self {
        match candidate.status {
            Some(304) => Self::NotModified,
            _ if candidate.is_success() => Self::Success,
            _ => Self::Other,
        }
    }
}

impl Items {
    /// Of candidates in the order by id; `place` gives the order in which they win under equal scores.
    pub(super) fn new(candidates: &[Arc<Candidate>], place: impl Fn(usize) -> u32) -> Self {
        let mut known = HashMap::new();
        let numbers: Box<[ItemNumber]> = candidates
            .iter()
            .map(|candidate| {
                let next = ItemNumber::try_from(known.len()).unwrap_or(ItemNumber::MAX);
                *known.entry(Arc::as_ptr(&candidate.request)).or_insert(next)
            })
            .collect();
        let mut ranks: Box<[Rank]> = (0..).zip(candidates).map(|(rank, _)| rank).collect();
        let order = |rank: &Rank| {
            let at = *rank as usize;
            (numbers[at], Kind::of(&candidates[at]), place(at))
        };
        ranks.sort_unstable_by_key(order);
        let mut starts = vec![0; known.len() + 1];
        for number in &numbers {
            starts[*number as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut items = Self { numbers, starts: starts.into(), ranks, firm: Box::default() };
        items.firm = (0..)
            .zip(candidates)
            .map(|(rank, candidate)| items.stands_firm(rank, candidates, candidate))
            .collect();
        items
    }

    /// A success stands firm where its item has no 304, and another status where its item has no success either.
    fn stands_firm(&self, rank: Rank, candidates: &[Arc<Candidate>], candidate: &Candidate) -> bool {
        let first = self.ranks(self.number(rank)).first().map(|first| &candidates[*first as usize]);
        first.is_none_or(|first| match Kind::of(first) {
            Kind::NotModified => false,
            Kind::Success => candidate.is_success(),
            Kind::Other => true,
        })
    }

    /// Whether a candidate gives way to no other of its item, whatever is asked (8.1).
    pub(super) fn is_firm(&self, rank: Rank) -> bool {
        self.firm.get(rank as usize).copied().unwrap_or_default()
    }

    /// The item of a candidate.
    pub(super) fn number(&self, rank: Rank) -> ItemNumber {
        self.numbers[rank as usize]
    }

    /// The candidates of an item: those with 304, then those of success, then the others; each kind in the order in
    /// which they win.
    pub(super) fn ranks(&self, item: ItemNumber) -> &[Rank] {
        let item = item as usize;
        &self.ranks[self.starts[item] as usize..self.starts[item + 1] as usize]
    }
}
