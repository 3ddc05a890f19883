//! Places that no connection gets to.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// A name that no resolver knows (RFC 2606 reserves its ending for that).
pub(crate) const NO_SUCH_HOST: &str = "no-such-host.invalid";

/// A listener whose queue is full: connecting to it is neither accepted nor refused, so it times out.
pub(crate) struct Backlogged {
    address: SocketAddr,
    _listener: TcpListener,
    _queued: TcpStream,
}

impl Backlogged {
    pub(crate) async fn start() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let listener = socket.listen(0).expect("a port that listens");
        let address = listener.local_addr().expect("an address");
        // Even a queue of no length holds one connection.
        let queued = TcpStream::connect(address).await.expect("the one connection that is queued");
        Self { address, _listener: listener, _queued: queued }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}
