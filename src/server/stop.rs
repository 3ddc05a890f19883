//! What ends the server: a signal of the process, or whoever started it.

use async_trait::async_trait;
use pingora::server::{ShutdownSignal, ShutdownSignalWatch};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::drain::Drain;
use crate::reload::Handle;

/// Whose wish ends the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signals {
    /// The process's signals: SIGINT at once, SIGTERM with grace, SIGHUP to reload, SIGQUIT to hand on the
    /// listeners to another process and then end with grace.
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
    /// The same, once another process has taken over the listeners.
    HandingOn,
}

/// Whether another process can take over the listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Succession {
    /// There is a socket for it.
    Possible,
    /// There is none.
    Impossible,
}

/// Waits for the wish to end the server, and reloads on SIGHUP meanwhile.
pub(super) struct StopWatch {
    pub(super) stopped: watch::Receiver<Option<Stop>>,
    pub(super) signals: Signals,
    pub(super) reload: Handle,
    pub(super) drain: Drain,
    pub(super) succession: Succession,
}

#[async_trait]
impl ShutdownSignalWatch for StopWatch {
    async fn recv(&self) -> ShutdownSignal {
        let mut stopped = self.stopped.clone();
        let asked = async { stopped.wait_for(Option::is_some).await.ok().and_then(|stop| *stop) };
        let stop = match self.signals {
            Signals::Ignored => asked.await,
            Signals::Process => tokio::select! {
                stop = asked => stop,
                stop = self.process_signal() => Some(stop),
            },
        };
        self.begin(stop.unwrap_or(Stop::AtOnce))
    }
}

impl StopWatch {
    fn begin(&self, stop: Stop) -> ShutdownSignal {
        if stop != Stop::AtOnce {
            self.drain.leave();
        }
        match (stop, self.succession) {
            (Stop::AtOnce, _) => ShutdownSignal::FastShutdown,
            (Stop::HandingOn, Succession::Possible) => ShutdownSignal::GracefulUpgrade,
            (Stop::HandingOn, Succession::Impossible) => {
                tracing::warn!(
                    "No process can take over without `state_dir` or `server.upgrade_sock`: ending"
                );
                ShutdownSignal::GracefulTerminate
            }
            (Stop::WithGrace, _) => ShutdownSignal::GracefulTerminate,
        }
    }

    async fn process_signal(&self) -> Stop {
        let [interrupt, terminate, hangup, quit] =
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup(), SignalKind::quit()]
                .map(signal);
        let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup), Ok(mut quit)) =
            (interrupt, terminate, hangup, quit)
        else {
            return std::future::pending().await;
        };
        loop {
            tokio::select! {
                _ = interrupt.recv() => return Stop::AtOnce,
                _ = terminate.recv() => return Stop::WithGrace,
                _ = quit.recv() => return Stop::HandingOn,
                _ = hangup.recv() => self.reload.request(),
            }
        }
    }
}
