//! What each member of a list of bodies has in common with a body that was sent, counted from postings.

use super::postings::{Posting, Slot};

/// What one member has in common with the sent body.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    /// Equal leaves.
    pub(super) leaves: i16,
    /// Equal paths of leaves.
    pub(super) paths: i16,
    /// Equal tokens of a GraphQL query.
    pub(super) tokens: i16,
    /// How many leaves of the sent body are not counted, as several of them stand in the place of one variable.
    pub(super) merged: i16,
    is_touched: bool,
}

/// One tally for each member, kept as the difference from what most of them have in common with the sent body.
#[derive(Debug)]
pub(super) struct Tallies {
    usual: Tally,
    differences: Box<[Tally]>,
    /// Those that differ.
    touched: Vec<Slot>,
}

impl Tallies {
    pub(super) fn new(members: usize) -> Self {
        let differences = vec![Tally::default(); members].into();
        Self { usual: Tally::default(), differences, touched: Vec::new() }
    }

    /// Changes the tally of every holder.
    pub(super) fn add(&mut self, holders: &Posting, change: impl Fn(&mut Tally, i16)) {
        let (slots, by) = match holders {
            Posting::Only(slots) => (slots, 1),
            Posting::AllBut(slots) => {
                change(&mut self.usual, 1);
                (slots, -1)
            }
        };
        for slot in slots {
            let Some(tally) = self.differences.get_mut(usize::from(*slot)) else { continue };
            if !tally.is_touched {
                tally.is_touched = true;
                self.touched.push(*slot);
            }
            change(tally, by);
        }
    }

    pub(super) fn touched(&self) -> &[Slot] {
        &self.touched
    }

    pub(super) fn is_touched(&self, slot: usize) -> bool {
        self.differences.get(slot).is_some_and(|tally| tally.is_touched)
    }

    pub(super) fn of(&self, slot: usize) -> Tally {
        let Tally { leaves, paths, tokens, merged, is_touched } =
            self.differences.get(slot).copied().unwrap_or_default();
        Tally {
            leaves: self.usual.leaves + leaves,
            paths: self.usual.paths + paths,
            tokens: self.usual.tokens + tokens,
            merged: self.usual.merged + merged,
            is_touched,
        }
    }
}
