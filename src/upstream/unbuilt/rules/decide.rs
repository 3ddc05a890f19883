//! The rules in their order.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;

use super::case::{Case, Fresh};
use super::decision::{Decision, Rule, Verdict};
use super::question::Question;
use super::unknown::Like;
use crate::upstream::unbuilt::looks::{Look, Seen};
use crate::upstream::unbuilt::memory::{Memory, Place};

/// How long what OPTIONS and parents said counts by itself: a backend that is being built is started anew again and
/// again.
const FRESH: Duration = Duration::from_secs(5);

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is decided.
    Decided(Decision),
    /// This has to be asked first.
    Ask(Question),
}

/// Judges an answer by what is known. What was said a while ago is enough to let the answer pass, but not to take its
/// place.
pub(crate) fn decide(case: &Case<'_>, memory: &Memory, fresh: &Fresh) -> Step {
    let court = Court::new(case, memory, fresh);
    match court.step() {
        Step::Decided(decision) if decision.is_mock() && court.took_old.get() => {
            Court { takes_old: false, ..court }.step()
        }
        step => step,
    }
}

/// Whether it would be decided if all that is known counted.
pub(crate) fn is_known(case: &Case<'_>, memory: &Memory) -> bool {
    matches!(Court::new(case, memory, &Fresh::default()).step(), Step::Decided(_))
}

/// An answer, and all that is known about it.
pub(super) struct Court<'c> {
    pub(super) case: &'c Case<'c>,
    pub(super) memory: &'c Memory,
    /// What is known of how paths that cannot exist are answered where it was asked for.
    pub(super) place: Option<Arc<Place>>,
    pub(super) fresh: &'c Fresh,
    /// Whether what was said a while ago counts.
    takes_old: bool,
    /// Whether it was needed.
    took_old: Cell<bool>,
}

pub(super) fn passes(rule: Rule) -> Step {
    Step::Decided(Decision::pass(rule))
}

pub(super) fn mocks(rule: Rule) -> Step {
    Step::Decided(Decision::mock(rule))
}

impl<'c> Court<'c> {
    fn new(case: &'c Case<'c>, memory: &'c Memory, fresh: &'c Fresh) -> Self {
        let place = memory.place(&case.place);
        Self { case, memory, place, fresh, takes_old: true, took_old: Cell::new(false) }
    }

    fn step(&self) -> Step {
        self.judge().unwrap_or_else(|step| step)
    }

    /// Whether what was said then counts.
    pub(super) fn counts(&self, since: Instant) -> bool {
        let is_old = self.case.now.saturating_duration_since(since) >= FRESH;
        self.took_old.set(self.took_old.get() || is_old);
        self.takes_old || !is_old
    }

    /// A rule that does not decide lets the next one look; one that does ends here, as an error would.
    fn judge(&self) -> Result<Step, Step> {
        self.is_built()?;
        let answer = self.answer()?;
        self.refuses_method(answer)?;
        self.contains(answer)?;
        let like = self.looks_unknown(answer)?;
        let allows = self.options(&like)?;
        if self.case.endpoint.pattern.first_parameter().is_none() {
            return self.has_no_parameter(allows);
        }
        self.thing_is_there(&like, allows)?;
        if self.memory.has_answered_beside(self.case.endpoint) {
            return Ok(passes(Rule::Resource));
        }
        if self.case.is_write() {
            return Ok(passes(Rule::Write));
        }
        self.is_probable()
    }

    /// U2
    fn is_built(&self) -> Result<(), Step> {
        if self.memory.is_built(self.case.endpoint) { Err(passes(Rule::Built)) } else { Ok(()) }
    }

    /// The answer that is judged: HEAD goes by what GET is answered.
    fn answer(&self) -> Result<&Seen, Step> {
        if *self.case.method != Method::HEAD {
            return Ok(self.case.answer);
        }
        if !self.case.settings.probe {
            return Err(passes(Rule::Off));
        }
        let answer = self.fresh.get.as_ref().ok_or(Step::Ask(Question::Get))?;
        let is_page = self.case.settings.pages && answer.may_be_page();
        match answer.status {
            404 => Ok(answer),
            405 | 501 => Err(mocks(Rule::Status)),
            _ if is_page => Ok(answer),
            _ => Err(passes(Rule::AnsweredToGet)),
        }
    }

    /// U3
    fn contains(&self, answer: &Seen) -> Result<(), Step> {
        let texts = &self.case.settings.body_contains;
        if !texts.is_empty() && answer.status == 404 {
            let body = String::from_utf8_lossy(&answer.body);
            if texts.iter().any(|text| body.contains(&**text)) {
                return Err(mocks(Rule::BodyContains));
            }
        }
        if self.case.settings.probe { Ok(()) } else { Err(passes(Rule::Off)) }
    }

    /// U10, by what nothing of the resource has ever answered.
    fn is_probable(&self) -> Result<Step, Step> {
        let is_likely =
            self.parent_is_unknown()? && self.case.value().is_some_and(|value| (self.case.is_named)(value));
        let verdict =
            if is_likely || self.case.may_mock_undecided() { Verdict::MockLikely } else { Verdict::Pass };
        Ok(Step::Decided(Decision { rule: Rule::Parent, verdict }))
    }

    /// Whether an answer to `path` looks like one for a path that cannot exist, as far as that is known.
    pub(super) fn looks_like_unknown(&self, seen: &Seen, path: &str) -> bool {
        let look = Look::of(seen, self.case.asked(&(self.case.onward)(path)));
        self.place.as_ref().is_some_and(|place| place.find(&look).is_some())
    }

    /// Whether it is asked as paths that cannot exist are.
    pub(super) fn is_get(&self) -> bool {
        [Method::GET, Method::HEAD].contains(self.case.method)
    }
}

impl Like {
    /// Whether it was found by OPTIONS alone.
    pub(super) fn is_by_options(&self) -> bool {
        matches!(self, Self::ByOptions)
    }
}
