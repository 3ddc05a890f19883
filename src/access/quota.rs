//! How much of a limit a key has used: in this process, in others, and what it may still use unasked.
//!
//! Where a store is shared, calls are leased from it: a few at a time, so that the sum of all leases
//! never exceeds the limit while a request seldom has to wait for one.

use super::tally::{Periods, Tally};

/// One limit's counts, by period.
#[derive(Debug, Default)]
pub(super) struct Quota {
    used: Tally,
    elsewhere: Tally,
    leased: Tally,
    /// What others hold, used or not, as far as it is known.
    others: Tally,
}

impl Quota {
    /// Of a limit in periods of this length.
    pub(super) fn by(periods: Periods) -> Self {
        let tally = || Tally::by(periods);
        Self { used: tally(), elsewhere: tally(), leased: tally(), others: tally() }
    }

    /// How much was used in the period, by this process and any other.
    pub(super) fn used(&self, period: u32) -> u64 {
        self.used.get(period) + self.elsewhere.get(period)
    }

    /// Uses one without a limit; how much was used then.
    pub(super) fn count(&self, period: u32) -> u64 {
        self.used.add(period, 1) + self.elsewhere.get(period)
    }

    /// Uses one if that stays within the limit; how much was used then.
    pub(super) fn count_below(&self, period: u32, limit: u64) -> Option<u64> {
        let elsewhere = self.elsewhere.get(period);
        self.used.add_below(period, limit.saturating_sub(elsewhere)).map(|used| used + elsewhere)
    }

    /// Uses one that was leased, if there is one; how much was used then.
    pub(super) fn count_leased(&self, period: u32) -> Option<u64> {
        // In this order, lest `held` ever misses the one that is under way: it would be leased twice.
        let used = self.used.add(period, 1);
        if self.leased.take(period) {
            return Some(used + self.elsewhere.get(period));
        }
        self.used.take(period);
        None
    }

    /// Uses one while nobody can be asked, if that stays within what others were last known to leave of the limit.
    pub(super) fn count_alone(&self, period: u32, limit: u64) -> Option<u64> {
        let elsewhere = self.elsewhere.get(period);
        let others = self.others.get(period).max(elsewhere) + self.leased.get(period);
        self.used.add_below(period, limit.saturating_sub(others)).map(|used| used + elsewhere)
    }

    /// What this process has used or may use unasked, in the period.
    pub(super) fn held(&self, period: u32) -> u64 {
        let leased = self.leased.get(period);
        leased + self.used.get(period)
    }

    /// Gives what may be used unasked.
    pub(super) fn lend(&self, period: u32, more: u64) {
        self.leased.add(period, more);
    }

    /// Takes back what was not used.
    pub(super) fn take_back(&self, period: u32) -> u64 {
        self.leased.drain(period)
    }

    /// Turns a use that was counted and then not made into a lease.
    pub(super) fn return_one(&self, period: u32) {
        self.leased.add(period, 1);
        self.used.take(period);
    }

    /// Tells what others hold, used or not.
    pub(super) fn set_others(&self, period: u32, held: u64) {
        self.others.set(period, held);
    }

    /// Tells what was used outside of this process, or before it.
    pub(super) fn set_elsewhere(&self, period: u32, count: u64) {
        self.elsewhere.set(period, count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_elsewhere_counts() {
        let quota = Quota::default();
        quota.set_elsewhere(1, 3);
        assert_eq!((quota.count_below(1, 5), quota.count(1), quota.count_below(1, 5)), (Some(4), 5, None));
        quota.set_elsewhere(1, 9);
        assert_eq!((quota.used(1), quota.count_below(1, 5)), (11, None));
    }

    #[test]
    fn alone_it_goes_by_what_others_hold() {
        let quota = Quota::default();
        quota.set_others(1, 3);
        quota.lend(1, 1);
        assert_eq!((quota.count_alone(1, 5), quota.count_alone(1, 5)), (Some(1), None));
        quota.set_elsewhere(1, 4);
        assert_eq!((quota.count_alone(1, 6), quota.count_alone(1, 7)), (None, Some(6)));
        assert_eq!(quota.count_alone(2, 1), Some(1), "in another period");
    }

    #[test]
    fn leases_are_used_once() {
        let quota = Quota::default();
        assert_eq!((quota.count_leased(1), quota.held(1)), (None, 0));
        quota.lend(1, 2);
        assert_eq!((quota.count_leased(1), quota.held(1)), (Some(1), 2));
        assert_eq!((quota.take_back(1), quota.count_leased(1), quota.held(1)), (1, None, 1));
        quota.return_one(1);
        assert_eq!((quota.used(1), quota.held(1), quota.count_leased(1)), (0, 1, Some(1)));
    }
}
