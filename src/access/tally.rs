//! A count that starts over with each period, without a lock.
//!
//! Period and count share one atomic, so that no increment falls between two periods. There are two of
//! them, for even and odd periods: what was counted in the period before stays readable for a whole
//! period, and a request that began before the turn is counted where it belongs.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts by period: those of the newest even and of the newest odd one.
#[derive(Debug, Default)]
pub(super) struct Tally {
    periods: Periods,
    slots: [AtomicU64; 2],
}

/// How long the periods are, and with that how an atomic is shared by period and count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Periods {
    /// Their counts are told to a store: where the clock was set back, none may be lost.
    #[default]
    Months,
    /// Their counts are of use for a minute: where the clock was set back, counting starts over. Otherwise a limit
    /// that was reached in a minute far ahead would be reached until that minute has come.
    Minutes,
}

impl Periods {
    /// Bits of the count; the rest are the period's. 2^40 calls are more than 400,000 a second for a month, and 2^32
    /// minutes are more than 8,000 years.
    const fn count_bits(self) -> u32 {
        match self {
            Self::Months => 40,
            Self::Minutes => 32,
        }
    }
}

impl Tally {
    pub(super) fn by(periods: Periods) -> Self {
        Self { periods, slots: Default::default() }
    }

    /// Counts `more` and gives the period's count, these included.
    pub(super) fn add(&self, period: u32, more: u64) -> u64 {
        let slot = self.slot(period);
        let before = slot.load(Ordering::Relaxed);
        let most = self.most();
        let has_room = before & most < most / 2 && more < most / 4;
        if self.period_of(before) == u64::from(period) && has_room {
            return (slot.fetch_add(more, Ordering::AcqRel) & most) + more;
        }
        self.change(period, |count| Some(count.saturating_add(more))).unwrap_or_else(|count| count)
    }

    /// Counts one if the count is below `ceiling`, and gives the period's count then.
    pub(super) fn add_below(&self, period: u32, ceiling: u64) -> Option<u64> {
        self.change(period, |count| (count < ceiling).then_some(count + 1)).ok()
    }

    /// Takes one off if there is one.
    pub(super) fn take(&self, period: u32) -> bool {
        self.change(period, |count| count.checked_sub(1)).is_ok()
    }

    /// Takes all off, and gives how many there were.
    pub(super) fn drain(&self, period: u32) -> u64 {
        let mut drained = 0;
        let _ = self.change(period, |count| {
            drained = count;
            (count > 0).then_some(0)
        });
        drained
    }

    /// Makes this the period's count.
    pub(super) fn set(&self, period: u32, count: u64) {
        let _ = self.change(period, |_| Some(count));
    }

    /// The period's count; nothing where it is long past or to come.
    pub(super) fn get(&self, period: u32) -> u64 {
        let packed = self.slot(period).load(Ordering::Acquire);
        if self.period_of(packed) == u64::from(period) { packed & self.most() } else { 0 }
    }

    /// The periods that have counts, with them.
    pub(super) fn counts(&self) -> impl Iterator<Item = (u32, u64)> {
        let unpack = |slot: &AtomicU64| {
            let packed = slot.load(Ordering::Acquire);
            (u32::try_from(self.period_of(packed)).unwrap_or_default(), packed & self.most())
        };
        self.slots.each_ref().map(unpack).into_iter().filter(|(_, count)| *count > 0)
    }

    /// Sets what `change` gives for the count; the count then, or as it is where nothing was given.
    ///
    /// In a slot that has come to a later month already, that one's count is changed: a clock that was set back
    /// neither loses a call nor opens a limit.
    fn change(&self, period: u32, mut change: impl FnMut(u64) -> Option<u64>) -> Result<u64, u64> {
        let slot = self.slot(period);
        let mut packed = slot.load(Ordering::Acquire);
        loop {
            let counted = match self.periods {
                Periods::Months => self.period_of(packed).max(u64::from(period)),
                Periods::Minutes => u64::from(period),
            };
            let count = if self.period_of(packed) == counted { packed & self.most() } else { 0 };
            let Some(changed) = change(count) else { return Err(count) };
            let changed = changed.min(self.most());
            let next = counted << self.periods.count_bits() | changed;
            match slot.compare_exchange_weak(packed, next, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(changed),
                Err(other) => packed = other,
            }
        }
    }

