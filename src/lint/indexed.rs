//! The examples of a collection as a mock chooses among them.

use std::sync::Arc;

use crate::collection::{Collection, Example};
use crate::matching::{Answers, Candidate, Index, Shared};

/// A collection and the index of its examples.
pub(super) struct Indexed<'c> {
    pub(super) collection: &'c Collection,
    pub(super) index: Index,
    /// The place in the collection of each rank.
    order: Vec<usize>,
}

impl<'c> Indexed<'c> {
    /// Indexes them.
    pub(super) fn of(collection: &'c Collection) -> Self {
        let mut shared = Shared::for_rules(collection.algorithm);
        let prepare = |example: &Example| Arc::new(Candidate::prepare(example.clone(), &mut shared).0);
        let candidates: Vec<_> = collection.examples.iter().map(prepare).collect();
        let (index, order) = Index::new(&candidates, collection.algorithm);
        Self { collection, index, order }
    }

    /// The place in the collection of a rank.
    pub(super) fn place(&self, rank: usize) -> Option<usize> {
        self.order.get(rank).copied()
    }

    /// The example of a rank, and its place in the collection.
    pub(super) fn example(&self, rank: usize) -> Option<(usize, &'c Example)> {
        let place = self.place(rank)?;
        Some((place, self.collection.examples.get(place)?))
    }
}

impl Answers for Indexed<'_> {
    fn body(&self, rank: usize) -> &[u8] {
        self.example(rank).map_or(b"", |(_, example)| example.response.body.as_bytes())
    }
}
