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
use super::moment::Month;
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

    /// Tells what this process has counted, and gives totals as the store has them: of the `months`,
    /// or of those whose total can have changed.
    pub(super) fn exchange(
        &mut self,
        own: &[(Entry, u64)],
        months: &[Month],
    ) -> Result<Vec<(Entry, u64)>, Trouble> {
        match self {
            Self::Memory => Ok(own.to_vec()),
            Self::File(file) => file.exchange(own),
            Self::Redis(redis) => redis.exchange(own, months),
        }
    }
}
