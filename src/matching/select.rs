//! From filters and scores to the winner (matching.md, sections 2 and 6).

use std::cmp::Reverse;

use super::candidate::Candidate;
use super::closest::{Near, closest};
use super::contest::{Best, Contest};
use super::controls::{Controls, InvalidControl};
use super::ground::{Ground, Grounds};
use super::index::{Index, Rank};
use super::judge::Rules;
use super::options::{Options, Role};
use super::page::{Answers, NoAnswers, leads_to_itself, may_ask_for_a_page};
use super::request::Request;
use super::rule::Rule;
use super::score::Key;
use super::unsaved::WithoutExample;
use crate::collection::Algorithm;

/// The outcome of a choice.
#[derive(Debug)]
pub enum Selection {
    /// This example answers.
    Winner(Match),
    /// None does.
    Miss(Miss),
    /// A control header means nothing (2.2).
    Invalid(InvalidControl),
}

/// The example that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its place in the order by id, an index into [`Index::candidates`].
    pub rank: usize,
    /// How it won; none where it was asked for by id or name.
    pub key: Option<Key>,
    /// The rules of section 8 that had a say.
    pub grounds: Grounds,
    /// The status to answer with, where it is not the example's own (8.1.4).
    pub status: Option<u16>,
}

impl Match {
    fn asked_for(rank: Rank, rules: &Rules) -> Self {
        Self { rank: rank as usize, key: None, grounds: Grounds::default(), status: rules.status() }
    }
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Miss {
    /// No example matches; the nearest ones, nearest first.
    NoMatch(Vec<Near>),
    /// The collection has this request, and no example of it (8.14); the nearest ones of others, nearest first.
    NoExample(WithoutExample, Vec<Near>),
    /// No example has the id that was asked for.
    NoSuchId(String),
    /// No example has the name that was asked for.
    NoSuchName(String),
}

impl Miss {
    /// The rule of section 8 that is why, in words; none where it is another one.
    pub fn words(&self) -> Option<&'static str> {
        match self {
            Self::NoExample(..) => Some("a request without an example"),
            Self::NoMatch(near) => near.first().and_then(|near| near.rule.words()),
            Self::NoSuchId(_) | Self::NoSuchName(_) => None,
        }
    }

    /// The nearest examples, nearest first.
    pub fn closest(&self) -> &[Near] {
        match self {
            Self::NoMatch(near) | Self::NoExample(_, near) => near,
            Self::NoSuchId(_) | Self::NoSuchName(_) => &[],
        }
    }
}

impl Index {
    /// The example that answers `request`. A HEAD that no HEAD example answers is answered as the GET
    /// would be (2.1).
    pub fn select(
        &self,
        request: &Request<'_>,
        options: &Options,
        role: Role,
        answers: &dyn Answers,
    ) -> Selection {
        let controls = match Controls::read(request.headers) {
            Ok(controls) => controls,
            Err(invalid) => return Selection::Invalid(invalid),
        };
        let mut rules = Rules::new(request, &controls, options, role);
        if let Some(winner) = self.winner(request, &controls, &mut rules, answers) {
            return Selection::Winner(winner);
        }
        Selection::Miss(match (&controls.id, &controls.name) {
            (Some(id), _) => Miss::NoSuchId(id.to_string()),
            (None, Some(name)) => Miss::NoSuchName(name.to_string()),
            (None, None) => self.no_match(request, &Rules::new(request, &controls, options, role)),
        })
    }

    fn no_match(&self, request: &Request<'_>, rules: &Rules) -> Miss {
        let near = closest(self, request, rules);
        match self.unsaved().find(request) {
            Some(unsaved) => Miss::NoExample(unsaved.clone(), near),
            None => Miss::NoMatch(near),
        }
    }

    /// How the candidate of this rank stands before `request`, or the first rule that puts it out. What
    /// [`select`](Self::select) decides by, for one example.
    pub fn judge(
        &self,
        rank: usize,
        request: &Request<'_>,
        options: &Options,
        role: Role,
    ) -> Result<Key, Rule> {
        let controls = Controls::read(request.headers).unwrap_or_default();
        let candidate = &self.candidates()[rank];
        let method = request.methods().find(|method| **method == *candidate.method);
        let rules = Rules::new(request, &controls, options, role);
        let score = rules.judge(method.unwrap_or(request.method), candidate, request)?;
        Ok(Key::new(score, candidate, Rank::try_from(rank).unwrap_or(Rank::MAX)))
    }

