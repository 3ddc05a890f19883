//! Who answered in the last minutes: the counters of now, less those of then.
//!
//! It looks at the counters every few seconds and remembers a handful of looks. The way of a request knows
//! nothing of it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::observe::BySource;
use crate::reload::{Live, Route};

/// The last looks at the counters.
#[derive(Debug)]
pub(super) struct Recent {
    samples: Mutex<VecDeque<Arc<Sample>>>,
}

/// What the counters said at one time, by route and endpoint; what was zero is left out.
#[derive(Debug, Default)]
pub(super) struct Sample {
    routes: HashMap<Arc<str>, RouteSample>,
}

#[derive(Debug, Default)]
struct RouteSample {
    all: BySource,
    endpoints: HashMap<Arc<str>, BySource>,
}

/// When the server starts, everything is zero.
impl Default for Recent {
    fn default() -> Self {
        Self { samples: Mutex::new(VecDeque::from([Arc::default()])) }
    }
}

impl Recent {
    /// How far back it goes.
    pub(super) const WINDOW: Duration = Duration::from_mins(5);
    /// How often it looks.
    const PACE: Duration = Duration::from_secs(10);
    const MOST: usize = 31;

    /// Looks again and again.
    pub(super) async fn watch(&self, live: &Live) {
        loop {
            tokio::time::sleep(Self::PACE).await;
            self.add(Sample::of(&live.snapshot().serving.routes));
        }
    }

    fn add(&self, sample: Sample) {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.len() == Self::MOST {
            samples.pop_front();
        }
        samples.push_back(Arc::new(sample));
    }

    /// The look that is the longest ago.
    pub(super) fn oldest(&self) -> Arc<Sample> {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        samples.front().map(Arc::clone).unwrap_or_default()
    }
}

impl Sample {
    fn of(routes: &[Route]) -> Self {
        let sample = |route: &Route| {
            let endpoints = route.endpoints.list().iter().enumerate();
            let counted = endpoints
                .map(|(at, endpoint)| (Arc::clone(&endpoint.label), route.metrics.endpoint_answered(at)));
            let endpoints = counted.filter(|(_, answered)| !answered.is_zero()).collect();
            (Arc::clone(route.name()), RouteSample { all: route.metrics.answered(), endpoints })
        };
        Self { routes: routes.iter().map(sample).collect() }
    }

    /// All answers of a route or one of its endpoints, and those since this look.
    pub(super) fn since(&self, route: &Route, endpoint: Option<usize>) -> (BySource, BySource) {
        let sample = self.routes.get(route.name());
        let (total, before) = match endpoint {
            None => (route.metrics.answered(), sample.map(|sample| sample.all)),
            Some(at) => {
                let label = route.endpoints.list().get(at).map(|endpoint| &endpoint.label);
                let before =
                    sample.zip(label).and_then(|(sample, label)| sample.endpoints.get(label).copied());
                (route.metrics.endpoint_answered(at), before)
            }
        };
        (total, total - before.unwrap_or_default())
    }
}
