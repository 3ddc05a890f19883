//! The calls that are kept: the last ones, bounded in number and in bytes.
//!
//! Of most calls nobody wants to know: they wait as they came, and are worked out once somebody looks. One that may
//! hold a secret never waits: it is worked out first, and the secret taken out.

use std::collections::VecDeque;
use std::sync::Arc;

use super::call::Call;
use super::draft::{Draft, Secrets};
use super::filter::Filter;
use super::redact::Redactor;

/// The last calls, the oldest first.
#[derive(Debug)]
pub(super) struct Kept {
    entries: VecDeque<Entry>,
    /// The number of the last one.
    last: u64,
    size: usize,
    most: usize,
    most_bytes: usize,
    redactor: Arc<Redactor>,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    /// Roughly how much memory it takes.
    size: usize,
    state: State,
}

#[derive(Debug)]
enum State {
    WorkedOut(Arc<Call>),
    Waiting(Box<Draft>),
}

impl Entry {
    fn worked_out(call: &Arc<Call>) -> Self {
        Self { id: call.summary.id, size: call.size, state: State::WorkedOut(Arc::clone(call)) }
    }

    fn call(&self) -> Option<&Arc<Call>> {
        match &self.state {
            State::WorkedOut(call) => Some(call),
            State::Waiting(_) => None,
        }
    }
}

impl Kept {
    pub(super) fn new(most: usize, most_bytes: usize, redactor: Arc<Redactor>) -> Self {
        Self { entries: VecDeque::new(), last: 0, size: 0, most, most_bytes, redactor }
    }

    /// Keeps a call that has just ended.
    pub(super) fn add(&mut self, mut draft: Box<Draft>) {
        if draft.secrets == Secrets::Possible {
            self.add_worked_out(draft);
            return;
        }
        draft.settle();
        self.last += 1;
        self.push(Entry { id: self.last, size: draft.size(), state: State::Waiting(draft) });
    }

    /// As [`add`](Self::add), and tells it.
    pub(super) fn add_worked_out(&mut self, draft: Box<Draft>) -> Arc<Call> {
        self.last += 1;
        let call = Arc::new(Call::new(self.last, *draft, &self.redactor));
        self.push(Entry::worked_out(&call));
        call
    }

    fn push(&mut self, entry: Entry) {
        self.size += entry.size;
        self.entries.push_back(entry);
        while self.entries.len() > self.most || self.size > self.most_bytes {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.size -= oldest.size;
        }
    }

    fn work_out(&mut self) {
        if self.entries.iter().all(|entry| entry.call().is_some()) {
            return;
        }
        self.size = 0;
        for entry in std::mem::take(&mut self.entries) {
            self.push(match entry.state {
                State::WorkedOut(_) => entry,
                State::Waiting(draft) => {
                    Entry::worked_out(&Arc::new(Call::new(entry.id, *draft, &self.redactor)))
                }
            });
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The one with this id.
    pub(super) fn get(&mut self, id: u64) -> Option<&Arc<Call>> {
        self.work_out();
        let place = self.entries.binary_search_by_key(&id, |entry| entry.id).ok()?;
        self.entries.get(place)?.call()
    }

    /// Those that the filter takes, newest first: at most `most`, all older than `before`.
    pub(super) fn page(&mut self, filter: &Filter, before: Option<u64>, most: usize) -> Vec<Arc<Call>> {
        let older = |call: &&Arc<Call>| before.is_none_or(|before| call.summary.id < before);
        let found = self.newest_first().filter(older).filter(|call| filter.takes(&call.summary));
        found.take(most).cloned().collect()
    }

    /// Those after the one with this id, oldest first: the last `most` of them.
    pub(super) fn since(&mut self, id: u64, most: usize) -> Vec<Arc<Call>> {
        let newer = self.newest_first().take_while(|call| call.summary.id > id).take(most);
        let mut newer: Vec<_> = newer.cloned().collect();
        newer.reverse();
        newer
    }

    fn newest_first(&mut self) -> impl Iterator<Item = &Arc<Call>> {
        self.work_out();
        self.entries.iter().rev().filter_map(Entry::call)
    }
}
