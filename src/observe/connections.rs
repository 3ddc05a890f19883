//! Connections of clients: how many are open, and whether there was room for all who came.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prometheus::Registry;

use super::family::Family;
use super::series::{Counter, Gauge, Zero};

/// How long after a client was turned away the shortage counts as over.
const AFTERMATH: Duration = Duration::from_secs(10);

/// The connections of one server.
#[derive(Debug)]
pub struct Connections {
    open: Gauge,
    refused: Counter,
    /// How many file descriptors the process may have; 0 where there is no limit.
    descriptors: AtomicU64,
    started: Instant,
    /// When the last client was turned away, in milliseconds since the start; 0 where none was.
    refused_at: AtomicU64,
}

/// A connection, counted until it is dropped.
#[derive(Debug)]
pub struct Open<'c>(&'c Connections);

/// Whether a shortage was known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// It begins.
    Begins,
    /// It goes on.
    GoesOn,
}

impl Connections {
    pub(super) fn register(registry: &Registry) -> Self {
        let help = "Connections of clients that are open.";
        let open = Family::register(registry, "understudy_connections", help, &[]);
        let help = "Connections of clients that were turned away for want of file descriptors.";
        let refused = Family::register(registry, "understudy_connections_refused_total", help, &[]);
        Self {
            open: open.series(&[], Gauge::default),
            refused: refused.series(&[], || Counter::new(Zero::Shown)),
            descriptors: AtomicU64::new(0),
            started: Instant::now(),
            refused_at: AtomicU64::new(0),
        }
    }

    /// Counts a connection.
    pub fn begin(&self) -> Open<'_> {
        self.open.add(1);
        Open(self)
    }

    /// How many are open.
    pub fn open(&self) -> u64 {
        self.open.value()
    }

    /// How many were turned away.
    pub fn refused(&self) -> u64 {
        self.refused.value()
    }

    /// Counts a connection that was turned away.
    pub fn refuse(&self) -> Shortage {
        let shortage = if self.is_short() { Shortage::GoesOn } else { Shortage::Begins };
        self.refused.increment();
        self.refused_at.store(self.now(), Ordering::Relaxed);
        shortage
    }

    /// Whether clients were turned away in the last seconds.
    pub fn is_short(&self) -> bool {
        let at = self.refused_at.load(Ordering::Relaxed);
        at > 0 && Duration::from_millis(self.now().saturating_sub(at)) < AFTERMATH
    }

    /// Tells how many file descriptors the process may have.
    pub fn set_descriptors(&self, limit: u64) {
        self.descriptors.store(limit, Ordering::Relaxed);
    }

    /// How many file descriptors the process may have; none where there is no limit.
    pub fn descriptors(&self) -> Option<u64> {
        Some(self.descriptors.load(Ordering::Relaxed)).filter(|limit| *limit > 0)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.subtract(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_counted_while_they_are_open() {
        let connections = Connections::register(&Registry::new());
        let (one, two) = (connections.begin(), connections.begin());
        assert_eq!(connections.open(), 2);
        drop((one, two));
        assert_eq!(connections.open(), 0);
    }

    #[test]
    fn a_shortage_begins_once() {
        let connections = Connections::register(&Registry::new());
        assert!(!connections.is_short());
        assert_eq!(connections.refuse(), Shortage::Begins);
        assert_eq!(connections.refuse(), Shortage::GoesOn);
        assert!(connections.is_short());
        assert_eq!(connections.refused(), 2);
    }
}
