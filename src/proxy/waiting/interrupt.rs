//! Ends a request while Pingora does not listen to its client.
//!
//! `deputy` ends requests where Pingora listens to the client. Pingora does not listen while the upstream takes nothing
//! of the request's body: over HTTP/1 its queue is full then, and over HTTP/2 it never listens again, and waits for the
//! response alone (0.9.1). What it always reads is a channel for messages to the client, which HTTP does not have. A
//! message there interrupts the request: the writer of such messages does not write it, but fails.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use pingora::protocols::http::custom::CustomMessageWrite;
use pingora::{Error, ErrorType, Result};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

/// Ends one attempt to reach an upstream.
#[derive(Debug)]
pub(in crate::proxy) struct Interrupt {
    upstream: Timeouts,
    state: Mutex<State>,
}

/// How long an upstream may be silent, and take for a piece of a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    pub(super) read: Duration,
    pub(super) write: Duration,
    pub(super) is_http2: bool,
}

#[derive(Debug, Default)]
struct State {
    /// What Pingora reads; none before it does, and once the response is over.
    channel: Option<mpsc::Sender<Bytes>>,
    /// Set while Pingora does not listen to the client.
    due: Option<Due>,
    /// Why the request was ended.
    reason: Option<ErrorType>,
    watchdog: Option<AbortHandle>,
}

/// When Pingora has to listen to the client again.
#[derive(Debug, Clone)]
pub(super) struct Due {
    since: Instant,
    length: Duration,
    /// What it means where it does not.
    meaning: ErrorType,
}

impl Interrupt {
    pub(super) fn new(upstream: Timeouts) -> Arc<Self> {
        Arc::new(Self { upstream, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Pingora reads this channel from now on.
    pub(in crate::proxy) fn connect(&self, channel: mpsc::Sender<Bytes>) {
        self.state().channel = Some(channel);
    }

    /// The response is over: the request is not, as long as the channel is open.
    pub(super) fn disconnect(&self) {
        self.state().channel = None;
    }

    /// Pingora got a piece of the body, the last one or not.
    pub(super) fn body_came(self: &Arc<Self>, is_last: bool) {
        let Timeouts { read, write, is_http2 } = self.upstream;
        let mut state = self.state();
        if state.channel.is_none() {
            return;
        }
        // With the last piece in a full queue Pingora does not listen either, though the upstream may be at its answer.
        let (length, meaning) = if is_last && !is_http2 {
            (write.saturating_add(read), ErrorType::ReadTimedout)
        } else {
            (write, ErrorType::WriteTimedout)
        };
        state.due = Some(Due { since: Instant::now(), length, meaning });
        let may_block = is_http2 || !is_last;
        if may_block && state.watchdog.is_none() {
            state.watchdog = Some(tokio::spawn(watchdog(Arc::downgrade(self))).abort_handle());
        }
    }

    /// Pingora listens to the client.
    pub(super) fn listening(&self) {
        self.state().due = None;
    }

    /// A piece of the response goes to the client, who may take as long as it likes here.
    pub(super) fn pause(&self) -> Option<Due> {
        self.state().due.take()
    }

    /// It has gone. Where Pingora did not listen before, it has as much time again.
    pub(super) fn resume(&self, due: Option<Due>) {
        self.state().due = due.map(|due| Due { since: Instant::now(), ..due });
    }

    /// Fails the request; false where Pingora does not read the channel.
    pub(super) fn fail(&self, reason: ErrorType) -> bool {
        self.state().fail(reason)
    }

    /// Fails the request if Pingora has not listened for too long; otherwise, when to check again.
    fn check(&self) -> Option<Instant> {
        let mut state = self.state();
        state.channel.as_ref()?;
        let now = Instant::now();
        let Some(due) = &state.due else { return now.checked_add(self.upstream.write) };
        let until = due.since.checked_add(due.length)?;
        if until > now {
            return Some(until);
        }
        let meaning = due.meaning.clone();
        state.fail(meaning);
        None
    }
}

impl State {
    fn fail(&mut self, reason: ErrorType) -> bool {
        self.reason.get_or_insert(reason);
        self.channel.as_ref().is_some_and(|channel| channel.try_send(Bytes::new()).is_ok())
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        if let Some(watchdog) = self.state().watchdog.take() {
            watchdog.abort();
        }
    }
}

/// Fails the request once Pingora should have listened to the client again.
async fn watchdog(interrupt: Weak<Interrupt>) {
    while let Some(until) = interrupt.upgrade().and_then(|interrupt| interrupt.check()) {
        tokio::time::sleep_until(until.into()).await;
    }
}

/// What Pingora takes for the writer of messages to the client.
pub(super) struct FailingWriter(pub(super) Arc<Interrupt>);

#[async_trait]
impl CustomMessageWrite for FailingWriter {
    fn set_write_timeout(&mut self, _: Option<Duration>) {}

    async fn write_custom_message(&mut self, _: Bytes) -> Result<()> {
        let reason = self.0.state().reason.clone().unwrap_or(ErrorType::ReadTimedout);
        Err(Error::explain(reason, "the upstream was waited for long enough").into_up())
    }

    async fn finish_custom(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(1);

    /// Why a request is failed after a piece of its body, the last one or not.
    async fn check(is_http2: bool, is_last: bool, expected: ErrorType) {
        let interrupt = Interrupt::new(Timeouts { read: SHORT, write: SHORT, is_http2 });
        let (channel, mut messages) = mpsc::channel(1);
        interrupt.connect(channel);
        if is_last {
            // Over HTTP/1 there is a watchdog where there was more than one piece.
            interrupt.body_came(false);
        }
        interrupt.body_came(is_last);
        let message = messages.recv().await.unwrap();
        let mut writer = FailingWriter(interrupt);
        let error = writer.write_custom_message(message).await.unwrap_err();
        let told = (error.etype(), error.esource());
        assert_eq!(told, (&expected, &pingora::ErrorSource::Upstream), "HTTP/2: {is_http2}, last: {is_last}");
    }

    #[tokio::test]
    async fn an_upstream_that_takes_nothing_fails_the_request() {
        check(false, false, ErrorType::WriteTimedout).await;
        check(false, true, ErrorType::ReadTimedout).await;
        check(true, false, ErrorType::WriteTimedout).await;
        check(true, true, ErrorType::WriteTimedout).await;
    }

    #[tokio::test]
    async fn nothing_is_failed_while_pingora_listens_or_after_the_response() {
        let interrupt = Interrupt::new(Timeouts { read: SHORT, write: Duration::ZERO, is_http2: true });
        let (channel, mut messages) = mpsc::channel(1);
        interrupt.connect(channel);
        interrupt.body_came(false);
        interrupt.listening();
        assert!(interrupt.check().is_some(), "it is to be looked at again");
        assert!(messages.try_recv().is_err(), "it listens");
        interrupt.body_came(false);
        let due = interrupt.pause();
        assert!(interrupt.check().is_some() && messages.try_recv().is_err(), "the client takes the response");
        interrupt.resume(due);
        interrupt.disconnect();
        assert!(interrupt.check().is_none(), "the response is over");
        assert!(messages.recv().await.is_none(), "and Pingora is told so");
        assert!(!interrupt.fail(ErrorType::ReadTimedout), "nobody reads it any more");
    }
}
