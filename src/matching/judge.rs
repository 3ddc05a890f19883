//! What is asked of every candidate: the rules by which one is out, or what it scores.
//!
//! The one place where a candidate and a request meet; it looks at a single pair and knows of no other.

use super::body::Nearness;
use super::candidate::Candidate;
use super::conditional::is_conditional;
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
    asked: Asked,
    code: Code,
    headers: NamedHeaders,
    body: BodyRule,
    comparison: Comparison,
    steps: Steps,
    paths: Paths,
}

/// By what the request asks for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// As Postman has it, whatever it asks by.
    OfPostman,
    /// By what it is alone.
    ByRequest,
    /// By status, id or name as well.
    ByControl,
}

/// Which statuses are left (2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Any,
    Equal(i64),
    /// Only those without one, in the place of this one (8.1.4).
    Unstated(u16),
}

/// By which steps paths are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paths {
    /// 1 to 9.
    Usual,
    /// 10 (8.7).
    Blank,
}

impl Asked {
    fn of(controls: &Controls<'_>, options: &Options) -> Self {
        let Controls { code, id, name, .. } = controls;
        match options.algorithm {
            Algorithm::Postman => Self::OfPostman,
            Algorithm::Extended if code.is_none() && id.is_none() && name.is_none() => Self::ByRequest,
            Algorithm::Extended => Self::ByControl,
        }
    }
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
        let by_name = controls.name.is_some();
        let headers = match &controls.match_headers {
            _ if by_name => NamedHeaders::default(),
            Some(asked) => NamedHeaders::new(asked.split(','), request.headers, options.algorithm),
            None => {
                let names = options.match_headers.iter().map(String::as_str);
                NamedHeaders::new(names, request.headers, options.algorithm)
            }
        };
        let must_be_equal = !by_name && controls.match_body.unwrap_or(options.match_body);
        Self {
            asked: Asked::of(controls, options),
            code: controls.code.map_or(Code::Any, Code::Equal),
            headers,
            body: if must_be_equal { BodyRule::MustBeEqual } else { BodyRule::Gains },
            comparison: Comparison::of(controls, options),
            steps: Steps::of(options, role),
            paths: Paths::Usual,
        }
    }

    /// Whether successes go before the rest of their item (8.1).
    pub(super) fn puts_success_first(&self) -> bool {
        self.asked == Asked::ByRequest
    }

    /// The same for examples in which variables that are defined as empty take nothing (8.7); none where these are
    /// asked already, or nobody asks them.
    pub(super) fn for_blanks(&mut self) -> bool {
        let has_turn = self.asked != Asked::OfPostman && self.paths == Paths::Usual;
        if has_turn {
            self.paths = Paths::Blank;
        }
        has_turn
    }

    /// The same for examples without a status, where a status was asked for (8.1.4).
    pub(super) fn for_unstated(&mut self) -> bool {
        let asked = match self.code {
            Code::Equal(asked) if self.asked != Asked::OfPostman => u16::try_from(asked).ok(),
            Code::Equal(_) | Code::Any | Code::Unstated(_) => None,
        };
        let Some(asked) = asked.filter(|asked| (200..600).contains(asked)) else { return false };
        (self.code, self.paths) = (Code::Unstated(asked), Paths::Usual);
        true
    }

    /// Whether step 10 has its turn.
    pub(super) fn are_for_blanks(&self) -> bool {
        self.paths == Paths::Blank
    }

    /// The status to answer with, where it is not the example's own.
    pub(super) fn status(&self) -> Option<u16> {
        match self.code {
            Code::Unstated(asked) => Some(asked),
            Code::Any | Code::Equal(_) => None,
        }
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
        self.filter(method, candidate, request)?;
        self.score(candidate, request)
    }

    /// As [`judge`](Self::judge), with what the score is made of.
    pub(super) fn weigh(
        &self,
        method: &str,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<Merits, Rule> {
        self.filter(method, candidate, request)?;
        self.merits(candidate, request)
    }

    /// 2.1, 2.2 and 8.1.2.
    pub(super) fn filter(
        &self,
        method: &str,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<(), Rule> {
        if *candidate.method != *method {
            return Err(Rule::Method { saved: candidate.method.to_string(), sent: method.to_owned() });
        }
        match self.code {
            Code::Equal(asked) if candidate.status.map(i64::from) != Some(asked) => {
                Err(Rule::Code { saved: candidate.status, asked })
            }
            Code::Unstated(_) => candidate.status.map_or(Ok(()), |saved| Err(Rule::Stated(saved))),
            Code::Any if candidate.status == Some(304) => self.filter_not_modified(request),
            Code::Any | Code::Equal(_) => Ok(()),
        }
    }

    fn filter_not_modified(&self, request: &Request<'_>) -> Result<(), Rule> {
        if self.puts_success_first() && !is_conditional(request.headers) {
            return Err(Rule::Unconditional);
        }
        Ok(())
    }

    /// Sections 3 to 5.
    pub(super) fn score(&self, candidate: &Candidate, request: &Request<'_>) -> Result<Score, Rule> {
        self.merits(candidate, request).map(Merits::score)
    }

    fn merits(&self, candidate: &Candidate, request: &Request<'_>) -> Result<Merits, Rule> {
        let merits = self
            .merits_of_url(candidate, request)
            .ok_or_else(|| Rule::Path(url::difference(candidate, request.path, self.steps)))?;
        self.headers.first_difference(&candidate.headers).map_or(Ok(()), Err)?;
        Ok(Merits { body: self.body(candidate, request)?, ..merits })
    }

    /// Sections 3 and 4: what path and parameters score, none where no step matches.
    pub(super) fn url_score(&self, candidate: &Candidate, request: &Request<'_>) -> Option<Score> {
        self.merits_of_url(candidate, request).map(Merits::score)
    }

    fn merits_of_url(&self, candidate: &Candidate, request: &Request<'_>) -> Option<Merits> {
        let step = match self.paths {
            Paths::Usual => Step::first(candidate, request.path, self.steps)?,
            Paths::Blank => Step::blank(candidate, request.path)?,
        };
        let params = Pairing::of(&candidate.params, request.params, candidate.algorithm);
        Some(Merits { step, params, body: 0 })
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
