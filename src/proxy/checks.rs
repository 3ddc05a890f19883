//! The thread on which health is checked: for each upstream that serves, as long as it serves.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use crate::reload::Live;
use crate::upstream::{Upstream, keep_checking};

/// Checks for as long as it lives.
#[derive(Debug)]
pub(super) struct HealthChecks {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl HealthChecks {
    /// Starts with the upstreams of `live` and follows it.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn start(live: Arc<Live>) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let run = move || {
            runtime.block_on(async {
                tokio::select! {
                    () = follow(&live) => {}
                    _ = stopped => {}
                }
            });
        };
        let thread = Builder::new().name("health".to_owned()).spawn(run)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for HealthChecks {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// An upstream that is being checked; that ends when this is dropped.
struct Checked {
    upstream: Arc<Upstream>,
    task: AbortHandle,
}

impl Drop for Checked {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Begins with what serves now, and again with each change of it; what stays is not disturbed.
async fn follow(live: &Live) {
    let mut published = live.published();
    let mut checked = HashMap::<Arc<str>, Checked>::new();
    loop {
        published.mark_unchanged();
        let snapshot = live.snapshot();
        let upstreams = &snapshot.serving.upstreams;
        checked.retain(|name, one| upstreams.get(name).is_some_and(|now| Arc::ptr_eq(now, &one.upstream)));
        for (name, upstream) in upstreams {
            checked.entry(Arc::clone(name)).or_insert_with(|| begin(upstream));
        }
        drop(snapshot);
        if published.changed().await.is_err() {
            return;
        }
    }
}

fn begin(upstream: &Arc<Upstream>) -> Checked {
    let task = tokio::spawn(keep_checking(Arc::downgrade(upstream))).abort_handle();
    Checked { upstream: Arc::clone(upstream), task }
}
