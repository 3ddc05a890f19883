//! Examples that only their bodies tell apart, so that a request asks all of them at once (matching.md 8.3).
//!
//! Ten thousand examples of one URL differ in nothing but the body: whether URL and headers fit is asked once for a
//! [`Group`]. Within it, a [`Class`] has in common everything but the body itself: its examples tie with each other
//! unless a body is equal. Which those are, and which body is the nearest, an index of bodies tells.

mod build;
mod class;

use hashbrown::HashMap;

pub(super) use class::{Class, NearestOfClass};

use super::body::{Operation, Protocol};
use super::index::Rank;

/// The number of a group.
pub(super) type GroupNumber = usize;

/// The groups of a mock.
#[derive(Debug, Default)]
pub(super) struct Groups {
    list: Vec<Group>,
    /// By rank; none for those that are asked one by one.
    numbers: Box<[Option<u32>]>,
}

/// Examples with the same method, path, parameters and headers.
#[derive(Debug)]
pub(super) struct Group {
    /// One of them: for every request, its URL and headers fit as those of all do.
    pub(super) sample: Rank,
    /// Those whose bodies name no operation.
    plain: Box<[Class]>,
    named: HashMap<Operation, Box<[Class]>>,
    /// Of all operations, where it is one.
    protocol: Option<Protocol>,
}

impl Groups {
    pub(super) fn get(&self, number: GroupNumber) -> Option<&Group> {
        self.list.get(number)
    }

    /// The group of an example.
    pub(super) fn number(&self, rank: Rank) -> Option<GroupNumber> {
        self.numbers.get(rank as usize).copied().flatten().map(|number| number as GroupNumber)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Group {
    /// Those classes that another operation does not put out (8.4).
    pub(super) fn classes(&self, sent: Option<&Operation>) -> impl Iterator<Item = &Class> {
        let exact = sent.filter(|sent| self.protocol == Some(sent.protocol()));
        let same = exact.and_then(|sent| self.named.get(sent));
        let others = self
            .named
            .iter()
            .filter(move |(saved, _)| exact.is_none() && sent.is_none_or(|sent| !saved.is_other(sent)));
        self.plain.iter().chain(same.into_iter().flatten()).chain(others.flat_map(|(_, classes)| classes))
    }

    /// Whether a body in it names an operation.
    pub(super) fn names_operations(&self) -> bool {
        !self.named.is_empty()
    }
}
