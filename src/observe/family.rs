//! A metric name with all its labelled series.
//!
//! The `prometheus` crate's own vectors find a series by a hash of its label values run together, so
//! that key `a` on route `bc` and key `ab` on route `c` would share one counter. Names here are chosen
//! by people, so families are keyed by the values themselves.
//!
//! Looking a series up takes a lock; that happens when a snapshot is built, never for a request.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus::Registry;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{LabelPair, Metric, MetricFamily, MetricType};

use super::series::Series;

/// Label values, in the order of the family's label names.
pub(super) type Values = Vec<String>;

/// A metric name with all its series; a clone is the same family.
#[derive(Debug, Clone)]
pub(super) struct Family<S> {
    inner: Arc<Inner<S>>,
}

#[derive(Debug)]
struct Inner<S> {
    description: Desc,
    labels: &'static [&'static str],
    series: Mutex<BTreeMap<Values, S>>,
}

impl<S: Series + 'static> Family<S> {
    /// A new family, exported by `registry` from now on.
    pub(super) fn register(
        registry: &Registry,
        name: &str,
        help: &str,
        labels: &'static [&'static str],
    ) -> Self {
        let description = describe(name, help, labels);
        let family = Self { inner: Arc::new(Inner { description, labels, series: Mutex::default() }) };
        registry.register(Box::new(family.clone())).expect("every name is registered once");
        family
    }

    /// The series with these label values, made by `new` when there is none yet.
    pub(super) fn series(&self, values: &[&str], new: impl FnOnce() -> S) -> S {
        let values = values.iter().map(ToString::to_string).collect();
        self.all().entry(values).or_insert_with(new).clone()
    }

    /// Sets the series with these label values.
    pub(super) fn set(&self, values: Values, series: S) {
        self.all().insert(values, series);
    }

    /// Forgets every series and keeps these instead, in one step.
    pub(super) fn replace(&self, series: impl IntoIterator<Item = (Values, S)>) {
        *self.all() = series.into_iter().collect();
    }

    /// Its name, help and labels.
    pub(super) fn description(&self) -> &Desc {
        &self.inner.description
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<Values, S>> {
        self.inner.series.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Series + 'static> Collector for Family<S> {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.inner.description]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let all = self.all();
        let samples = all
            .iter()
            .filter_map(|(values, series)| Some(labelled(self.inner.labels, values, series.sample()?)));
        vec![collected(&self.inner.description, S::KIND, samples.collect())]
    }
}

/// What a metric is called and says. Its name and labels are constants.
pub(super) fn describe(name: &str, help: &str, labels: &[&str]) -> Desc {
    let labels = labels.iter().map(ToString::to_string).collect();
    Desc::new(name.to_owned(), help.to_owned(), labels, HashMap::new())
        .expect("names and labels are well-formed constants")
}

/// A sample with its labels.
pub(super) fn labelled(names: &[&str], values: &[impl AsRef<str>], mut sample: Metric) -> Metric {
    let pair = |(name, value): (&&str, _)| {
        let mut pair = LabelPair::default();
        pair.set_name((*name).to_owned());
        pair.set_value(AsRef::<str>::as_ref(value).to_owned());
        pair
    };
    sample.set_label(names.iter().zip(values).map(pair).collect());
    sample
}

/// All samples of a metric.
pub(super) fn collected(description: &Desc, kind: MetricType, samples: Vec<Metric>) -> MetricFamily {
    let mut family = MetricFamily::default();
    family.set_name(description.fq_name.clone());
    family.set_help(description.help.clone());
    family.set_field_type(kind);
    family.set_metric(samples);
    family
}
