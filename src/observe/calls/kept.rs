//! The calls that are kept: the last ones, bounded in number and in bytes.

use std::collections::VecDeque;
use std::sync::Arc;

use super::call::Call;
use super::filter::Filter;

/// The last calls, the oldest first.
#[derive(Debug)]
pub(super) struct Kept {
    calls: VecDeque<Arc<Call>>,
    size: usize,
    most: usize,
    most_bytes: usize,
}

impl Kept {
    pub(super) fn new(most: usize, most_bytes: usize) -> Self {
        Self { calls: VecDeque::new(), size: 0, most, most_bytes }
    }

    pub(super) fn add(&mut self, call: Arc<Call>) {
        self.size += call.size;
        self.calls.push_back(call);
        while self.calls.len() > self.most || self.size > self.most_bytes {
            let Some(oldest) = self.calls.pop_front() else { break };
            self.size -= oldest.size;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.calls.len()
    }

    /// The one with this id.
    pub(super) fn get(&self, id: u64) -> Option<&Arc<Call>> {
        let place = self.calls.binary_search_by_key(&id, |call| call.summary.id).ok()?;
        self.calls.get(place)
    }

    /// Those that the filter takes, newest first: at most `most`, all older than `before`.
    pub(super) fn page(&self, filter: &Filter, before: Option<u64>, most: usize) -> Vec<Arc<Call>> {
        let older = |call: &&Arc<Call>| before.is_none_or(|before| call.summary.id < before);
        let found = self.calls.iter().rev().filter(older).filter(|call| filter.takes(&call.summary));
        found.take(most).cloned().collect()
    }

    /// Those after the one with this id, oldest first: the last `most` of them.
    pub(super) fn since(&self, id: u64, most: usize) -> Vec<Arc<Call>> {
        let newer = self.calls.iter().rev().take_while(|call| call.summary.id > id).take(most);
        let mut newer: Vec<_> = newer.cloned().collect();
        newer.reverse();
        newer
    }
}
