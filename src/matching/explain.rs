//! Every decision on the way to an answer, told: the same rules as [`select`](super::Index::select), asked
//! of every candidate instead of the few that may win.

use std::cmp::Reverse;

use super::body::Differences;
use super::candidate::Candidate;
use super::closest;
use super::controls::Controls;
use super::ground::Ground;
use super::index::{Index, Rank};
use super::judge::Rules;
use super::merits::Merits;
use super::options::{Options, Role};
use super::page::Answers;
use super::params::Pairing;
use super::precedence::{GivesWay, Precedence};
use super::request::Request;
use super::rule::Rule;
use super::score::Key;
use super::select::{Match, Selection};
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
    /// In what its body and the request's differ, where only others than its path put it out.
    pub differences: Option<Differences>,
}

/// What became of a candidate.
#[derive(Debug)]
pub enum Verdict {
    /// It could have answered.
    Scored(Breakdown),
    /// The first rule that put it out.
    Out(Rule),
}

impl Verdict {
    /// Whether method, path and what is asked for beside them let it answer, so that its body may decide.
    fn is_for_its_path(&self) -> bool {
        match self {
            Self::Scored(_) => true,
            Self::Out(rule) => matches!(rule, Rule::Body | Rule::SuccessFirst | Rule::LeadsToItself),
        }
    }
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

impl Breakdown {
    fn merits(self) -> Merits {
        Merits { step: self.step, params: self.params, body: self.body }
    }
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
    /// A better status.
    Status,
    /// The order of ids, and nothing else.
    Id,
    /// The order of the file, as it has no id.
    Place,
}

impl Decision {
    /// Between the winner's key and the next one.
    fn between(candidate: &Candidate, winner: Key, next: Key) -> Self {
        if winner.score != next.score {
            Self::Score
        } else if winner.specificity != next.specificity {
            Self::Literals
        } else if winner.nearness != next.nearness {
            Self::Nearness
        } else if winner.standing != next.standing {
            Self::Status
        } else if candidate.id.is_some() {
            Self::Id
        } else {
            Self::Place
        }
    }
}

impl Index {
    /// What [`select`](Self::select) decides and why, with at most `most` candidates. Looks at all of
    /// them: for people, not for the way of a request.
    pub fn explain(
        &self,
        request: &Request<'_>,
        options: &Options,
        role: Role,
        (answers, most): (&dyn Answers, usize),
    ) -> Explanation {
        let selection = self.select(request, options, role, answers);
        let controls = Controls::read(request.headers).unwrap_or_default();
        let mut rules = Rules::new(request, &controls, options, role);
        let winner = match &selection {
            Selection::Winner(_) => self.winner(request, &controls, &mut rules, answers),
            Selection::Miss(_) | Selection::Invalid(_) => None,
        };
        let mut candidates = self.considered(request, &rules, winner);
        let rank = winner.map(|winner| winner.rank);
        let near = closest::ranked(self, request, &Rules::new(request, &controls, options, role));
        let place =
            |rank: usize| near.iter().position(|(near, _)| *near as usize == rank).unwrap_or(near.len());
        candidates.sort_by_cached_key(|one| {
            (Some(one.rank) != rank, self.nearness(one, place(one.rank), request, &rules))
        });
        let decision = match (winner, candidates.get(1).map(|next| &next.verdict)) {
            (Some(winner), Some(Verdict::Scored(next))) => {
                let candidate = &self.candidates()[winner.rank];
                winner.key.map(|key| Decision::between(candidate, key, next.key))
            }
            _ => None,
        };
        let left_out = candidates.len().saturating_sub(most);
        candidates.truncate(most);
        for one in &mut candidates {
            if one.verdict.is_for_its_path() {
                one.differences = self.candidates()[one.rank].differences(request);
            }
        }
        Explanation { selection, decision, candidates, left_out }
    }

    fn considered(&self, request: &Request<'_>, rules: &Rules, winner: Option<Match>) -> Vec<Considered> {
        let mut precedence = Precedence::new(self, request, rules);
        // What ranks ahead of one that answers for another page is that page, or one like it.
        let instead_of_a_page = winner.filter(|winner| winner.grounds.have(Ground::LeadsToItself));
        let key = |rank: usize| instead_of_a_page.filter(|winner| winner.rank != rank)?.key;
        let ranks = (0..).zip(self.candidates());
        ranks
            .map(|(rank, candidate)| {
                let verdict = verdict(rules, candidate, rank, request);
                let verdict = match verdict {
                    Verdict::Scored(breakdown) => {
                        let gives_way = precedence.gives_way(rank, breakdown.merits());
                        verdict_after(breakdown, gives_way, key(rank as usize))
                    }
                    Verdict::Out(rule) => Verdict::Out(rule),
                };
                Considered { rank: rank as usize, verdict, differences: None }
            })
            .collect()
    }

    /// The order among candidates: the greater key first; of those that are out, those of a 404's `error.closest` in
    /// their `place` there, then those whose path matches before the others, and the request's own method before
    /// another.
    fn nearness(
        &self,
        one: &Considered,
        place: usize,
        request: &Request<'_>,
        rules: &Rules,
    ) -> (Reverse<Option<Key>>, usize, u8, Reverse<Option<Key>>) {
        let candidate = &self.candidates()[one.rank];
        let rank = Rank::try_from(one.rank).unwrap_or(Rank::MAX);
        let by_path = rules.url_score(candidate, request).map(|score| Key::new(score, candidate, rank));
        match &one.verdict {
            Verdict::Scored(breakdown) => (Reverse(Some(breakdown.key)), 0, 0, Reverse(None)),
            Verdict::Out(rule) => {
                let is_own_method = !matches!(rule, Rule::Method { .. });
                let distance = match (by_path.is_some(), is_own_method) {
                    (true, true) => 1,
                    (true, false) => 2,
                    (false, true) => 3,
                    (false, false) => 4,
                };
                (Reverse(None), place, distance, Reverse(by_path))
            }
        }
    }
}

/// What becomes of one that could have answered, but for the others of its item: `other` is the key of one that answers
/// in the place of a page that leads to itself.
fn verdict_after(breakdown: Breakdown, gives_way: Option<GivesWay>, other: Option<Key>) -> Verdict {
    match gives_way {
        Some(GivesWay::ToSuccess) => Verdict::Out(Rule::SuccessFirst),
        Some(GivesWay::ToNotModified) => Verdict::Out(Rule::NotModifiedFirst),
        None if other.is_some_and(|other| breakdown.key > other) => Verdict::Out(Rule::LeadsToItself),
        None => Verdict::Scored(breakdown),
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