    fn slot(&self, period: u32) -> &AtomicU64 {
        let [even, odd] = &self.slots;
        if period.is_multiple_of(2) { even } else { odd }
    }

    fn period_of(&self, packed: u64) -> u64 {
        packed >> self.periods.count_bits()
    }

    /// The greatest count.
    fn most(&self) -> u64 {
        (1 << self.periods.count_bits()) - 1
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn each_period_starts_over_and_the_one_before_stays() {
        let tally = Tally::default();
        assert_eq!((tally.add(7, 1), tally.add(7, 2), tally.add(8, 1)), (1, 3, 1));
        assert_eq!(tally.add(7, 1), 4, "a request that began before the turn");
        assert_eq!((tally.get(7), tally.get(8), tally.get(9)), (4, 1, 0));
        let mut counts: Vec<_> = tally.counts().collect();
        counts.sort_unstable();
        assert_eq!(counts, [(7, 4), (8, 1)]);
        assert_eq!(tally.add(9, 1), 1);
        assert_eq!((tally.get(7), tally.get(8), tally.get(9)), (0, 1, 1));
    }

    #[test]
    fn a_clock_that_was_set_back_loses_nothing() {
        let tally = Tally::default();
        tally.add(9, 5);
        assert_eq!(tally.add(7, 1), 6);
        assert_eq!((tally.get(9), tally.get(7)), (6, 0));
        assert_eq!(tally.add_below(7, 6), None);
    }

    #[test]
    fn a_minute_starts_over_where_the_clock_was_set_back() {
        let tally = Tally::by(Periods::Minutes);
        assert_eq!((tally.add_below(9, 1), tally.add_below(9, 1)), (Some(1), None));
        assert_eq!(tally.drain(7), 0, "what is over takes nothing from what runs");
        assert_eq!((tally.get(9), tally.add_below(7, 1), tally.add_below(7, 1)), (1, Some(1), None));
    }

    #[test]
    fn every_period_is_counted_as_itself() {
        for (row, periods, period) in [
            ("the first month", Periods::Months, 0),
            ("the last month", Periods::Months, 9999 * 12 + 11),
            ("the first minute", Periods::Minutes, 0),
            ("a minute of 2051", Periods::Minutes, 43_067_297),
            ("the last minute", Periods::Minutes, u32::MAX),
        ] {
            let tally = Tally::by(periods);
            assert_eq!((tally.add_below(period, 1), tally.add_below(period, 1)), (Some(1), None), "{row}");
            assert_eq!(tally.counts().collect::<Vec<_>>(), [(period, 1)], "{row}");
        }
    }

    #[test]
    fn a_ceiling_is_kept() {
        let tally = Tally::default();
        assert_eq!(
            (tally.add_below(1, 2), tally.add_below(1, 2), tally.add_below(1, 2)),
            (Some(1), Some(2), None)
        );
        assert_eq!(tally.add_below(3, 2), Some(1), "in the next period of its slot");
        assert_eq!(tally.add_below(5, 0), None);
    }

    #[test]
    fn what_was_put_in_can_be_taken_out() {
        let tally = Tally::default();
        assert!(!tally.take(4));
        tally.set(4, 3);
        assert!(tally.take(4));
        assert_eq!((tally.drain(4), tally.drain(4), tally.take(4)), (2, 0, false));
    }

    #[test]
    fn no_count_runs_over_into_the_period() {
        for periods in [Periods::Months, Periods::Minutes] {
            let tally = Tally::by(periods);
            let most = tally.most();
            tally.set(4, most);
            assert_eq!((tally.add(4, 5), tally.get(4)), (most, most), "{periods:?}");
        }
    }

    #[test]
    fn many_threads_add_up_and_none_gets_past_a_ceiling() {
        const THREADS: u32 = 8;
        const EACH: u64 = 20_000;
        let (tally, limited, start) = (Tally::default(), Tally::default(), Barrier::new(THREADS as usize));
        let admitted: usize = thread::scope(|scope| {
            let work = || {
                start.wait();
                (0..EACH)
                    .filter(|turn| {
                        tally.add(u32::from(*turn >= EACH / 2), 1);
                        limited.add_below(0, EACH).is_some()
                    })
                    .count()
            };
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(admitted as u64, EACH);
        assert_eq!(
            (tally.get(0), tally.get(1)),
            (u64::from(THREADS) * EACH / 2, u64::from(THREADS) * EACH / 2)
        );
        assert_eq!(limited.get(0), EACH);
    }
}
