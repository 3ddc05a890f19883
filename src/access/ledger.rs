//! The counts of every key and route. It outlives snapshots: a reload finds them as they were.
//!
//! A snapshot resolves what it will count with once, when it is built; a request then adds to atomics,
//! with no lock, no look-up by name and no allocation.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::account::{Account, Entry, SOURCES};
use super::book::Book;
use super::holder::{Allowance, Holder};
use super::keys::Keys;
use super::lease::Desk;
use super::lengths::Lengths;
use super::moment::{Moment, Month};
use super::register::{Named, Names, Register};
use super::status::StoreStatus;
use super::tally::Tally;
use crate::config::Key;
use crate::observe::Source;

/// The label for no key, or an unknown one.
const NONE: &str = "none";

/// How many months are remembered beside the one that runs.
const REMEMBERED: u32 = 12;

/// The counts of every key and route of one server.
#[derive(Debug, Default)]
pub struct Ledger {
    admitted: Mutex<Admitted>,
    calls: Mutex<HashMap<Account, Arc<Tally>>>,
    allowances: Mutex<HashMap<Arc<str>, Arc<Allowance>>>,
    book: Mutex<Book>,
    status: Mutex<StoreStatus>,
    desk: OnceLock<Desk>,
    lengths: Arc<Lengths>,
}

/// The keys of the config that serves, and which of them is which.
#[derive(Debug, Default)]
struct Admitted {
    keys: Vec<Named>,
    register: Register,
    /// Whether the store knows the keys.
    are_stored: bool,
}

impl Ledger {
    /// Takes in the keys of a config. One that was renamed, which its hash tells, finds its counts.
    pub fn admit(&self, keys: &[Key]) {
        let keys: Vec<_> = keys.iter().map(|key| (Arc::clone(&key.name), key.sha256)).collect();
        let mut admitted = lock(&self.admitted);
        if admitted.keys == keys {
            return;
        }
        let renamed = admitted.register.admit(&keys);
        admitted.keys = keys;
        admitted.are_stored = false;
        if renamed.is_empty() {
            return;
        }
        lock(&self.book).rename(&renamed);
        let mut calls = lock(&self.calls);
        let kept = calls.drain().filter(|(account, _)| !account.gives_way(&renamed));
        *calls = kept.map(|(account, tally)| (account.renamed(&renamed), tally)).collect();
        let mut allowances = lock(&self.allowances);
        let moved: Vec<_> = renamed
            .iter()
            .filter_map(|(before, name)| Some((Arc::clone(name), allowances.remove(before)?)))
            .collect();
        allowances.extend(moved);
    }

    /// The keys of a config, to be found by what clients present. What was learned of keys before stays known.
    pub fn keys(&self, keys: &[Key]) -> Keys {
        let named: Vec<_> = keys.iter().map(|key| (&*key.name, key.sha256)).collect();
        Keys::new(&named).with_lengths(Arc::clone(&self.lengths))
    }

    /// The holder of a key, with its terms.
    pub fn holder(self: &Arc<Self>, key: &Key) -> Holder {
        let stored_as = lock(&self.admitted).register.stored_as(&key.name);
        let mut allowances = lock(&self.allowances);
        let allowance = allowances.entry(Arc::clone(&key.name));
        let allowance = Arc::clone(allowance.or_insert_with(|| Arc::new(Allowance::new(stored_as))));
        Holder::new(key, allowance, Arc::clone(self))
    }

    /// The counters of a route; `keys` gives the meaning of the numbers of keys.
    pub fn route(&self, route: &Arc<str>, keys: &[Arc<str>]) -> RouteCalls {
        let mut calls = lock(&self.calls);
        let mut counters = |key: &Arc<str>| {
            SOURCES.map(|source| {
                let account = Account { key: Arc::clone(key), route: Arc::clone(route), source };
                Arc::clone(calls.entry(account).or_default())
            })
        };
        RouteCalls { by_key: keys.iter().map(&mut counters).collect(), without_key: counters(&NONE.into()) }
    }

    /// Every entry with its calls, of this month and the last twelve: newest month first, then by name.
    pub fn report(&self, now: Moment) -> Vec<(Entry, u64)> {
        self.collect(now);
        lock(&self.book).all()
    }

    /// How many calls are in memory alone: those of the last moment, or since the store is in trouble.
    pub fn unstored(&self, now: Moment) -> u64 {
        self.collect(now);
        lock(&self.book).untold_calls()
    }

