//! A session that takes the place of the client's own, does one thing in its own way, and passes everything else on.
//!
//! It goes when its duty is done, at the latest when the request is logged.

use std::fmt;
use std::mem;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use http::HeaderMap;
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::protocols::Digest;
use pingora::protocols::http::custom::CustomMessageWrite;
use pingora::protocols::http::custom::server::Session as CustomSession;
use pingora::protocols::http::{HttpTask, ServerSession};
use pingora::protocols::l4::socket::SocketAddr;
use pingora::proxy::Session;
use pingora::{Error, ErrorType, Result};
use tokio::sync::oneshot;

use super::hold::{Held, Turn};

/// Where the client's own session comes back to.
pub(in crate::proxy) struct Lent(oneshot::Receiver<Returned>);

/// The client's own session, and what was held back in its place.
type Returned = (ServerSession, Option<Box<Held>>);

/// What a session does in the place of the client's own.
pub(super) enum Duty {
    /// It listens until then, and fails with this error.
    Wait { until: Instant, end: ErrorType },
    /// It waits for each piece of a request's body for so long. Pingora does that only over HTTP/1 (0.9.1).
    Read { patience: Duration, until: Instant },
    /// None.
    None,
    /// It holds a response back until it is clear who answers.
    Hold(Box<Held>),
    /// Nothing of what it holds will go to the client through it.
    Dropped(Box<Held>),
    /// Nothing any more; what it held has passed.
    Passed(Box<Held>),
}

/// The client's own session, and what is done in its place.
struct Deputy {
    own: ServerSession,
    duty: Duty,
    home: Option<oneshot::Sender<Returned>>,
}

impl Duty {
    /// What follows on holding.
    fn turned(&mut self, next: impl FnOnce(Box<Held>) -> Self) -> Self {
        match mem::replace(self, Self::None) {
            Self::Hold(held) => next(held),
            other => other,
        }
    }
}

/// Puts a session that has a duty in the place of the client's own.
pub(super) fn lend(session: &mut Session, duty: Duty) -> Lent {
    let (home, lent) = oneshot::channel();
    let own = mem::replace(&mut *session.downstream_session, nobody());
    let deputy = Deputy { own, duty, home: Some(home) };
    *session.downstream_session = ServerSession::new_custom(Box::new(deputy));
    Lent(lent)
}

impl Lent {
    /// Puts the client's own session back, and gives what was held.
    pub(super) fn give_back(mut self, session: &mut Session) -> Option<Box<Held>> {
        drop(mem::replace(&mut *session.downstream_session, nobody()));
        let (own, held) = self.0.try_recv().ok()?;
        *session.downstream_session = own;
        held
    }
}

impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lent")
    }
}

/// A session that is never asked anything: it holds a place between two others.
fn nobody() -> ServerSession {
    ServerSession::new_custom(Box::new(()))
}

impl Drop for Deputy {
    fn drop(&mut self) {
        if let Some(home) = self.home.take() {
            let held = match mem::replace(&mut self.duty, Duty::None) {
                Duty::Hold(held) | Duty::Dropped(held) | Duty::Passed(held) => Some(held),
                Duty::Wait { .. } | Duty::Read { .. } | Duty::None => None,
            };
            // Nobody waits for it where the request was given up.
            let _ = home.send((mem::replace(&mut self.own, nobody()), held));
        }
    }
}

#[async_trait]
impl CustomSession for Deputy {
    async fn read_body_or_idle(&mut self, no_body_expected: bool) -> Result<Option<Bytes>> {
        let (until, end) = match &self.duty {
            Duty::Wait { until, end } => (*until, end.clone()),
            Duty::Read { until, .. } if !no_body_expected && !self.own.is_body_done() => {
                (*until, ErrorType::ReadTimedout)
            }
            _ => return self.own.read_body_or_idle(no_body_expected).await,
        };
        let read = tokio::select! {
            biased;
            read = self.own.read_body_or_idle(no_body_expected) => read,
            () = tokio::time::sleep_until(until.into()) => Err(Error::new_down(end)),
        };
        if let Duty::Read { patience, until } = &mut self.duty {
            *until = Instant::now() + *patience;
        }
        read
    }

    fn req_header(&self) -> &RequestHeader {
        self.own.req_header()
    }

    fn req_header_mut(&mut self) -> &mut RequestHeader {
        self.own.req_header_mut()
    }

    async fn read_body_bytes(&mut self) -> Result<Option<Bytes>> {
        self.own.read_request_body().await
    }

