//! What an upstream remembers.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::support::wire::{Head, header};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// The request target, query included.
    pub(crate) path: String,
    /// Names and values in the order they came.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(super) fn new(head: Head, body: Vec<u8>) -> Self {
        Self { method: head.word(0).to_owned(), path: head.word(1).to_owned(), headers: head.headers, body }
    }

    /// The first value of a header, whatever the case of its name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// Counts, and the last request that came in full.
#[derive(Debug, Default)]
pub(super) struct Record(Mutex<Memory>);

#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) connections: usize,
    pub(super) requests: usize,
    pub(super) last: Option<Received>,
}

impl Record {
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
