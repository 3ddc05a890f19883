//! File descriptors: as many as the system allows, and a reserve that clients do not get.
//!
//! Without a free one nothing can be accepted: clients would wait for ever, the operator among them. So the limit is
//! raised at the start, and clients are turned away while there is still room for the admin listener, backends and
//! files. The system always gives the lowest number that is free: the number of a connection that was just accepted
//! tells how many are taken, without counting.
//!
//! Between being accepted and being turned away, a connection holds a descriptor all the same. Once none is left, Pingora
//! accepts nothing for a second (0.9.1). So nothing more is accepted while those who are to be turned away hold half of
//! the reserve: the lowest number that is free tells that too.

use std::fs::File;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pingora::listeners::ConnectionFilter;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::observe::{Metrics, Shortage};
use crate::upstream::no_descriptor_left;

/// One in so many descriptors is kept back.
const RESERVED_PART: u64 = 8;
/// The least that are kept back; of a low limit, half, so that each client may have a backend.
const LEAST_RESERVE: u64 = 160;
/// So many of those who are turned away are waited for to hear it.
const MOST_LINGERING: usize = 8;
/// How long it takes, as a rule, to turn away those who were accepted.
const TURN: Duration = Duration::from_millis(5);
/// After so many turns it is not they who hold the reserve: then whoever comes is accepted, and told.
const MOST_TURNS: u32 = 4;
/// What can be opened anywhere.
const NOTHING: &str = "/dev/null";

/// From which descriptor on clients are turned away, and from which on they are not even accepted.
#[derive(Debug)]
pub(super) struct Descriptors {
    metrics: Arc<Metrics>,
    /// None where there is no limit.
    lines: Option<Lines>,
    /// A file that tells by its copies which number is free. None where it could not be opened.
    probe: Option<File>,
    lingering: Semaphore,
}

/// The numbers of descriptors that mean something.
#[derive(Debug, Clone, Copy)]
struct Lines {
    /// The first that a client does not keep.
    reserved: u64,
    /// The first that no client gets.
    crowded: u64,
}

impl Lines {
    fn of(limit: u64) -> Self {
        let reserve = reserve(limit);
        Self { reserved: limit - reserve, crowded: limit - reserve / 2 }
    }
}

impl Descriptors {
    /// Raises the limit of this process as far as the system allows, and says what it is.
    pub(super) fn raise(metrics: Arc<Metrics>) -> Self {
        let limit = raise();
        if let Some(limit) = limit {
            metrics.connections().set_descriptors(limit);
            tracing::info!(limit, reserve = reserve(limit), "The limit of file descriptors");
        }
        let (probe, lingering) = (File::open(NOTHING).ok(), Semaphore::new(MOST_LINGERING));
        Self { metrics, lines: limit.map(Lines::of), probe, lingering }
    }

    /// Whether a connection with this descriptor leaves enough others.
    pub(super) fn has_room(&self, descriptor: i32) -> bool {
        let number = u64::try_from(descriptor).unwrap_or(0);
        let has_room = self.lines.is_none_or(|lines| number < lines.reserved);
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

impl Descriptors {
    /// Whether the reserve is half taken.
    fn is_crowded(&self) -> bool {
        let Some((lines, probe)) = self.lines.zip(self.probe.as_ref()) else { return false };
        match probe.try_clone() {
            Ok(copy) => u64::try_from(copy.as_raw_fd()).is_ok_and(|number| number >= lines.crowded),
            Err(error) => no_descriptor_left(&error),
        }
    }
}

#[async_trait]
impl ConnectionFilter for Descriptors {
    /// Everybody is accepted, and told if there is no room; but no faster than they are told.
    async fn should_accept(&self, _: Option<&SocketAddr>) -> bool {
        for _ in 0..MOST_TURNS {
            if !self.is_crowded() {
                break;
            }
            tokio::time::sleep(TURN).await;
        }
        true
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
        let lines = Some(Lines { reserved: 40, crowded: 50 });
        let descriptors = Descriptors { metrics, lines, probe: None, lingering };
        assert!(descriptors.has_room(39));
        assert!(!descriptors.metrics.connections().is_short());
        assert!(!descriptors.has_room(40));
        assert!(descriptors.metrics.connections().is_short());
    }

    #[test]
    fn the_lowest_free_number_tells_whether_the_reserve_is_taken() {
        for (crowded, expected) in [(0, true), (u64::MAX, false)] {
            let (metrics, lingering) = (Arc::new(Metrics::new()), Semaphore::new(MOST_LINGERING));
            let (lines, probe) = (Some(Lines { reserved: 0, crowded }), File::open(NOTHING).ok());
            assert_eq!(Descriptors { metrics, lines, probe, lingering }.is_crowded(), expected, "{crowded}");
        }
    }
}
