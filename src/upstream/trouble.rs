//! What is wrong with an upstream, remembered while it lasts and told once (proxy.md, "Why it is down").

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use jiff::Timestamp;

use crate::clock;
use crate::observe::Cause;

/// How long a cause that comes back is not logged again: an upstream that fails every other request is no news.
const QUIET: Duration = Duration::from_mins(1);

/// A failure of an upstream that has not answered since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// Why it fails.
    pub cause: Cause,
    /// When it began to fail for this cause.
    pub since: Timestamp,
}

/// The latest trouble of an upstream. Reading it takes no lock.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    latest: ArcSwapOption<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    trouble: Trouble,
    logged: Instant,
    has_ended: bool,
}

impl Troubles {
    /// What is wrong now.
    pub(super) fn now(&self) -> Option<Trouble> {
        self.latest.load().as_deref().filter(|entry| !entry.has_ended).map(|entry| entry.trouble)
    }

    /// A request failed; whether that is to be logged.
    pub(super) fn fail(&self, cause: Cause) -> bool {
        let latest = self.latest.load();
        match latest.as_deref() {
            Some(entry) if entry.trouble.cause == cause && !entry.has_ended => false,
            entry => {
                let entry = entry.filter(|entry| entry.trouble.cause == cause);
                let recent = entry.map(|entry| entry.logged).filter(|logged| logged.elapsed() < QUIET);
                let trouble = Trouble { cause, since: clock::now() };
                let logged = recent.unwrap_or_else(Instant::now);
                self.latest.store(Some(Arc::new(Entry { trouble, logged, has_ended: false })));
                recent.is_none()
            }
        }
    }

    /// A request was answered.
    pub(super) fn end(&self) {
        let latest = self.latest.load();
        if let Some(entry) = latest.as_deref().filter(|entry| !entry.has_ended) {
            self.latest.store(Some(Arc::new(Entry { has_ended: true, ..*entry })));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_once_an_outage_and_on_every_change_of_cause() {
        let troubles = Troubles::default();
        assert_eq!(troubles.now(), None, "nothing failed yet");
        assert!(troubles.fail(Cause::Refused), "the first failure");
        assert!(!troubles.fail(Cause::Refused), "the same again");
        assert!(troubles.fail(Cause::NoAnswer), "another cause");
        assert_eq!(troubles.now().map(|trouble| trouble.cause), Some(Cause::NoAnswer));
        troubles.end();
        assert_eq!(troubles.now(), None, "it answers");
        assert!(!troubles.fail(Cause::NoAnswer), "every other request fails: once a minute is enough");
        assert_eq!(troubles.now().map(|trouble| trouble.cause), Some(Cause::NoAnswer));
        assert!(troubles.fail(Cause::Refused), "another cause is told at once");
    }
}
