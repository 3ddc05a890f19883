//! What the callbacks of Pingora hand back.
//!
//! `async fn` makes a future on the heap of whatever its body holds. Where nothing is waited for, or only for the
//! inner proxy, that is for nothing, at each of a dozen callbacks a request: those are written out instead, do
//! their work at once, and hand back one of these. Pingora waits for what it gets right where it calls.

use std::future::{poll_fn, ready};
use std::pin::Pin;
use std::task::Poll;

use pingora::{Error, Result};

/// What `async fn` stands for in the trait.
pub(super) type Hook<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// There is nothing to wait for. A success takes no room, and is not allocated.
pub(super) fn done<'f>(result: Result<()>) -> Hook<'f, Result<()>> {
    match result {
        Ok(()) => Box::pin(poll_fn(|_| Poll::Ready(Ok(())))),
        Err(error) => failed(error),
    }
}

/// There is nothing to wait for, because this went wrong.
pub(super) fn failed<'f, T: Send + 'f>(error: Box<Error>) -> Hook<'f, Result<T>> {
    Box::pin(ready(Err(error)))
}
