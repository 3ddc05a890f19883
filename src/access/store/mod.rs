//! Stores of usage: a file of this process's own, or a Redis that several share.
//!
//! Both take the same message: "of this entry, I counted so many in all". A store remembers what each
//! process said last and adds only the difference to the entry's total. So a message may be lost or
//! sent twice, and a store that has forgotten its last minutes is told them again, with nothing
//! counted twice or lost. Nothing here is on a request's way.

mod file;
mod made;
mod redis;
mod trouble;

pub(super) use file::FileStore;
pub(super) use redis::{Claim, Held, Period, RedisStore};
pub(super) use trouble::Trouble;

use super::account::Entry;
use super::ledger::Extent;
use super::moment::Month;
use super::register::{Named, Register};
use super::status::StoreKind;

/// Where usage is stored.
#[derive(Debug)]
pub(super) enum Store {
    Memory,
    File(FileStore),
    Redis(Box<RedisStore>),
}

impl Store {
    pub(super) fn kind(&self) -> StoreKind {
        match self {
            Self::Memory => StoreKind::Memory,
            Self::File(_) => StoreKind::Embedded,
            Self::Redis(_) => StoreKind::Redis,
        }
    }

    /// Tells which keys there are, and gives which is which as the store has it; memory has it from nobody.
    pub(super) fn register(&mut self, keys: &[Named]) -> Result<Option<Register>, Trouble> {
        match self {
            Self::Memory => Ok(None),
            Self::File(file) => file.register(keys).map(Some),
            Self::Redis(redis) => redis.register(keys).map(Some),
        }
    }

    /// Tells what this process has counted, and gives totals as the store has them: of the `months`. Of news,
    /// those may be left out whose total cannot have changed.
    pub(super) fn exchange(
        &mut self,
        own: &[(Entry, u64)],
        months: &[Month],
        extent: Extent,
    ) -> Result<Vec<(Entry, u64)>, Trouble> {
        match self {
            Self::Memory => Ok(own.to_vec()),
            Self::File(file) => file.exchange(own, extent),
            Self::Redis(redis) => redis.exchange(own, months),
        }
    }
}
