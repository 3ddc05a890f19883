//! A backend that speaks nothing but HTTP/2, in the clear or with TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use h2::RecvStream;
use h2::server::SendResponse;
use http::{HeaderMap, HeaderValue, Request, Response};
use rustls::ServerConfig;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::stream::Stream;

/// A backend in this process; it stops when it is dropped.
///
/// It knows no path below `/missing`, and reads the whole body before it answers below `/whole`. Otherwise it answers
/// at once, with JSON: the `method`, `path`, `authority` and `headers` of the request. What comes as `application/grpc` is sent back message by message as it comes, with `grpc-status` as a trailer.
pub(crate) struct Http2Upstream {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Http2Upstream {
    /// Without `tls`, clients have to know beforehand that it speaks HTTP/2.
    pub(crate) async fn start(tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(connection(stream, tls.clone()));
            }
        });
        Self { address, connections, task }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections it has accepted.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Http2Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn connection(stream: TcpStream, tls: Option<Arc<ServerConfig>>) {
    let stream: Stream = match tls {
        None => Box::new(stream),
        Some(tls) => match TlsAcceptor::from(tls).accept(stream).await {
            Ok(stream) => Box::new(stream),
            Err(_) => return,
        },
    };
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(answer(request, respond));
    }
}

/// A client that goes away ends it.
async fn answer(request: Request<RecvStream>, respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let kind = request.headers().get("content-type");
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc")) {
        grpc(request, respond).await
    } else if request.uri().path().starts_with("/missing") {
        unknown(&request, respond)
    } else if request.uri().path().starts_with("/whole") {
        let (head, mut body) = request.into_parts();
        while let Some(piece) = body.data().await {
            body.flow_control().release_capacity(piece?.len())?;
        }
        echo(&Request::from_parts(head, body), respond)
    } else {
        echo(&request, respond)
    }
}

fn unknown(request: &Request<RecvStream>, mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let head = Response::builder().status(404).header("content-type", "text/plain");
    let mut stream = respond.send_response(head.body(()).expect("a response"), false)?;
    stream.send_data(format!("nothing at {}", request.uri().path()).into(), true)
}

fn echo(request: &Request<RecvStream>, mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let headers = request.headers().iter();
    let headers: Vec<_> =
        headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap_or("?"))).collect();
    let body = json!({
        "method": request.method().as_str(),
        "path": request.uri().path_and_query().map(ToString::to_string),
        "authority": request.uri().authority().map(ToString::to_string),
        "headers": headers,
    });
    let head = Response::builder().header("content-type", "application/json");
    let mut stream = respond.send_response(head.body(()).expect("a response"), false)?;
    stream.send_data(body.to_string().into(), true)
}

async fn grpc(request: Request<RecvStream>, mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let te = request.headers().get("te").cloned();
    let head = Response::builder().header("content-type", "application/grpc");
    let mut stream = respond.send_response(head.body(()).expect("a response"), false)?;
    let mut body = request.into_body();
    while let Some(piece) = body.data().await {
        let piece = piece?;
        body.flow_control().release_capacity(piece.len())?;
        stream.send_data(piece, false)?;
    }
    stream.send_trailers(status(te))
}

/// As servers of gRPC do, it refuses who does not promise to take trailers.
fn status(te: Option<HeaderValue>) -> HeaderMap {
    let code = if te.is_some_and(|te| te == "trailers") { "0" } else { "13" };
    HeaderMap::from_iter([(http::HeaderName::from_static("grpc-status"), HeaderValue::from_static(code))])
}
