//! Leaving without a request being cut short.
//!
//! 1. From the wish to leave on, every answer says `connection: close` (HTTP/2: GOAWAY), so that clients go elsewhere
//!    by themselves; connections that wait for a request stay.
//! 2. Once nothing listens any more, who was let in last has a moment to send a request; then connections
//!    without one are closed.
//! 3. When none is left, the server is done, however much of the grace period is left.
//!
//! Pingora does 2 without the moment and always waits the whole period; hence this, between its listeners and
//! the proxy.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use async_trait::async_trait;
use pingora::apps::ServerApp;
use pingora::protocols::Stream;
use pingora::server::ShutdownWatch;
use tokio::sync::watch;

/// How long a connection that was let in last may take to send its first request.
const MOMENT: Duration = Duration::from_millis(250);

/// How far leaving has come; a clone is of the same server.
#[derive(Debug, Clone)]
pub(super) struct Drain {
    leaving: Arc<watch::Sender<bool>>,
    connections: Arc<watch::Sender<usize>>,
    ended: Sender<End>,
}

/// How a server came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It listens no more and has no connection left; Pingora may still wait for the grace period to end.
    Drained,
    /// Pingora has returned.
    Stopped,
}

/// A connection, counted until it is dropped.
struct Connection<'d>(&'d watch::Sender<usize>);

impl Drain {
    /// Of a server that serves; `ended` is told when it has drained.
    pub(super) fn new(ended: Sender<End>) -> Self {
        let (leaving, connections) = (watch::Sender::new(false), watch::Sender::new(0));
        Self { leaving: leaving.into(), connections: connections.into(), ended }
    }

    /// From now on, whoever is answered is sent away.
    pub(super) fn leave(&self) {
        self.leaving.send_replace(true);
    }

    /// True once the server is leaving.
    pub(super) fn leaving(&self) -> ShutdownWatch {
        self.leaving.subscribe()
    }

    fn connection(&self) -> Connection<'_> {
        self.connections.send_modify(|count| *count += 1);
        Connection(&self.connections)
    }

    async fn empty(&self) {
        let _ = self.connections.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// An app whose connections are seen to their end.
pub(super) struct Drained<A> {
    app: Arc<A>,
    drain: Drain,
}

impl<A> Drained<A> {
    pub(super) fn new(app: A, drain: Drain) -> Self {
        Self { app: Arc::new(app), drain }
    }
}

#[async_trait]
impl<A: ServerApp + Send + Sync + 'static> ServerApp for Drained<A> {
    /// The app takes the wish to leave for the shutdown, which comes later.
    async fn process_new(self: &Arc<Self>, stream: Stream, _shutdown: &ShutdownWatch) -> Option<Stream> {
        let _counted = self.drain.connection();
        self.app.process_new(stream, &self.drain.leaving()).await
    }

    /// Nothing listens any more.
    async fn cleanup(&self) {
        tokio::time::sleep(MOMENT).await;
        self.app.cleanup().await;
        self.drain.empty().await;
        // Who does not wait for it does not want to know.
        let _ = self.drain.ended.send(End::Drained);
    }
}
