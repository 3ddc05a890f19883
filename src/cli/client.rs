//! A small HTTP client for the command line's own requests: one connection each, bodies whole.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Sends `request` to `address` and reads the whole response.
///
/// # Errors
/// No connection, or one that ended before the response did.
pub(super) async fn send(address: SocketAddr, request: Request<Bytes>) -> anyhow::Result<Response<Bytes>> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request.map(Full::new)).await?;
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    connection.abort();
    Ok(Response::from_parts(head, body))
}
