//! How the endpoints of an upstream stand, for people.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use jiff::Timestamp;

use super::rules::Decision;

/// What was decided of each endpoint last.
#[derive(Debug, Default)]
pub(crate) struct Standings(ArcSwap<HashMap<Arc<str>, Arc<Standing>>>);

/// What was decided last, since when, and how many answers passed so.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) decision: Decision,
    pub(crate) since: Timestamp,
    passed: AtomicU64,
}

impl Standings {
    pub(crate) fn of(&self, endpoint: &str) -> Option<Arc<Standing>> {
        self.0.load().get(endpoint).cloned()
    }

    /// Takes over a decision; the time is asked for only where it is another than before.
    pub(crate) fn note(&self, endpoint: &Arc<str>, decision: Decision, now: impl FnOnce() -> Timestamp) {
        let standing = self.of(endpoint).filter(|standing| standing.decision == decision);
        let standing = standing.unwrap_or_else(|| {
            let standing = Arc::new(Standing { decision, since: now(), passed: AtomicU64::new(0) });
            self.change(|standings| {
                standings.insert(Arc::clone(endpoint), Arc::clone(&standing));
            });
            standing
        });
        if !decision.is_mock() {
            standing.passed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Forgets the endpoints that `stays` does not name.
    pub(crate) fn keep(&self, stays: impl Fn(&str) -> bool) {
        if self.0.load().keys().any(|endpoint| !stays(endpoint)) {
            self.change(|standings| standings.retain(|endpoint, _| stays(endpoint)));
        }
    }

    fn change(&self, with: impl Fn(&mut HashMap<Arc<str>, Arc<Standing>>)) {
        self.0.rcu(|standings| {
            let mut changed = HashMap::clone(standings);
            with(&mut changed);
            changed
        });
    }
}

impl Standing {
    pub(crate) fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }
}
