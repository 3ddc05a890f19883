//! File descriptors: as many as the system allows, and a reserve that clients do not get.
//!
//! Without a free one nothing can be accepted: clients would wait for ever, the operator among them. So the limit is
//! raised at the start, and clients are turned away while there is still room for the admin listener, backends and
//! files. The system always gives the lowest number that is free: the number of a connection that was just accepted
//! tells how many are taken, without counting.
//!
//! Between being accepted and being turned away, a connection holds a descriptor all the same. Once none is left, Pingora
//! accepts nothing for a second (0.9.1). So the reserve has room for as many as are accepted, as a rule, before the first
//! of them is looked at.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::observe::{Metrics, Shortage};

/// How many connections Tokio lets a listener accept before others have a turn.
const BURST: u64 = 128;
/// One in so many descriptors is kept back.
const RESERVED_PART: u64 = 8;
/// The least that are kept back, for a burst and for what has to go on; of a low limit, half.
const LEAST_RESERVE: u64 = BURST + 32;
/// So many of those who are turned away are waited for to hear it.
const MOST_LINGERING: usize = 8;

/// From which descriptor on clients are turned away.
#[derive(Debug)]
pub(super) struct Descriptors {
    metrics: Arc<Metrics>,
    /// None where there is no limit.
    first_reserved: Option<u64>,
    lingering: Semaphore,
}

impl Descriptors {
    /// Raises the limit of this process as far as the system allows, and says what it is.
    pub(super) fn raise(metrics: Arc<Metrics>) -> Self {
        let limit = raise();
        let first_reserved = limit.map(|limit| limit - reserve(limit));
        if let Some(limit) = limit {
            metrics.connections().set_descriptors(limit);
            tracing::info!(limit, reserve = reserve(limit), "The limit of file descriptors");
        }
        Self { metrics, first_reserved, lingering: Semaphore::new(MOST_LINGERING) }
    }

    /// Whether a connection with this descriptor leaves enough others.
    pub(super) fn has_room(&self, descriptor: i32) -> bool {
        let number = u64::try_from(descriptor).unwrap_or(0);
        let has_room = self.first_reserved.is_none_or(|first| number < first);
        if !has_room && self.metrics.connections().refuse() == Shortage::Begins {
            tracing::error!(
                limit = self.metrics.connections().descriptors(),
                "Short of file descriptors: clients are turned away. Raise the limit (`ulimit -n`, `LimitNOFILE`)"
            );
        }
        has_room
    }

    /// A place for a client that is turned away; none where others have them all.
    pub(super) fn place_to_linger(&self) -> Option<SemaphorePermit<'_>> {
        self.lingering.try_acquire().ok()
    }
}

fn reserve(limit: u64) -> u64 {
    (limit / RESERVED_PART).max(LEAST_RESERVE).min(limit / 2)
}

/// The limit that holds now; none where there is none.
#[cfg(target_os = "linux")]
fn raise() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current == maximum {
        return current;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => maximum,
        Err(error) => {
            tracing::warn!(%error, ?current, ?maximum, "The limit of file descriptors cannot be raised");
            current
        }
    }
}

/// Elsewhere the limit is left as it is, and not known.
#[cfg(not(target_os = "linux"))]
fn raise() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_back() {
        for (limit, expected) in [(1_048_576, 131_072), (1024, 160), (256, 128), (64, 32), (1, 0)] {
            assert_eq!(reserve(limit), expected, "{limit}");
        }
    }

    #[test]
    fn clients_do_not_get_the_reserve() {
        let (metrics, lingering) = (Arc::new(Metrics::new()), Semaphore::new(MOST_LINGERING));
        let descriptors = Descriptors { metrics, first_reserved: Some(40), lingering };
        assert!(descriptors.has_room(39));
        assert!(!descriptors.metrics.connections().is_short());
        assert!(!descriptors.has_room(40));
        assert!(descriptors.metrics.connections().is_short());
    }
}
