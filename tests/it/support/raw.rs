//! A client that sends exactly the bytes it is given, on one connection.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{Body, Head, Stream, within};

/// One connection.
pub(crate) struct RawClient {
    stream: BufReader<Stream>,
}

/// A response as it came.
#[derive(Debug)]
pub(crate) struct RawAnswer {
    pub(crate) head: Head,
    pub(crate) body: Vec<u8>,
}

impl RawClient {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = within("a connection", TcpStream::connect(address)).await.expect("a connection");
        stream.set_nodelay(true).expect("small writes that do not wait");
        Self::over(Box::new(stream))
    }

    /// On a connection that is there, e.g. with TLS.
    pub(crate) fn over(stream: Stream) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    pub(crate) async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        within("a write", self.stream.write_all(bytes.as_ref())).await.expect("a write");
    }

    /// The next head, or why there is none.
    pub(crate) async fn try_head(&mut self) -> io::Result<Head> {
        let head = within("a head", Head::read(&mut self.stream)).await?;
        head.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// The next piece of a body; `None` at its end.
    pub(crate) async fn piece(&mut self, body: &mut Body) -> io::Result<Option<Vec<u8>>> {
        within("a piece of the body", body.next(&mut self.stream)).await
    }

    /// The next bytes, whatever they mean.
    pub(crate) async fn read_exactly(&mut self, length: usize) -> Vec<u8> {
        self.try_read_exactly(length).await.expect("bytes")
    }

    /// The next bytes, or why there are fewer.
    pub(crate) async fn try_read_exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        within("bytes", self.stream.read_exact(&mut bytes)).await?;
        Ok(bytes)
    }

    /// Writes a whole request and reads its answer, or why there is none.
    pub(crate) async fn try_exchange(&mut self, request: &str) -> io::Result<RawAnswer> {
        self.write(request).await;
        let head = self.try_head().await?;
        if !head.start.starts_with("HTTP/1.") {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let method = request.split(' ').next().unwrap_or_default();
        let body = within("a body", Body::of_response(&head, method).rest(&mut self.stream)).await?;
        Ok(RawAnswer { head, body })
    }

    /// The whole body behind a response's head, when `method` was asked.
    pub(crate) async fn read_body(&mut self, head: &Head, method: &str) -> Vec<u8> {
        let body = Body::of_response(head, method).rest(&mut self.stream);
        within("a body", body).await.expect("a body")
    }

    /// Writes a whole request and reads its answer.
    pub(crate) async fn exchange(&mut self, request: &str) -> RawAnswer {
        self.try_exchange(request).await.expect("an answer")
    }

    /// Whether the other side ends the connection, having sent nothing more.
    pub(crate) async fn is_closed(&mut self) -> bool {
        within("the end of the connection", self.stream.read_u8()).await.is_err()
    }
}
