//! What upstreams look like from here. Asked for when it is shown: an upstream changes its state on the way of
//! requests, which have no time to tell.

use std::fmt;
use std::sync::Arc;

use prometheus::Registry;
use prometheus::proto::{Metric, MetricType};

use super::family::Family;
use super::series::{Gauge, Series};

/// Answers yes or no.
type Ask = Arc<dyn Fn() -> bool + Send + Sync>;

/// How to ask an upstream for its state.
#[derive(Clone)]
pub struct UpstreamWatch {
    /// Its name in the config.
    pub upstream: String,
    /// Whether it is thought to answer.
    pub is_up: Ask,
    /// Whether requests are kept from it.
    pub is_open: Ask,
}

impl fmt::Debug for UpstreamWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamWatch").field("upstream", &self.upstream).finish_non_exhaustive()
    }
}

/// The families that an upstream has series in.
#[derive(Debug)]
pub(super) struct UpstreamFamilies {
    up: Family<Answer>,
    breaker_open: Family<Answer>,
}

impl UpstreamFamilies {
    pub(super) fn register(registry: &Registry) -> Self {
        Self {
            up: Family::register(
                registry,
                "understudy_upstream_up",
                "1 while the upstream is thought to answer: its health check says so or, without one, its breaker is closed.",
                &["upstream"],
            ),
            breaker_open: Family::register(
                registry,
                "understudy_breaker_open",
                "1 while requests are kept from the upstream, but for one at a time that tries whether it is back.",
                &["upstream"],
            ),
        }
    }

    /// Forgets every upstream and shows these instead.
    pub(super) fn replace(&self, upstreams: &[UpstreamWatch]) {
        let named =
            |watch: &UpstreamWatch, ask: &Ask| (vec![watch.upstream.clone()], Answer(Arc::clone(ask)));
        self.up.replace(upstreams.iter().map(|watch| named(watch, &watch.is_up)));
        self.breaker_open.replace(upstreams.iter().map(|watch| named(watch, &watch.is_open)));
    }
}

/// Yes or no, as 1 or 0.
#[derive(Clone)]
struct Answer(Ask);

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Answer").field(&(self.0)()).finish()
    }
}

impl Series for Answer {
    const KIND: MetricType = MetricType::GAUGE;

    fn sample(&self) -> Option<Metric> {
        Gauge::of(u64::from((self.0)())).sample()
    }
}
