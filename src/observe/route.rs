//! The counters of one route, every one resolved when a snapshot is built.
//!
//! Recording a request is a few atomic additions: no lock, no lookup by name, no allocation. The set
//! of series is bounded by the config: statuses are counted by class, reasons in a fixed table.

use std::sync::Arc;

use super::endpoints::{EndpointCounters, EndpointFamily};
use super::family::Family;
use super::per_source::PerSource;
use super::series::{Counter, Histogram, Zero};
use super::{BySource, Outcome, Reason, Source};

/// The families that a route has series in.
#[derive(Debug)]
pub(super) struct RouteFamilies {
    pub(super) requests: Family<Counter>,
    pub(super) durations: Family<Histogram>,
    pub(super) calls: Family<Counter>,
    pub(super) endpoint_requests: EndpointFamily,
    pub(super) unmatched: Family<Counter>,
    pub(super) fallbacks: Family<Counter>,
}

/// The label value for what has no name: an unknown key, or no route.
pub(super) const NONE: &str = "none";

/// Upper bounds for Understudy's own time, in seconds: 10 µs to 1 s.
const OWN_TIME: [f64; 16] = [
    0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1,
    0.25, 0.5, 1.0,
];

/// The counters of one route. Two handles for the same names count together.
#[derive(Debug)]
pub struct RouteMetrics {
    name: Box<str>,
    answers: PerSource<Answers>,
    calls: Vec<PerSource<Option<Counter>>>,
    calls_without_key: PerSource<Option<Counter>>,
    endpoints: EndpointCounters,
    unmatched: Counter,
    fallbacks: Reasons,
}

impl RouteMetrics {
    pub(super) fn new(
        families: &RouteFamilies,
        name: &str,
        endpoints: &[Arc<str>],
        keys: &[impl AsRef<str>],
    ) -> Self {
        let calls = |key: &str| PerSource::new(|source| calls(families, key, name, source));
        Self {
            name: name.into(),
            answers: PerSource::new(|source| Answers::new(families, name, source)),
            calls: keys.iter().map(|key| calls(key.as_ref())).collect(),
            calls_without_key: calls(NONE),
            endpoints: families.endpoint_requests.of_route(name, endpoints),
            unmatched: families.unmatched.series(&[name], || Counter::new(Zero::Shown)),
            fallbacks: Reasons::new(families, name),
        }
    }

    /// The route's name; `none` where no route took the request.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How often each source answered, since the start.
    pub fn answered(&self) -> BySource {
        self.answers.by_source(Answers::count)
    }

    /// How often each source answered for one endpoint, since the start.
    pub fn endpoint_answered(&self, endpoint: usize) -> BySource {
        self.endpoints.answered(endpoint)
    }

    pub(super) fn record(&self, outcome: &Outcome<'_>) {
        let source = outcome.source;
        let answers = self.answers.get(source);
        answers.of_status(outcome.status).increment();
        answers.own_time.observe(outcome.own);
        if let Some(endpoint) = outcome.endpoint {
            self.endpoints.increment(endpoint, source);
        }
        let calls = outcome.key.and_then(|index| self.calls.get(index)).unwrap_or(&self.calls_without_key);
        if let Some(calls) = calls.get(source)
            && outcome.is_call
        {
            calls.increment();
        }
        if outcome.unmatched {
            self.unmatched.increment();
        }
        if let Some(reason) = outcome.reason
            && source == Source::Fallback
        {
            self.fallbacks.of(reason).increment();
        }
    }
}

/// An answer that Understudy gave by itself is nobody's call.
fn calls(families: &RouteFamilies, key: &str, route: &str, source: Source) -> Option<Counter> {
    let values = [key, route, source.as_str()];
    (source != Source::None).then(|| families.calls.series(&values, || Counter::new(Zero::Shown)))
}

/// The answers of one source.
#[derive(Debug)]
struct Answers {
    classes: [Counter; 5],
    other: Counter,
    own_time: Histogram,
}

impl Answers {
    fn new(families: &RouteFamilies, route: &str, source: Source) -> Self {
        let source = source.as_str();
        let requests = |class, zero| families.requests.series(&[route, source, class], || Counter::new(zero));
        Self {
            classes: ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|class| requests(class, Zero::Shown)),
            other: requests("other", Zero::Hidden),
            own_time: families.durations.series(&[route, source], || Histogram::new(&OWN_TIME)),
        }
    }

    fn count(&self) -> u64 {
        self.classes.iter().chain([&self.other]).map(Counter::value).sum()
    }

    fn of_status(&self, status: u16) -> &Counter {
        let class = usize::from(status / 100);
        class.checked_sub(1).and_then(|index| self.classes.get(index)).unwrap_or(&self.other)
    }
}

/// A counter for every reason there can be.
#[derive(Debug)]
struct Reasons {
    connect: Counter,
    timeout: Counter,
    reset: Counter,
    deadline: Counter,
    unbuilt: Counter,
    unbuilt_likely: Counter,
    breaker_open: Counter,
    unhealthy: Counter,
    /// From 400 to 599.
    statuses: Vec<Counter>,
    other_status: Counter,
}

impl Reasons {
    fn new(families: &RouteFamilies, route: &str) -> Self {
        let counter = |reason: &str, zero| families.fallbacks.series(&[route, reason], || Counter::new(zero));
        let of = |reason: Reason| counter(&reason.token(), shown_from_the_start(reason));
        Self {
            connect: of(Reason::Connect),
            timeout: of(Reason::Timeout),
            reset: of(Reason::Reset),
            deadline: of(Reason::Deadline),
            unbuilt: of(Reason::Unbuilt),
            unbuilt_likely: of(Reason::UnbuiltLikely),
            breaker_open: of(Reason::BreakerOpen),
            unhealthy: of(Reason::Unhealthy),
            statuses: (400..600).map(|status| of(Reason::Status(status))).collect(),
            other_status: counter("status-other", Zero::Hidden),
        }
    }

    fn of(&self, reason: Reason) -> &Counter {
        match reason {
            Reason::Connect => &self.connect,
            Reason::Timeout => &self.timeout,
            Reason::Reset => &self.reset,
            Reason::Deadline => &self.deadline,
            Reason::Unbuilt => &self.unbuilt,
            Reason::UnbuiltLikely => &self.unbuilt_likely,
            Reason::BreakerOpen => &self.breaker_open,
            Reason::Unhealthy => &self.unhealthy,
            Reason::Status(status) => {
                let index = usize::from(status).checked_sub(400);
                index.and_then(|index| self.statuses.get(index)).unwrap_or(&self.other_status)
            }
        }
    }
}

/// The reasons that every route falls back for by default (proxy.md, "What counts as down").
fn shown_from_the_start(reason: Reason) -> Zero {
    match reason {
        Reason::Connect
        | Reason::Timeout
        | Reason::Reset
        | Reason::Unbuilt
        | Reason::BreakerOpen
        | Reason::Status(502..=504) => Zero::Shown,
        Reason::Status(_) | Reason::Deadline | Reason::UnbuiltLikely | Reason::Unhealthy => Zero::Hidden,
    }
}
