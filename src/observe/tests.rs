//! The metrics as they are scraped, and the access log as it is written.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;

fn endpoints() -> [Arc<str>; 2] {
    ["GET /books", "POST /orders"].map(Into::into)
}

const KEYS: [&str; 2] = ["team", "partner"];

/// A live answer with status 200 that took no time, on no endpoint and with no key.
fn answered(route: &RouteMetrics) -> Outcome<'_> {
    Outcome {
        route,
        endpoint: None,
        key: None,
        method: "GET",
        path: "/books/1",
        source: Source::Live,
        reason: None,
        status: 200,
        example: None,
        is_call: true,
        unmatched: false,
        own: Duration::ZERO,
        upstream: None,
    }
}

/// The value on the line that starts with `series` and a space.
fn value_of<'a>(text: &'a str, series: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '))
}

#[track_caller]
fn check(row: &str, change: impl Fn(&mut Outcome<'_>), expected: &[(&str, Option<&str>)]) {
    let metrics = Metrics::new();
    let route = metrics.route("shop", &endpoints(), &KEYS);
    let mut outcome = answered(&route);
    change(&mut outcome);
    metrics.request_finished(&outcome);
    let text = metrics.render();
    for (series, value) in expected {
        assert_eq!(value_of(&text, series), *value, "{row}: {series}\n{text}");
    }
}

#[test]
fn requests_are_counted_by_source_and_class_of_status() {
    let of = |source, status| {
        move |outcome: &mut Outcome<'_>| {
            outcome.source = source;
            outcome.status = status;
        }
    };
    let requests = "understudy_requests_total";
    let rows = [
        ("live", of(Source::Live, 200), r#"{route="shop",source="live",status="2xx"}"#),
        ("mock", of(Source::Mock, 404), r#"{route="shop",source="mock",status="4xx"}"#),
        ("fallback", of(Source::Fallback, 599), r#"{route="shop",source="fallback",status="5xx"}"#),
        ("itself", of(Source::None, 302), r#"{route="shop",source="none",status="3xx"}"#),
        ("first", of(Source::Live, 100), r#"{route="shop",source="live",status="1xx"}"#),
        ("above the classes", of(Source::Mock, 600), r#"{route="shop",source="mock",status="other"}"#),
        ("below the classes", of(Source::Mock, 0), r#"{route="shop",source="mock",status="other"}"#),
    ];
    for (row, change, labels) in rows {
        check(row, change, &[(&format!("{requests}{labels}"), Some("1"))]);
    }
    let other = r#"understudy_requests_total{route="shop",source="live",status="4xx"}"#;
    check("a class that never came is there as 0", |_| {}, &[(other, Some("0"))]);
    let odd = r#"understudy_requests_total{route="shop",source="live",status="other"}"#;
    check("an odd status that never came is not there", |_| {}, &[(odd, None)]);
}

#[test]
fn calls_are_counted_by_key() {
    let team = r#"understudy_calls_total{key="team",route="shop",source="mock"}"#;
    let none = r#"understudy_calls_total{key="none",route="shop",source="mock"}"#;
    let with_key = |key| {
        move |outcome: &mut Outcome<'_>| {
            outcome.source = Source::Mock;
            outcome.key = key;
        }
    };
    check("known", with_key(Some(0)), &[(team, Some("1")), (none, Some("0"))]);
    check("no key", with_key(None), &[(team, Some("0")), (none, Some("1"))]);
    check("an index that no key has", with_key(Some(2)), &[(team, Some("0")), (none, Some("1"))]);
    let itself = r#"understudy_calls_total{key="none",route="shop",source="none"}"#;
    let refused = |outcome: &mut Outcome<'_>| {
        with_key(Some(0))(outcome);
        outcome.is_call = false;
    };
    check("what was refused", refused, &[(team, Some("0")), (none, Some("0"))]);
    check("an answer by Understudy itself", |outcome| outcome.source = Source::None, &[(itself, None)]);
}

#[test]
fn endpoints_are_counted() {
    let books = r#"understudy_endpoint_requests_total{route="shop",endpoint="GET /books",source="live"}"#;
    let orders = r#"understudy_endpoint_requests_total{route="shop",endpoint="POST /orders",source="live"}"#;
    let on = |endpoint| move |outcome: &mut Outcome<'_>| outcome.endpoint = endpoint;
    check("none", on(None), &[(books, Some("0")), (orders, Some("0"))]);
    check("second", on(Some(1)), &[(books, Some("0")), (orders, Some("1"))]);
    check("an index that no endpoint has", on(Some(7)), &[(books, Some("0")), (orders, Some("0"))]);
}

#[test]
fn reasons_come_from_a_bounded_table() {
    let for_reason = |reason| {
        move |outcome: &mut Outcome<'_>| (outcome.source, outcome.reason) = (Source::Fallback, Some(reason))
    };
    let rows = [
        (Reason::Connect, "connect"),
        (Reason::Timeout, "timeout"),
        (Reason::Reset, "reset"),
        (Reason::Deadline, "deadline"),
        (Reason::Unbuilt, "unbuilt"),
        (Reason::UnbuiltLikely, "unbuilt-likely"),
        (Reason::BreakerOpen, "breaker-open"),
        (Reason::Unhealthy, "unhealthy"),
        (Reason::Status(503), "status-503"),
        (Reason::Status(400), "status-400"),
        (Reason::Status(599), "status-599"),
        (Reason::Status(399), "status-other"),
        (Reason::Status(600), "status-other"),
        (Reason::Status(u16::MAX), "status-other"),
    ];
    for (reason, word) in rows {
        let series = format!(r#"understudy_fallback_total{{route="shop",reason="{word}"}}"#);
        check(word, for_reason(reason), &[(&series, Some("1"))]);
    }
    let default = r#"understudy_fallback_total{route="shop",reason="status-502"}"#;
    let rare = r#"understudy_fallback_total{route="shop",reason="status-404"}"#;
    let answered_by_nobody = |outcome: &mut Outcome<'_>| {
        (outcome.source, outcome.reason) = (Source::None, Some(Reason::Status(502)));
    };
    check("no answer of the mock", answered_by_nobody, &[(default, Some("0"))]);
    check("no reason", |_| {}, &[(default, Some("0")), (rare, None)]);
}

#[test]
fn unmatched_requests_are_counted() {
    let series = r#"understudy_unmatched_total{route="shop"}"#;
    check("matched", |_| {}, &[(series, Some("0"))]);
    check("unmatched", |outcome| outcome.unmatched = true, &[(series, Some("1"))]);
}

#[test]
fn own_time_goes_into_buckets() {
    let bucket = |bound| {
        format!(r#"understudy_request_duration_seconds_bucket{{route="shop",source="live",le="{bound}"}}"#)
    };
    let took = |own, upstream| {
        move |outcome: &mut Outcome<'_>| {
            outcome.own = own;
            outcome.upstream = upstream;
        }
    };
    let microseconds = Duration::from_micros;
    let (first, second, last) = (bucket("0.00001"), bucket("0.000025"), bucket("1"));
    check("10 µs", took(microseconds(10), None), &[(&first, Some("1")), (&second, Some("1"))]);
    check(
        "upstream time is not ours",
        took(microseconds(9), Some(Duration::from_secs(5))),
        &[(&first, Some("1"))],
    );
    check("20 µs", took(microseconds(20), None), &[(&first, Some("0")), (&second, Some("1"))]);
    check("2 s", took(Duration::from_secs(2), None), &[(&last, Some("0")), (&bucket("+Inf"), Some("1"))]);
}

#[test]
fn endpoints_count_on_under_their_names() {
    let metrics = Metrics::new();
    let count = |names: &[&str], endpoint| {
        let names: Vec<Arc<str>> = names.iter().map(|name| (*name).into()).collect();
        let route = metrics.route("shop", &names, &KEYS);
        metrics.request_finished(&Outcome { endpoint: Some(endpoint), ..answered(&route) });
        route.endpoint_answered(endpoint).live
    };
    assert_eq!(count(&["a", "b"], 1), 1);
    assert_eq!(count(&["c", "b", "c"], 1), 2, "`b` is in another place");
    assert_eq!([count(&["c"], 0), count(&["d", "c", "a"], 1), count(&["a", "c"], 0)], [1, 2, 1]);
    let other = metrics.route("other", &["a".into()], &KEYS);
    assert_eq!(other.endpoint_answered(0).live, 0);
    let text = metrics.render();
    for (route, endpoint, expected) in [
        ("shop", "a", Some("1")),
        ("shop", "b", Some("2")),
        ("shop", "c", Some("2")),
        ("shop", "d", Some("0")),
        ("other", "a", Some("0")),
        ("other", "b", None),
    ] {
        let series = format!(
            "understudy_endpoint_requests_total{{route=\"{route}\",endpoint=\"{endpoint}\",source=\"live\"}}"
        );
        assert_eq!(value_of(&text, &series), expected, "{series}");
    }
}

#[test]
fn counters_survive_a_reload_and_gauges_of_what_is_gone_do_not() {
    let metrics = Metrics::new();
    let size = |mock| MockSize { mock, examples: 12, warnings: 3 };
    let first = metrics.route("shop", &endpoints(), &KEYS);
    metrics.request_finished(&answered(&first));
    metrics.snapshot_published(1, &[("shop", "mock-first"), ("old", "live")], &[size("books"), size("old")]);
    let second = metrics.route("shop", &endpoints()[..1], &KEYS[..1]);
    metrics.request_finished(&answered(&second));
    metrics.request_finished(&answered(&first));
    metrics.snapshot_published(2, &[("shop", "mock-first")], &[size("books")]);
    let text = metrics.render();
    let rows = [
        (r#"understudy_requests_total{route="shop",source="live",status="2xx"}"#, Some("3")),
        (r#"understudy_calls_total{key="partner",route="shop",source="live"}"#, Some("0")),
        ("understudy_config_generation", Some("2")),
        (r#"understudy_route_mode{route="shop",mode="mock-first"}"#, Some("1")),
        (r#"understudy_route_mode{route="shop",mode="mock"}"#, Some("0")),
        (r#"understudy_route_mode{route="old",mode="live"}"#, None),
        (r#"understudy_examples{mock="books"}"#, Some("12")),
        (r#"understudy_load_warnings{mock="books"}"#, Some("3")),
        (r#"understudy_examples{mock="old"}"#, None),
        (r#"understudy_load_warnings{mock="old"}"#, None),
    ];
    for (series, value) in rows {
        assert_eq!(value_of(&text, series), value, "{series}\n{text}");
    }
}

#[test]
fn a_mode_change_moves_the_one() {
    let metrics = Metrics::new();
    metrics.snapshot_published(1, &[("shop", "live")], &[]);
    metrics.mode_changed("shop", "fallback");
    let text = metrics.render();
    let modes = [("live", "0"), ("fallback", "1"), ("mock-first", "0"), ("mock", "0")];
    for (mode, value) in modes {
        let series = format!(r#"understudy_route_mode{{route="shop",mode="{mode}"}}"#);
        assert_eq!(value_of(&text, &series), Some(value), "{mode}");
    }
}

#[test]
fn reloads_are_counted_and_timed() {
    let metrics = Metrics::new();
    metrics.reload_finished(ReloadResult::Ok, Duration::from_millis(4));
    let text = metrics.render();
    assert_eq!(value_of(&text, r#"understudy_reloads_total{result="ok"}"#), Some("1"));
    assert_eq!(value_of(&text, r#"understudy_reloads_total{result="failed"}"#), Some("0"));
    assert_eq!(value_of(&text, r#"understudy_reload_duration_seconds_bucket{le="0.0025"}"#), Some("0"));
    assert_eq!(value_of(&text, r#"understudy_reload_duration_seconds_bucket{le="0.005"}"#), Some("1"));
}

#[test]
fn the_program_and_its_process_are_described() {
    let text = Metrics::new().render();
    let build = format!(r#"understudy_build_info{{version="{}"}}"#, env!("CARGO_PKG_VERSION"));
    assert_eq!(value_of(&text, &build), Some("1"));
    #[cfg(target_os = "linux")]
    assert!(value_of(&text, "process_resident_memory_bytes").is_some(), "{text}");
}

#[test]
fn requests_without_a_route_are_counted_as_none() {
    let metrics = Metrics::new();
    let outcome = Outcome { source: Source::None, status: 404, ..answered(metrics.unrouted()) };
    metrics.request_finished(&outcome);
    let series = r#"understudy_requests_total{route="none",source="none",status="4xx"}"#;
    assert_eq!(value_of(&metrics.render(), series), Some("1"));
}

#[test]
fn two_servers_in_one_process_share_no_number() {
    let (one, other) = (Metrics::new(), Metrics::new());
    one.request_finished(&answered(&one.route("shop", &endpoints(), &KEYS)));
    let route = other.route("shop", &endpoints(), &KEYS);
    assert_eq!(route.name(), "shop");
    let series = r#"understudy_requests_total{route="shop",source="live",status="2xx"}"#;
    assert_eq!(value_of(&other.render(), series), Some("0"));
}

#[test]
fn names_that_run_together_to_the_same_text_are_counted_apart() {
    let metrics = Metrics::new();
    let short = metrics.route("bc", &endpoints(), &["a"]);
    let long = metrics.route("c", &endpoints(), &["ab"]);
    metrics.request_finished(&Outcome { key: Some(0), ..answered(&short) });
    metrics.request_finished(&Outcome { key: Some(0), ..answered(&long) });
    let text = metrics.render();
    assert_eq!(value_of(&text, r#"understudy_calls_total{key="a",route="bc",source="live"}"#), Some("1"));
    assert_eq!(value_of(&text, r#"understudy_calls_total{key="ab",route="c",source="live"}"#), Some("1"));
}

#[test]
fn a_name_with_quotes_is_escaped() {
    let metrics = Metrics::new();
    metrics.request_finished(&answered(&metrics.route("a\"b\\\n", &endpoints(), &KEYS)));
    let series = r#"understudy_requests_total{route="a\"b\\\n",source="live",status="2xx"}"#;
    assert_eq!(value_of(&metrics.render(), series), Some("1"));
}

/// What the log wrote.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[track_caller]
fn check_log(row: &str, change: impl Fn(&mut Outcome<'_>), expected: &str) {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .without_time()
        .finish();
    let metrics = Metrics::new();
    let route = metrics.route("shop", &endpoints(), &KEYS);
    let mut outcome = answered(&route);
    change(&mut outcome);
    tracing::subscriber::with_default(subscriber, || write_access_log(&outcome));
    let written = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert_eq!(written, format!(" INFO access: {expected}\n"), "{row}");
}

#[test]
fn the_access_log_has_one_line_a_request() {
    check_log(
        "live",
        |outcome| {
            outcome.own = Duration::from_micros(42);
            outcome.upstream = Some(Duration::from_millis(7));
        },
        r#"method=GET path=/books/1 route="shop" source="live" status=200 own_us=42 upstream_us=7000"#,
    );
    check_log(
        "fallback",
        |outcome| {
            outcome.source = Source::Fallback;
            outcome.reason = Some(Reason::Status(503));
            outcome.example = Some("One book");
        },
        concat!(
            r#"method=GET path=/books/1 route="shop" source="fallback" reason=status-503 "#,
            r#"example=One book status=200 own_us=0"#
        ),
    );
}

#[test]
fn the_access_log_is_safe_from_what_clients_send() {
    let with_path = |path: &'static str| move |outcome: &mut Outcome<'_>| outcome.path = path;
    let line =
        |path: &str| format!(r#"method=GET path={path} route="shop" source="live" status=200 own_us=0"#);
    let rows = [
        ("a query may hold a secret", "/books?api_key=hidden", "/books"),
        ("a line break", "/a\r\n INFO access: forged", r"/a\r\n INFO access: forged"),
        ("a terminal's escape", "/\u{1b}[31m", r"/\u{1b}[31m"),
        ("text that turns direction", "/\u{202e}gpj", r"/\u{202e}gpj"),
        ("a backslash", r"/a\n", r"/a\\n"),
        ("quotes and letters", "/Books('é')", "/Books('é')"),
        ("empty", "", ""),
    ];
    for (row, path, shown) in rows {
        check_log(row, with_path(path), &line(shown));
    }
    let long: &'static str = "x".repeat(100_000).leak();
    check_log("long", with_path(long), &line(&format!("{}...", "x".repeat(512))));
}
