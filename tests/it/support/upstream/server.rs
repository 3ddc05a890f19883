//! The listener: it starts, dies and comes back on the same port.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use super::Behaviour;
use super::answer::converse;
use super::record::{Received, Record};

/// A backend in this process; it stops when it is dropped.
pub(crate) struct Upstream {
    /// Keeps the port from anybody else, also while nobody listens. It never listens itself.
    reserved: TcpSocket,
    shared: Arc<Shared>,
    state: State,
}

/// What the upstream and its connections have in common.
pub(super) struct Shared {
    behaviour: Mutex<Behaviour>,
    pub(super) record: Record,
    /// None where it speaks in the clear.
    pub(super) tls: Option<Arc<ServerConfig>>,
}

enum State {
    Up(Listening),
    /// Connections are refused.
    Down,
}

struct Listening {
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Upstream {
    /// An upstream that is up.
    pub(crate) fn start(behaviour: Behaviour) -> Self {
        let mut upstream = Self::refusing(behaviour);
        upstream.revive();
        upstream
    }

    /// One that is up and speaks TLS.
    pub(crate) fn start_with_tls(behaviour: Behaviour, tls: Arc<ServerConfig>) -> Self {
        let mut upstream = Self::down(behaviour, Some(tls));
        upstream.revive();
        upstream
    }

    /// An upstream that is down: connections are refused until it is revived.
    pub(crate) fn refusing(behaviour: Behaviour) -> Self {
        Self::down(behaviour, None)
    }

    fn down(behaviour: Behaviour, tls: Option<Arc<ServerConfig>>) -> Self {
        let shared = Shared { behaviour: Mutex::new(behaviour), record: Record::default(), tls };
        let reserved = bound(([127, 0, 0, 1], 0).into());
        Self { reserved, shared: Arc::new(shared), state: State::Down }
    }

    /// Where it listens, also while it is down.
    pub(crate) fn address(&self) -> SocketAddr {
        self.reserved.local_addr().expect("a bound socket has an address")
    }

    /// Ends all connections and refuses new ones. Does nothing when it is down.
    pub(crate) async fn kill(&mut self) {
        if let State::Up(listening) = &mut self.state {
            listening.stop.notify_one();
            (&mut listening.task).await.expect("accepting does not panic");
            self.state = State::Down;
        }
    }

    /// Listens again on the same port. Does nothing when it is up.
    pub(crate) fn revive(&mut self) {
        if let State::Down = self.state {
            let listener = bound(self.address()).listen(1024).expect("the reserved port listens");
            let stop = Arc::new(Notify::new());
            let task = tokio::spawn(accept(listener, Arc::clone(&self.shared), Arc::clone(&stop)));
            self.state = State::Up(Listening { stop, task });
        }
    }

    /// Behaves like this from the next request on.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// How many connections it has accepted.
    pub(crate) fn connections(&self) -> usize {
        self.shared.record.memory().connections
    }

    /// How many requests have begun: their head has come.
    pub(crate) fn requests(&self) -> usize {
        self.shared.record.memory().requests
    }

    /// The last request that came in full.
    pub(crate) fn last(&self) -> Option<Received> {
        self.shared.record.memory().last.clone()
    }
}

impl Shared {
    pub(super) fn behaviour(&self) -> Behaviour {
        self.behaviour.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, stop: Arc<Notify>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.notified() => break,
            Ok((stream, _)) = listener.accept() => {
                shared.record.memory().connections += 1;
                let shared = Arc::clone(&shared);
                connections.spawn(async move { converse(stream, &shared).await });
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// A socket at this address, which it shares with whoever else asks to share it: nobody does by chance.
fn bound(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_reuseport(true).expect("an address that may be shared");
    // The connections of the listener before it may still be on their way out.
    socket.set_reuseaddr(true).expect("an address that may be reused");
    socket.bind(address).expect("a port nobody else has");
    socket
}
