//! Every entry with its calls: what this process counted, and what a store knows of others and of before.
//!
//! Nothing on a request's way reads or writes it.

use std::collections::HashMap;

use super::account::Entry;
use super::ledger::Extent;
use super::moment::Month;
use super::register::Renamed;

/// The calls of one entry.
#[derive(Debug, Clone, Copy, Default)]
struct Calls {
    /// Counted by this process.
    own: u64,
    /// How many of its own the store has.
    told: u64,
    /// Counted by others, and by this process's predecessors.
    elsewhere: u64,
}

/// Every entry with its calls.
#[derive(Debug, Default)]
pub(super) struct Book {
    entries: HashMap<Entry, Calls>,
}

impl Book {
    /// Takes over what this process has counted so far.
    pub(super) fn write_own(&mut self, entry: Entry, own: u64) {
        let calls = self.entries.entry(entry).or_default();
        calls.own = calls.own.max(own);
    }

    /// Has the calls of renamed keys under their new names.
    pub(super) fn rename(&mut self, renamed: &Renamed) {
        let entries = self.entries.drain().filter(|(entry, _)| !entry.account.gives_way(renamed));
        let entries = entries.map(|(Entry { month, account }, calls)| {
            (Entry { month, account: account.renamed(renamed) }, calls)
        });
        self.entries = entries.collect();
    }

    /// What this process counted and the store has not been told.
    pub(super) fn untold(&self) -> Vec<(Entry, u64)> {
        let news = self.entries.iter().filter(|(_, calls)| calls.own > calls.told);
        news.map(|(entry, calls)| (entry.clone(), calls.own)).collect()
    }

    /// How many calls the store has not been told.
    pub(super) fn untold_calls(&self) -> u64 {
        self.entries.values().map(|calls| calls.own.saturating_sub(calls.told)).sum()
    }

    /// All that this process counted, whether the store was told or not.
    pub(super) fn own(&self) -> Vec<(Entry, u64)> {
        let own = self.entries.iter().filter(|(_, calls)| calls.own > 0);
        own.map(|(entry, calls)| (entry.clone(), calls.own)).collect()
    }

    /// The store has been `told` these, and says that these are the totals: of what is new, or all that it has.
    pub(super) fn settle(&mut self, told: &[(Entry, u64)], totals: &[(Entry, u64)], extent: Extent) {
        if extent == Extent::Everything {
            for calls in self.entries.values_mut() {
                calls.elsewhere = 0;
            }
        }
        for (entry, own) in told {
            if let Some(calls) = self.entries.get_mut(entry) {
                calls.told = *own;
            }
        }
        for (entry, total) in totals {
            let calls = self.entries.entry(entry.clone()).or_default();
            calls.elsewhere = total.saturating_sub(calls.told);
        }
    }

    /// Calls of the key that count against its monthly limit and were not made through this process.
    pub(super) fn elsewhere(&self, month: Month) -> HashMap<&str, u64> {
        let mut sums = HashMap::new();
        for (entry, calls) in &self.entries {
            if entry.month == month && entry.account.is_limited() {
                *sums.entry(&*entry.account.key).or_default() += calls.elsewhere;
            }
        }
        sums
    }

    /// Forgets what is older than `month`.
    pub(super) fn forget_before(&mut self, month: Month) {
        self.entries.retain(|entry, _| entry.month >= month);
    }

    /// Every entry with all its calls: newest month first, then by name.
    pub(super) fn all(&self) -> Vec<(Entry, u64)> {
        let counted = self.entries.iter().map(|(entry, calls)| (entry.clone(), calls.own + calls.elsewhere));
        let mut all: Vec<_> = counted.filter(|(_, calls)| *calls > 0).collect();
        all.sort_by_cached_key(|(entry, _)| (std::cmp::Reverse(entry.month), entry.to_string()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        text.parse().unwrap()
    }

    fn told(entries: &[(Entry, u64)]) -> Vec<String> {
        let mut told: Vec<_> = entries.iter().map(|(entry, calls)| format!("{entry}: {calls}")).collect();
        told.sort();
        told
    }

    #[test]
    fn only_news_are_told_and_totals_are_split() {
        let (mock, live) = (entry("2026-11/team/shop/mock"), entry("2026-11/team/shop/live"));
        let mut book = Book::default();
        book.write_own(mock.clone(), 3);
        let first = book.untold();
        assert_eq!(told(&first), ["2026-11/team/shop/mock: 3"]);
        book.settle(&first, &[(mock.clone(), 10), (live.clone(), 4)], Extent::News);
        assert!(book.untold().is_empty());
        assert_eq!(told(&book.all()), ["2026-11/team/shop/live: 4", "2026-11/team/shop/mock: 10"]);
        assert_eq!(book.elsewhere(mock.month), HashMap::from([("team", 7)]));
        book.write_own(mock.clone(), 5);
        assert_eq!(told(&book.untold()), ["2026-11/team/shop/mock: 5"]);
        assert_eq!(book.untold_calls(), 2);
        assert_eq!(told(&book.own()), ["2026-11/team/shop/mock: 5"]);
        assert_eq!(told(&book.all()), ["2026-11/team/shop/live: 4", "2026-11/team/shop/mock: 12"]);
    }

    #[test]
    fn a_renamed_key_takes_its_calls_along() {
        let (team, crew) = (entry("2026-11/team/shop/mock"), entry("2026-11/crew/shop/mock"));
        let mut book = Book::default();
        book.write_own(team.clone(), 3);
        book.settle(&[(team.clone(), 3)], &[(team.clone(), 10)], Extent::Everything);
        book.rename(&[("team".into(), "crew".into())].into());
        assert_eq!(told(&book.all()), ["2026-11/crew/shop/mock: 10"]);
        assert!(book.untold().is_empty());
        book.settle(&[], &[(crew.clone(), 12)], Extent::News);
        assert_eq!(told(&book.all()), ["2026-11/crew/shop/mock: 12"]);
        book.settle(&[], &[(team, 12)], Extent::Everything);
        assert_eq!(told(&book.all()), ["2026-11/crew/shop/mock: 3", "2026-11/team/shop/mock: 12"]);
    }

    #[test]
    fn old_months_are_forgotten_and_the_newest_comes_first() {
        let mut book = Book::default();
        for text in
            ["2026-10/b/shop/mock", "2026-11/b/shop/mock", "2026-11/a/shop/mock", "2025-09/a/shop/mock"]
        {
            book.write_own(entry(text), 1);
        }
        book.forget_before("2025-10".parse().unwrap());
        let all: Vec<_> = book.all().iter().map(|(entry, _)| entry.to_string()).collect();
        assert_eq!(all, ["2026-11/a/shop/mock", "2026-11/b/shop/mock", "2026-10/b/shop/mock"]);
    }
}
