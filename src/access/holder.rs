//! The holder of a key as one snapshot sees it: terms, and what is left of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ledger::Ledger;
use super::moment::{Moment, Month};
use super::quota::Quota;
use super::tally::Periods;
use crate::config::Key;

/// Which of a key's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Requests in a calendar minute.
    Rate,
    /// Answers of the mock in a calendar month.
    Monthly,
}

/// What was used of a key's limits; the same for every snapshot that has the key, whatever it is called.
#[derive(Debug)]
pub(super) struct Allowance {
    /// The name that is known to a store. Only who asks one locks it.
    stored_as: Mutex<Arc<str>>,
    rate: Quota,
    monthly: Quota,
}

impl Allowance {
    pub(super) fn new(stored_as: Arc<str>) -> Self {
        let (rate, monthly) = (Quota::by(Periods::Minutes), Quota::by(Periods::Months));
        Self { stored_as: Mutex::new(stored_as), rate, monthly }
    }

    pub(super) fn stored_as(&self) -> Arc<str> {
        Arc::clone(&self.lock())
    }

    pub(super) fn store_as(&self, name: Arc<str>) {
        *self.lock() = name;
    }

    fn lock(&self) -> MutexGuard<'_, Arc<str>> {
        self.stored_as.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn of(&self, limit: Limit) -> &Quota {
        match limit {
            Limit::Rate => &self.rate,
            Limit::Monthly => &self.monthly,
        }
    }

    pub(super) fn set_elsewhere(&self, month: Month, calls: u64) {
        self.monthly.set_elsewhere(month.number(), calls);
    }
}

/// The holder of a key, with its terms.
#[derive(Debug)]
pub struct Holder {
    name: Arc<str>,
    monthly_limit: Option<u64>,
    rate_limit: Option<u64>,
    expires: Option<i64>,
    allowance: Arc<Allowance>,
    ledger: Arc<Ledger>,
}

/// How a key stands in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Calls made.
    pub used: u64,
    /// Calls that may be made, if that is limited.
    pub limit: Option<u64>,
}

/// A limit that is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// Which.
    pub limit: Limit,
    /// How much it is.
    pub most: u64,
    /// When counting starts over.
    pub resets: Moment,
}

impl Standing {
    /// The limit, once 80 % of it are used.
    pub fn warning(self) -> Option<u64> {
        self.limit.filter(|limit| u128::from(self.used) * 5 >= u128::from(*limit) * 4)
    }
}

impl Holder {
    pub(super) fn new(key: &Key, allowance: Arc<Allowance>, ledger: Arc<Ledger>) -> Self {
        let Key { name, monthly_limit, rate_limit, expires, .. } = key;
        let (monthly_limit, rate_limit, expires) = (*monthly_limit, *rate_limit, *expires);
        Self { name: Arc::clone(name), monthly_limit, rate_limit, expires, allowance, ledger }
    }

    /// The key's name in the config.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// When the key ran out, if it has.
    pub fn expired(&self, now: Moment) -> Option<Moment> {
        self.expires.map(Moment::from_seconds).filter(|expiry| *expiry <= now)
    }

    /// How it stands in the month.
    pub fn standing(&self, now: Moment) -> Standing {
        let used = self.allowance.monthly.used(now.month().number());
        Standing { used, limit: self.monthly_limit }
    }

    /// Counts a request of any kind against the minute's rate. Waits only where limits are shared and
    /// what was leased is used up.
    ///
    /// # Errors
    /// The rate is used up; nothing was counted.
    pub async fn count_request(&self, now: Moment) -> Result<(), Exceeded> {
        let Some(most) = self.rate_limit else { return Ok(()) };
        let minute = now.minute();
        match self.take(Limit::Rate, minute.number(), most).await {
            Some(_) => Ok(()),
            None => Err(Exceeded { limit: Limit::Rate, most, resets: minute.end() }),
        }
    }

    /// Counts an answer of the mock against the month's calls. Waits as [`Self::count_request`] does.
    ///
    /// # Errors
    /// The calls are used up; nothing was counted.
    pub async fn count_call(&self, now: Moment) -> Result<Standing, Exceeded> {
        let month = now.month();
        let Some(most) = self.monthly_limit else {
            return Ok(Standing { used: self.allowance.monthly.count(month.number()), limit: None });
        };
        match self.take(Limit::Monthly, month.number(), most).await {
            Some(used) => Ok(Standing { used, limit: Some(most) }),
            None => Err(Exceeded { limit: Limit::Monthly, most, resets: month.end() }),
        }
    }

    /// Uses one; how much was used then.
    async fn take(&self, limit: Limit, period: u32, most: u64) -> Option<u64> {
        let quota = self.allowance.of(limit);
        let Some(desk) = self.ledger.desk() else { return quota.count_below(period, most) };
        if quota.used(period) >= most {
            return None;
        }
        if let Some(used) = quota.count_leased(period) {
            return Some(used);
        }
        desk.ask(&self.allowance, limit, period, most).await.then(|| quota.used(period))
    }
}
