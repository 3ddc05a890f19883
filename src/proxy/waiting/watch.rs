//! Whose turn it is, and how long that may last.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pingora::protocols::http::HttpTask;
use pingora::proxy::Session;
use pingora::{Error, ErrorType, Result};

use super::clock::Clock;
use super::hold::is_header;
use super::interrupt::{Due, Interrupt, Timeouts};

/// The upstream was silent for longer than it may be.
pub(super) const UPSTREAM_SILENT: ErrorType = ErrorType::new("UpstreamSilent");

/// Who may be silent for how long. Where nothing is said of somebody, Pingora counts by itself, or nobody does.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The client, while it owes its body.
    client: Option<Clock>,
    /// The upstream, once it has the whole request, before and between any two pieces of its response.
    upstream: Option<Clock>,
    /// The upstream, up to the end of its response's header.
    pub(super) header: Option<Limit>,
    /// For an upstream that is counted for here.
    interrupt: Option<Arc<Interrupt>>,
}

/// Until when, and what it means.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) until: Instant,
    pub(super) end: ErrorType,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The client owes its body.
    Client,
    /// The upstream has the whole request.
    Upstream,
}

impl Watch {
    /// Of a request whose body is still to come. Over HTTP/1 Pingora counts for the client by itself (0.9.1).
    pub(super) fn over_body(session: &Session, client: Duration, upstream: Option<Timeouts>) -> Self {
        Self {
            client: session.is_http2().then(|| Clock::new(client)),
            upstream: upstream.map(|upstream| Clock::new(upstream.read)),
            header: None,
            interrupt: upstream.map(Interrupt::new),
        }
    }

    pub(super) fn interrupt(&self) -> Option<&Arc<Interrupt>> {
        self.interrupt.as_ref()
    }

    /// Waits for what the client sends next, for as long as those whose turn it is may be silent.
    pub(super) async fn listen<T>(&mut self, turn: Turn, read: impl Future<Output = Result<T>>) -> Result<T> {
        if let Some(interrupt) = &self.interrupt {
            interrupt.listening();
        }
        match turn {
            Turn::Client => self.listen_to_client(read).await,
            Turn::Upstream => self.await_upstream(read).await,
        }
    }

    async fn listen_to_client<T>(&mut self, read: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(clock) = &mut self.client else { return read.await };
        let read = tokio::select! {
            biased;
            read = read => read,
            () = clock.run() => Err(Error::new_down(ErrorType::ReadTimedout)),
        };
        clock.restart();
        read
    }

    async fn await_upstream<T>(&mut self, read: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            read = read => read,
            end = reached(self.header.as_ref()) => Err(Error::new_down(end)),
            () = run(self.upstream.as_mut()) => match &self.interrupt {
                // As an error of the upstream, so that Pingora leaves its connection of HTTP/2.
                Some(interrupt) if interrupt.fail(ErrorType::ReadTimedout) => pending().await,
                _ => Err(Error::new_down(UPSTREAM_SILENT)),
            },
        }
    }

    /// A piece of the body has come, and goes to the upstream.
    pub(super) fn body_came(&self, is_last: bool) {
        if let Some(interrupt) = &self.interrupt {
            interrupt.body_came(is_last);
        }
    }

    /// A piece of the response came, and goes to the client.
    pub(super) fn response_comes(&mut self, tasks: &[HttpTask]) -> Option<Due> {
        if tasks.iter().any(is_header) {
            self.header = None;
        }
        self.interrupt.as_ref()?.pause()
    }

    /// It has gone; whether it was the last. A client may listen for long before it goes on with its body.
    pub(super) fn response_passed(&mut self, due: Option<Due>, is_last: bool) {
        for clock in [&mut self.client, &mut self.upstream].into_iter().flatten() {
            clock.restart();
        }
        match &self.interrupt {
            Some(interrupt) if is_last => interrupt.disconnect(),
            Some(interrupt) => interrupt.resume(due),
            None => {}
        }
    }
}

async fn reached(limit: Option<&Limit>) -> ErrorType {
    match limit {
        Some(Limit { until, end }) => {
            tokio::time::sleep_until((*until).into()).await;
            end.clone()
        }
        None => pending().await,
    }
}

async fn run(clock: Option<&mut Clock>) {
    match clock {
        Some(clock) => clock.run().await,
        None => pending().await,
    }
}
