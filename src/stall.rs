//! How long a peer may take nothing of what is written to it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// A timer that runs only while a write waits.
#[derive(Debug)]
pub(crate) struct Stall {
    timeout: Duration,
    state: State,
    /// Made when a write waits for the first time.
    timer: Option<Pin<Box<Sleep>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Flowing,
    Waiting,
}

impl Stall {
    pub(crate) fn new(timeout: Duration) -> Self {
        Self { timeout, state: State::Flowing, timer: None }
    }

    /// Passes on what came of a write; an error once writes have waited for too long.
    pub(crate) fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.state = State::Flowing;
            return written;
        }
        let timeout = self.timeout;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(timeout)));
        if self.state == State::Flowing {
            timer.as_mut().reset(Instant::now() + timeout);
            self.state = State::Waiting;
        }
        match timer.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}
