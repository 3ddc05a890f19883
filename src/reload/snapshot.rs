//! The one value that a request is answered from.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::modes::Modes;
use super::serving::Serving;
use super::toggles::Toggles;
use crate::diagnostic::Diagnostic;
use crate::observe::{Metrics, ReloadResult};

/// What is in force, and what the last load found wrong. Never changes once published.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Grows with every change of what serves, from 1. Toggles do not count.
    pub generation: u64,
    /// What requests are answered from.
    pub serving: Arc<Serving>,
    /// What the last load found, errors and warnings; those of files that are as they were stay.
    pub problems: Arc<[Diagnostic]>,
    /// What people have toggled.
    pub toggles: Arc<Toggles>,
    /// What follows from config and toggles.
    pub modes: Arc<Modes>,
    /// How many wishes can be undone.
    pub undoable: usize,
    /// The last reload; none where nothing was reloaded since the start.
    pub last_reload: Option<Arc<LastReload>>,
}

/// When the last reload was and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastReload {
    /// When it was published.
    pub at: Timestamp,
    /// Failed where something could not be used.
    pub result: ReloadResult,
    /// From looking at the files to publishing.
    pub took: Duration,
    /// Changed settings that need a restart.
    pub restart_needed: Vec<String>,
}

impl Snapshot {
    /// The first one.
    pub(super) fn first(serving: Serving, problems: Vec<Diagnostic>, toggles: Toggles) -> Self {
        Self {
            generation: 1,
            modes: Arc::new(Modes::new(&serving.routes, &toggles)),
            serving: Arc::new(serving),
            problems: problems.into(),
            toggles: Arc::new(toggles),
            undoable: 0,
            last_reload: None,
        }
    }

    /// The next one, where something else serves.
    pub(super) fn next(&self, serving: Serving, problems: Vec<Diagnostic>) -> Self {
        Self {
            generation: self.generation + 1,
            modes: Arc::new(Modes::new(&serving.routes, &self.toggles)),
            serving: Arc::new(serving),
            problems: problems.into(),
            ..self.clone()
        }
    }

    /// The same with other toggles.
    pub(super) fn toggled(&self, toggles: Toggles, undoable: usize) -> Self {
        Self {
            modes: Arc::new(Modes::new(&self.serving.routes, &toggles)),
            toggles: Arc::new(toggles),
            undoable,
            ..self.clone()
        }
    }

    /// Shows in the metrics what serves now, and in which mode.
    pub(super) fn show(&self, metrics: &Metrics) {
        self.serving.show(self.generation, &self.modes, metrics);
    }
}
