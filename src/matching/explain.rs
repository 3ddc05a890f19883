//! Every decision on the way to an answer, told: the same rules as [`select`](super::Index::select), asked
//! of every candidate instead of the few that may win.

use std::cmp::Reverse;

use super::candidate::Candidate;
use super::controls::Controls;
use super::index::{Index, Rank};
use super::judge::{Merits, Rules};
use super::options::{Options, Role};
use super::params::Pairing;
use super::request::Request;
use super::rule::Rule;
use super::score::Key;
use super::select::Selection;
use super::url::Step;

/// How every candidate stood before a request.
#[derive(Debug)]
pub struct Explanation {
    /// What came of it.
    pub selection: Selection,
    /// What the winner has over the next one; none where there is no other or it was asked for.
    pub decision: Option<Decision>,
    /// The winner first, then the others as they rank, then those that are out, nearest first.
    pub candidates: Vec<Considered>,
    /// How many more there are.
    pub left_out: usize,
}

/// One candidate and what became of it.
#[derive(Debug)]
pub struct Considered {
    /// Its place in the order by id, an index into [`Index::candidates`].
    pub rank: usize,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a candidate.
#[derive(Debug)]
pub enum Verdict {
    /// It could have answered.
    Scored(Breakdown),
    /// The first rule that put it out.
    Out(Rule),
}

/// Where a score comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breakdown {
    /// The first step in which the paths match (section 3).
    pub step: Step,
    /// How the parameters pair off (section 4).
    pub params: Pairing,
    /// What the body gained (5.3).
    pub body: i64,
    /// Where all of it leads.
    pub key: Key,
}

/// The first thing in which the winner is ahead of the next one (section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A higher score.
    Score,
    /// More literal segments.
    Literals,
    /// A nearer body (8.3).
    Nearness,
    /// Status 200.
    Status,
    /// The order of ids, or of the file, and nothing else.
    Order,
}

impl Decision {
    /// Between two keys, the greater one first.
    pub fn between(winner: Key, next: Key) -> Self {
        if winner.score != next.score {
            Self::Score
        } else if winner.literals != next.literals {
            Self::Literals
        } else if winner.nearness != next.nearness {
            Self::Nearness
        } else if winner.is_ok != next.is_ok {
            Self::Status
        } else {
            Self::Order
        }
    }
}

impl Index {
    /// What [`select`](Self::select) decides and why, with at most `most` candidates. Looks at all of
    /// them: for people, not for the way of a request.
    pub fn explain(&self, request: &Request<'_>, options: &Options, role: Role, most: usize) -> Explanation {
        let selection = self.select(request, options, role);
        let controls = Controls::read(request.headers).unwrap_or_default();
        let rules = Rules::new(request, &controls, options, role);
        let mut candidates = self.considered(request, &rules);
        let winner = match selection {
            Selection::Winner(winner) => Some(winner.rank),
            Selection::Miss(_) | Selection::Invalid(_) => None,
        };
        candidates.sort_by_cached_key(|one| (Some(one.rank) != winner, self.nearness(one, request, &rules)));
        let decision = match (&selection, candidates.get(1).map(|next| &next.verdict)) {
            (Selection::Winner(winner), Some(Verdict::Scored(next))) => {
                winner.key.map(|key| Decision::between(key, next.key))
            }
            _ => None,
        };
        let left_out = candidates.len().saturating_sub(most);
        candidates.truncate(most);
        Explanation { selection, decision, candidates, left_out }
    }

    fn considered(&self, request: &Request<'_>, rules: &Rules) -> Vec<Considered> {
        let ranks = (0..).zip(self.candidates());
        ranks
            .map(|(rank, candidate)| Considered {
                rank: rank as usize,
                verdict: verdict(rules, candidate, rank, request),
            })
            .collect()
    }

    /// The order among candidates: the greater key first; of those that are out, those whose path matches
    /// before the others, and the request's own method before another, as in a 404's `error.closest`.
    fn nearness(
        &self,
        one: &Considered,
        request: &Request<'_>,
        rules: &Rules,
    ) -> (Reverse<Option<Key>>, u8, Reverse<Option<Key>>) {
        let candidate = &self.candidates()[one.rank];
        let rank = Rank::try_from(one.rank).unwrap_or(Rank::MAX);
        let by_path = rules.url_score(candidate, request).map(|score| Key::new(score, candidate, rank));
        match &one.verdict {
            Verdict::Scored(breakdown) => (Reverse(Some(breakdown.key)), 0, Reverse(None)),
            Verdict::Out(rule) => {
                let is_own_method = !matches!(rule, Rule::Method { .. });
                let distance = match (by_path.is_some(), is_own_method) {
                    (true, true) => 1,
                    (true, false) => 2,
                    (false, true) => 3,
                    (false, false) => 4,
                };
                (Reverse(None), distance, Reverse(by_path))
            }
        }
    }
}

fn verdict(rules: &Rules, candidate: &Candidate, rank: Rank, request: &Request<'_>) -> Verdict {
    let own = request.methods().find(|method| **method == *candidate.method);
    match rules.weigh(own.unwrap_or(request.method), candidate, request) {
        Ok(merits) => {
            let Merits { step, params, body } = merits;
            let key = Key::new(merits.score(), candidate, rank);
            let key = key.with_nearness(rules.nearness(candidate, request));
            Verdict::Scored(Breakdown { step, params, body, key })
        }
        Err(rule) => Verdict::Out(rule),
    }
}
