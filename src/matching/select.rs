//! From filters and scores to the winner (matching.md, sections 2 and 6).

use std::cmp::Reverse;

use super::candidate::Candidate;
use super::closest::{Near, closest};
use super::contest::Contest;
use super::controls::{Controls, InvalidControl};
use super::index::{Index, Rank};
use super::judge::Rules;
use super::options::{Options, Role};
use super::request::Request;
use super::rule::Rule;
use super::score::Key;

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
}

impl Match {
    fn asked_for(rank: Rank) -> Self {
        Self { rank: rank as usize, key: None }
    }
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Miss {
    /// No example matches; the nearest ones, nearest first.
    NoMatch(Vec<Near>),
    /// No example has the id that was asked for.
    NoSuchId(String),
    /// No example has the name that was asked for.
    NoSuchName(String),
}

impl Index {
    /// The example that answers `request`. A HEAD that no HEAD example answers is answered as the GET
    /// would be (2.1).
    pub fn select(&self, request: &Request<'_>, options: &Options, role: Role) -> Selection {
        let controls = match Controls::read(request.headers) {
            Ok(controls) => controls,
            Err(invalid) => return Selection::Invalid(invalid),
        };
        let rules = Rules::new(request, &controls, options, role);
        if let Some(winner) = self.winner(request, &controls, &rules) {
            return Selection::Winner(winner);
        }
        Selection::Miss(match (controls.id, controls.name) {
            (Some(id), _) => Miss::NoSuchId(id.into_owned()),
            (None, Some(name)) => Miss::NoSuchName(name.into_owned()),
            (None, None) => Miss::NoMatch(closest(self, request, &rules)),
        })
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
        let rules = Rules::new(request, &controls, options, role);
        self.winner(request, &controls, &rules).is_some()
    }

    fn winner(&self, request: &Request<'_>, controls: &Controls<'_>, rules: &Rules) -> Option<Match> {
        request.methods().find_map(|method| match (&controls.id, &controls.name) {
            (Some(id), _) => {
                let fits = |candidate: &Candidate| rules.filter(method, candidate).is_ok();
                self.first_with_id(id, fits).map(Match::asked_for)
            }
            (None, Some(name)) => self.best_named(method, name, request, rules),
            (None, None) => {
                let key = Contest::new(self, request, rules).run(self.method(method)?)?;
                Some(Match { rank: key.rank.0, key: Some(key) })
            }
        })
    }

    /// The example of this name: those whose URL does not match come last, and literal segments
    /// decide no tie (2.4).
    fn best_named(&self, method: &str, name: &str, request: &Request<'_>, rules: &Rules) -> Option<Match> {
        let named = self.with_name(name).map(|rank| (rank, self.candidate(rank)));
        let fits = named.filter(|(_, candidate)| rules.filter(method, candidate).is_ok());
        let best = fits.max_by_key(|(rank, candidate)| {
            (rules.score(candidate, request).ok(), candidate.is_ok(), Reverse(*rank))
        });
        best.map(|(rank, _)| Match::asked_for(rank))
    }
}
