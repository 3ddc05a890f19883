//! The memory of the first minute and of the last.

use std::fmt;
use std::time::Duration;

use super::MINUTE;

/// How much more there may be in the last minute than in the first.
const GROWTH: f64 = 1.05;

/// A shorter time says nothing: buffers and caches fill within the first minutes.
const SHORTEST: Duration = Duration::from_mins(5);

/// What was held, in mebibytes, at some moments.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    held: Vec<(Duration, f64)>,
}

impl Memory {
    pub(crate) fn note(&mut self, passed: Duration, held: f64) {
        self.held.push((passed, held));
    }

    /// What grew too much, if there was time enough to tell.
    pub(crate) fn growth(&self) -> Option<String> {
        let (first, last) = (self.first()?, self.last()?);
        let is_told = self.length() >= SHORTEST && last > first * GROWTH;
        is_told.then(|| format!("memory grew from {first:.1} to {last:.1} MiB"))
    }

    fn length(&self) -> Duration {
        self.held.last().map_or(Duration::ZERO, |(passed, _)| *passed)
    }

    fn first(&self) -> Option<f64> {
        median(self.held.iter().filter(|(passed, _)| *passed <= MINUTE + MINUTE / 20))
    }

    fn last(&self) -> Option<f64> {
        let from = self.length().saturating_sub(MINUTE);
        median(self.held.iter().filter(|(passed, _)| *passed > from))
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first().unwrap_or_default(), self.last().unwrap_or_default());
        write!(f, "memory {first:.1} MiB in the first minute, {last:.1} in the last")
    }
}

fn median<'h>(held: impl Iterator<Item = &'h (Duration, f64)>) -> Option<f64> {
    let mut held: Vec<_> = held.map(|(_, held)| *held).collect();
    held.sort_by(f64::total_cmp);
    held.get(held.len() / 2).copied()
}
