//! An inverted index: which members of a list of bodies hold a term.

use std::hash::Hash;

use hashbrown::HashMap;

/// The place of a member in the list.
pub(super) type Slot = u16;

/// Who holds each term.
#[derive(Debug)]
pub(super) struct Postings<K>(HashMap<K, Posting>);

/// Who holds one term: the shorter of two ways to say it.
#[derive(Debug)]
pub(super) enum Posting {
    /// These.
    Only(Box<[Slot]>),
    /// All but these.
    AllBut(Box<[Slot]>),
}

impl Posting {
    /// Of `members` in all; `holders` are sorted.
    pub(super) fn new(holders: Vec<Slot>, members: usize) -> Self {
        if holders.len() <= members / 2 {
            return Self::Only(holders.into());
        }
        let mut holders = holders.into_iter().peekable();
        let all = (0..).take(members);
        Self::AllBut(all.filter(|slot| holders.next_if_eq(slot).is_none()).collect())
    }
}

impl<K: Eq + Hash> Postings<K> {
    /// Of `members` in all; those of each term are sorted.
    pub(super) fn new(terms: HashMap<K, Vec<Slot>>, members: usize) -> Self {
        Self(terms.into_iter().map(|(term, holders)| (term, Posting::new(holders, members))).collect())
    }

    pub(super) fn get(&self, term: &K) -> Option<&Posting> {
        self.0.get(term)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_way_is_kept() {
        assert!(matches!(Posting::new(vec![1], 3), Posting::Only(slots) if *slots == [1]));
        assert!(matches!(Posting::new(vec![0, 2], 3), Posting::AllBut(slots) if *slots == [1]));
        assert!(matches!(Posting::new(vec![0, 1, 2], 3), Posting::AllBut(slots) if slots.is_empty()));
    }
}
