//! The leases that this process holds of limits that it shares, and what it asks for.
//!
//! It asks for what waits and a little more, so that few requests wait; it gives back what it has not
//! used for a while. While nobody can be asked, it goes by what it last knew of the others.

use std::collections::HashMap;
use std::sync::Arc;

use super::desk::{Ask, Subject};
use crate::access::holder::Limit;
use crate::access::moment::{Moment, Month};
use crate::access::store::{Claim, Held, Period, Trouble};

/// The share of what is left of a limit that is leased beyond what waits: a part in this many.
const SHARE: u64 = 32;
/// The most that is leased beyond what waits.
const MOST_SPARE: u64 = 256;

/// Which limit of which key, in which period.
pub(super) type Name = (Arc<str>, Limit, u32);

/// The leases that this process holds.
#[derive(Debug, Default)]
pub(in crate::access) struct Leases {
    pub(super) held: HashMap<Name, Lease>,
}

#[derive(Debug)]
pub(super) struct Lease {
    subject: Subject,
    most: u64,
    /// What others held when it was last known.
    others: u64,
    /// What was used when it was last looked at.
    used: u64,
    state: State,
}

/// Whether the store knows what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Told,
    Untold,
}

impl Leases {
    /// Answers all who wait, those of one limit together.
    pub(in crate::access) fn answer(
        &mut self,
        asks: Vec<Ask>,
        mut claim: impl FnMut(Claim<'_>) -> Result<Held, Trouble>,
    ) {
        let mut waiting: HashMap<Name, Vec<Ask>> = HashMap::new();
        for ask in asks {
            waiting.entry(ask.subject.name()).or_default().push(ask);
        }
        for (name, asks) in waiting {
            let Some(first) = asks.first() else { continue };
            let (subject, most) = (first.subject.clone(), first.most);
            let lease = self.held.entry(name).or_insert_with(|| Lease::new(subject));
            lease.most = most;
            lease.answer(asks, &mut claim);
        }
    }

    /// Gives back what was not used since the last time, tells what the store has not been told, and
    /// forgets periods that are over. Trouble ends it; the rest is told the next time.
    pub(in crate::access) fn settle(
        &mut self,
        now: Moment,
        mut claim: impl FnMut(Claim<'_>) -> Result<Held, Trouble>,
    ) -> Result<(), Trouble> {
        self.held.retain(|(_, limit, period), _| *period >= current(*limit, now));
        self.held.values_mut().try_for_each(|lease| lease.settle(&mut claim))
    }

    /// Gives back all that was not used.
    pub(in crate::access) fn return_all(
        &mut self,
        mut claim: impl FnMut(Claim<'_>) -> Result<Held, Trouble>,
    ) -> Result<(), Trouble> {
        self.held.values_mut().try_for_each(|lease| {
            lease.take_back();
            lease.tell(&mut claim)
        })
    }

    /// After trouble the store may have forgotten what it was told.
    pub(in crate::access) fn distrust(&mut self) {
        for lease in self.held.values_mut() {
            lease.state = State::Untold;
        }
    }
}

impl Lease {
    fn new(subject: Subject) -> Self {
        Self { subject, most: 0, others: 0, used: 0, state: State::Untold }
    }

    fn answer(&mut self, asks: Vec<Ask>, claim: &mut impl FnMut(Claim<'_>) -> Result<Held, Trouble>) {
        let asks = self.give_leased(asks);
        if asks.is_empty() {
            return;
        }
        let waiting = asks.len() as u64;
        let holds = self.held();
        let left = self.most.saturating_sub(holds + self.others);
        let key = self.subject.allowance.stored_as();
        let wants = holds + waiting + (left / SHARE).min(MOST_SPARE);
        let own = if let Ok(held) = claim(self.claim(&key, holds, wants)) {
            self.told(held);
            held.own
        } else {
            self.state = State::Untold;
            wants.min(self.most.saturating_sub(self.others))
        };
        let granted = own.saturating_sub(holds);
        self.give(asks, granted);
    }

    /// Who waits gets what was lent meanwhile, so that the spare does not add up; those who get nothing. Who has gone
    /// wants nothing.
    fn give_leased(&self, asks: Vec<Ask>) -> Vec<Ask> {
        let (quota, period) = (self.subject.allowance.of(self.subject.limit), self.subject.period);
        let mut waiting = Vec::with_capacity(asks.len());
        for ask in asks.into_iter().filter(|ask| !ask.reply.is_closed()) {
            if quota.count_leased(period).is_none() {
                waiting.push(ask);
            } else if ask.reply.send(true).is_err() {
                quota.return_one(period);
            }
        }
        waiting
    }

    /// Each who waits gets one while there are some; what is left is lent to whoever comes.
    fn give(&self, asks: Vec<Ask>, granted: u64) {
        let (quota, period) = (self.subject.allowance.of(self.subject.limit), self.subject.period);
        let mut left = granted;
        for ask in asks {
            if left == 0 {
                let _ = ask.reply.send(false);
                continue;
            }
            left -= 1;
            quota.count(period);
            if ask.reply.send(true).is_err() {
                quota.return_one(period);
            }
        }
        quota.lend(period, left);
    }

    fn settle(&mut self, claim: &mut impl FnMut(Claim<'_>) -> Result<Held, Trouble>) -> Result<(), Trouble> {
        let used = self.subject.allowance.of(self.subject.limit).used(self.subject.period);
        let is_idle = used == self.used;
        self.used = used;
        if is_idle && self.take_back() > 0 {
            self.state = State::Untold;
        }
        if self.state == State::Told { Ok(()) } else { self.tell(claim) }
    }

    fn tell(&mut self, claim: &mut impl FnMut(Claim<'_>) -> Result<Held, Trouble>) -> Result<(), Trouble> {
        let holds = self.held();
        let key = self.subject.allowance.stored_as();
        let held = claim(self.claim(&key, holds, holds))?;
        self.told(held);
        Ok(())
    }

    fn told(&mut self, held: Held) {
        self.others = held.all.saturating_sub(held.own);
        self.state = State::Told;
        self.subject.allowance.of(self.subject.limit).set_others(self.subject.period, self.others);
    }

    fn claim<'k>(&self, key: &'k str, holds: u64, wants: u64) -> Claim<'k> {
        let Subject { limit, period, .. } = &self.subject;
        let period = match limit {
            Limit::Monthly => Period::Month(Month::of_number(*period)),
            Limit::Rate => Period::Minute(*period),
        };
        Claim { key, period, most: self.most, holds, wants }
    }

    fn held(&self) -> u64 {
        self.subject.allowance.of(self.subject.limit).held(self.subject.period)
    }

    fn take_back(&self) -> u64 {
        self.subject.allowance.of(self.subject.limit).take_back(self.subject.period)
    }
}

impl Subject {
    fn name(&self) -> Name {
        (self.allowance.stored_as(), self.limit, self.period)
    }
}

fn current(limit: Limit, now: Moment) -> u32 {
    match limit {
        Limit::Monthly => now.month().number(),
        Limit::Rate => now.minute().number(),
    }
}
