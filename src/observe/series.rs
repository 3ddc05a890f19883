//! The three kinds of number behind a metric name.
//!
//! Each is a shared handle: a clone writes to the same number, so a handle resolved once can be kept
//! and written to without looking anything up. Writing is atomic and never waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus::HistogramOpts;
use prometheus::core::Metric as _;
use prometheus::proto::{self, Metric, MetricType};

/// One number with its labels.
pub(super) trait Series: Clone + Send + Sync {
    const KIND: MetricType;

    /// The value now, without labels; `None` when it is not to be shown.
    fn sample(&self) -> Option<Metric>;
}

/// A number that only grows.
#[derive(Debug, Clone)]
pub(super) struct Counter {
    value: Arc<AtomicU64>,
    zero: Zero,
}

/// Whether a counter that never counted is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zero {
    /// As `0`, so that the first step is a step and not a new series.
    Shown,
    /// Not at all: for the many that will never count.
    Hidden,
}

impl Counter {
    pub(super) fn new(zero: Zero) -> Self {
        Self { value: Arc::default(), zero }
    }

    pub(super) fn value(&self) -> u64 {
        self.value.load(Ordering::Relaxed)
    }

    pub(super) fn increment(&self) {
        self.value.fetch_add(1, Ordering::Relaxed);
    }
}

impl Series for Counter {
    const KIND: MetricType = MetricType::COUNTER;

    fn sample(&self) -> Option<Metric> {
        let value = self.value.load(Ordering::Relaxed);
        if value == 0 && self.zero == Zero::Hidden {
            return None;
        }
        Some(counted(value))
    }
}

/// A counter's value, without labels.
pub(super) fn counted(value: u64) -> Metric {
    let mut counter = proto::Counter::default();
    counter.set_value(exported(value));
    let mut metric = Metric::default();
    metric.set_counter(counter);
    metric
}

/// A number that is set.
#[derive(Debug, Clone, Default)]
pub(super) struct Gauge(Arc<AtomicU64>);

impl Gauge {
    pub(super) fn of(value: u64) -> Self {
        Self(Arc::new(AtomicU64::new(value)))
    }

    pub(super) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    pub(super) fn subtract(&self, amount: u64) {
        self.0.fetch_sub(amount, Ordering::Relaxed);
    }
}

impl Series for Gauge {
    const KIND: MetricType = MetricType::GAUGE;

    fn sample(&self) -> Option<Metric> {
        let mut gauge = proto::Gauge::default();
        gauge.set_value(exported(self.0.load(Ordering::Relaxed)));
        Some(Metric::from_gauge(gauge))
    }
}

/// Durations in buckets.
#[derive(Debug, Clone)]
pub(super) struct Histogram(prometheus::Histogram);

impl Histogram {
    /// `buckets` are upper bounds in seconds, growing.
    pub(super) fn new(buckets: &[f64]) -> Self {
        // The name is never shown: the family that holds the histogram has the real one.
        let options = HistogramOpts::new("duration", "unnamed").buckets(buckets.to_vec());
        Self(prometheus::Histogram::with_opts(options).expect("the bounds are growing constants"))
    }

    pub(super) fn observe(&self, duration: Duration) {
        self.0.observe(duration.as_secs_f64());
    }
}

impl Series for Histogram {
    const KIND: MetricType = MetricType::HISTOGRAM;

    fn sample(&self) -> Option<Metric> {
        Some(self.0.metric())
    }
}

#[expect(clippy::cast_precision_loss, reason = "the text format has only floats; exact up to 2^53")]
fn exported(value: u64) -> f64 {
    value as f64
}
