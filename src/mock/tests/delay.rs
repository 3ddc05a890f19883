//! 7.5: how long an answer waits.

use std::time::Duration;

use super::{ask, mock};
use crate::mock::{Caller, Delay, Options, Reply};

const MS: fn(u64) -> Duration = Duration::from_millis;

/// Asks a mock that is configured so for `x-mock-response-delay`; none where that is refused.
#[track_caller]
fn check(row: &str, configured: Delay, asked: Option<&str>, expected: Option<Delay>) {
    let mock = mock(Options { delay: configured, ..Options::default() }, r#"{"name": "books", "code": 200}"#);
    let line = asked.map(|asked| format!("x-mock-response-delay: {asked}"));
    let lines: Vec<_> = line.iter().map(String::as_str).collect();
    ask(&mock, "GET /books", &lines, Caller::Unknown, |reply| match reply {
        Reply::Example { delay, .. } => assert_eq!(Some(delay), expected, "{row}"),
        Reply::Refused(answer) => assert_eq!((answer.status.as_u16(), expected), (400, None), "{row}"),
        other => panic!("{row}: {other:?}"),
    });
}

#[test]
fn rule_7_5_from_1_to_180000_milliseconds() {
    for (asked, expected) in [
        ("1", Some(1)),
        ("250", Some(250)),
        (" 250\t", Some(250)),
        ("0250", Some(250)),
        ("180000", Some(180_000)),
        ("0", None),
        ("180001", None),
        ("-1", None),
        ("99999999999999999999999", None),
        ("1.5", None),
        ("1s", None),
        ("1 0", None),
        ("", None),
        ("ä", None),
    ] {
        check(asked, Delay::None, Some(asked), expected.map(|length| Delay::Fixed(MS(length))));
    }
}

#[test]
fn rule_7_5_the_header_over_the_configured_delay() {
    for configured in [Delay::None, Delay::Fixed(MS(20)), Delay::TWO_G, Delay::THREE_G] {
        check("configured", configured, None, Some(configured));
        check("asked for", configured, Some("7"), Some(Delay::Fixed(MS(7))));
        check("wrong", configured, Some("0"), None);
    }
}

#[test]
fn rule_7_5_profiles() {
    for (row, delay, share, expected) in [
        ("none", Delay::None, 0.5, None),
        ("fixed", Delay::Fixed(MS(20)), 0.9, Some(20)),
        ("2g at least", Delay::TWO_G, 0.0, Some(300)),
        ("2g in the middle", Delay::TWO_G, 0.5, Some(850)),
        ("2g at most", Delay::TWO_G, 1.0, Some(1400)),
        ("3g at least", Delay::THREE_G, 0.0, Some(100)),
        ("3g in the middle", Delay::THREE_G, 0.5, Some(300)),
        ("3g at most", Delay::THREE_G, 1.0, Some(500)),
        ("a share below 0", Delay::THREE_G, -1.0, Some(100)),
        ("a share above 1", Delay::THREE_G, 2.0, Some(500)),
        ("ends the wrong way round", Delay::Between(MS(5), MS(1)), 0.5, Some(5)),
    ] {
        assert_eq!(delay.at(share), expected.map(MS), "{row}");
    }
}

#[test]
fn rule_7_5_nothing_but_an_example_waits() {
    let mock =
        mock(Options { delay: Delay::TWO_G, ..Options::default() }, r#"{"name": "books", "code": 200}"#);
    ask(&mock, "GET /nothing/here", &[], Caller::Unknown, |reply| {
        assert!(matches!(reply, Reply::Miss(_)), "{reply:?}");
    });
}
