//! Candidates that only their bodies tell apart: the nearest one answers (matching.md 8.3).

use super::body::{MOST_WEIGHED, Nearness};
use super::groups::{Class, NearestOfClass};
use super::index::{Index, Rank};
use super::judge::Rules;
use super::merits::Merits;
use super::request::Request;
use super::score::Key;

/// The candidates with the highest score and the most literal segments so far. One may be entered several times.
#[derive(Debug, Default)]
pub(super) struct Ties<'a> {
    best: Option<Key>,
    alone: Vec<(Rank, Merits)>,
    /// Those in which no body is equal.
    classes: Vec<(&'a Class, Merits)>,
}

/// The winner of those that tie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nearest {
    pub(super) key: Key,
    pub(super) merits: Merits,
    /// Whether the body of another one is as near, so that something else decides.
    pub(super) is_shared: bool,
}

impl Nearest {
    /// The one of both that wins.
    fn or(self, other: Self) -> Self {
        let (winner, other) = if other.key > self.key { (other, self) } else { (self, other) };
        let is_shared = winner.is_shared || winner.key.nearness == other.key.nearness;
        Self { is_shared, ..winner }
    }
}

impl<'a> Ties<'a> {
    /// Whether a candidate with this key, and every one that sorts behind it, is behind those that tie.
    pub(super) fn are_ahead_of(&self, key: Key) -> bool {
        self.best.is_some_and(|best| best.is_ahead_whatever_the_body(key))
    }

    /// Enters a candidate that is left.
    pub(super) fn enter(&mut self, key: Key, rank: Rank, merits: Merits) {
        if self.is_open_for(key) {
            self.alone.push((rank, merits));
        }
    }

    /// Enters all candidates of a class; the key is that of one.
    pub(super) fn enter_class(&mut self, key: Key, class: &'a Class, merits: Merits) {
        if self.is_open_for(key) {
            self.classes.push((class, merits));
        }
    }

    /// Whether a candidate with this key ties. Those that it is ahead of leave.
    fn is_open_for(&mut self, key: Key) -> bool {
        if self.are_ahead_of(key) {
            return false;
        }
        if self.best.is_none_or(|best| key.is_ahead_whatever_the_body(best)) {
            self.alone.clear();
            self.classes.clear();
            self.best = Some(key);
        }
        true
    }

    /// The one that wins.
    pub(super) fn decide(mut self, index: &Index, rules: &Rules, request: &Request<'_>) -> Option<Nearest> {
        let best = self.best?;
        self.alone.sort_unstable_by_key(|(rank, _)| *rank);
        self.alone.dedup_by_key(|(rank, _)| *rank);
        self.classes.sort_unstable_by_key(|(class, _)| class.first());
        self.classes.dedup_by_key(|(class, _)| class.first());
        let end = self.end_of_weighed();
        let key = |rank: Rank, nearness: Nearness| {
            Key::new(best.score, index.candidate(rank), rank).with_nearness(nearness)
        };
        let alone = self.alone.iter().map(|(rank, merits)| {
            let is_weighed = *rank < end;
            let nearness = is_weighed.then(|| rules.nearness(index.candidate(*rank), request));
            let key = key(*rank, nearness.unwrap_or(Nearness::NONE));
            Nearest { key, merits: *merits, is_shared: false }
        });
        let classes = self.classes.iter().map(|(class, merits)| {
            let NearestOfClass { rank, nearness, is_shared } = class.nearest(&request.body, end);
            Nearest { key: key(rank, nearness), merits: *merits, is_shared }
        });
        alone.chain(classes).reduce(Nearest::or)
    }

    /// The rank in front of which there are as many as are weighed; none where a single one ties.
    fn end_of_weighed(&self) -> Rank {
        let all = self.count_before(Rank::MAX);
        if all <= 1 {
            return 0;
        }
        if all <= MOST_WEIGHED {
            return Rank::MAX;
        }
        if let ([], [(class, _)]) = (&*self.alone, &*self.classes) {
            return class.ranks().get(MOST_WEIGHED).copied().unwrap_or(Rank::MAX);
        }
        let (mut low, mut high) = (0, Rank::MAX);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.count_before(middle) < MOST_WEIGHED { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// How many that tie are in front of a rank.
    fn count_before(&self, end: Rank) -> usize {
        let alone = self.alone.partition_point(|(rank, _)| *rank < end);
        let classes = self.classes.iter();
        classes.fold(alone, |count, (class, _)| count + class.ranks().partition_point(|rank| *rank < end))
    }
}
