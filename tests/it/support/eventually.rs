//! Waiting for what will happen, without guessing how long it takes.
//!
//! The only place in the tests that knows a clock. `UNDERSTUDY_TEST_PATIENCE`, in seconds, says when
//! to give up (30 when it is not set); a slow machine needs more of it, and no test gets slower by it.

use std::future::Future;
use std::time::Duration;

/// How long to wait before a test fails.
fn patience() -> Duration {
    let seconds = std::env::var("UNDERSTUDY_TEST_PATIENCE").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(30))
}

/// Waits for `future`; fails the test when patience ends. `what` says what was waited for.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    within_times(1, what, future).await
}

/// Waits so many times as long, for what is much work.
pub(crate) async fn within_times<T>(times: u32, what: &str, future: impl Future<Output = T>) -> T {
    let patience = patience() * times;
    let outcome = tokio::time::timeout(patience, future).await;
    outcome.unwrap_or_else(|_| panic!("{what}: not within {patience:?}"))
}

/// Tries again and again until `attempt` gives something.
pub(crate) async fn eventually<T>(what: &str, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    within(what, async {
        let mut pace = tokio::time::interval(Duration::from_millis(5));
        loop {
            pace.tick().await;
            if let Some(value) = attempt().await {
                return value;
            }
        }
    })
    .await
}
