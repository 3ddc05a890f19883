//! Keeps requests from an upstream that fails, so that its outage costs a few clients their time and then
//! nobody (proxy.md, "What counts as down").
//!
//! It is a state and what moves it; time and chance are handed in. It knows neither requests nor Pingora:
//! what counts as a failure is told by whoever asked the upstream. Reading it takes no lock and allocates
//! nothing; only a change of state allocates.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use super::failure::Failure;
use crate::config;
use crate::observe::Reason;

/// Lets requests pass, or not.
#[derive(Debug)]
pub(super) struct Breaker {
    settings: config::Breaker,
    state: ArcSwap<State>,
}

/// A stretch of time between two changes from passing to not passing. What a request tells counts only in
/// the era in which it was let pass: a timeout of a minute says nothing of an upstream that came back since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Era(u64);

/// Why a request is not let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// [`Reason::BreakerOpen`] or [`Reason::Unhealthy`].
    pub reason: Reason,
    /// The failure that led to it.
    pub failure: Failure,
    /// How long until it is worth asking again, as far as that is known.
    pub wait: Duration,
}

/// What came of a request that was let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    /// A response header came, whatever its status: whoever answers is not down.
    Answered,
    /// None came.
    Failed(Failure),
    /// Nothing was learned: the client went away, say.
    Nothing,
}

/// Whether requests pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// All of them.
    Closed,
    /// None until then.
    Open {
        /// When a request may probe.
        until: Instant,
    },
    /// One is on its way to see whether the upstream is back.
    HalfOpen,
    /// None until the health check finds a server well.
    Unhealthy,
}

impl Passage {
    /// The word used by the admin API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open { .. } => "open",
            Self::HalfOpen => "half-open",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// What a report has changed for those who come after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nobody passes any more.
    Opened,
    /// All pass again.
    Closed,
}

impl Change {
    fn between(before: Phase, after: Phase) -> Option<Self> {
        match (before, after) {
            (Phase::Closed { .. }, Phase::Open { .. }) => Some(Self::Opened),
            (Phase::HalfOpen { .. }, Phase::Closed { .. }) => Some(Self::Closed),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    era: Era,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// All pass; so many failed in a row.
    Closed { failures: usize },
    /// None passes until then.
    Open { until: Instant, outage: Outage },
    /// One is on its way.
    HalfOpen { outage: Outage },
}

/// What is known of an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outage {
    /// What was seen last.
    failure: Failure,
    /// How many probes failed.
    probes: u32,
}

/// How much of a cooldown chance may take off: upstreams that failed together are not probed together.
const JITTER: f64 = 0.2;

impl Breaker {
    pub(super) fn new(settings: config::Breaker) -> Self {
        let state = State { era: Era(0), phase: Phase::Closed { failures: 0 } };
        Self { settings, state: ArcSwap::from_pointee(state) }
    }

    /// Lets a request pass, or not. Whoever passes has to [`report`](Self::report), also if it has nothing to tell.
    pub(super) fn ask(&self, now: Instant) -> Result<Era, Refusal> {
        self.change(|state| match state.asked(now) {
            Ok(next) => (next, Ok(next.era)),
            Err(refusal) => (state, Err(refusal)),
        })
    }

    /// The era, while every request passes.
    pub(super) fn closed(&self) -> Option<Era> {
        let state = **self.state.load();
        matches!(state.phase, Phase::Closed { .. }).then_some(state.era)
    }

    /// Whether [`report`](Self::report) would change anything, as far as that can be told without the time.
    pub(super) fn is_news(&self, era: Era, report: Report) -> bool {
        let state = **self.state.load();
        let is_known = matches!(
            (state.phase, report),
            (Phase::Closed { failures: 0 }, Report::Answered) | (Phase::Closed { .. }, Report::Nothing)
        );
        state.era == era && !is_known
    }

    /// Tells what came of a request. `chance`, from 0 to 1, shortens a cooldown by up to a fifth.
    pub(super) fn report(&self, era: Era, report: Report, now: Instant, chance: f64) -> Option<Change> {
        self.change(|state| {
            let next = state.told(era, report, now, chance, &self.settings);
            (next, Change::between(state.phase, next.phase))
        })
    }

    /// Lets everything pass again, whatever is on its way.
    pub(super) fn close(&self) {
        self.change(|state| (state.next(Phase::Closed { failures: 0 }), ()));
    }

    /// Whether requests pass.
    pub(super) fn passage(&self) -> Passage {
        match self.state.load().phase {
            Phase::Closed { .. } => Passage::Closed,
            Phase::Open { until, .. } => Passage::Open { until },
            Phase::HalfOpen { .. } => Passage::HalfOpen,
        }
    }

    /// Puts what `step` makes of the state in its place, again if another was quicker.
    fn change<T>(&self, step: impl Fn(State) -> (State, T)) -> T {
        loop {
            let current = self.state.load();
            let (next, told) = step(**current);
            if next == **current {
                return told;
            }
            let before = self.state.compare_and_swap(&*current, Arc::new(next));
            if Arc::ptr_eq(&before, &current) {
                return told;
            }
        }
    }
}

impl State {
    fn asked(self, now: Instant) -> Result<Self, Refusal> {
        let refusal =
            |outage: Outage, wait| Refusal { reason: Reason::BreakerOpen, failure: outage.failure, wait };
        match self.phase {
            Phase::Closed { .. } => Ok(self),
            Phase::Open { until, outage } if now >= until => Ok(self.next(Phase::HalfOpen { outage })),
            Phase::Open { until, outage } => Err(refusal(outage, until - now)),
            Phase::HalfOpen { outage } => Err(refusal(outage, Duration::ZERO)),
        }
    }

    fn told(self, era: Era, report: Report, now: Instant, chance: f64, settings: &config::Breaker) -> Self {
        if era != self.era {
            return self;
        }
        let open = |outage: Outage| {
            let until = now + cooldown(settings, outage.probes, chance);
            self.next(Phase::Open { until, outage })
        };
        match (self.phase, report) {
            (Phase::Closed { failures }, Report::Failed(failure)) if failures + 1 == settings.failures => {
                open(Outage { failure, probes: 0 })
            }
            (Phase::Closed { failures }, Report::Failed(_)) => {
                let failures = failures.saturating_add(1);
                Self { phase: Phase::Closed { failures }, ..self }
            }
            (Phase::Closed { .. } | Phase::HalfOpen { .. }, Report::Answered) => {
                Self { phase: Phase::Closed { failures: 0 }, ..self }
            }
            (Phase::HalfOpen { outage }, Report::Failed(failure)) => {
                open(Outage { failure, probes: outage.probes.saturating_add(1) })
            }
            (Phase::HalfOpen { outage }, Report::Nothing) => open(outage),
            (Phase::Closed { .. }, Report::Nothing) | (Phase::Open { .. }, _) => self,
        }
    }

    fn next(self, phase: Phase) -> Self {
        Self { era: Era(self.era.0.wrapping_add(1)), phase }
    }
}

/// Doubles with every probe that failed, up to the longest; chance makes it shorter, never longer.
fn cooldown(settings: &config::Breaker, probes: u32, chance: f64) -> Duration {
    let doubled = settings.cooldown.saturating_mul(2_u32.saturating_pow(probes));
    doubled.min(settings.longest_cooldown).mul_f64(1.0 - JITTER * chance.clamp(0.0, 1.0))
}
