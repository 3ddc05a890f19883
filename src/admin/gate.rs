//! What hyper gets of an operator's connection: whole requests whose heads were read as those of clients are.
//!
//! Hyper waits for a head no longer than for a connection's next request, and reads it leniently. Here a head has a
//! total time, and what is refused stays outside: hyper hears nothing more, and who serves the connection is told.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep, sleep};

use super::exchanges::Exchanges;
use crate::config::{ClientTimeouts, Limits};
use crate::http1::{Passage, Refusal, Scan};
use crate::reload::Live;

/// How much is read at once.
const ROOM: usize = 4096;

/// An operator's connection.
pub(super) struct Gate<S> {
    stream: S,
    /// What has come and was not handed on.
    ahead: BytesMut,
    stage: Stage,
    patience: Patience,
    exchanges: Exchanges,
    live: Arc<Live>,
    refused: Arc<Notify>,
}

/// How far the connection is.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// A head is to come.
    Head(Scan),
    /// A request is handed on: so much of its head, and then its body.
    Request { head: usize, body: Passage },
    /// Nothing more is handed on.
    Refused(Refusal),
}

/// A timer for what is waited for.
struct Patience {
    awaited: Awaited,
    timer: Pin<Box<Sleep>>,
}

/// What a connection without a whole head waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// The end of an answer, which takes as long as it does.
    Answer,
    /// The first byte of a request.
    Request,
    /// The rest of a head.
    Head,
}

impl Patience {
    /// Whether that which is waited for has not come in time.
    fn poll(&mut self, context: &mut Context<'_>, awaited: Awaited, timeouts: ClientTimeouts) -> Poll<()> {
        let time = match awaited {
            Awaited::Answer => {
                self.awaited = awaited;
                return Poll::Pending;
            }
            Awaited::Request => timeouts.idle,
            Awaited::Head => timeouts.header,
        };
        if self.awaited != awaited {
            self.awaited = awaited;
            self.timer.as_mut().reset(Instant::now() + time);
        }
        self.timer.as_mut().poll(context)
    }
}

impl<S> Gate<S> {
    /// In front of this connection; `refused` is told when a request does not pass.
    pub(super) fn new(stream: S, exchanges: Exchanges, live: Arc<Live>, refused: Arc<Notify>) -> Self {
        let patience = Patience { awaited: Awaited::Answer, timer: Box::pin(sleep(Duration::ZERO)) };
        let (ahead, stage) = (BytesMut::new(), Stage::Head(Scan::default()));
        Self { stream, ahead, stage, patience, exchanges, live, refused }
    }

    /// Why a request did not pass, if one did not.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        match self.stage {
            Stage::Refused(refusal) => Some(refusal),
            Stage::Head(_) | Stage::Request { .. } => None,
        }
    }

    /// What has come and was not handed on.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.ahead
    }

    /// The connection itself.
    pub(super) fn into_inner(self) -> S {
        self.stream
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.stage = Stage::Refused(refusal);
        self.refused.notify_one();
    }

    fn rules(&self) -> (Limits, ClientTimeouts) {
        let snapshot = self.live.snapshot();
        let server = &snapshot.serving.config.server;
        (server.limits, server.timeouts)
    }

    /// Hands on what has come of a request; false where that is nothing.
    fn hand_on(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let Stage::Request { head, body } = &mut self.stage else { return false };
        let room = buffer.remaining().min(self.ahead.len());
        let come = self.ahead.get(..room).unwrap_or_default();
        let (of_head, rest) = come.split_at((*head).min(room));
        let taken = of_head.len() + body.follow(rest);
        *head -= of_head.len();
        buffer.put_slice(come.get(..taken).unwrap_or_default());
        self.ahead.advance(taken);
        taken > 0
    }
}

impl<S: AsyncRead + Unpin> Gate<S> {
    /// Reads more; false at the end of the connection.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut room = [0; ROOM];
        let mut room = ReadBuf::new(&mut room);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut room))?;
        self.ahead.extend_from_slice(room.filled());
        Poll::Ready(Ok(!room.filled().is_empty()))
    }

    /// Reads a head up to its end; false where none comes any more.
    fn poll_head(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        loop {
            // Read only now: the config may have changed while nothing came.
            let (limits, timeouts) = self.rules();
            let scan = match &mut self.stage {
                Stage::Head(scan) => scan,
                Stage::Request { .. } => return Poll::Ready(Ok(true)),
                Stage::Refused(_) => return Poll::Pending,
            };
            match scan.look(&mut self.ahead, &limits) {
                Some(Ok(whole)) => {
                    self.stage = Stage::Request { head: whole.length, body: Passage::of(whole.framing.body) };
                    self.patience.awaited = Awaited::Answer;
                    self.exchanges.begin();
                }
                Some(Err(refusal)) => self.refuse(refusal),
                None => match self.poll_more(context)? {
                    Poll::Ready(true) => {}
                    Poll::Ready(false) => return Poll::Ready(Ok(false)),
                    Poll::Pending => {
                        let awaited = self.awaited(context);
                        ready!(self.patience.poll(context, awaited, timeouts));
                        if awaited == Awaited::Request {
                            return Poll::Ready(Ok(false));
                        }
                        self.refuse(Refusal::Slow);
                    }
                },
            }
        }
    }

    fn awaited(&self, context: &Context<'_>) -> Awaited {
        match (self.exchanges.are_open(context), self.ahead.is_empty()) {
            (true, _) => Awaited::Answer,
            (false, true) => Awaited::Request,
            (false, false) => Awaited::Head,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gate<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            match self.stage {
                Stage::Request { head: 0, body } if body.is_over() => {
                    self.stage = Stage::Head(Scan::default());
                }
                Stage::Request { .. } => {
                    if self.hand_on(buffer) || !ready!(self.poll_more(context))? {
                        return Poll::Ready(Ok(()));
                    }
                }
                Stage::Head(_) | Stage::Refused(_) => {
                    if !ready!(self.poll_head(context))? {
                        return Poll::Ready(Ok(()));
                    }
                }
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gate<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
