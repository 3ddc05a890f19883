//! Time that runs only while somebody is listened to.

use std::time::{Duration, Instant};

/// How long somebody may be silent. It is only counted while Pingora listens, so that nobody pays for what others take.
#[derive(Debug)]
pub(super) struct Clock {
    allowed: Duration,
    left: Duration,
}

impl Clock {
    pub(super) fn new(allowed: Duration) -> Self {
        Self { allowed, left: allowed }
    }

    /// Something was heard: the time begins anew.
    pub(super) fn restart(&mut self) {
        self.left = self.allowed;
    }

    /// Ends when the time is up. Where it is dropped before, what has passed counts.
    pub(super) async fn run(&mut self) {
        let running = Running { since: Instant::now(), left: &mut self.left };
        tokio::time::sleep(*running.left).await;
    }
}

/// A clock that runs.
struct Running<'a> {
    since: Instant,
    left: &'a mut Duration,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *self.left = self.left.saturating_sub(self.since.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn what_has_passed_counts_until_something_is_heard() {
        let mut clock = Clock::new(Duration::from_mins(1));
        assert!(clock.run().now_or_never().is_none(), "a minute is not up at once");
        assert!(clock.left < clock.allowed, "what has passed counts");
        clock.restart();
        assert_eq!(clock.left, clock.allowed);
        let mut short = Clock::new(Duration::from_millis(1));
        short.run().await;
        assert_eq!(short.left, Duration::ZERO);
    }
}
