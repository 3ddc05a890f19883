//! The connection to a backend for a request that asks for an upgrade.
//!
//! Pingora queues the end of the request's empty body, then waits for that queue and for the response at once. Where
//! it reads the 101 first, it takes the queued end for the end of the tunnel and closes it without a byte (0.9.1,
//! cloudflare/pingora#946). So the first read after a write answers "not yet" once: in that turn Pingora takes what is
//! queued. It costs one more turn of the task, and no time.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use pingora::connectors::L4Connect;
use pingora::protocols::l4::ext::{connect, set_tcp_keepalive};
use pingora::protocols::l4::socket::SocketAddr;
use pingora::protocols::l4::stream::Stream;
use pingora::protocols::l4::virt::{VirtualSockOpt, VirtualSocket, VirtualSocketStream};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::coop::has_budget_remaining;

/// Keeps these connections apart from those of other requests, which may read the 101 at once.
const GROUP: u64 = 0x7475_6e6e_656c_5f31;

/// Has the peer connected to by a [`Connector`] of ours. What is left of a connection whose upgrade was refused is not
/// kept: Pingora tells idle connections apart by their file descriptors, and these show none.
pub(super) fn open(peer: &mut HttpPeer) {
    peer.group_key ^= GROUP;
    peer.options.idle_timeout = Some(Duration::ZERO);
    peer.options.custom_l4 = Some(Arc::new(Connector { patience: peer.options.connection_timeout }));
}

/// Connects as Pingora itself does, within the same time and with the same errors.
#[derive(Debug)]
struct Connector {
    patience: Option<Duration>,
}

#[async_trait]
impl L4Connect for Connector {
    async fn connect(&self, address: &SocketAddr) -> Result<Stream> {
        let Some(address) = address.as_inet() else {
            return Err(Error::explain(
                ErrorType::InternalError,
                "a tunnel needs an address of the internet",
            ));
        };
        let connecting = connect(address, None);
        let connected = match self.patience {
            Some(patience) => tokio::time::timeout(patience, connecting).await.map_err(|_| {
                let context = format!("timeout {patience:?} connecting to server {address}");
                Error::explain(ErrorType::ConnectTimedout, context)
            })?,
            None => connecting.await,
        };
        let socket = connected.map_err(|error| match error.etype() {
            ErrorType::SocketError | ErrorType::BindError => {
                Error::because(ErrorType::InternalError, format!("Fail to connect to {address}"), error)
            }
            _ => error,
        })?;
        Ok(VirtualSocketStream::new(Box::new(TurnTaking::new(socket))).into())
    }
}

/// A stream whose first read after a write lets others have a turn.
#[derive(Debug)]
struct TurnTaking<S> {
    stream: S,
    turn: Turn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Reads are answered.
    Ours,
    /// Something was written since the last read.
    Others,
}

impl<S> TurnTaking<S> {
    fn new(stream: S) -> Self {
        Self { stream, turn: Turn::Ours }
    }
}

impl VirtualSocket for TurnTaking<TcpStream> {
    fn set_socket_option(&self, option: VirtualSockOpt) -> io::Result<()> {
        match option {
            VirtualSockOpt::NoDelay => self.stream.set_nodelay(true),
            VirtualSockOpt::KeepAlive(keepalive) => set_tcp_keepalive(&self.stream, &keepalive)
                .map_err(|error| io::Error::other(error.to_string())),
            // An option of a later Pingora: the socket stays as it is.
            _ => Ok(()),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for TurnTaking<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // A task without budget is told "not yet" by everything: that is no turn for others.
        if self.turn == Turn::Others && has_budget_remaining() {
            self.turn = Turn::Ours;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TurnTaking<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.turn = Turn::Others;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use futures_util::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn the_first_read_after_a_write_lets_others_have_a_turn() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let mut ours = TurnTaking::new(ours);
        theirs.write_all(b"abc").await.unwrap();
        assert_eq!(ours.read_u8().now_or_never().map(Result::unwrap), Some(b'a'), "nothing was written yet");
        ours.write_all(b"request").await.unwrap();
        assert!(ours.read_u8().now_or_never().is_none(), "the first read");
        assert_eq!(ours.read_u8().now_or_never().map(Result::unwrap), Some(b'b'), "the second");
        ours.write_all(b"more").await.unwrap();
        assert_eq!(ours.read_u8().await.unwrap(), b'c', "whoever waits is woken");
    }

    #[test]
    fn connections_are_not_shared_with_other_requests() {
        let mut peer = HttpPeer::new((Ipv4Addr::LOCALHOST, 1), false, String::new());
        let hash = |peer: &HttpPeer| pingora::upstreams::peer::Peer::reuse_hash(peer);
        let others = hash(&peer);
        open(&mut peer);
        assert_ne!(hash(&peer), others);
    }
}
