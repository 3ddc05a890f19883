//! Asking for a reload or another mode by hand.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::oneshot;

use super::loader::Report;
use super::wish::{Refusal, Wish};
use crate::diagnostic::Diagnostic;
use crate::observe::ReloadResult;

/// Asks a [`Reloader`](super::Reloader) for reloads and modes; it may outlive it.
#[derive(Debug, Clone)]
pub struct Handle {
    inbox: Sender<Message>,
}

/// What a reload by hand came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Of what serves now; it is as before where nothing that serves changed.
    pub generation: u64,
    /// Failed where something could not be used; the rest is applied all the same.
    pub result: ReloadResult,
    /// How many examples can answer now, in all mocks.
    pub examples: usize,
    /// What is wrong now, also with files that did not change.
    pub problems: Arc<[Diagnostic]>,
    /// Changed settings that need a restart: `server.listen`.
    pub restart_needed: Vec<String>,
    /// From looking at the files to publishing.
    pub took: Duration,
}

/// What the reloader's thread is told.
#[derive(Debug)]
pub(super) enum Message {
    /// A file may have changed.
    Event(notify::Result<notify::Event>),
    /// A person asks for a reload, and may want to know what came of it.
    Asked(Option<oneshot::Sender<Summary>>),
    /// A person wishes another mode.
    Wished(Wish, oneshot::Sender<Result<(), Refusal>>),
    /// There is nobody left to reload for.
    Stop,
}

impl Handle {
    pub(super) fn new(inbox: Sender<Message>) -> Self {
        Self { inbox }
    }

    /// Reloads and tells what came of it (`POST /api/reload`); none if the reloader has stopped.
    pub async fn reload(&self) -> Option<Summary> {
        let (reply, summary) = oneshot::channel();
        self.inbox.send(Message::Asked(Some(reply))).ok()?;
        summary.await.ok()
    }

    /// Changes modes; once this returns, the next request sees it.
    ///
    /// # Errors
    /// The wish cannot be followed; then nothing has changed.
    pub async fn wish(&self, wish: Wish) -> Result<(), Refusal> {
        let (reply, followed) = oneshot::channel();
        self.inbox.send(Message::Wished(wish, reply)).map_err(|_| Refusal::Stopped)?;
        followed.await.unwrap_or(Err(Refusal::Stopped))
    }

    /// Asks for a reload and waits for nothing (SIGHUP). It does nothing if the reloader has stopped.
    pub fn request(&self) {
        let _ = self.inbox.send(Message::Asked(None));
    }
}

impl Summary {
    pub(super) fn new(report: &Report, took: Duration) -> Self {
        let snapshot = &report.snapshot;
        Self {
            generation: snapshot.generation,
            result: report.result,
            examples: snapshot.serving.mocks.values().map(|loaded| loaded.mock.len()).sum(),
            problems: Arc::clone(&snapshot.problems),
            restart_needed: report.restart_needed.clone(),
            took,
        }
    }
}
