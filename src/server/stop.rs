//! What ends the server: a signal of the process, or whoever started it.

use async_trait::async_trait;
use pingora::server::{ShutdownSignal, ShutdownSignalWatch};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::reload::Handle;

/// Whose wish ends the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signals {
    /// The process's signals: SIGINT at once, SIGTERM with grace, SIGHUP to reload.
    Process,
    /// None: only [`Running`](super::Running) ends it, e.g. in tests and in programs that have signals of their own.
    Ignored,
}

/// How the server was asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Requests in flight are cut short.
    AtOnce,
    /// Requests in flight are answered first, within the grace period.
    WithGrace,
}

/// Waits for the wish to end the server, and reloads on SIGHUP meanwhile.
pub(super) struct StopWatch {
    pub(super) stopped: watch::Receiver<Option<Stop>>,
    pub(super) signals: Signals,
    pub(super) reload: Handle,
}

#[async_trait]
impl ShutdownSignalWatch for StopWatch {
    async fn recv(&self) -> ShutdownSignal {
        let mut stopped = self.stopped.clone();
        let asked = async {
            match stopped.wait_for(Option::is_some).await.map(|stop| *stop) {
                Ok(Some(Stop::WithGrace)) => ShutdownSignal::GracefulTerminate,
                _ => ShutdownSignal::FastShutdown,
            }
        };
        match self.signals {
            Signals::Ignored => asked.await,
            Signals::Process => tokio::select! {
                signal = asked => signal,
                signal = self.process_signal() => signal,
            },
        }
    }
}

impl StopWatch {
    async fn process_signal(&self) -> ShutdownSignal {
        let kinds = (SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup());
        let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)) =
            (signal(kinds.0), signal(kinds.1), signal(kinds.2))
        else {
            return std::future::pending().await;
        };
        loop {
            tokio::select! {
                _ = interrupt.recv() => return ShutdownSignal::FastShutdown,
                _ = terminate.recv() => return ShutdownSignal::GracefulTerminate,
                _ = hangup.recv() => self.reload.request(),
            }
        }
    }
}
