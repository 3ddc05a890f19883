//! The switches that people move: what is toggled now, what was before, and what outlives a restart.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::remembered;
use super::snapshot::Snapshot;
use super::toggles::Toggles;
use super::wish::{Refusal, Wish};

/// How many wishes can be undone.
const MOST_UNDONE: usize = 50;

/// The longest wait for the end of a toggle: the clock of the machine may be set meanwhile.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// What the reloader's thread knows of toggles.
#[derive(Debug)]
pub(super) struct Switches {
    /// Where toggles outlive a restart.
    folder: Option<PathBuf>,
    /// What was toggled before each wish, the last one last.
    past: Vec<Arc<Toggles>>,
}

impl Switches {
    /// Remembers in this folder; without one, only as long as the process lives.
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        if let Some(folder) = &folder {
            remembered::mend(folder);
        }
        Self { folder, past: Vec::new() }
    }

    /// The snapshot that follows from `wish`.
    pub(super) fn follow(
        &mut self,
        before: &Snapshot,
        wish: &Wish,
        now: Timestamp,
    ) -> Result<Snapshot, Refusal> {
        if *wish == Wish::Undo {
            let toggles = self.past.pop().ok_or_else(Refusal::nothing_to_undo)?;
            return Ok(self.change(before, toggles.without_ended(now)));
        }
        let toggles = before.toggles.with(wish, &before.serving.routes, now)?;
        if self.past.len() == MOST_UNDONE {
            self.past.remove(0);
        }
        self.past.push(Arc::clone(&before.toggles));
        Ok(self.change(before, toggles))
    }

    /// The snapshot without the toggles that have ended; none where none has.
    pub(super) fn end(&self, before: &Snapshot, now: Timestamp) -> Option<Snapshot> {
        before.toggles.next_end().filter(|end| *end <= now)?;
        Some(self.change(before, before.toggles.without_ended(now)))
    }

    /// How long to wait until the next toggle may have ended.
    pub(super) fn wait(snapshot: &Snapshot, now: Timestamp) -> Option<Duration> {
        let end = snapshot.toggles.next_end()?;
        let left = Duration::try_from(end.duration_since(now)).unwrap_or_default();
        Some(left.min(LONGEST_WAIT))
    }

    fn change(&self, before: &Snapshot, toggles: Toggles) -> Snapshot {
        if let Some(folder) = &self.folder
            && let Err(problem) = remembered::write(folder, &toggles)
        {
            tracing::error!("{problem}");
        }
        before.toggled(toggles, self.past.len())
    }
}
