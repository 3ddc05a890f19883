//! templates.md 6: `$now`.

use jiff::Timestamp;

use super::compiled;
use super::request::sent;
use crate::template::{Draw, Escape};

#[track_caller]
fn check(now: &str, text: &str, expected: &str) {
    let filled = match compiled(text, Escape::None, &[]) {
        None => text.to_owned(),
        Some(template) => {
            let mut out = Vec::new();
            let draw = Draw { seed: 1, now: now.parse::<Timestamp>().unwrap() };
            sent("/").ask(|inputs| out = template.fill(inputs, &draw, usize::MAX).unwrap());
            String::from_utf8(out).unwrap()
        }
    };
    assert_eq!(filled, expected, "{text} at {now}");
}

const NOW: &str = "2026-01-31T12:00:00.5Z";

#[test]
fn rule_6_forms() {
    check(NOW, "{{$now}}", "2026-01-31T12:00:00.500Z");
    check(NOW, "{{$now 'iso'}}", "2026-01-31T12:00:00.500Z");
    check(NOW, "{{$now 'unix'}}", "1769860800");
    check(NOW, "{{$now 'ms'}}", "1769860800500");
    check(NOW, "{{$now 'date'}}", "2026-01-31");
    check(NOW, "{{$now 'http'}}", "Sat, 31 Jan 2026 12:00:00 GMT");
}

#[test]
fn rule_6_offsets() {
    for (offset, expected) in [
        ("+5s", "2026-01-31T12:00:05.500Z"),
        ("-90m", "2026-01-31T10:30:00.500Z"),
        ("+1h", "2026-01-31T13:00:00.500Z"),
        ("+3d", "2026-02-03T12:00:00.500Z"),
        ("-2w", "2026-01-17T12:00:00.500Z"),
        ("+1M", "2026-02-28T12:00:00.500Z"),
        ("-1y", "2025-01-31T12:00:00.500Z"),
        ("+0d", "2026-01-31T12:00:00.500Z"),
    ] {
        check(NOW, &format!("{{{{$now '{offset}'}}}}"), expected);
    }
    check("2024-02-29T00:00:00Z", "{{$now '+1y' 'date'}}", "2025-02-28");
    check(NOW, "{{ $now}} {{$now  '-90m'   'unix' }}", "{{ $now}} 1769855400");
    check(NOW, "{{$now '+999999999y' 'date'}}", "9999-12-30");
}

#[test]
fn rule_6_anything_else_stays_as_it_stands() {
    for text in [
        "{{$now 'unix' '+3d'}}",
        "{{$now '3d'}}",
        "{{$now '+3x'}}",
        "{{$now '+d'}}",
        "{{$now '+3d''unix'}}",
        "{{$now +3d}}",
        "{{$now '+3d' 'unix' 'x'}}",
        "{{$now '+9999999999999999999d'}}",
        "{{$now ''}}",
        "{{$nowhere}}",
        "{{$now'iso'}}",
        "{{$now '+3é'}}",
    ] {
        check(NOW, text, text);
    }
}
