//! Counting and limits as requests meet them: exact under concurrency, month by month.

use std::sync::{Arc, Barrier};
use std::thread;

use jiff::Timestamp;

use super::*;
use crate::config::Key;
use crate::observe::Source;

fn at(time: &str) -> Moment {
    Moment::from_seconds(time.parse::<Timestamp>().unwrap().as_second())
}

fn key(monthly_limit: Option<u64>, rate_limit: Option<u64>) -> Key {
    Key { monthly_limit, rate_limit, ..Key::new("team", [0; 32]) }
}

/// What a future gives that waits for nothing.
fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("a limit of one process waits for nothing"),
    }
}

/// How often `take` succeeds in so many threads that begin together.
fn race(threads: usize, each: usize, take: impl Fn(usize) -> bool + Sync) -> usize {
    let start = Barrier::new(threads);
    thread::scope(|scope| {
        let work = || {
            start.wait();
            (0..each).filter(|turn| take(*turn)).count()
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

#[test]
fn rule_7_8_the_call_after_the_last_is_refused_however_many_ask_at_once() {
    let ledger = Arc::new(Ledger::default());
    let holder = ledger.holder(&key(Some(10_000), Some(7_000)));
    let now = at("2026-11-22T10:00:30Z");
    assert_eq!(race(8, 5_000, |_| now_or_never(holder.count_call(now)).is_ok()), 10_000);
    assert_eq!(race(8, 5_000, |_| now_or_never(holder.count_request(now)).is_ok()), 7_000);
    let exceeded = now_or_never(holder.count_call(now)).unwrap_err();
    assert_eq!((exceeded.limit, exceeded.most), (Limit::Monthly, 10_000));
    assert_eq!(exceeded.resets, at("2026-12-01T00:00:00Z"));
    let exceeded = now_or_never(holder.count_request(now)).unwrap_err();
    assert_eq!((exceeded.limit, exceeded.most), (Limit::Rate, 7_000));
    assert_eq!(exceeded.resets, at("2026-11-22T10:01:00Z"));
    assert_eq!(holder.standing(now), Standing { used: 10_000, limit: Some(10_000) });
}

#[test]
fn limits_start_over_with_the_month_and_the_minute() {
    let ledger = Arc::new(Ledger::default());
    let holder = ledger.holder(&key(Some(1), Some(1)));
    let (last, first) = (at("2026-11-30T23:59:59Z"), at("2026-12-01T00:00:00Z"));
    for now in [last, first] {
        assert!(
            now_or_never(holder.count_call(now)).is_ok() && now_or_never(holder.count_request(now)).is_ok()
        );
        assert!(
            now_or_never(holder.count_call(now)).is_err() && now_or_never(holder.count_request(now)).is_err()
        );
    }
}

#[test]
fn limits_hold_wherever_the_clock_is() {
    for [before, after] in [
        ["1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z"],
        ["1970-01-01T00:00:00Z", "2026-11-22T10:00:00Z"],
        ["2051-11-24T20:15:59Z", "2051-11-24T20:16:00Z"],
        ["2199-12-31T23:59:59Z", "2200-01-01T00:00:00Z"],
    ] {
        let holder = Arc::new(Ledger::default()).holder(&key(Some(2), Some(1)));
        for now in [before, after].map(at) {
            let requests = (0..3).filter(|_| now_or_never(holder.count_request(now)).is_ok()).count();
            assert_eq!(requests, 1, "{now}");
            for _ in 0..3 {
                let _ = now_or_never(holder.count_call(now));
            }
            assert_eq!(holder.standing(now).used, 2, "{now}");
        }
    }
}

#[test]
fn a_limit_of_nothing_lets_nothing_through() {
    let holder = Arc::new(Ledger::default()).holder(&key(Some(0), Some(0)));
    let now = at("2026-11-22T10:00:00Z");
    assert!(
        now_or_never(holder.count_call(now)).is_err() && now_or_never(holder.count_request(now)).is_err()
    );
}

#[test]
fn a_reload_finds_the_counts_and_may_change_the_limit() {
    let ledger = Arc::new(Ledger::default());
    let now = at("2026-11-22T10:00:00Z");
    let before = ledger.holder(&key(None, None));
    for used in 1..=3 {
        assert_eq!(now_or_never(before.count_call(now)), Ok(Standing { used, limit: None }));
    }
    let after = ledger.holder(&key(Some(4), None));
    assert_eq!(now_or_never(after.count_call(now)), Ok(Standing { used: 4, limit: Some(4) }));
    assert!(now_or_never(after.count_call(now)).is_err());
    assert!(now_or_never(ledger.holder(&key(Some(5), None)).count_call(now)).is_ok());
}

#[test]
fn a_renamed_key_finds_its_counts_and_what_is_under_way_counts_on() {
    let ledger = Arc::new(Ledger::default());
    let now = at("2026-11-22T10:00:00Z");
    let named = |name: &str| Key { monthly_limit: Some(4), rate_limit: Some(3), ..Key::new(name, [7; 32]) };
    let load = |name: &str| {
        ledger.admit(&[named(name)]);
        (ledger.holder(&named(name)), ledger.route(&"shop".into(), &[name.into()]))
    };
    let call = |(holder, route): &(Holder, RouteCalls)| {
        now_or_never(holder.count_request(now)).unwrap();
        now_or_never(holder.count_call(now)).unwrap();
        route.count(Some(0), Source::Mock, now);
    };
    let team = load("team");
    call(&team);
    let crew = load("crew");
    call(&crew);
    call(&team);
    assert_eq!(now_or_never(crew.0.count_request(now)).unwrap_err().limit, Limit::Rate);
    assert_eq!(crew.0.standing(now), Standing { used: 3, limit: Some(4) });
    assert_eq!(told(&ledger.report(now)), ["2026-11/crew/shop/mock: 3"]);
    let again = load("team");
    assert_eq!(again.0.standing(now).used, 3);
    assert_eq!(told(&ledger.report(now)), ["2026-11/team/shop/mock: 3"]);
}

#[test]
fn keys_that_take_over_names_of_each_other_take_their_counts_along() {
    let (ledger, now) = (Arc::new(Ledger::default()), at("2026-11-22T10:00:00Z"));
    let keys: Vec<_> = (1..4).map(|hash| Key::new("", [hash; 32])).collect();
    // The names of the first, second and third key, where it has one; each calls once, the second twice.
    for (row, names, expected) in [
        ("at first", ["alice", "bob", ""], "alice 1, bob 2"),
        ("exchanged", ["bob", "alice", ""], "alice 4, bob 2"),
        ("each has the name of the next", ["alice", "carol", ""], "alice 3, carol 6"),
        ("a new key takes an old name", ["zoe", "carol", "alice"], "alice 1, carol 8, zoe 4"),
    ] {
        let named = keys.iter().zip(names).filter(|(_, name)| !name.is_empty());
        let named: Vec<_> = named.map(|(key, name)| Key { name: name.into(), ..key.clone() }).collect();
        ledger.admit(&named);
        let all: Vec<_> = named.iter().map(|key| Arc::clone(&key.name)).collect();
        let route = ledger.route(&"shop".into(), &all);
        for number in [0, 1, 1, 2] {
            route.count(Some(number).filter(|number| *number < all.len()), Source::Mock, now);
        }
        let mut report: Vec<_> = ledger.report(now).into_iter().collect();
        report.retain(|(entry, calls)| *entry.account.key != *"none" && *calls > 0);
        let mut told: Vec<_> =
            report.iter().map(|(entry, calls)| format!("{} {calls}", entry.account.key)).collect();
        told.sort_unstable();
        assert_eq!(told.join(", "), expected, "{row}");
    }
}

#[test]
fn from_80_percent_on_there_is_a_warning() {
    for (used, limit, expected) in [
        (79, Some(100), None),
        (80, Some(100), Some(100)),
        (100, Some(100), Some(100)),
        (3, Some(4), None),
        (4, Some(5), Some(5)),
        (u64::MAX, None, None),
        (0, Some(0), Some(0)),
    ] {
        assert_eq!(Standing { used, limit }.warning(), expected, "{used} of {limit:?}");
    }
}

#[test]
fn a_key_expires_at_its_moment() {
    let ledger = Arc::new(Ledger::default());
    let holder = ledger.holder(&Key { expires: Some(100), ..key(None, None) });
    let expiry = Moment::from_seconds(100);
    for (now, expected) in [(99, None), (100, Some(expiry)), (101, Some(expiry))] {
        assert_eq!(holder.expired(Moment::from_seconds(now)), expected, "{now}");
    }
}

fn told(report: &[(Entry, u64)]) -> Vec<String> {
    report.iter().map(|(entry, calls)| format!("{entry}: {calls}")).collect()
}

#[test]
fn calls_of_many_threads_add_up_by_key_route_source_and_month() {
    let ledger = Arc::new(Ledger::default());
    let route = ledger.route(&"shop".into(), &["team".into(), "partner".into()]);
    let (last, first) = (at("2026-11-30T23:59:59Z"), at("2026-12-01T00:00:00Z"));
    race(8, 3_000, |turn| {
        let (key, source) = match turn % 3 {
            0 => (Some(0), Source::Mock),
            1 => (Some(1), Source::Live),
            _ => (None, Source::Fallback),
        };
        route.count(key, source, if turn < 1_500 { last } else { first });
        route.count(key, Source::None, first);
        true
    });
    let expected = [
        "2026-12/none/shop/fallback: 4000",
        "2026-12/partner/shop/live: 4000",
        "2026-12/team/shop/mock: 4000",
        "2026-11/none/shop/fallback: 4000",
        "2026-11/partner/shop/live: 4000",
        "2026-11/team/shop/mock: 4000",
    ];
    assert_eq!(told(&ledger.report(first)), expected);
}

#[test]
fn twelve_months_are_remembered_beside_the_one_that_runs() {
    let ledger = Arc::new(Ledger::default());
    let route = ledger.route(&"shop".into(), &[]);
    for month in 1..=12 {
        let now = at(&format!("2026-{month:02}-15T00:00:00Z"));
        route.count(None, Source::Mock, now);
        ledger.report(now);
    }
    let count = |time| ledger.report(at(time)).len();
    assert_eq!((count("2026-12-15T00:00:00Z"), count("2027-01-01T00:00:00Z")), (12, 12));
    assert_eq!((count("2027-02-01T00:00:00Z"), count("2028-01-01T00:00:00Z")), (11, 0));
}

#[test]
fn a_million_unknown_keys_leave_no_trace() {
    let keys = Keys::new(&[("team", hash(b"usk_known"))]);
    let metrics = crate::observe::Metrics::new();
    let route = metrics.route("shop", &["GET /".into()], &["team"]);
    let ledger = Arc::new(Ledger::default());
    let calls = ledger.route(&"shop".into(), &["team".into()]);
    let now = at("2026-11-22T10:00:00Z");
    let mut sizes = Vec::new();
    let mut seen = |count: u64| {
        let shown = metrics.render();
        let lines = shown.lines().filter(|line| line.starts_with("understudy_")).count();
        assert!(
            count == 0 || shown.contains(&format!("key=\"none\",route=\"shop\",source=\"mock\"}} {count}")),
            "{shown}"
        );
        sizes.push((lines, ledger.report(now).len().max(1)));
    };
    seen(0);
    for number in 0..1_000_000_u64 {
        let key = keys.find(format!("usk_{:x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).as_bytes());
        assert_eq!(key, None);
        calls.count(key.map(KeyIndex::number), Source::Mock, now);
        metrics.request_finished(&crate::observe::Outcome {
            route: &route,
            endpoint: None,
            key: key.map(KeyIndex::number),
            method: "GET",
            path: "/",
            source: Source::Mock,
            reason: None,
            status: 200,
            example: None,
            is_call: true,
            unmatched: false,
            own: std::time::Duration::ZERO,
            upstream: None,
        });
    }
    seen(1_000_000);
    assert_eq!(sizes[0], sizes[1]);
    assert_eq!(told(&ledger.report(now)), ["2026-11/none/shop/mock: 1000000"]);
}