    /// How the store does.
    pub fn status(&self) -> StoreStatus {
        lock(&self.status).clone()
    }

    pub(super) fn set_status(&self, status: StoreStatus) {
        *lock(&self.status) = status;
    }

    /// Where leases are asked for; none where limits are this process's own.
    pub(super) fn desk(&self) -> Option<&Desk> {
        self.desk.get()
    }

    pub(super) fn open_desk(&self, desk: Desk) {
        let _ = self.desk.set(desk);
    }

    /// The keys, if the store does not know them.
    pub(super) fn unstored_keys(&self) -> Option<Vec<Named>> {
        let admitted = lock(&self.admitted);
        (!admitted.are_stored).then(|| admitted.keys.clone())
    }

    /// The store may have forgotten what it knew.
    pub(super) fn distrust(&self) {
        lock(&self.admitted).are_stored = false;
    }

    /// The store has been told these keys, and says which is which, if it can.
    pub(super) fn adopt(&self, keys: &[Named], register: Option<Register>) {
        let mut admitted = lock(&self.admitted);
        if admitted.keys != keys {
            return; // There are others meanwhile.
        }
        admitted.are_stored = true;
        let Some(register) = register else { return };
        for (name, allowance) in lock(&self.allowances).iter() {
            allowance.store_as(register.stored_as(name));
        }
        admitted.register = register;
    }

    /// What the store has not been told, or all that was counted, under the names that keys are stored under.
    pub(super) fn to_tell(&self, extent: Extent, now: Moment) -> Vec<(Entry, u64)> {
        self.collect(now);
        let admitted = lock(&self.admitted);
        let book = lock(&self.book);
        let mut counted = match extent {
            Extent::News => book.untold(),
            Extent::Everything => book.own(),
        };
        for (entry, _) in &mut counted {
            entry.account.key = admitted.register.stored_as(&entry.account.key);
        }
        counted
    }

    /// The store has been `told` these, and says that these are the totals: of what is new, or all that it has. It
    /// knows keys by the names that they are stored under.
    pub(super) fn settle(&self, told: &[(Entry, u64)], totals: &[(Entry, u64)], extent: Extent, now: Moment) {
        let admitted = lock(&self.admitted);
        let names = admitted.register.names();
        let mut book = lock(&self.book);
        book.settle(&named(told, &names), &named(totals, &names), extent);
        for month in [now.month(), now.month().before(1)] {
            let elsewhere = book.elsewhere(month);
            for (key, allowance) in lock(&self.allowances).iter() {
                allowance.set_elsewhere(month, elsewhere.get(&**key).copied().unwrap_or_default());
            }
        }
    }

    /// Takes over what requests have counted.
    fn collect(&self, now: Moment) {
        let mut book = lock(&self.book);
        for (account, tally) in lock(&self.calls).iter() {
            for (month, own) in tally.counts() {
                let entry = Entry { month: Month::of_number(month), account: account.clone() };
                book.write_own(entry, own);
            }
        }
        book.forget_before(now.month().before(REMEMBERED));
    }
}

/// How much the store is told, and says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What it has not been told, and what may have changed.
    News,
    /// All that this process counted, and all that the store has: after it was away it may have forgotten some, and
    /// where keys were renamed, what it has may be another's.
    Everything,
}

/// The counters of one route, by key and source.
#[derive(Debug)]
pub struct RouteCalls {
    by_key: Vec<[Arc<Tally>; 3]>,
    without_key: [Arc<Tally>; 3],
}

impl RouteCalls {
    /// Counts a call in the month in which it was made; `key` is a number out of the list of keys. What
    /// Understudy answers by itself is nobody's call.
    pub fn count(&self, key: Option<usize>, source: Source, now: Moment) {
        let [live, mock, fallback] =
            key.and_then(|number| self.by_key.get(number)).unwrap_or(&self.without_key);
        let tally = match source {
            Source::Live => live,
            Source::Mock => mock,
            Source::Fallback => fallback,
            Source::None => return,
        };
        tally.add(now.month().number(), 1);
    }
}

/// What is stored, under the names of the keys.
fn named(stored: &[(Entry, u64)], names: &Names<'_>) -> Vec<(Entry, u64)> {
    let known = stored.iter().filter_map(|(entry, calls)| {
        let account = Account { key: names.name(&entry.account.key)?, ..entry.account.clone() };
        Some((Entry { month: entry.month, account }, *calls))
    });
    known.collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
