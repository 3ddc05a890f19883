//! From filters and scores to the winner (matching.md, sections 2 and 6).

use std::cmp::Reverse;

use super::candidate::Candidate;
use super::closest::{Near, closest};
use super::controls::{Controls, InvalidControl};
use super::headers;
use super::index::{Index, List, MethodIndex, Rank};
use super::params::Pairing;
use super::request::Request;
use super::rule::Rule;
use super::score::{Key, Score};
use super::tree::Walk;
use super::url::{self, Step};

/// What the configuration of a mock says about matching (5.1, 5.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The headers in which an example and a request must agree.
    pub match_headers: Vec<String>,
    /// Whether bodies must be equal.
    pub match_body: bool,
}

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
    pub fn select(&self, request: &Request<'_>, options: &Options) -> Selection {
        match Controls::read(request.headers) {
            Ok(controls) => self.select_with(request, &controls, options),
            Err(invalid) => Selection::Invalid(invalid),
        }
    }

    /// Whether some example may answer, whatever the body turns out to be.
    pub fn may_answer(&self, request: &Request<'_>, options: &Options) -> bool {
        let Ok(mut controls) = Controls::read(request.headers) else { return true };
        controls.match_body = Some(false);
        methods(request.method).any(|method| self.winner(method, request, &controls, options).is_some())
    }

    fn select_with(&self, request: &Request<'_>, controls: &Controls<'_>, options: &Options) -> Selection {
        let mut winners =
            methods(request.method).filter_map(|method| self.winner(method, request, controls, options));
        if let Some(winner) = winners.next() {
            return Selection::Winner(winner);
        }
        Selection::Miss(match (&controls.id, &controls.name) {
            (Some(id), _) => Miss::NoSuchId(id.to_string()),
            (None, Some(name)) => Miss::NoSuchName(name.to_string()),
            (None, None) => Miss::NoMatch(closest(self, request, &Rules::new(controls, options))),
        })
    }

    fn winner(
        &self,
        method: &str,
        request: &Request<'_>,
        controls: &Controls<'_>,
        options: &Options,
    ) -> Option<Match> {
        let rules = Rules::new(controls, options);
        if let Some(id) = &controls.id {
            let fits = |candidate: &Candidate| *candidate.method == *method && rules.code(candidate).is_ok();
            return self.first_with_id(id, fits).map(|rank| Match { rank: rank as usize, key: None });
        }
        let best = self.method(method).and_then(|index| Contest::new(self, request, &rules).run(index));
        match (best, &controls.name) {
            (Some(key), None) => Some(Match { rank: key.rank.0, key: Some(key) }),
            (Some(key), Some(_)) => Some(Match { rank: key.rank.0, key: None }),
            (None, Some(name)) => self.first_named(method, name, &rules),
            (None, None) => None,
        }
    }

    /// The first example of this name, whatever its URL (2.4).
    fn first_named(&self, method: &str, name: &str, rules: &Rules<'_>) -> Option<Match> {
        let named = self.with_name(name).map(|rank| (rank, self.candidate(rank)));
        let fits =
            named.filter(|(_, candidate)| *candidate.method == *method && rules.code(candidate).is_ok());
        let first = fits.min_by_key(|(rank, candidate)| (!candidate.is_ok(), *rank));
        first.map(|(rank, _)| Match { rank: rank as usize, key: None })
    }
}

/// The methods whose examples answer, in turn (2.1).
fn methods(method: &str) -> impl Iterator<Item = &str> {
    let also = (method == "HEAD").then_some("GET");
    std::iter::once(method).chain(also)
}

/// What is asked of every candidate beside its path.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    code: Option<u16>,
    name: Option<&'a str>,
    header_names: HeaderNames<'a>,
    match_body: bool,
    /// Whether literal segments decide a tie: not among several of one name (2.4).
    literals_count: bool,
}

