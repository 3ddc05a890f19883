//! The search for the winner among the candidates of one method (matching.md, section 6).

use std::cmp::Reverse;

use super::groups::{Class, Group};
use super::index::{Index, Rank};
use super::judge::Rules;
use super::merits::Merits;
use super::method_index::{List, MethodIndex};
use super::path::Sought;
use super::precedence::Precedence;
use super::request::Request;
use super::score::{Key, Score};
use super::ties::{Nearest, Ties};
use super::tree::{ANY, PathTree, Place, Walk};
use super::url::Step;

/// Asks the candidates that may win, best step first, until none is left that can beat the best so far.
pub(super) struct Contest<'a, 'r> {
    index: &'a Index,
    request: &'a Request<'r>,
    rules: &'a Rules,
    precedence: Precedence<'a, 'r>,
    /// The most that parameters and body can add.
    added: i64,
    best: Option<Best>,
    /// The best of those that gave way to others of their item.
    gave_way: Option<Key>,
    /// Where bodies decide between equal scores.
    ties: Option<Ties<'a>>,
}

/// The candidate that wins, and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    pub(super) key: Key,
    pub(super) merits: Merits,
    /// Whether one that would have won gave way to another of its item (8.1).
    pub(super) gave_way: bool,
    /// Whether its body is nearer than that of every other that ties with it (8.3).
    pub(super) is_nearest: bool,
}

/// The walks, with the best step in which each finds anything, the best first.
const WALKS: [(Walk, Step); 3] =
    [(Walk::Wildcards, Step::Wildcard), (Walk::Ids, Step::Id), (Walk::Similar, Step::Similar)];

impl<'a, 'r> Contest<'a, 'r> {
    pub(super) fn new(index: &'a Index, request: &'a Request<'r>, rules: &'a Rules) -> Self {
        let ties = rules.weighs_bodies(request).then(Ties::default);
        let precedence = Precedence::new(index, request, rules);
        Self {
            index,
            request,
            rules,
            precedence,
            added: rules.most_added(request),
            best: None,
            gave_way: None,
            ties,
        }
    }

    /// The one that wins, none where every candidate is out.
    pub(super) fn run(&mut self, method: &'a MethodIndex) -> Option<Best> {
        if self.rules.are_for_blanks() {
            self.walk(&method.blanks, self.request.path.whole(), Walk::Blanks, Step::Blank);
        } else {
            self.run_usual(method);
        }
        let best = self.nearest()?;
        Some(Best { gave_way: self.gave_way.is_some_and(|key| key > best.key), ..best })
    }

    /// The best, or of those that tie with it the one with the nearest body (8.3).
    fn nearest(&mut self) -> Option<Best> {
        let best = self.best?;
        let Some(ties) = self.ties.take() else { return Some(best) };
        let Nearest { key, merits, is_shared } = ties.decide(self.index, self.rules, self.request)?;
        Some(Best { key, merits, is_nearest: !is_shared, ..best })
    }

    fn run_usual(&mut self, method: &'a MethodIndex) {
        let path = self.request.path.sought(self.index.algorithm());
        for lists in method.texts(path) {
            for list in lists {
                self.offer(list, Step::Exact);
            }
        }
        for (walk, step) in WALKS {
            if !self.may_win(step) {
                return;
            }
            if self.rules.steps().have(step) {
                self.walk(&method.tree, path, walk, step);
            }
        }
        if self.rules.steps().have(Step::OwnPath) {
            self.walk(&method.own_paths, path, Walk::Wildcards, Step::OwnPath);
        }
    }

    /// Asks what a walk finds, unless nothing that it finds may win.
    fn walk(&mut self, tree: &'a PathTree<List>, path: Sought<'_>, walk: Walk, step: Step) {
        if tree.is_empty() || !self.may_win(step) {
            return;
        }
        tree.walk(path, walk, |lists| {
            for list in lists {
                let step = if walk == Walk::Ids && list.trailing != path.trailing {
                    Step::IdTrailingSlash
                } else {
                    step
                };
                self.offer(list, step);
            }
            self.still_open(step)
        });
    }

    fn bound(&self, step: Step) -> Score {
        Score::whole(step.score() + self.added)
    }

    fn may_win(&self, step: Step) -> bool {
        self.best.is_none_or(|best| best.key.score <= self.bound(step))
    }

