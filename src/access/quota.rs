//! How much of a limit a key has used: in this process, in others, and what it may still use unasked.
//!
//! Where a store is shared, calls are leased from it: a few at a time, so that the sum of all leases
//! never exceeds the limit while a request seldom has to wait for one.

use super::tally::Tally;

/// One limit's counts, by period.
#[derive(Debug, Default)]
pub(super) struct Quota {
    used: Tally,
    elsewhere: Tally,
    leased: Tally,
}

impl Quota {
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
