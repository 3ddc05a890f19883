//! When a burst of changes has ended: after a time of quiet, but a folder that is written to all the
//! time does not put off a reload for ever. It is told the time and reads no clock.

use std::time::{Duration, Instant};

/// How many times the quiet a burst may last.
const LONGEST: u32 = 10;

/// A burst of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Debounce {
    quiet: Duration,
    last: Instant,
    end: Instant,
}

impl Debounce {
    /// Begins with a change at `now`.
    pub(super) fn new(now: Instant, quiet: Duration) -> Self {
        Self { quiet, last: now, end: now + quiet.saturating_mul(LONGEST) }
    }

    /// There was another change at `now`.
    pub(super) fn again(self, now: Instant) -> Self {
        Self { last: now, ..self }
    }

    /// How long files must have been left alone when it has ended at `now`: not at all where it lasted too long.
    pub(super) fn quiet(self, now: Instant) -> Duration {
        if now < self.end { self.quiet } else { Duration::ZERO }
    }

    /// How long to wait for more; none when it has ended.
    pub(super) fn left(self, now: Instant) -> Option<Duration> {
        let left = (self.last + self.quiet).min(self.end).saturating_duration_since(now);
        Some(left).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changes at these times (ms), 50 ms of quiet: how much is left to wait at a time.
    #[track_caller]
    fn check(name: &str, changes: &[u64], at: u64, expected: Option<u64>) {
        let start = Instant::now();
        let time = |ms: u64| start + Duration::from_millis(ms);
        let first = Debounce::new(time(changes[0]), Duration::from_millis(50));
        let burst = changes[1..].iter().fold(first, |burst, ms| burst.again(time(*ms)));
        assert_eq!(burst.left(time(at)), expected.map(Duration::from_millis), "{name}");
    }

    #[test]
    fn quiet_but_not_for_ever() {
        check("at once", &[0], 0, Some(50));
        check("a while later", &[0], 20, Some(30));
        check("quiet", &[0], 50, None);
        check("long quiet", &[0], 5000, None);
        check("another change", &[0, 40], 60, Some(30));
        let constant: Vec<_> = (0..50).map(|at| at * 10).collect();
        check("constant writes", &constant, 490, Some(10));
        check("constant writes for ten times the quiet", &constant, 500, None);
    }

    #[test]
    fn in_the_end_files_are_read_even_if_they_are_written_to() {
        let (start, quiet) = (Instant::now(), Duration::from_millis(50));
        let burst = Debounce::new(start, quiet);
        for (at, expected) in [(0, quiet), (499, quiet), (500, Duration::ZERO)] {
            assert_eq!(burst.quiet(start + Duration::from_millis(at)), expected, "{at}");
        }
    }

    #[test]
    fn without_any_quiet_nothing_waits() {
        let now = Instant::now();
        assert_eq!(Debounce::new(now, Duration::ZERO).left(now), None);
    }
}
