//! File descriptors: as many as the system allows, and a reserve that clients do not get.
//!
//! Without a free one nothing can be accepted: clients would wait for ever, the operator among them. So the limit is
//! raised at the start, and clients are turned away while there is still room for the admin listener, backends and
//! files. The system always gives the lowest number that is free: the number of a connection that was just accepted
//! tells how many are taken, without counting.

use std::sync::Arc;

use crate::observe::{Metrics, Shortage};

/// One in so many descriptors is kept back.
const RESERVED_PART: u64 = 8;
/// The least that are kept back; of a very low limit, half.
const LEAST_RESERVE: u64 = 24;

/// From which descriptor on clients are turned away.
#[derive(Debug)]
pub(super) struct Descriptors {
    metrics: Arc<Metrics>,
    /// None where there is no limit.
    first_reserved: Option<u64>,
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
        Self { metrics, first_reserved }
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
        for (limit, expected) in [(1_048_576, 131_072), (1024, 128), (256, 32), (64, 24), (32, 16), (1, 0)] {
            assert_eq!(reserve(limit), expected, "{limit}");
        }
    }

    #[test]
    fn clients_do_not_get_the_reserve() {
        let descriptors = Descriptors { metrics: Arc::new(Metrics::new()), first_reserved: Some(40) };
        assert!(descriptors.has_room(39));
        assert!(!descriptors.metrics.connections().is_short());
        assert!(!descriptors.has_room(40));
        assert!(descriptors.metrics.connections().is_short());
    }
}
