//! Requests of one connection that were handed on and whose answers are not written yet.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use futures_util::task::AtomicWaker;
use hyper::body::{Frame, SizeHint};

/// How many there are; a clone is of the same connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Exchanges(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    open: AtomicUsize,
    /// Who waits for the last of them to end.
    waiting: AtomicWaker,
}

impl Exchanges {
    /// A request was handed on.
    pub(super) fn begin(&self) {
        self.0.open.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether an answer is still to come; who asks is woken when one has ended.
    pub(super) fn are_open(&self, context: &Context<'_>) -> bool {
        self.0.waiting.register(context.waker());
        self.0.open.load(Ordering::Acquire) > 0
    }

    /// The body of an answer, with which an exchange ends.
    pub(super) fn ending_with(&self, body: Body) -> LastPart {
        LastPart { body, exchanges: self.clone() }
    }
}

/// A body with which an exchange ends, whether it is written as a whole or not.
#[derive(Debug)]
pub(super) struct LastPart {
    body: Body,
    exchanges: Exchanges,
}

impl Drop for LastPart {
    fn drop(&mut self) {
        self.exchanges.0.open.fetch_sub(1, Ordering::Release);
        self.exchanges.0.waiting.wake();
    }
}

impl HttpBody for LastPart {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
