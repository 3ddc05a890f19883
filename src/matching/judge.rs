//! What is asked of every candidate: the rules by which one is out, or what it scores.
//!
//! The one place where a candidate and a request meet; it looks at a single pair and knows of no other.

use super::body::Nearness;
use super::candidate::Candidate;
use super::controls::Controls;
use super::headers::NamedHeaders;
use super::options::{Options, Role};
use super::params::Pairing;
use super::request::Request;
use super::rule::Rule;
use super::score::Score;
use super::url::{self, Step, Steps};
use crate::collection::Algorithm;

/// What the configuration and the request ask for beside the path.
#[derive(Debug)]
pub(super) struct Rules {
    code: Option<i64>,
    headers: NamedHeaders,
    body: BodyRule,
    comparison: Comparison,
    steps: Steps,
}

/// How a saved body and a sent one are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    /// 5.4 alone.
    Exact,
    /// 8.3 to 8.4: variables without a value equal anything, and another operation puts an example out.
    Open,
    /// As [`Open`](Self::Open), of examples that were asked for by name: no operation puts one out (2.5).
    Named,
}

impl Comparison {
    fn of(controls: &Controls<'_>, options: &Options) -> Self {
        match (options.algorithm, &controls.name) {
            (Algorithm::Postman, _) => Self::Exact,
            (Algorithm::Extended, None) => Self::Open,
            (Algorithm::Extended, Some(_)) => Self::Named,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyRule {
    /// 5.2: another body puts an example out.
    MustBeEqual,
    /// 5.3: an equal one gains.
    Gains,
}

/// What an equal body gains (5.3).
const EQUAL_BODY: i64 = 5;
/// What parameters that all match gain (section 4).
const ALL_PARAMS: i64 = 10;

impl Rules {
    /// Header and body matching do not apply to an answer chosen by name (2.5).
    pub(super) fn new(request: &Request<'_>, controls: &Controls<'_>, options: &Options, role: Role) -> Self {
        let (steps, comparison) = (Steps::of(options, role), Comparison::of(controls, options));
        if controls.name.is_some() {
            let headers = NamedHeaders::default();
            return Self { code: controls.code, headers, body: BodyRule::Gains, comparison, steps };
        }
        let headers = if let Some(asked) = &controls.match_headers {
            NamedHeaders::new(asked.split(','), request.headers, options.algorithm)
        } else {
            let names = options.match_headers.iter().map(String::as_str);
            NamedHeaders::new(names, request.headers, options.algorithm)
        };
        let must_be_equal = controls.match_body.unwrap_or(options.match_body);
        let body = if must_be_equal { BodyRule::MustBeEqual } else { BodyRule::Gains };
        Self { code: controls.code, headers, body, comparison, steps }
    }

    /// Which steps apply.
    pub(super) fn steps(&self) -> Steps {
        self.steps
    }

    /// The most that parameters and body can add to the score of a path.
    pub(super) fn most_added(&self, request: &Request<'_>) -> i64 {
        let params = if request.params.is_empty() { 0 } else { ALL_PARAMS };
        let body = match self.body {
            BodyRule::Gains if !request.body.is_empty() => EQUAL_BODY,
            BodyRule::Gains | BodyRule::MustBeEqual => 0,
        };
        params + body
    }

    /// Sections 2 to 5: the score of a candidate, or the first rule that puts it out.
    pub(super) fn judge(
        &self,
        method: &str,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<Score, Rule> {
        self.filter(method, candidate)?;
        self.score(candidate, request)
    }

    /// As [`judge`](Self::judge), with what the score is made of.
    pub(super) fn weigh(
        &self,
        method: &str,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<Merits, Rule> {
        self.filter(method, candidate)?;
        self.merits(candidate, request)
    }

    /// 2.1 and 2.2.
    pub(super) fn filter(&self, method: &str, candidate: &Candidate) -> Result<(), Rule> {
        if *candidate.method != *method {
            return Err(Rule::Method { saved: candidate.method.to_string(), sent: method.to_owned() });
        }
        match self.code {
            Some(asked) if candidate.status.map(i64::from) != Some(asked) => {
                Err(Rule::Code { saved: candidate.status, asked })
            }
            _ => Ok(()),
        }
    }

    /// Sections 3 to 5.
    pub(super) fn score(&self, candidate: &Candidate, request: &Request<'_>) -> Result<Score, Rule> {
        self.merits(candidate, request).map(Merits::score)
    }

    fn merits(&self, candidate: &Candidate, request: &Request<'_>) -> Result<Merits, Rule> {
        let merits = self
            .merits_of_url(candidate, request)
            .ok_or_else(|| Rule::Path(url::difference(&candidate.path, request.path, self.steps)))?;
        self.headers.first_difference(&candidate.headers).map_or(Ok(()), Err)?;
        Ok(Merits { body: self.body(candidate, request)?, ..merits })
    }

    /// Sections 3 and 4: what path and parameters score, none where no step matches.
    pub(super) fn url_score(&self, candidate: &Candidate, request: &Request<'_>) -> Option<Score> {
        self.merits_of_url(candidate, request).map(Merits::score)
    }

    fn merits_of_url(&self, candidate: &Candidate, request: &Request<'_>) -> Option<Merits> {
        let step = Step::first(&candidate.path, request.path, self.steps)?;
        Some(Merits { step, params: Pairing::of(&candidate.params, request.params), body: 0 })
    }

    /// Whether how near a body is may decide (8.3). Where bodies must be equal, those with fewer variables are nearer.
    pub(super) fn weighs_bodies(&self, request: &Request<'_>) -> bool {
        self.comparison == Comparison::Open && !request.body.is_empty()
    }

    /// 8.3: how near the body of a candidate is. Where bodies are compared as Postman does, none is nearer.
    pub(super) fn nearness(&self, candidate: &Candidate, request: &Request<'_>) -> Nearness {
        match self.comparison {
            Comparison::Open => candidate.body.nearness(&request.body),
            Comparison::Exact | Comparison::Named => Nearness::NONE,
        }
    }

    /// 5.2, 5.3 and 8.4: what the body adds.
    fn body(&self, candidate: &Candidate, request: &Request<'_>) -> Result<i64, Rule> {
        if self.comparison == Comparison::Open
            && let Some(difference) = candidate.body.other_operation(&request.body)
        {
            return Err(Rule::Operation(difference));
        }
        let equals = || match self.comparison {
            Comparison::Exact => candidate.body.equals(&request.body),
            Comparison::Open | Comparison::Named => candidate.body.accepts(&request.body),
        };
        match self.body {
            BodyRule::MustBeEqual if !equals() => Err(Rule::Body),
            BodyRule::Gains if !candidate.body.is_empty() && equals() => Ok(EQUAL_BODY),
            BodyRule::MustBeEqual | BodyRule::Gains => Ok(0),
        }
    }
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merits {
    /// The first step in which the paths match (section 3).
    pub(super) step: Step,
    /// How the parameters pair off (section 4).
    pub(super) params: Pairing,
    /// What the body gained (5.3).
    pub(super) body: i64,
}

impl Merits {
    pub(super) fn score(self) -> Score {
        self.params.adjust(Score::whole(self.step.score())).plus(self.body)
    }
}
