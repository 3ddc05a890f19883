//! From a source to a snapshot, and from one snapshot to the next.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::endpoints::doubtful_endpoints;
use super::files::{Files, Loaded};
use super::patience::Patience;
use super::problems::without_repeats;
use super::remembered;
use super::serving::{Counters, ProcessId, Serving};
use super::settings::Settings;
use super::snapshot::Snapshot;
use super::source::{Source, Strictness};
use crate::access::Ledger;
use crate::collection::Inspection;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::{Metrics, ReloadResult};

/// Loads, and remembers what it read so that the next load reads only what changed.
#[derive(Debug)]
pub struct Loader {
    settings: Settings,
    files: Files,
    /// What the process runs with where it cannot change while running.
    started_with: Option<Config>,
    metrics: Arc<Metrics>,
    ledger: Arc<Ledger>,
    process: ProcessId,
}

/// What a reload came to.
#[derive(Debug, Clone)]
pub struct Report {
    /// To be published. Where nothing that serves changed it has the same generation and the same
    /// [`Serving`] as before.
    pub snapshot: Snapshot,
    /// Failed where something could not be used; the rest is applied all the same.
    pub result: ReloadResult,
    /// Settings that differ from what the process started with and need a restart: `server.listen`.
    pub restart_needed: Vec<String>,
}

impl Loader {
    /// Nothing is read yet. Routes of what it loads count in `metrics`.
    pub fn new(source: Source, metrics: Arc<Metrics>) -> Self {
        Self {
            settings: Settings::new(source),
            files: Files::default(),
            started_with: None,
            metrics,
            ledger: Arc::default(),
            process: ProcessId(fastrand::u64(..)),
        }
    }

    /// Where what it loads counts calls. It begins empty; an [`access::Keeper`](crate::access::Keeper) fills
    /// it from a store and keeps it.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Looks at each collection as well that it reads: for people, as serving has no use for it.
    #[must_use]
    pub fn inspecting(mut self, inspection: Inspection) -> Self {
        self.files.inspection = Some(inspection);
        self
    }

    /// Says where in the config's file the item of a problem stands, as `routes[0].path`, if it does.
    pub fn placed(&self, problem: Diagnostic) -> Diagnostic {
        self.settings.placed(problem)
    }

    /// Loads everything for the first time: generation 1.
    ///
    /// # Errors
    /// The config cannot be used, or, when strict, anything else cannot. All problems are given,
    /// also the warnings.
    pub fn first(&mut self, strictness: Strictness) -> Result<Snapshot, Vec<Diagnostic>> {
        self.files.reading.begin(Duration::ZERO);
        self.settings.refresh(&self.files.reading);
        let Some(config) = self.settings.config().cloned() else {
            return Err(self.settings.problems().to_vec());
        };
        let Loaded { shelves, credentials, problems } = self.files.load(&config);
        let mut problems = without_repeats([self.settings.problems(), &problems].concat());
        if strictness == Strictness::Strict && problems.iter().any(Diagnostic::is_error) {
            return Err(problems);
        }
        self.started_with = Some(config.clone());
        let (toggles, forgotten) = remembered::read(config.state_dir.as_deref(), Timestamp::now());
        problems.extend(forgotten);
        let serving = Serving::new(config, &shelves, credentials, None, self.counters(), self.process);
        problems.extend(doubtful_endpoints(&serving, &self.settings));
        Ok(Snapshot::first(serving, problems, toggles))
    }

    /// Loads again what changed since. What is broken stays as it was in the last load.
    pub fn reload(&mut self, before: &Snapshot) -> Report {
        let (config, loaded) = self.read(before, Duration::ZERO);
        self.report(before, config, loaded)
    }

    /// Loads again unless a file was written to within the time of `quiet`: what it says then may be
    /// half of what its writer means, and beside the other files a mixture.
    pub(super) fn reload_if_quiet(&mut self, before: &Snapshot, quiet: Duration) -> Option<Report> {
        let (config, loaded) = self.read(before, quiet);
        let is_quiet = !self.settings.is_being_written() && !self.files.is_being_written();
        is_quiet.then(|| self.report(before, config, loaded))
    }

    fn read(&mut self, before: &Snapshot, quiet: Duration) -> (Config, Loaded) {
        self.files.reading.begin(quiet);
        self.settings.refresh(&self.files.reading);
        let config = self.settings.config().unwrap_or(&before.serving.config).clone();
        let loaded = self.files.load(&config);
        (config, loaded)
    }

    fn report(&self, before: &Snapshot, config: Config, loaded: Loaded) -> Report {
        let Loaded { shelves, credentials, problems } = loaded;
        let restart_needed = self.restart_needed(&config);
        let restarts = restart_needed.iter().map(|setting| self.needs_restart(setting));
        let all = self.settings.problems().iter().cloned().chain(restarts).chain(problems);
        let mut problems = without_repeats(all.collect());
        let is_failed = problems.iter().any(Diagnostic::is_error);
        let serving =
            Serving::new(config, &shelves, credentials, Some(&before.serving), self.counters(), self.process);
        problems.extend(doubtful_endpoints(&serving, &self.settings));
        Report {
            snapshot: next(before, serving, problems),
            result: if is_failed { ReloadResult::Failed } else { ReloadResult::Ok },
            restart_needed,
        }
    }

    /// Reads what may get stuck.
    pub(super) fn patience(&self) -> &Arc<Patience> {
        &self.files.reading.patience
    }

    /// Every file and folder whose change makes a reload worthwhile.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.settings.path().into_iter().chain(self.files.paths())
    }

    fn counters(&self) -> Counters<'_> {
        Counters { metrics: &self.metrics, ledger: &self.ledger }
    }

    fn restart_needed(&self, config: &Config) -> Vec<String> {
        self.started_with.as_ref().map(|started| started.restart_needed(config)).unwrap_or_default()
    }

    fn needs_restart(&self, setting: &str) -> Diagnostic {
        let warning = Diagnostic::warning(format!("`{setting}` needs a restart"))
            .hint("restart understudy to apply it; every other change is in force");
        match self.settings.path() {
            Some(path) => warning.in_file(path),
            None => warning,
        }
    }
}

fn next(before: &Snapshot, serving: Serving, problems: Vec<Diagnostic>) -> Snapshot {
    if serving.is_as(&before.serving) {
        Snapshot { problems: problems.into(), ..before.clone() }
    } else {
        before.next(serving, problems)
    }
}