#[derive(Debug, Clone, Copy)]
enum HeaderNames<'a> {
    Configured(&'a [String]),
    Asked(&'a str),
}

impl<'a> Rules<'a> {
    pub(super) fn new(controls: &'a Controls<'a>, options: &'a Options) -> Self {
        let name = controls.name.as_deref();
        let header_names = match (&controls.match_headers, name) {
            (_, Some(_)) => HeaderNames::Configured(&[]),
            (Some(asked), None) => HeaderNames::Asked(asked),
            (None, None) => HeaderNames::Configured(&options.match_headers),
        };
        let match_body = name.is_none() && controls.match_body.unwrap_or(options.match_body);
        Self { code: controls.code, name, header_names, match_body, literals_count: name.is_none() }
    }

    /// The most that parameters and body can add to the score of a path.
    fn most_added(&self, request: &Request<'_>) -> i64 {
        let params = if request.params.is_empty() { 0 } else { 10 };
        let body = if self.match_body || request.body.is_empty() { 0 } else { 5 };
        params + body
    }

    fn code(&self, candidate: &Candidate) -> Result<(), Rule> {
        match self.code {
            Some(asked) if candidate.status != Some(asked) => {
                Err(Rule::Code { saved: candidate.status, asked })
            }
            _ => Ok(()),
        }
    }

    fn name(&self, candidate: &Candidate) -> Result<(), Rule> {
        match self.name {
            Some(asked) if *candidate.name != *asked => Err(Rule::Name),
            _ => Ok(()),
        }
    }

    fn headers(&self, candidate: &Candidate, request: &Request<'_>) -> Result<(), Rule> {
        let difference = match self.header_names {
            HeaderNames::Configured([]) => None,
            HeaderNames::Configured(names) => headers::first_difference(
                names.iter().map(String::as_str),
                &candidate.headers,
                request.headers,
            ),
            HeaderNames::Asked(names) => {
                headers::first_difference(names.split(','), &candidate.headers, request.headers)
            }
        };
        difference.map_or(Ok(()), Err)
    }

    /// 5.2 and 5.3: what the body adds.
    fn body(&self, candidate: &Candidate, request: &Request<'_>) -> Result<i64, Rule> {
        match self.match_body {
            true if !candidate.body.equals(&request.body) => Err(Rule::Body),
            true => Ok(0),
            false if candidate.body.is_empty() => Ok(0),
            false => Ok(if candidate.body.equals(&request.body) { 5 } else { 0 }),
        }
    }

    /// The score of a candidate, or the first rule that puts it out.
    pub(super) fn judge(
        &self,
        method: &str,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<Score, Rule> {
        if *candidate.method != *method {
            return Err(Rule::Method { saved: candidate.method.to_string(), sent: method.to_owned() });
        }
        self.code(candidate)?;
        self.name(candidate)?;
        let step = Step::first(&candidate.path, &request.path)
            .ok_or_else(|| Rule::Path(url::difference(&candidate.path, &request.path)))?;
        let score = Pairing::of(&candidate.params, &request.params).adjust(Score::whole(step.score()));
        self.headers(candidate, request)?;
        Ok(score.plus(self.body(candidate, request)?))
    }

    /// Where a candidate with this score stands.
    pub(super) fn key(&self, score: Score, rank: Rank, candidate: &Candidate) -> Key {
        Key {
            score,
            literals: if self.literals_count { candidate.path.literals() } else { 0 },
            is_ok: candidate.is_ok(),
            rank: Reverse(rank as usize),
        }
    }
}

/// The search for the greatest key among the candidates of one method.
struct Contest<'a, 'r> {
    index: &'a Index,
    request: &'a Request<'r>,
    rules: &'a Rules<'a>,
    added: i64,
    best: Option<Key>,
}

impl<'a, 'r> Contest<'a, 'r> {
    fn new(index: &'a Index, request: &'a Request<'r>, rules: &'a Rules<'a>) -> Self {
        Self { index, request, rules, added: rules.most_added(request), best: None }
    }

    fn run(mut self, method: &MethodIndex) -> Option<Key> {
        for list in method.texts(&self.request.path) {
            self.offer(list, Step::Exact);
        }
        for (walk, bound) in
            [(Walk::Wildcards, Step::Wildcard), (Walk::Ids, Step::Id), (Walk::Similar, Step::Similar)]
        {
            if self.may_win(bound) {
                method.tree.walk(&self.request.path, walk, |lists| {
                    lists.iter().for_each(|list| self.offer(list, self.bound(walk, list)));
                });
            }
        }
        self.best
    }

    /// The best step in which a walk finds the candidates of a list, but for those of steps 1 to 4,
    /// which have had their turn.
    fn bound(&self, walk: Walk, list: &List) -> Step {
        match walk {
            Walk::Wildcards => Step::Wildcard,
            Walk::Ids if list.trailing == self.request.path.trailing => Step::Id,
            Walk::Ids => Step::IdTrailingSlash,
            Walk::Similar => Step::Similar,
        }
    }

    fn may_win(&self, step: Step) -> bool {
        let bound = Score::whole(step.score() + self.added);
        self.best.is_none_or(|best| best.score <= bound)
    }

    /// Candidates come in the order of their keys under equal scores: once the best key cannot be
    /// beaten by the next one even with the best score, no later one can beat it.
    fn offer(&mut self, list: &List, step: Step) {
        let bound = Score::whole(step.score() + self.added);
        for rank in &list.ranks {
            let candidate = self.index.candidate(*rank);
            let at_best = self.rules.key(bound, *rank, candidate);
            if self.rules.literals_count && self.best.is_some_and(|best| best >= at_best) {
                return;
            }
            if let Ok(score) = self.rules.judge(&candidate.method, candidate, self.request) {
                self.best = self.best.max(Some(self.rules.key(score, *rank, candidate)));
            }
        }
    }
}

/// The same choice by looking at every candidate: what the index is held against.
#[cfg(test)]
pub(super) fn scan(
    index: &Index,
    request: &Request<'_>,
    controls: &Controls<'_>,
    options: &Options,
) -> Option<usize> {
    let rules = Rules::new(controls, options);
    methods(request.method).find_map(|method| {
        let ranked = || index.candidates().iter().enumerate().filter(|(_, other)| *other.method == *method);
        let ranked = || ranked().filter(|(_, candidate)| rules.code(candidate).is_ok());
        if let Some(id) = &controls.id {
            return ranked()
                .find(|(_, candidate)| super::index::is_called(candidate, id))
                .map(|(rank, _)| rank);
        }
        let keys = ranked().filter_map(|(rank, candidate)| {
            let score = rules.judge(method, candidate, request).ok()?;
            Some(rules.key(score, Rank::try_from(rank).ok()?, candidate))
        });
        let named = || {
            let name = controls.name.as_deref()?;
            let mut named: Vec<_> = ranked().filter(|(_, candidate)| *candidate.name == *name).collect();
            named.sort_by_key(|(rank, candidate)| (!candidate.is_ok(), *rank));
            named.first().map(|(rank, _)| *rank)
        };
        keys.max().map(|key| key.rank.0).or_else(named)
    })
}
