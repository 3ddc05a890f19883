//! The breaker, step by step; times in milliseconds since it was made.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::config;
use crate::observe::{Cause, Reason};
use crate::upstream::breaker::{Breaker, Era, Report};
use crate::upstream::{Failure, Passage};

pub(super) const SETTINGS: config::Breaker = config::Breaker {
    failures: 3,
    cooldown: Duration::from_secs(2),
    longest_cooldown: Duration::from_secs(5),
};

/// What happens; requests that pass are numbered from 0.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A request asks and passes.
    Passes(u64),
    /// A request asks and is to wait so long.
    Refused(u64, u64),
    /// This one was answered, failed, or went away.
    Answered(usize, u64),
    Failed(usize, u64),
    Gone(usize, u64),
    /// The health check finds a server well again.
    Closed,
}
use Step::{Answered, Closed, Failed, Gone, Passes, Refused};

/// A failure that counts as this.
pub(super) fn failure(reason: Reason) -> Failure {
    Failure { reason, cause: Cause::NoAnswer }
}

#[track_caller]
fn check(row: &str, steps: &[Step]) {
    check_with(SETTINGS, row, steps);
}

#[track_caller]
fn check_with(settings: config::Breaker, row: &str, steps: &[Step]) {
    let (breaker, start) = (Breaker::new(settings), Instant::now());
    let at = |time| start + Duration::from_millis(time);
    let mut passed = Vec::<Era>::new();
    let report = |era: Era, report, time| {
        breaker.report(era, report, at(time), 0.0);
    };
    for (number, step) in steps.iter().enumerate() {
        match *step {
            Passes(time) => passed.push(breaker.ask(at(time)).unwrap_or_else(|refusal| {
                panic!("{row}: step {number}, {step:?}: {refusal:?}");
            })),
            Refused(time, wait) => {
                let refusal = breaker.ask(at(time)).expect_err(row);
                assert_eq!(refusal.wait, Duration::from_millis(wait), "{row}: step {number}, {step:?}");
                assert_eq!(
                    (refusal.reason, refusal.failure.reason),
                    (Reason::BreakerOpen, Reason::Timeout),
                    "{row}"
                );
            }
            Answered(request, time) => report(passed[request], Report::Answered, time),
            Failed(request, time) => report(passed[request], Report::Failed(failure(Reason::Timeout)), time),
            Closed => breaker.close(),
            Gone(request, time) => report(passed[request], Report::Nothing, time),
        }
    }
}

/// Three requests fail at 0.
const OUTAGE: [Step; 6] = [Passes(0), Failed(0, 0), Passes(0), Failed(1, 0), Passes(0), Failed(2, 0)];

#[track_caller]
fn check_outage(row: &str, steps: &[Step]) {
    check(row, &[&OUTAGE, steps].concat());
}

#[test]
fn what_opens_it() {
    check_outage("so many failures in a row", &[Refused(0, 2000), Refused(1999, 1)]);
    let mixed = [Passes(0), Failed(0, 0), Passes(0), Failed(1, 0), Passes(0), Answered(2, 0)];
    let again = [Passes(0), Failed(3, 0), Passes(0), Failed(4, 0), Passes(0)];
    check("an answer between them begins anew", &[&mixed[..], &again].concat());
    check(
        "who goes away is no failure",
        &[Passes(0), Gone(0, 0), Passes(0), Gone(0, 0), Gone(0, 0), Passes(0)],
    );
    let never = config::Breaker { failures: 0, ..SETTINGS };
    check_with(never, "never", &[&OUTAGE[..], &[Passes(0), Failed(3, 0), Passes(0)]].concat());
    let once = config::Breaker { failures: 1, ..SETTINGS };
    check_with(once, "the first", &[Passes(0), Failed(0, 0), Refused(0, 2000)]);
}

