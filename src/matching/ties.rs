//! Candidates that only their bodies tell apart: the nearest one answers (matching.md 8.3).

use super::body::Nearness;
use super::index::{Index, Rank};
use super::judge::Rules;
use super::request::Request;
use super::score::Key;

/// The most candidates of a tie whose bodies are weighed, by id.
pub(super) const MOST_WEIGHED: usize = 1_024;

/// The candidates with the highest score and the most literal segments so far.
#[derive(Debug, Default)]
pub(super) struct Ties {
    best: Option<Key>,
    ranks: Vec<Rank>,
}

impl Ties {
    /// Whether a candidate with this key, and every one that sorts behind it, is behind those that tie.
    pub(super) fn are_ahead_of(&self, key: Key) -> bool {
        self.best.is_some_and(|best| best.is_ahead_whatever_the_body(key))
    }

    /// Enters a candidate that is left.
    pub(super) fn enter(&mut self, key: Key, rank: Rank) {
        if self.are_ahead_of(key) {
            return;
        }
        if self.best.is_none_or(|best| key.is_ahead_whatever_the_body(best)) {
            self.ranks.clear();
            self.best = Some(key);
        }
        self.ranks.push(rank);
    }

    /// The key of the one that wins.
    pub(super) fn decide(mut self, index: &Index, rules: &Rules, request: &Request<'_>) -> Option<Key> {
        let best = self.best?;
        self.ranks.sort_unstable();
        let nearness = |number: usize, rank: Rank| {
            if self.ranks.len() == 1 || number >= MOST_WEIGHED {
                return Nearness::NONE;
            }
            rules.nearness(index.candidate(rank), request)
        };
        let keys = self.ranks.iter().enumerate().map(|(number, rank)| {
            Key::new(best.score, index.candidate(*rank), *rank).with_nearness(nearness(number, *rank))
        });
        keys.max()
    }
}