    async fn drain_request_body(&mut self) -> Result<()> {
        self.own.drain_request_body().await
    }

    async fn write_response_header(&mut self, header: Box<ResponseHeader>, _end: bool) -> Result<()> {
        self.own.write_response_header(header).await
    }

    async fn write_response_header_ref(&mut self, header: &ResponseHeader, _end: bool) -> Result<()> {
        self.own.write_response_header_ref(header).await
    }

    async fn write_body(&mut self, data: Bytes, end: bool) -> Result<()> {
        self.own.write_response_body(data, end).await
    }

    async fn write_trailers(&mut self, trailers: HeaderMap) -> Result<()> {
        self.own.write_response_trailers(trailers).await
    }

    async fn response_duplex_vec(&mut self, tasks: Vec<HttpTask>) -> Result<bool> {
        let Duty::Hold(held) = &mut self.duty else { return self.own.response_duplex_vec(tasks).await };
        match held.hear(tasks)? {
            Turn::Held => Ok(false),
            Turn::Dropped => {
                self.duty = self.duty.turned(Duty::Dropped);
                Ok(true)
            }
            Turn::Passes(tasks) => {
                self.duty = self.duty.turned(Duty::Passed);
                self.own.response_duplex_vec(tasks).await
            }
        }
    }

    fn set_read_timeout(&mut self, timeout: Option<Duration>) {
        self.own.set_read_timeout(timeout);
    }

    fn get_read_timeout(&self) -> Option<Duration> {
        self.own.get_read_timeout()
    }

    fn set_write_timeout(&mut self, timeout: Option<Duration>) {
        self.own.set_write_timeout(timeout);
    }

    fn get_write_timeout(&self) -> Option<Duration> {
        self.own.get_write_timeout()
    }

    fn set_total_drain_timeout(&mut self, timeout: Option<Duration>) {
        self.own.set_total_drain_timeout(timeout);
    }

    fn get_total_drain_timeout(&self) -> Option<Duration> {
        self.own.get_total_drain_timeout()
    }

    fn request_summary(&self) -> String {
        self.own.request_summary()
    }

    fn response_written(&self) -> Option<&ResponseHeader> {
        self.own.response_written()
    }

    async fn shutdown(&mut self, _code: u32, _context: &str) {
        self.own.shutdown().await;
    }

    fn is_body_done(&mut self) -> bool {
        self.own.is_body_done()
    }

    /// What was dropped leaves the answer to somebody else.
    async fn finish(&mut self) -> Result<()> {
        if matches!(self.duty, Duty::Dropped(_)) { Ok(()) } else { self.own.finish_body().await }
    }

    fn is_body_empty(&mut self) -> bool {
        self.own.is_body_empty()
    }

    fn body_bytes_sent(&self) -> usize {
        self.own.body_bytes_sent()
    }

    fn body_bytes_read(&self) -> usize {
        self.own.body_bytes_read()
    }

    fn digest(&self) -> Option<&Digest> {
        self.own.digest()
    }

    fn digest_mut(&mut self) -> Option<&mut Digest> {
        self.own.digest_mut()
    }

    fn client_addr(&self) -> Option<&SocketAddr> {
        self.own.client_addr()
    }

    fn server_addr(&self) -> Option<&SocketAddr> {
        self.own.server_addr()
    }

    fn pseudo_raw_h1_request_header(&self) -> Bytes {
        self.own.to_h1_raw()
    }

    fn enable_retry_buffering(&mut self) {
        self.own.enable_retry_buffering();
    }

    fn retry_buffer_truncated(&self) -> bool {
        self.own.retry_buffer_truncated()
    }

    fn get_retry_buffer(&self) -> Option<Bytes> {
        self.own.get_retry_buffer()
    }

    async fn finish_custom(&mut self) -> Result<()> {
        Ok(())
    }

    fn take_custom_message_reader(
        &mut self,
    ) -> Option<Box<dyn Stream<Item = Result<Bytes>> + Unpin + Send + Sync + 'static>> {
        None
    }

    fn restore_custom_message_reader(
        &mut self,
        _reader: Box<dyn Stream<Item = Result<Bytes>> + Unpin + Send + Sync + 'static>,
    ) -> Result<()> {
        Ok(())
    }

    fn take_custom_message_writer(&mut self) -> Option<Box<dyn CustomMessageWrite>> {
        None
    }

    fn restore_custom_message_writer(&mut self, _writer: Box<dyn CustomMessageWrite>) -> Result<()> {
        Ok(())
    }
}
