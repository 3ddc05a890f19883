//! The connection of a client, as Pingora gets it: it hands on the request that is being served and nothing beyond,
//! and waits for a client that takes nothing no longer than it may.
//!
//! What a client sends ahead stays here for the next request. So Pingora never sees the head of a request that was
//! not checked, and pipelined requests are answered in order.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Buf, BytesMut};
use pingora::protocols::raw_connect::ProxyDigest;
use pingora::protocols::tls::{ALPN, SslDigest};
use pingora::protocols::{
    GetProxyDigest, GetSocketDigest, GetTimingDigest, Peek, Shutdown, SocketDigest, Ssl, Stream,
    TimingDigest, UniqueID, UniqueIDType,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use super::frames::HeaderClock;
use crate::http1::{Passage, Whole};
use crate::write_timeout::WriteTimeout;

/// How much room there is for a head at first.
const ROOM: usize = 2048;
/// How much is read of what a client sends while its request is still being served.
const AHEAD: usize = 1024;

/// A client's connection.
pub(super) struct ClientStream {
    inner: WriteTimeout<Stream>,
    /// What came before it was asked for.
    ahead: BytesMut,
    passage: Passage,
    /// Of a connection of HTTP/2.
    clock: Option<HeaderClock>,
}

impl ClientStream {
    /// Of a connection whose client may take nothing for as long as `write_timeout`.
    pub(super) fn new(inner: Stream, write_timeout: Duration) -> Self {
        let inner = WriteTimeout::new(inner, write_timeout);
        Self { inner, ahead: BytesMut::new(), passage: Passage::Everything, clock: None }
    }

    /// From now on frames of HTTP/2 come, among which headers may take so long.
    pub(super) fn begin_frames(&mut self, header_timeout: Duration) {
        self.clock = Some(HeaderClock::new(header_timeout));
    }

    /// What has come and was not handed on.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.ahead
    }

    /// The same, to take off it what is of no use.
    pub(super) fn ahead_mut(&mut self) -> &mut BytesMut {
        &mut self.ahead
    }

    /// Waits for more to come; how much that is, and 0 once the client has ended.
    pub(super) async fn fill(&mut self) -> io::Result<usize> {
        if self.ahead.is_empty() {
            self.ahead = BytesMut::with_capacity(ROOM);
        }
        self.inner.read_buf(&mut self.ahead).await
    }

    /// Takes a head off what has come; from now on its body is handed on, and no more.
    pub(super) fn begin(&mut self, head: Whole) -> BytesMut {
        let Whole { length, framing } = head;
        self.passage = if framing.asks_upgrade { Passage::Everything } else { Passage::of(framing.body) };
        if length >= self.ahead.len() { std::mem::take(&mut self.ahead) } else { self.ahead.split_to(length) }
    }

    /// Whether the next request can begin: after an upgrade that was declined it is not known what was meant for whom.
    pub(super) fn is_between_requests(&self) -> bool {
        self.passage.is_over() || (matches!(self.passage, Passage::Everything) && self.ahead.is_empty())
    }

    /// Reads past what still comes, until the client has ended.
    pub(super) async fn discard(&mut self) -> io::Result<()> {
        let mut room = [0; AHEAD];
        while self.inner.read(&mut room).await? > 0 {}
        Ok(())
    }

    fn poll_ahead(&mut self, buffer: &mut ReadBuf<'_>) {
        let length = self.ahead.len().min(buffer.remaining());
        let taken = self.passage.follow(self.ahead.get(..length).unwrap_or_default());
        if let Some(clock) = &mut self.clock {
            clock.follow(self.ahead.get(..taken).unwrap_or_default());
        }
        buffer.put_slice(self.ahead.get(..taken).unwrap_or_default());
        self.ahead.advance(taken);
    }

    fn poll_more(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match (Pin::new(&mut self.inner).poll_read(context, buffer)?, &mut self.clock) {
            (Poll::Pending, Some(clock)) => return clock.poll(context),
            (Poll::Pending, None) => return Poll::Pending,
            (Poll::Ready(()), _) => {}
        }
        let come = buffer.filled().get(before..).unwrap_or_default();
        if let Some(clock) = &mut self.clock {
            clock.follow(come);
        }
        let taken = self.passage.follow(come);
        if let Some(beyond) = come.get(taken..).filter(|beyond| !beyond.is_empty()) {
            self.ahead.extend_from_slice(beyond);
            buffer.set_filled(before + taken);
        }
        Poll::Ready(Ok(()))
    }

    /// The request was handed on as a whole: all that can still be told is that the client is gone.
    fn poll_gone(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            return Poll::Pending;
        }
        let mut room = [0; AHEAD];
        let mut room = ReadBuf::new(&mut room);
        ready!(Pin::new(&mut self.inner).poll_read(context, &mut room))?;
        if room.filled().is_empty() {
            return Poll::Ready(Ok(()));
        }
        self.ahead.extend_from_slice(room.filled());
        Poll::Pending
    }
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.passage.is_over() {
            return self.poll_gone(context);
        }
        if self.ahead.is_empty() {
            return self.poll_more(context, buffer);
        }
        self.poll_ahead(buffer);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[async_trait]
impl Shutdown for ClientStream {
    async fn shutdown(&mut self) {
        // Not Pingora's, which waits for as long as the client likes.
        let _ = tokio::io::AsyncWriteExt::shutdown(self).await;
    }
}

impl UniqueID for ClientStream {
    fn id(&self) -> UniqueIDType {
        self.inner.get_ref().id()
    }
}

impl Ssl for ClientStream {
    fn get_ssl_digest(&self) -> Option<Arc<SslDigest>> {
        self.inner.get_ref().get_ssl_digest()
    }

    fn selected_alpn_proto(&self) -> Option<ALPN> {
        self.inner.get_ref().selected_alpn_proto()
    }
}

impl GetTimingDigest for ClientStream {
    fn get_timing_digest(&self) -> Vec<Option<TimingDigest>> {
        self.inner.get_ref().get_timing_digest()
    }

    fn get_read_pending_time(&self) -> Duration {
        self.inner.get_ref().get_read_pending_time()
    }

    fn get_write_pending_time(&self) -> Duration {
        self.inner.get_ref().get_write_pending_time()
    }
}

impl GetProxyDigest for ClientStream {
    fn get_proxy_digest(&self) -> Option<Arc<ProxyDigest>> {
        self.inner.get_ref().get_proxy_digest()
    }
}

impl GetSocketDigest for ClientStream {
    fn get_socket_digest(&self) -> Option<Arc<SocketDigest>> {
        self.inner.get_ref().get_socket_digest()
    }
}

impl Peek for ClientStream {}

impl fmt::Debug for ClientStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientStream").field("passage", &self.passage).finish_non_exhaustive()
    }
}
