//! What goes on behind the middleware: files are watched and reloaded, health is checked, what was learned is kept,
//! calls are counted and recorded.
//!
//! None of it is on a request's way, and all of it ends with the one value that holds it.

use std::io;
use std::sync::Arc;

use super::checks::HealthChecks;
use super::learned::Learned;
use crate::access::{Keeper, Ledger};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::{CallLog, Metrics, Recorder, Settings, ShownIn};
use crate::reload::{Handle, Live, Loader, Reloader, Snapshot};

/// What goes on behind an [`Understudy`](super::Understudy) for as long as this lives. To be dropped once the server
/// has ended: then every call is counted, and what was counted is stored.
#[derive(Debug)]
#[must_use = "reloads end and counts are closed when this is dropped"]
pub struct Backstage {
    live: Arc<Live>,
    metrics: Arc<Metrics>,
    ledger: Arc<Ledger>,
    calls: Arc<CallLog>,
    reload: Handle,
    /// These end in this order: who still counts or records must be able to.
    _checks: HealthChecks,
    _learned: Learned,
    _reloader: Reloader,
    _keeper: Keeper,
    _recorder: Recorder,
    _shown: Option<ShownIn>,
}

impl Backstage {
    /// Starts with what `loader` loaded first, `snapshot`.
    pub(super) fn start(
        loader: Loader,
        snapshot: Snapshot,
        metrics: Arc<Metrics>,
        shown: Option<ShownIn>,
    ) -> Result<Self, Diagnostic> {
        let config = snapshot.serving.config.clone();
        let ledger = Arc::clone(loader.ledger());
        let keeper = Keeper::start(Arc::clone(&ledger), &config, Arc::clone(&metrics))?;
        let (calls, recorder) =
            CallLog::start(&settings(&config)).map_err(|error| no_log(&config, &error))?;
        let live = Arc::new(Live::new(snapshot));
        let reloader = Reloader::start(loader, Arc::clone(&live), Arc::clone(&metrics));
        let reloader = reloader.map_err(|error| no_thread(&error))?;
        let learned = Learned::start(Arc::clone(&live)).map_err(|error| no_thread(&error))?;
        let checks = HealthChecks::start(Arc::clone(&live)).map_err(|error| no_thread(&error))?;
        Ok(Self {
            live,
            metrics,
            ledger,
            calls,
            reload: reloader.handle(),
            _checks: checks,
            _learned: learned,
            _reloader: reloader,
            _keeper: keeper,
            _recorder: recorder,
            _shown: shown,
        })
    }

    /// What serves.
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Every metric.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// The counts of every key and route.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// The last calls.
    pub fn calls(&self) -> &Arc<CallLog> {
        &self.calls
    }

    /// Asks for reloads and other modes. It may be cloned and outlive this.
    pub fn reload(&self) -> &Handle {
        &self.reload
    }
}

fn settings(config: &Config) -> Settings {
    let key_header = config.server.key_header.as_str().to_owned();
    Settings {
        keep: config.calls.keep,
        max_bytes: config.calls.max_bytes,
        file: config.calls.file.clone(),
        rotate_at: config.calls.rotate_at,
        redact: config.admin.redact.iter().cloned().chain([key_header]).collect(),
    }
}

fn no_log(config: &Config, error: &io::Error) -> Diagnostic {
    let problem = Diagnostic::error(format!("calls cannot be recorded: {error}")).at_item("calls.file");
    let problem = problem.hint("choose a file that understudy may write, or remove the line");
    match &config.calls.file {
        Some(file) => problem.in_file(file),
        None => problem,
    }
}

fn no_thread(error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("cannot start a thread: {error}"))
        .hint("raise the limit of threads (`ulimit -u`)")
}
