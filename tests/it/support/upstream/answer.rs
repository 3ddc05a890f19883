//! One connection of an upstream: requests in, the behaviour's bytes out.

use std::io;
use std::sync::Arc;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::behaviour::{Behaviour, Chunks};
use super::record::Received;
use super::server::Shared;
use crate::support::stream;
use crate::support::wire::{Body, Head, has_no_body};

type Stream = BufReader<stream::Stream>;

/// What becomes of the connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Keep,
    Close,
}

/// Serves requests until the client or the behaviour ends the connection.
pub(super) async fn converse(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let stream: stream::Stream = match &shared.tls {
        None => Box::new(stream),
        Some(tls) => Box::new(TlsAcceptor::from(Arc::clone(tls)).accept(stream).await?),
    };
    let mut stream = BufReader::new(stream);
    if matches!(shared.behaviour(), Behaviour::TlsFailure) {
        stream.read_u8().await?;
        return stream.write_all(b"no TLS here\r\n\r\n").await;
    }
    while let Some(head) = Head::read(&mut stream).await? {
        shared.record.memory().requests += 1;
        let closes = head.closes();
        let behaviour = shared.behaviour();
        let body = receive(&mut stream, &head, &behaviour).await?;
        let received = Received::new(head, body);
        shared.record.memory().last = Some(received.clone());
        if answer(&mut stream, behaviour, &received).await? == After::Close || closes {
            break;
        }
    }
    Ok(())
}

async fn receive(stream: &mut Stream, head: &Head, behaviour: &Behaviour) -> io::Result<Vec<u8>> {
    let mut body = Body::of_request(head);
    let mut all = Vec::new();
    while let Some(piece) = body.next(stream).await? {
        all.extend_from_slice(&piece);
        if let Behaviour::StreamUp(report) = behaviour {
            // A test that has seen enough may have dropped its end.
            let _ = report.send(piece);
        }
    }
    Ok(all)
}

async fn answer(stream: &mut Stream, behaviour: Behaviour, received: &Received) -> io::Result<After> {
    match behaviour {
        Behaviour::Echo => respond(stream, received, 200, &json_header(), &echo(received)).await,
        Behaviour::Fixed { status, headers, body } => {
            respond(stream, received, status, &headers, &body).await
        }
        Behaviour::Verbatim(bytes) => {
            stream.write_all(bytes.as_bytes()).await?;
            Ok(After::Keep)
        }
        Behaviour::Status(status) => {
            respond(stream, received, status, &[], format!("the upstream says {status}").as_bytes()).await
        }
        Behaviour::Program(program) => {
            let (status, headers, body) = program.say(received);
            respond(stream, received, status, &headers, &body).await
        }
        Behaviour::Framework(framework) => {
            stream.write_all(&framework.answer(received)).await?;
            Ok(After::Keep)
        }
        Behaviour::StreamUp(_) => {
            let text = received.body.len().to_string();
            respond(stream, received, 200, &[], text.as_bytes()).await
        }
        Behaviour::StreamDown(chunks) => stream_down(stream, &chunks).await,
        Behaviour::Silent => {
            tokio::io::copy(stream, &mut tokio::io::sink()).await?;
            Ok(After::Close)
        }
        Behaviour::CloseBeforeHeader => Ok(After::Close),
        Behaviour::CloseInsideHeader => last_words(stream, b"HTTP/1.1 200 OK\r\ncontent-ty").await,
        Behaviour::Garbage | Behaviour::TlsFailure => last_words(stream, b"\0\x01 what?\r\n\r\n").await,
        Behaviour::BreakInsideBody => {
            last_words(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of").await
        }
    }
}

async fn last_words(stream: &mut Stream, bytes: &[u8]) -> io::Result<After> {
    stream.write_all(bytes).await?;
    Ok(After::Close)
}

async fn respond(
    stream: &mut Stream,
    received: &Received,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> io::Result<After> {
    let mut bytes = format!("HTTP/1.1 {status} Said\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    if !matches!(status, 100..200 | 204) {
        bytes.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    if !has_no_body(&received.method, status) {
        bytes.extend_from_slice(body);
    }
    stream.write_all(&bytes).await?;
    Ok(After::Keep)
}

async fn stream_down(stream: &mut Stream, chunks: &Chunks) -> io::Result<After> {
    stream.write_all(b"HTTP/1.1 200 Said\r\ntransfer-encoding: chunked\r\n\r\n").await?;
    let mut chunks = chunks.lock().await;
    while let Some(chunk) = chunks.recv().await {
        let mut bytes = format!("{:x}\r\n", chunk.len()).into_bytes();
        bytes.extend_from_slice(&chunk);
        bytes.extend_from_slice(b"\r\n");
        stream.write_all(&bytes).await?;
    }
    stream.write_all(b"0\r\n\r\n").await?;
    Ok(After::Keep)
}

fn json_header() -> [(String, String); 1] {
    [("content-type".to_owned(), "application/json".to_owned())]
}

fn echo(received: &Received) -> Vec<u8> {
    let Received { method, path, headers, body } = received;
    let body = String::from_utf8_lossy(body);
    json!({ "method": method, "path": path, "headers": headers, "body": body }).to_string().into_bytes()
}
