//! Pages that come again to whoever follows them, as the mock chooses.

use std::collections::HashSet;

use http::HeaderMap;

use super::Next;
use crate::collection::Body;
use crate::lint::indexed::Indexed;
use crate::matching::{Options, Request, Role, Selection, Target};

/// Two pages: `to` has come before, and is what whoever follows `from` gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Back {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Follows pages.
pub(super) struct Follower<'i, 'c> {
    indexed: &'i Indexed<'c>,
    options: Options,
    /// By their places in the collection.
    pages: &'i [Option<Next>],
    /// From where one comes to an end.
    ending: HashSet<usize>,
}

impl<'i, 'c> Follower<'i, 'c> {
    pub(super) fn new(indexed: &'i Indexed<'c>, pages: &'i [Option<Next>]) -> Self {
        let options = Options { algorithm: indexed.collection.algorithm, ..Options::default() };
        Self { indexed, options, pages, ending: HashSet::new() }
    }

    /// Where the pages lead back, seen from this one; none where they end, or where that is not known.
    pub(super) fn back_from(&mut self, start: usize) -> Option<Back> {
        let (mut at, mut seen) = (start, HashSet::from([start]));
        while let Some(next) = self.after(at).filter(|next| !self.ending.contains(next)) {
            if !seen.insert(next) {
                return Some(Back { from: at, to: next });
            }
            at = next;
        }
        self.ending.extend(seen);
        None
    }

    /// The page that the mock answers with to whoever follows this one.
    fn after(&self, at: usize) -> Option<usize> {
        let example = self.indexed.collection.examples.get(at)?;
        let (path, query) = self.pages.get(at)?.as_ref()?.way.target(example)?;
        if example.body != Body::Empty {
            return None;
        }
        let (target, headers) = (Target::new(&path, Some(&query)), HeaderMap::new());
        let request = Request::new(&example.method, &target, &headers, b"");
        match self.indexed.index.select(&request, &self.options, Role::Alone, self.indexed) {
            Selection::Winner(winner) => self.indexed.place(winner.rank),
            Selection::Miss(_) | Selection::Invalid(_) => None,
        }
    }
}