    /// Whether some example may answer, whatever the body turns out to be.
    pub fn may_answer(&self, request: &Request<'_>, options: &Options, role: Role) -> bool {
        let Ok(mut controls) = Controls::read(request.headers) else { return true };
        controls.match_body = Some(false);
        let mut rules = Rules::new(request, &controls, options, role);
        self.winner(request, &controls, &mut rules, &NoAnswers).is_some()
    }

    /// The winner by the first of the rules that have their turn by which there is one; `rules` are these then.
    pub(super) fn winner(
        &self,
        request: &Request<'_>,
        controls: &Controls<'_>,
        rules: &mut Rules,
        answers: &dyn Answers,
    ) -> Option<Match> {
        let by_request = controls.id.is_none() && controls.name.is_none();
        loop {
            let winner = self.winner_by(request, controls, rules, answers);
            let is_done = winner.is_some()
                || !(by_request && self.has_blanks() && rules.for_blanks() || rules.for_unstated());
            if is_done {
                return winner;
            }
        }
    }

    fn winner_by(
        &self,
        request: &Request<'_>,
        controls: &Controls<'_>,
        rules: &Rules,
        answers: &dyn Answers,
    ) -> Option<Match> {
        request.methods().find_map(|method| match (&controls.id, &controls.name) {
            (Some(id), _) => {
                let fits = |candidate: &Candidate| rules.filter(method, candidate, request).is_ok();
                self.first_with_id(id, fits).map(|rank| Match::asked_for(rank, rules))
            }
            (None, Some(name)) => self.best_named(method, name, request, rules),
            (None, None) => {
                let best = Contest::new(self, request, rules).run(self.method(method)?)?;
                Some(self.settled(best, request, rules, answers))
            }
        })
    }

    /// What the winner of a contest comes to: a page that leads to itself gives way (8.12).
    fn settled(&self, best: Best, request: &Request<'_>, rules: &Rules, answers: &dyn Answers) -> Match {
        let status = rules.status();
        if self.algorithm() == Algorithm::Postman {
            return Match { rank: best.key.rank.0, key: Some(best.key), grounds: Grounds::default(), status };
        }
        let other = self.other_page(best, request, rules, answers);
        let best = other.unwrap_or(best);
        let mut grounds = Grounds::of(&best, &self.candidates()[best.key.rank.0], request);
        if other.is_some() {
            grounds = grounds.with(Ground::LeadsToItself);
        }
        Match { rank: best.key.rank.0, key: Some(best.key), grounds, status }
    }

    /// The success of the same item that answers instead of a page that leads to itself, if there is one.
    fn other_page(
        &self,
        best: Best,
        request: &Request<'_>,
        rules: &Rules,
        answers: &dyn Answers,
    ) -> Option<Best> {
        if !may_ask_for_a_page(request) {
            return None;
        }
        let page = &self.candidates()[best.key.rank.0];
        let leads_to_itself =
            |rank: Rank| leads_to_itself(self.candidate(rank), request, answers.body(rank as usize));
        let rank = Rank::try_from(best.key.rank.0).ok()?;
        if !page.is_success() || !leads_to_itself(rank) {
            return None;
        }
        let siblings = self.items().ranks(self.items().number(rank)).iter().copied();
        let left = siblings.filter_map(|rank| {
            let sibling = self.candidate(rank);
            let merits = rules.weigh(&page.method, sibling, request).ok()?;
            let is_other = sibling.is_success() && merits.step == best.merits.step && !leads_to_itself(rank);
            let key = Key::new(merits.score(), sibling, rank);
            is_other.then_some(Best { key, merits, is_nearest: false, ..best })
        });
        left.max_by_key(|best| best.key)
    }

    /// The example of this name: those whose URL does not match come last, and literal segments
    /// decide no tie (2.4).
    fn best_named(&self, method: &str, name: &str, request: &Request<'_>, rules: &Rules) -> Option<Match> {
        let named = self.with_name(name).map(|rank| (rank, self.candidate(rank)));
        let fits = named.filter(|(_, candidate)| rules.filter(method, candidate, request).is_ok());
        let best = fits.max_by_key(|(rank, candidate)| {
            (rules.score(candidate, request).ok(), candidate.is_ok(), Reverse(*rank))
        });
        best.map(|(rank, _)| Match::asked_for(rank, rules))
    }
}
