//! The thread that waits for a reason to publish: a reload, a wish, the end of a toggle.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::debounce::Debounce;
use super::handle::{Message, Summary};
use super::live::Live;
use super::loader::{Loader, Report};
use super::snapshot::{LastReload, Snapshot};
use super::switches::Switches;
use super::tell::tell;
use super::watch::Update;
use super::watching::Watching;
use super::wish::{Refusal, Wish};
use crate::clock;
use crate::observe::Metrics;

/// How often a load is repeated because folders came or went under it.
const MOST_ROUNDS: usize = 5;

/// How many waiting messages one reload by hand may answer for.
const MOST_MESSAGES: usize = 1024;

/// Who waits for the summary of a reload.
type Replies = Vec<oneshot::Sender<Summary>>;

/// What came of an attempt to reload.
enum Attempt {
    Done,
    /// Somebody is still writing.
    Postponed,
}

/// All that the thread works with.
pub(super) struct Worker {
    pub(super) loader: Loader,
    pub(super) live: Arc<Live>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) watch: Watching,
    pub(super) switches: Switches,
    pub(super) inbox: Receiver<Message>,
}

/// What to do next.
enum Next {
    /// Somebody asks for it.
    Reload(Replies),
    /// Files changed, and the burst of changes has ended.
    ReloadIfQuiet(Debounce),
    Stop,
}

impl Worker {
    /// Reloads whenever there is a reason to, until it is told to stop.
    pub(super) fn run(mut self) {
        let mut burst = self.catch_up();
        loop {
            burst = match self.wait(burst) {
                Next::Stop => return,
                Next::Reload(replies) => {
                    self.reload(Duration::ZERO, replies);
                    None
                }
                Next::ReloadIfQuiet(ended) => {
                    match self.reload(ended.quiet(Instant::now()), Replies::new()) {
                        Attempt::Done => None,
                        Attempt::Postponed => Some(ended.again(Instant::now())),
                    }
                }
            };
        }
    }

    /// Begins to watch, and reloads if something changed since the first load.
    fn catch_up(&mut self) -> Option<Debounce> {
        let started = Instant::now();
        let before = self.live.snapshot();
        self.update_watch(&before);
        before.show(&self.metrics);
        let quiet = before.serving.config.reload.debounce;
        let Some(report) = self.load(&before, quiet) else { return Some(Debounce::new(started, quiet)) };
        let snapshot = &report.snapshot;
        if snapshot.generation != before.generation || snapshot.problems != before.problems {
            self.finish(&before, report, started);
        }
        None
    }

    /// Reloads and tells those who wait, unless a file was written to within the time of `quiet`.
    fn reload(&mut self, quiet: Duration, replies: Replies) -> Attempt {
        let started = Instant::now();
        let before = self.live.snapshot();
        let Some(report) = self.load(&before, quiet) else { return Attempt::Postponed };
        let summary = self.finish(&before, report, started);
        for reply in replies {
            // Who asked may have gone.
            let _ = reply.send(summary.clone());
        }
        Attempt::Done
    }

    /// Loads, and watches what is loaded; again where it may have changed before it was watched.
    fn load(&mut self, before: &Snapshot, quiet: Duration) -> Option<Report> {
        let mut report = self.loader.reload_if_quiet(before, quiet)?;
        for _ in 0..MOST_ROUNDS {
            match self.update_watch(&report.snapshot) {
                Update::Settled => break,
                Update::Renewed => report = self.loader.reload_if_quiet(before, quiet)?,
                Update::Deaf(warning) => {
                    let problems = report.snapshot.problems.iter().cloned();
                    report.snapshot.problems = problems.chain([*warning]).collect();
                    break;
                }
            }
        }
        Some(report)
    }

    fn update_watch(&mut self, snapshot: &Snapshot) -> Update {
        let is_wanted = snapshot.serving.config.reload.watch;
        let paths = self.loader.paths().filter(|_| is_wanted).map(Path::to_owned).collect();
        self.watch.update(paths)
    }

    fn finish(&self, before: &Snapshot, report: Report, started: Instant) -> Summary {
        let summary = Summary::new(&report, started.elapsed());
        self.metrics.reload_finished(summary.result, summary.took);
        tell(&before.problems, &summary);
        let last = LastReload {
            at: clock::now(),
            result: summary.result,
            took: summary.took,
            restart_needed: report.restart_needed,
        };
        self.publish(Snapshot { last_reload: Some(Arc::new(last)), ..report.snapshot });
        summary
    }

    /// Waits for a reason to reload: by hand at once, for changed files when they are quiet.
    fn wait(&mut self, mut burst: Option<Debounce>) -> Next {
        let quiet = self.live.snapshot().serving.config.reload.debounce;
        loop {
            let quiet_in = match burst.map(|burst| (burst, burst.left(Instant::now()))) {
                None => None,
                Some((ended, None)) => return Next::ReloadIfQuiet(ended),
                Some((_, Some(left))) => Some(left),
            };
            match self.receive(quiet_in) {
                Ok(Message::Event(event)) if self.watch.concerns(&event) => {
                    let now = Instant::now();
                    burst = Some(burst.map_or_else(|| Debounce::new(now, quiet), |burst| burst.again(now)));
                }
                Ok(Message::Asked(reply)) => return self.gather(reply),
                Ok(Message::Wished(wish, reply)) => self.follow(&wish, reply),
                Ok(Message::Event(_)) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return Next::Stop,
            }
        }
    }

    /// The next message, waiting no longer than this; the end of a toggle is taken care of on the way.
    fn receive(&mut self, longest: Option<Duration>) -> Result<Message, RecvTimeoutError> {
        let now = Timestamp::now();
        let snapshot = self.live.snapshot();
        if let Some(ended) = self.switches.end(&snapshot, now) {
            tracing::info!("A toggle has ended");
            self.publish(ended);
            return Err(RecvTimeoutError::Timeout);
        }
        match longest.into_iter().chain(Switches::wait(&snapshot, now)).min() {
            Some(wait) => self.inbox.recv_timeout(wait),
            None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn follow(&mut self, wish: &Wish, reply: oneshot::Sender<Result<(), Refusal>>) {
        let followed = self.switches.follow(&self.live.snapshot(), wish, clock::now());
        let followed = followed.map(|snapshot| {
            tracing::info!(?wish, "Modes changed");
            self.publish(snapshot);
        });
        // Who wished may have gone.
        let _ = reply.send(followed);
    }

    fn publish(&self, snapshot: Snapshot) {
        snapshot.show(&self.metrics);
        self.live.publish(snapshot);
    }

    /// One reload answers for all that waits already.
    fn gather(&mut self, first: Option<oneshot::Sender<Summary>>) -> Next {
        let mut replies = Replies::from_iter(first);
        for _ in 0..MOST_MESSAGES {
            let Ok(message) = self.inbox.try_recv() else { break };
            match message {
                Message::Event(event) => {
                    self.watch.concerns(&event);
                }
                Message::Wished(wish, reply) => self.follow(&wish, reply),
                Message::Asked(reply) => replies.extend(reply),
                Message::Stop => return Next::Stop,
            }
        }
        Next::Reload(replies)
    }
}
