//! The search for the winner among the candidates of one method (matching.md, section 6).

use super::index::{Index, List, MethodIndex, Rank};
use super::judge::Rules;
use super::request::Request;
use super::score::{Key, Score};
use super::ties::Ties;
use super::tree::{ANY, Place, Walk};
use super::url::Step;

/// Asks the candidates that may win, best step first, until none is left that can beat the best so far.
pub(super) struct Contest<'a, 'r> {
    index: &'a Index,
    request: &'a Request<'r>,
    rules: &'a Rules,
    /// The most that parameters and body can add.
    added: i64,
    best: Option<Key>,
    /// Where bodies decide between equal scores.
    ties: Option<Ties>,
}

impl<'a, 'r> Contest<'a, 'r> {
    pub(super) fn new(index: &'a Index, request: &'a Request<'r>, rules: &'a Rules) -> Self {
        let ties = rules.weighs_bodies(request).then(Ties::default);
        Self { index, request, rules, added: rules.most_added(request), best: None, ties }
    }

    /// The greatest key, none where every candidate is out.
    pub(super) fn run(mut self, method: &MethodIndex) -> Option<Key> {
        for list in method.texts(self.request.path).into_iter().flatten() {
            self.offer(list, Step::Exact);
        }
        for (walk, step) in
            [(Walk::Wildcards, Step::Wildcard), (Walk::Ids, Step::Id), (Walk::Similar, Step::Similar)]
        {
            if self.rules.steps().have(step) && self.may_win(step) {
                method.tree.walk(self.request.path, walk, |lists| {
                    for list in lists {
                        self.offer(list, self.best_step(walk, list));
                    }
                    self.still_open(step)
                });
            }
        }
        match self.ties {
            Some(ties) => ties.decide(self.index, self.rules, self.request),
            None => self.best,
        }
    }

    /// The best step in which a walk finds the candidates of a list, but for those of earlier walks,
    /// which have had their turn.
    fn best_step(&self, walk: Walk, list: &List) -> Step {
        match walk {
            Walk::Wildcards => Step::Wildcard,
            Walk::Ids if list.trailing == self.request.path.trailing => Step::Id,
            Walk::Ids => Step::IdTrailingSlash,
            Walk::Similar => Step::Similar,
        }
    }

    fn bound(&self, step: Step) -> Score {
        Score::whole(step.score() + self.added)
    }

    fn may_win(&self, step: Step) -> bool {
        self.best.is_none_or(|best| best.score <= self.bound(step))
    }

    /// Which places may still win: where the best cannot be beaten by score, those in front of it.
    fn still_open(&self, step: Step) -> Place {
        match self.best {
            // Those that sort behind it may have a nearer body.
            _ if self.ties.is_some() => ANY,
            Some(best) if best.score >= self.bound(step) => self.index.place(best.rank.0),
            _ => ANY,
        }
    }

    /// Candidates come in the order of their keys under equal scores: once the best key cannot be
    /// beaten by the next one even with the best score, no later one can beat it.
    fn offer(&mut self, list: &List, step: Step) {
        let bound = self.bound(step);
        for rank in &list.ranks {
            if self.is_settled_before(self.key(bound, *rank)) {
                return;
            }
            let candidate = self.index.candidate(*rank);
            if let Ok(score) = self.rules.judge(&candidate.method, candidate, self.request) {
                let key = self.key(score, *rank);
                self.best = self.best.max(Some(key));
                if let Some(ties) = &mut self.ties {
                    ties.enter(key, *rank);
                }
            }
        }
    }

    /// Whether a candidate with this key cannot win.
    fn is_settled_before(&self, key: Key) -> bool {
        match &self.ties {
            Some(ties) => ties.are_ahead_of(key),
            None => self.best.is_some_and(|best| best >= key),
        }
    }

    fn key(&self, score: Score, rank: Rank) -> Key {
        Key::new(score, self.index.candidate(rank), rank)
    }
}