#[test]
fn one_request_probes() {
    check_outage("one at a time", &[Passes(2000), Refused(2000, 0), Refused(60_000, 0)]);
    check_outage("back", &[Passes(2000), Answered(3, 2010), Passes(2010), Passes(2010)]);
    check_outage("still down", &[Passes(2000), Failed(3, 2010), Refused(2010, 4000), Passes(6010)]);
    let twice = [Passes(2000), Failed(3, 2000), Passes(6000), Failed(4, 6000)];
    check_outage(
        "no longer than the longest",
        &[&twice[..], &[Refused(6000, 5000), Passes(11_000)]].concat(),
    );
    let back = [Passes(2000), Failed(3, 2000), Passes(6000), Answered(4, 6000)];
    let down = [Passes(6000), Failed(5, 6000), Passes(6000), Failed(6, 6000), Passes(6000), Failed(7, 6000)];
    check_outage("another outage begins anew", &[&back[..], &down, &[Refused(6000, 2000)]].concat());
    check_outage("whose client goes away", &[Passes(2000), Gone(3, 2500), Refused(2500, 2000), Passes(4500)]);
}

#[test]
fn what_was_asked_in_another_era_counts_no_more() {
    let late = [Passes(0), Passes(0)];
    let outage = [Passes(0), Failed(2, 0), Passes(0), Failed(3, 0), Passes(0), Failed(4, 0)];
    let check_late = |row, steps: &[Step]| check(row, &[&late[..], &outage, steps].concat());
    check_late("a late failure while open", &[Failed(0, 1000), Refused(1000, 1000)]);
    check_late("a late answer while open", &[Answered(0, 1000), Refused(1000, 1000)]);
    check_late("a late failure during the probe", &[Passes(2000), Failed(0, 2000), Refused(2000, 0)]);
    check_late("a late answer during the probe", &[Passes(2000), Answered(0, 2000), Refused(2000, 0)]);
    check_late("a late end during the probe", &[Passes(2000), Gone(0, 2000), Refused(2000, 0)]);
    let back =
        [Passes(2000), Answered(5, 2000), Passes(2000), Failed(6, 2000), Passes(2000), Failed(7, 2000)];
    check_late(
        "a late failure after it",
        &[&back[..], &[Failed(0, 2000), Failed(1, 2000), Passes(2000)]].concat(),
    );
}

/// An open breaker whose cooldown is over.
fn to_be_probed(start: Instant) -> Breaker {
    let breaker = Breaker::new(SETTINGS);
    for _ in 0..SETTINGS.failures {
        let era = breaker.ask(start).unwrap();
        breaker.report(era, Report::Failed(failure(Reason::Connect)), start, 0.0);
    }
    breaker
}

#[test]
fn chance_makes_a_cooldown_shorter_and_never_longer() {
    #[track_caller]
    fn check(chance: f64, expected: u64) {
        let (breaker, start) = (Breaker::new(config::Breaker { failures: 1, ..SETTINGS }), Instant::now());
        breaker.report(breaker.ask(start).unwrap(), Report::Failed(failure(Reason::Reset)), start, chance);
        let refusal = breaker.ask(start).unwrap_err();
        assert_eq!(
            (refusal.wait, refusal.failure.reason),
            (Duration::from_millis(expected), Reason::Reset),
            "{chance}"
        );
    }
    check(0.0, 2000);
    check(0.5, 1800);
    check(1.0, 1600);
    check(7.0, 1600);
    check(-1.0, 2000);
}

#[test]
fn of_many_at_once_one_probes() {
    let start = Instant::now();
    let breaker = to_be_probed(start);
    let (crowd, barrier) = (8, Barrier::new(8));
    let passed = std::thread::scope(|scope| {
        let ask = || {
            barrier.wait();
            breaker.ask(start + SETTINGS.cooldown).is_ok()
        };
        let asking: Vec<_> = (0..crowd).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|one| usize::from(one.join().unwrap())).sum::<usize>()
    });
    assert_eq!((passed, breaker.passage()), (1, Passage::HalfOpen));
}

#[test]
fn a_health_check_closes_it_at_once() {
    check_outage("while open", &[Closed, Passes(1), Passes(1)]);
    check_outage(
        "during the probe, which counts no more",
        &[Passes(2000), Closed, Failed(3, 2000), Passes(2000)],
    );
    check_outage(
        "another outage begins anew",
        &[
            &[Closed][..],
            &[Passes(1), Failed(3, 1), Passes(1), Failed(4, 1), Passes(1), Failed(5, 1), Refused(1, 2000)],
        ]
        .concat(),
    );
}
