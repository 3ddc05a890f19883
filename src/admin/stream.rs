//! `/api/calls/stream`: calls as they come, and what else has changed, as server-sent events.
//!
//! | event | data |
//! | --- | --- |
//! | `calls` | `{calls, skipped}`: the new ones, oldest first; of a flood only the last |
//! | `changed` | `{generation}`: something else serves, or in another mode: ask for it anew |
//! | `counts` | `{routes, upstreams}`: who answered, for what has answered since the last event; how all upstreams are |
//!
//! Each stream looks by itself a few times a second, so that a page costs the same however much goes by.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use futures_util::{Stream, stream};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::routes::Admin;
use super::upstreams::{UpstreamView, upstreams};
use crate::observe::{BySource, Filter, Summary};
use crate::reload::Snapshot;

/// How often a stream looks for calls and changes.
const PACE: Duration = Duration::from_millis(250);

/// Every how many looks it counts. It is also the sign of life of a stream on which nothing happens.
const COUNT_EVERY: u32 = 8;

/// How many calls one event has at most: more than a person reads in that time.
const MOST_CALLS: usize = 25;

/// `GET /api/calls/stream`: what happens from now on.
pub(super) async fn stream(State(admin): State<Admin>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let seen = Seen::now(&admin);
    Sse::new(stream::unfold(seen, async |mut seen| {
        let event = seen.next().await?;
        Some((Ok(event), seen))
    }))
}

/// What a stream has told already.
struct Seen {
    admin: Admin,
    snapshot: Arc<Snapshot>,
    call: u64,
    counts: HashMap<(usize, Option<usize>), BySource>,
    looks: u32,
    pace: Interval,
    stopping: watch::Receiver<bool>,
    /// Found in one look, to be told one by one, the last first.
    found: Vec<Event>,
}

#[derive(Debug, Serialize)]
struct Changed {
    generation: u64,
}

#[derive(Debug, Serialize)]
struct NewCalls<'c> {
    calls: Vec<&'c Summary>,
    /// How many more there were.
    skipped: u64,
}

#[derive(Debug, Serialize)]
struct Counts<'s> {
    routes: Vec<Count<'s>>,
    upstreams: Vec<UpstreamView>,
}

#[derive(Debug, Serialize)]
struct Count<'s> {
    route: &'s str,
    /// None: the route as a whole.
    endpoint: Option<&'s str>,
    total: BySource,
    recent: BySource,
}

impl Seen {
    fn now(admin: &Admin) -> Self {
        let last = admin.calls.page(&Filter::default(), None, 1);
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            snapshot: admin.live.snapshot(),
            call: last.calls.first().map_or(0, |call| call.summary.id),
            counts: HashMap::new(),
            looks: 0,
            pace,
            stopping: admin.stopping.subscribe(),
            found: Vec::new(),
            admin: admin.clone(),
        }
    }

    /// The next event; none once the server stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.found.pop() {
                return Some(event);
            }
            let is_stopping = tokio::select! {
                _ = self.stopping.wait_for(|stopping| *stopping) => true,
                _ = self.pace.tick() => false,
            };
            if is_stopping {
                return None;
            }
            self.look();
        }
    }

    fn look(&mut self) {
        let is_counting = self.looks.is_multiple_of(COUNT_EVERY);
        self.looks = self.looks.wrapping_add(1);
        let changed = self.changed();
        let counts = is_counting.then(|| self.counts());
        let calls = self.calls();
        self.found = [calls, counts, changed].into_iter().flatten().collect();
    }

    fn changed(&mut self) -> Option<Event> {
        let snapshot = self.admin.live.snapshot();
        if Arc::ptr_eq(&snapshot, &self.snapshot) {
            return None;
        }
        if !Arc::ptr_eq(&snapshot.serving, &self.snapshot.serving) {
            self.counts.clear();
        }
        self.snapshot = snapshot;
        event("changed", &Changed { generation: self.snapshot.generation })
    }

    fn calls(&mut self) -> Option<Event> {
        let calls = self.admin.calls.since(self.call, MOST_CALLS);
        let last = calls.last()?.summary.id;
        let new = last - std::mem::replace(&mut self.call, last);
        let skipped = new.saturating_sub(u64::try_from(calls.len()).unwrap_or(new));
        let calls = calls.iter().map(|call| &call.summary).collect();
        event("calls", &NewCalls { calls, skipped })
    }

    /// The counts that have changed; the first time all that are not zero.
    fn counts(&mut self) -> Event {
        let sample = self.admin.recent.oldest();
        let mut changed = Vec::new();
        for (place, route) in self.snapshot.serving.routes.iter().enumerate() {
            let endpoints = route.endpoints.list().iter().enumerate();
            let labels = endpoints.map(|(at, endpoint)| (Some(at), Some(&*endpoint.label)));
            for (at, label) in labels.chain([(None, None)]) {
                let (total, recent) = sample.since(route, at);
                let before = self.counts.get(&(place, at)).copied().unwrap_or_default();
                if recent != before || (!total.is_zero() && !self.counts.contains_key(&(place, at))) {
                    self.counts.insert((place, at), recent);
                    changed.push(Count { route: route.name(), endpoint: label, total, recent });
                }
            }
        }
        event("counts", &Counts { routes: changed, upstreams: upstreams(&self.snapshot) }).unwrap_or_default()
    }
}

fn event(name: &str, data: &impl Serialize) -> Option<Event> {
    Event::default().event(name).json_data(data).ok()
}
