//! Clients that ask on and on, as strictly as can be: whatever is not an answer is a lost request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::support::RawClient;

/// How often each asks: enough to be in the middle of something at any time, and not all that the machine can do.
const PACE: Duration = Duration::from_millis(2);

/// How a client connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It stays on a connection until it is told that it closes.
    Kept,
    /// It makes a new one for every request.
    Anew,
}

/// Clients at work.
pub(super) struct Load {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<Result<(), String>>>,
}

#[derive(Debug, Default)]
struct Shared {
    answers: AtomicU64,
    is_over: AtomicBool,
}

impl Load {
    /// Two of each kind.
    pub(super) fn start(address: SocketAddr) -> Self {
        let shared = Arc::new(Shared::default());
        let ways = [Way::Kept, Way::Anew, Way::Kept, Way::Anew];
        let task = |way| tokio::spawn(ask_on_and_on(address, way, Arc::clone(&shared)));
        Self { tasks: ways.map(task).into(), shared }
    }

    /// How many answers there were so far.
    pub(super) fn answers(&self) -> u64 {
        self.shared.answers.load(Ordering::Relaxed)
    }

    /// Ends them; how many answers there were, or what was lost.
    pub(super) async fn end(self) -> Result<u64, String> {
        self.shared.is_over.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.map_err(|error| error.to_string())??;
        }
        Ok(self.shared.answers.load(Ordering::Relaxed))
    }
}

async fn ask_on_and_on(address: SocketAddr, way: Way, shared: Arc<Shared>) -> Result<(), String> {
    let mut pace = tokio::time::interval(PACE);
    let mut client = RawClient::connect(address).await;
    while !shared.is_over.load(Ordering::Relaxed) {
        pace.tick().await;
        let connection = if way == Way::Kept { "keep-alive" } else { "close" };
        let request = format!("GET /books/1 HTTP/1.1\r\nhost: shop\r\nconnection: {connection}\r\n\r\n");
        let answer = client.try_exchange(&request).await;
        let answer = answer.map_err(|error| format!("{way:?}: {error}"))?;
        if answer.head.status() != 200 {
            return Err(format!("{way:?}: {answer:?}"));
        }
        shared.answers.fetch_add(1, Ordering::Relaxed);
        if answer.head.closes() {
            client = RawClient::connect(address).await;
        }
    }
    Ok(())
}
