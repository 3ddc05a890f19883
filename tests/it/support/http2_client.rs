//! A client of HTTP/2 that hides nothing: heads, bodies and trailers as they come.

use std::net::SocketAddr;

use bytes::Bytes;
use h2::client::SendRequest;
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Request, Response};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::{Stream, within};

/// One connection; it ends when it is dropped.
pub(crate) struct Http2Client {
    requests: SendRequest<Bytes>,
    task: JoinHandle<()>,
}

/// A response, read to its end.
#[derive(Debug)]
pub(crate) struct Http2Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) trailers: Option<HeaderMap>,
}

impl Http2Client {
    /// Connects in the clear, knowing beforehand what is spoken.
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = within("a connection", TcpStream::connect(address)).await.expect("a connection");
        stream.set_nodelay(true).expect("small writes that do not wait");
        Self::over(Box::new(stream)).await
    }

    /// On a connection that is there, e.g. with TLS.
    pub(crate) async fn over(stream: Stream) -> Self {
        let (requests, connection) = within("HTTP/2", h2::client::handshake(stream)).await.expect("HTTP/2");
        let task = tokio::spawn(async move {
            // That it ends is seen by whoever waits for an answer.
            let _ = connection.await;
        });
        Self { requests, task }
    }

    /// How many streams the server lets it have open at once.
    pub(crate) fn most_streams(&self) -> usize {
        self.requests.current_max_send_streams()
    }

    /// Begins a request whose body is still to come.
    pub(crate) async fn begin(
        &self,
        request: Request<()>,
    ) -> (SendStream<Bytes>, impl Future<Output = Result<Response<RecvStream>, h2::Error>>) {
        let mut ready = within("a free stream", self.requests.clone().ready()).await.expect("a connection");
        let (response, body) = ready.send_request(request, false).expect("a request");
        (body, response)
    }

    /// Sends a request with this body, and reads the answer to its end.
    pub(crate) async fn send(&self, request: Request<()>, body: &str) -> Http2Answer {
        let (mut stream, response) = self.begin(request).await;
        stream.send_data(Bytes::from(body.to_owned()), true).expect("a body");
        within("an answer", async { Http2Answer::read(response.await.expect("an answer")).await }).await
    }

    /// Asks with GET and nothing else.
    pub(crate) async fn get(&self, url: &str) -> Http2Answer {
        self.send(Request::get(url).body(()).expect("a request"), "").await
    }
}

impl Drop for Http2Client {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Http2Answer {
    pub(crate) async fn read(response: Response<RecvStream>) -> Self {
        let (head, mut stream) = response.into_parts();
        let mut body = Vec::new();
        while let Some(piece) = stream.data().await {
            let piece = piece.expect("a piece of the body");
            body.extend_from_slice(&piece);
            stream.flow_control().release_capacity(piece.len()).expect("a window");
        }
        let trailers = stream.trailers().await.expect("trailers or none");
        Self { status: head.status.as_u16(), headers: head.headers, body, trailers }
    }

    /// The first value of a header, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}
