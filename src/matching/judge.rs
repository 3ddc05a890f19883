//! What is asked of every candidate: the rules by which one is out, or what it scores.
//!
//! The one place where a candidate and a request meet; it looks at a single pair and knows of no other.

use super::asked::{Asked, BodyRule, Code, Comparison, Paths};
use super::body::Nearness;
use super::candidate::Candidate;
use super::conditional::is_conditional;
use super::controls::Controls;
use super::headers::NamedHeaders;
use super::merits::{EQUAL_BODY, Merits};
use super::options::{Options, Role};
use super::params::Pairing;
use super::request::Request;
use super::rule::Rule;
use super::score::Score;
use super::url::{self, Step, Steps};

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

/// What parameters that all match gain (section 4).
const ALL_PARAMS: i64 = 10;

impl Rules {
    /// Header and body matching do not apply to an answer chosen by name (2.5).
    pub(super) fn new(request: &Request<'_>, controls: &Controls<'_>, options: &Options, role: Role) -> Self {
        let by_name = controls.name.is_some();
        let headers = match &controls.match_headers {
            _ if by_name => NamedHeaders::default(),
            None if options.match_headers.is_empty() => NamedHeaders::default(),
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

    /// As [`weigh`](Self::weigh), of a candidate that has the method.
    pub(super) fn weigh_of_method(
        &self,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<Merits, Rule> {
        self.filter_status(candidate, request)?;
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
        self.filter_status(candidate, request)
    }

    /// 2.2 and 8.1.2.
    fn filter_status(&self, candidate: &Candidate, request: &Request<'_>) -> Result<(), Rule> {
        match self.code {
            Code::Equal(asked) if !self.takes_status(candidate.status) => {
                Err(Rule::Code { saved: candidate.status, asked })
            }
            Code::Unstated(_) => candidate.status.map_or(Ok(()), |saved| Err(Rule::Stated(saved))),
            Code::Any if candidate.status == Some(304) => self.filter_not_modified(request),
            Code::Any | Code::Equal(_) => Ok(()),
        }
    }

    /// 2.2: whether an example with this status is left, which is no 304.
    pub(super) fn takes_status(&self, status: Option<u16>) -> bool {
        match self.code {
            Code::Any => true,
            Code::Equal(asked) => status.map(i64::from) == Some(asked),
            Code::Unstated(_) => status.is_none(),
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
        let merits = self.merits_but_body(candidate, request)?;
        Ok(Merits { body: self.body(candidate, request)?, ..merits })
    }

    /// The same whatever the body is.
    pub(super) fn merits_but_body(
        &self,
        candidate: &Candidate,
        request: &Request<'_>,
    ) -> Result<Merits, Rule> {
        let merits = self
            .merits_of_url(candidate, request)
            .ok_or_else(|| Rule::Path(url::difference(candidate, request.path, self.steps)))?;
        self.headers.first_difference(&candidate.headers).map_or(Ok(merits), Err)
    }

    /// The same with an equal body.
    pub(super) fn with_equal_body(&self, merits: Merits) -> Merits {
        match self.body {
            BodyRule::Gains => Merits { body: EQUAL_BODY, ..merits },
            BodyRule::MustBeEqual => merits,
        }
    }

    /// Of an equal body that is not empty, how many of its leaves hold no variable; none where the body is another
    /// one.
    pub(super) fn literals_of_equal(&self, candidate: &Candidate, merits: Merits) -> Option<usize> {
        let is_equal = merits.body > 0 || self.body == BodyRule::MustBeEqual && !candidate.body.is_empty();
        is_equal.then(|| candidate.body.literals())
    }

    /// Whether an example with another body is left.
    pub(super) fn takes_other_bodies(&self) -> bool {
        self.body == BodyRule::Gains
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