    /// Which places may still win: where the best cannot be beaten by score, those in front of it.
    fn still_open(&self, step: Step) -> Place {
        match self.best {
            // Those that sort behind it may have a nearer body.
            _ if self.ties.is_some() => ANY,
            Some(best) if best.key.score >= self.bound(step) => self.index.place(best.key.rank.0),
            _ => ANY,
        }
    }

    /// Where bodies decide, those that only these tell apart are asked all at once.
    fn offer(&mut self, list: &'a List, step: Step) {
        match list.groups.as_deref().filter(|_| self.ties.is_some()) {
            None => self.offer_each(&list.ranks, step),
            Some(grouped) => {
                self.offer_each(&grouped.alone, step);
                let groups = grouped.groups.iter().filter_map(|number| self.index.groups().get(*number));
                groups.for_each(|group| self.offer_group(group, step));
            }
        }
    }

    /// Candidates come in the order of their keys under equal scores: once the best key cannot be
    /// beaten by the next one even with the best score, no later one can beat it.
    fn offer_each(&mut self, ranks: &[Rank], step: Step) {
        let bound = self.bound(step);
        for rank in ranks {
            if self.is_settled_before(bound, *rank) {
                return;
            }
            let candidate = self.index.candidate(*rank);
            if let Ok(merits) = self.rules.weigh_of_method(candidate, self.request) {
                self.enter(*rank, merits);
            }
        }
    }

    fn offer_group(&mut self, group: &'a Group, step: Step) {
        if self.is_settled_before(self.bound(step), group.sample) {
            return;
        }
        let sample = self.index.candidate(group.sample);
        let Ok(merits) = self.rules.merits_but_body(sample, self.request) else { return };
        let sent = if group.names_operations() { self.request.body.operation() } else { None };
        for class in group.classes(sent).filter(|class| self.rules.takes_status(class.status)) {
            self.offer_class(class, merits);
        }
    }

    /// Those with an equal body one by one; where there is none, all of them at once.
    fn offer_class(&mut self, class: &'a Class, merits: Merits) {
        let mut has_equal = false;
        let (index, request) = (self.index, self.request);
        class.find_equal(&request.body, |rank| {
            if index.candidate(rank).body.accepts(&request.body) {
                has_equal = true;
                self.enter(rank, self.rules.with_equal_body(merits));
            }
        });
        let gives_way = class.gives_way && self.rules.puts_success_first();
        if !has_equal && !gives_way && self.rules.takes_other_bodies() {
            self.enter_class(class, merits);
        }
    }

    fn enter_class(&mut self, class: &'a Class, merits: Merits) {
        let rank = class.first();
        let key = self.key(merits.score(), rank);
        self.best = self.best.filter(|best| best.key >= key).or(Some(Best {
            key,
            merits,
            gave_way: false,
            is_nearest: false,
        }));
        if let Some(ties) = &mut self.ties {
            ties.enter_class(key, class, merits);
        }
    }

    /// Whether a candidate with this score cannot win.
    fn is_settled_before(&self, score: Score, rank: Rank) -> bool {
        if let Some(ties) = &self.ties {
            return ties.are_ahead_of(self.key(score, rank));
        }
        // Under equal scores, the order of keys is that of places.
        let place = |rank: usize| Reverse(self.index.place(rank));
        self.best.is_some_and(|best| {
            let best = (best.key.score, best.key.rank.0);
            best.0 > score || best.0 == score && place(best.1) >= place(rank as usize)
        })
    }

    fn enter(&mut self, rank: Rank, merits: Merits) {
        let score = merits.score();
        if self.is_settled_before(score, rank) {
            return;
        }
        let key = self.key(score, rank);
        match self.precedence.gives_way(rank, merits) {
            None => {
                if self.ties.is_none() || self.best.is_none_or(|best| key > best.key) {
                    self.best = Some(Best { key, merits, gave_way: false, is_nearest: false });
                }
                if let Some(ties) = &mut self.ties {
                    ties.enter(key, rank, merits);
                }
            }
            Some(_) => self.gave_way = self.gave_way.max(Some(key)),
        }
    }

    fn key(&self, score: Score, rank: Rank) -> Key {
        Key::new(score, self.index.candidate(rank), rank)
    }
}
