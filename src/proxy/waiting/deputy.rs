//! A session that takes the place of the client's own, does one thing in its own way, and passes everything else on.
//!
//! It goes when that is done, at the latest when the request is logged.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{Stream, stream};
use http::HeaderMap;
use pingora::Result;
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::protocols::Digest;
use pingora::protocols::http::custom::CustomMessageWrite;
use pingora::protocols::http::custom::server::Session as CustomSession;
use pingora::protocols::http::{HttpTask, ServerSession};
use pingora::protocols::l4::socket::SocketAddr;
use tokio::sync::oneshot;

use super::hold::{Fate, Held};
use super::interrupt::FailingWriter;
use super::lent::{Returned, nobody};
use super::watch::{Turn, Watch};

/// Stands in for the client's own session.
pub(super) struct Deputy {
    own: ServerSession,
    watch: Watch,
    holding: Holding,
    home: Option<oneshot::Sender<Returned>>,
}

/// Whether the response is held back until it is clear who answers.
pub(super) enum Holding {
    /// It is not.
    Nothing,
    /// It is.
    Open(Box<Held>),
    /// Nothing of what was held will go to the client through this session.
    Dropped(Box<Held>),
    /// What was held has passed.
    Passed(Box<Held>),
}

impl Deputy {
    pub(super) fn new(
        own: ServerSession,
        watch: Watch,
        holding: Holding,
        home: oneshot::Sender<Returned>,
    ) -> Self {
        Self { own, watch, holding, home: Some(home) }
    }

    /// Whose turn it is, as far as Pingora and the client's own session know.
    fn turn(&mut self, no_body_expected: bool) -> Turn {
        if no_body_expected || self.own.is_body_done() { Turn::Upstream } else { Turn::Client }
    }

    /// Passes on what came of a response, or holds it; whether that was its end.
    async fn pass(&mut self, tasks: Vec<HttpTask>) -> Result<bool> {
        let Holding::Open(held) = &mut self.holding else { return self.own.response_duplex_vec(tasks).await };
        match held.hear(self.own.req_header(), tasks)? {
            Fate::Held => Ok(false),
            Fate::Dropped => {
                self.holding.turn(Holding::Dropped);
                Ok(true)
            }
            Fate::Passes(tasks) => {
                self.holding.turn(Holding::Passed);
                self.own.response_duplex_vec(tasks).await
            }
        }
    }
}

impl Holding {
    /// What follows on holding.
    fn turn(&mut self, next: impl FnOnce(Box<Held>) -> Self) {
        *self = match mem::replace(self, Self::Nothing) {
            Self::Open(held) => next(held),
            other => other,
        };
    }

    fn into_held(self) -> Option<Box<Held>> {
        match self {
            Self::Open(held) | Self::Dropped(held) | Self::Passed(held) => Some(held),
            Self::Nothing => None,
        }
    }
}

impl Drop for Deputy {
    fn drop(&mut self) {
        if let Some(home) = self.home.take() {
            let held = mem::replace(&mut self.holding, Holding::Nothing).into_held();
            let (own, watch) = (mem::replace(&mut self.own, nobody()), mem::take(&mut self.watch));
            // Nobody waits for it where the request was given up.
            let _ = home.send(Returned { own, watch, held });
        }
    }
}

#[async_trait]
impl CustomSession for Deputy {
    async fn read_body_or_idle(&mut self, no_body_expected: bool) -> Result<Option<Bytes>> {
        let turn = self.turn(no_body_expected);
        let read = self.watch.listen(turn, self.own.read_body_or_idle(no_body_expected)).await;
        if turn == Turn::Client && read.is_ok() {
            self.watch.body_came(self.own.is_body_done());
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
        self.watch.listen(Turn::Client, self.own.read_request_body()).await
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
        let due = self.watch.response_comes(&tasks);
        let is_over = self.pass(tasks).await?;
        self.watch.response_passed(due, is_over);
        Ok(is_over)
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
        if matches!(self.holding, Holding::Dropped(_)) { Ok(()) } else { self.own.finish_body().await }
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
        // Pingora wants one beside the writer. It has nothing to read.
        Some(Box::new(stream::empty()))
    }

    fn restore_custom_message_reader(
        &mut self,
        _reader: Box<dyn Stream<Item = Result<Bytes>> + Unpin + Send + Sync + 'static>,
    ) -> Result<()> {
        Ok(())
    }

    fn take_custom_message_writer(&mut self) -> Option<Box<dyn CustomMessageWrite>> {
        let interrupt = self.watch.interrupt()?;
        Some(Box::new(FailingWriter(Arc::clone(interrupt))))
    }

    fn restore_custom_message_writer(&mut self, _writer: Box<dyn CustomMessageWrite>) -> Result<()> {
        Ok(())
    }
}
