//! The breaker beside a plain model of it, which keeps a list of everything.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::breaker::{SETTINGS, failure};
use crate::observe::Reason;
use crate::upstream::breaker::{Breaker, Era, Report};

#[derive(Debug, Clone, Copy)]
enum Event {
    /// So many milliseconds pass.
    Wait(u64),
    Ask,
    /// A request that passed ends, one of those on their way.
    End(prop::sample::Index, Report),
}

fn event() -> impl Strategy<Value = Event> {
    let reports = [Report::Answered, Report::Failed(failure(Reason::Connect)), Report::Nothing];
    // Failures are most frequent: three in a row have to happen.
    let report = prop_oneof![1 => Just(reports[0]), 6 => Just(reports[1]), 1 => Just(reports[2])];
    prop_oneof![
        (0..3000_u64).prop_map(Event::Wait),
        Just(Event::Ask),
        Just(Event::Ask),
        (any::<prop::sample::Index>(), report).prop_map(|(index, report)| Event::End(index, report)),
    ]
}

/// What the specification says, in so many words.
#[derive(Debug, Default)]
struct Model {
    failures_in_a_row: usize,
    /// Set while the breaker is open or half open.
    outage: Option<Outage>,
    /// Whether the request of this number still counts.
    counts: Vec<bool>,
}

#[derive(Debug, Clone, Copy)]
struct Outage {
    probe_from: u64,
    probe: Option<usize>,
    failed_probes: u32,
}

impl Model {
    /// Whether a request passes.
    fn ask(&mut self, now: u64) -> bool {
        if let Some(outage) = &mut self.outage {
            if outage.probe.is_some() || now < outage.probe_from {
                return false;
            }
            outage.probe = Some(self.counts.len());
        }
        self.counts.push(true);
        true
    }

    fn end(&mut self, request: usize, report: Report, now: u64) {
        if !self.counts[request] {
            return;
        }
        match (self.outage, report) {
            (None, Report::Nothing) => {}
            (_, Report::Answered) => (self.failures_in_a_row, self.outage) = (0, None),
            (None, Report::Failed(_)) => {
                self.failures_in_a_row += 1;
                if self.failures_in_a_row == SETTINGS.failures {
                    self.open(0, now);
                }
            }
            (Some(outage), Report::Failed(_)) => self.open(outage.failed_probes + 1, now),
            (Some(outage), Report::Nothing) => self.open(outage.failed_probes, now),
        }
    }

    fn open(&mut self, failed_probes: u32, now: u64) {
        let cooldown = [2000, 4000, 5000][failed_probes.min(2) as usize];
        self.outage = Some(Outage { probe_from: now + cooldown, probe: None, failed_probes });
        self.counts.fill(false);
    }
}

proptest! {
    #[test]
    fn agrees(events in prop::collection::vec(event(), 0..80)) {
        let (breaker, mut model) = (Breaker::new(SETTINGS), Model::default());
        let (start, mut now) = (Instant::now(), 0);
        let mut on_their_way = Vec::<(usize, Era)>::new();
        for event in events {
            let at = start + Duration::from_millis(now);
            match event {
                Event::Wait(time) => now += time,
                Event::Ask => {
                    let asked = breaker.ask(at);
                    prop_assert_eq!(asked.is_ok(), model.ask(now), "{:?}, {:?}", asked, model);
                    on_their_way.extend(asked.ok().map(|era| (model.counts.len() - 1, era)));
                }
                Event::End(index, report) if !on_their_way.is_empty() => {
                    let (request, era) = on_their_way.swap_remove(index.index(on_their_way.len()));
                    breaker.report(era, report, at, 0.0);
                    model.end(request, report, now);
                }
                Event::End(..) => {}
            }
        }
    }
}
