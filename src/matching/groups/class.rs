//! Examples that nothing but the content of their bodies tells apart.

use std::cmp::Reverse;

use crate::matching::body::{BodyPattern, EqualIndex, Kind, NearIndex, NearestBody, Nearness, RequestBody};
use crate::matching::index::Rank;

/// Examples of one group whose bodies are of one kind and ask for one operation. They have the same status, and give
/// way alike: of two whose bodies are not equal to the sent one, only the nearness of the body and the order by id
/// decide.
#[derive(Debug)]
pub(in crate::matching) struct Class {
    pub(in crate::matching) status: Option<u16>,
    /// Whether each of them gives way to a success of its item, unless its body is equal (8.1.1).
    pub(in crate::matching) gives_way: bool,
    /// In the order by id.
    ranks: Box<[Rank]>,
    equal: EqualIndex,
    near: Option<NearIndex>,
}

/// The example of a class that wins where no body is equal.
#[derive(Debug, Clone, Copy)]
pub(in crate::matching) struct NearestOfClass {
    pub(in crate::matching) rank: Rank,
    pub(in crate::matching) nearness: Nearness,
    /// Whether the body of another one is as near.
    pub(in crate::matching) is_shared: bool,
}

impl Class {
    pub(super) fn new<'b>(
        (status, gives_way, kind): (Option<u16>, bool, Kind),
        ranks: Vec<Rank>,
        body: impl Fn(&Rank) -> &'b BodyPattern,
    ) -> Self {
        Self {
            status,
            gives_way,
            equal: EqualIndex::new(kind, ranks.iter().map(&body)),
            near: NearIndex::new(kind, ranks.iter().map(&body)),
            ranks: ranks.into(),
        }
    }

    /// All of them, in the order by id. At least one.
    pub(in crate::matching) fn ranks(&self) -> &[Rank] {
        &self.ranks
    }

    /// The first by id.
    pub(in crate::matching) fn first(&self) -> Rank {
        self.ranks.first().copied().unwrap_or(Rank::MAX)
    }

    /// Hands over those whose bodies may equal the sent one.
    pub(in crate::matching) fn find_equal(&self, sent: &RequestBody<'_>, mut found: impl FnMut(Rank)) {
        self.equal.find(sent, |number| {
            if let Some(rank) = self.ranks.get(number as usize) {
                found(*rank);
            }
        });
    }

    /// The one that wins among them where no body is equal. Those in front of `end` are weighed.
    pub(in crate::matching) fn nearest(&self, sent: &RequestBody<'_>, end: Rank) -> NearestOfClass {
        let weighed = self.ranks.partition_point(|rank| *rank < end);
        let near = self.near.as_ref().filter(|_| weighed > 0).and_then(|near| near.nearest(sent, weighed));
        let near = near.and_then(|NearestBody { number, nearness, is_shared }| {
            Some(NearestOfClass { rank: *self.ranks.get(number)?, nearness, is_shared })
        });
        // Those that are not weighed, or cannot be, are as near as one with nothing in common.
        let first =
            NearestOfClass { rank: self.first(), nearness: Nearness::NONE, is_shared: self.ranks.len() > 1 };
        let key = |nearest: &NearestOfClass| (nearest.nearness, Reverse(nearest.rank));
        near.into_iter().chain([first]).max_by_key(key).unwrap_or(first)
    }
}
