//! The counters of endpoints. There may be very many, of which few ever count: each is four numbers in a list,
//! and becomes series with labels only where somebody looks.
//!
//! They outlive reloads: what a later snapshot knows by the same name counts on in the same place.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use prometheus::Registry;
use prometheus::core::{Collector, Desc};
use prometheus::proto::{Metric, MetricFamily, MetricType};

use super::family::{collected, describe, labelled};
use super::per_source::PerSource;
use super::series::counted;
use super::{BySource, Source};

const LABELS: &[&str] = &["route", "endpoint", "source"];

/// The endpoints of all routes under one metric name; a clone is the same family.
#[derive(Debug, Clone)]
pub(super) struct EndpointFamily {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    description: Desc,
    /// By the name of the route.
    routes: Mutex<BTreeMap<Box<str>, Vec<Arc<Batch>>>>,
}

/// Endpoints of one route that became known at one time.
#[derive(Debug)]
struct Batch {
    /// The number of the first of them among all of the route.
    first: u32,
    names: Box<[Arc<str>]>,
    counts: Box<[PerSource<AtomicU64>]>,
}

/// The counters of the endpoints that a snapshot of a route has.
#[derive(Debug)]
pub(super) struct EndpointCounters {
    batches: Box<[Arc<Batch>]>,
    /// For each endpoint, its number among all that the route ever had.
    numbers: Box<[u32]>,
}

impl EndpointFamily {
    /// A new family, exported by `registry` from now on.
    pub(super) fn register(registry: &Registry, name: &str, help: &str) -> Self {
        let inner = Inner { description: describe(name, help, LABELS), routes: Mutex::default() };
        let family = Self { inner: Arc::new(inner) };
        registry.register(Box::new(family.clone())).expect("every name is registered once");
        family
    }

    /// The counters of a route's endpoints; those that are known already count on.
    pub(super) fn of_route(&self, route: &str, endpoints: &[Arc<str>]) -> EndpointCounters {
        let mut routes = self.inner.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let batches = routes.entry(route.into()).or_default();
        let mut known: HashMap<Arc<str>, u32> = batches.iter().flat_map(|batch| batch.numbered()).collect();
        let mut new = Vec::new();
        let first = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let numbers = endpoints.iter().map(|name| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *known.entry(Arc::clone(name)).or_insert_with(|| {
                new.push(Arc::clone(name));
                next
            })
        });
        let numbers = numbers.collect();
        if !new.is_empty() {
            batches.push(Arc::new(Batch::new(first, new)));
        }
        EndpointCounters { batches: batches.iter().cloned().collect(), numbers }
    }

    fn samples(&self) -> Vec<Metric> {
        let routes = self.inner.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut samples = Vec::new();
        for (route, batch) in routes.iter().flat_map(|(route, all)| all.iter().map(move |one| (route, one))) {
            for (name, counts) in batch.names.iter().zip(&batch.counts) {
                samples.extend(counts.each().map(|(source, count)| {
                    let values = [&**route, &**name, source.as_str()];
                    labelled(LABELS, &values, counted(count.load(Ordering::Relaxed)))
                }));
            }
        }
        samples
    }
}

impl Collector for EndpointFamily {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.inner.description]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        vec![collected(&self.inner.description, MetricType::COUNTER, self.samples())]
    }
}

impl Batch {
    fn new(first: u32, names: Vec<Arc<str>>) -> Self {
        let counts = names.iter().map(|_| PerSource::new(|_| AtomicU64::new(0))).collect();
        Self { first, names: names.into(), counts }
    }

    fn numbered(&self) -> impl Iterator<Item = (Arc<str>, u32)> {
        self.names.iter().cloned().zip(self.first..)
    }
}

impl EndpointCounters {
    /// Counts a request to an endpoint of the snapshot; one that it does not have is not counted.
    pub(super) fn increment(&self, endpoint: usize, source: Source) {
        if let Some(counts) = self.counts(endpoint) {
            counts.get(source).fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How often each source answered for an endpoint.
    pub(super) fn answered(&self, endpoint: usize) -> BySource {
        let counts = self.counts(endpoint);
        counts
            .map_or_else(BySource::default, |counts| counts.by_source(|count| count.load(Ordering::Relaxed)))
    }

    fn counts(&self, endpoint: usize) -> Option<&PerSource<AtomicU64>> {
        let number = *self.numbers.get(endpoint)?;
        let batch = self.batches.iter().rfind(|batch| batch.first <= number)?;
        batch.counts.get((number - batch.first) as usize)
    }
}
