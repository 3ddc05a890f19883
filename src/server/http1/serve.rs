//! A connection of HTTP/1 from its first request to its last.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use http::header::ORIGIN;
use http::{HeaderName, HeaderValue};
use pingora::apps::{HttpPersistentSettings, HttpServerApp};
use pingora::protocols::http::ServerSession;
use pingora::proxy::ProxyHttp;
use pingora::server::ShutdownWatch;
use pingora_timeout::timeout;
use tokio::io::AsyncWriteExt;

use super::host::with_host_of_target;
use super::reader::next;
use crate::http1::{Asked, Refusal, closing};
use crate::mock::{Answer, Cors};
use crate::observe::{Outcome, Source, write_access_log};
use crate::server::client_stream::ClientStream;
use crate::server::front::Front;

/// How long what a refused client still sends is read past, so that it sees why.
const LINGER: Duration = Duration::from_secs(1);
const SOURCE: HeaderName = HeaderName::from_static("x-understudy-source");

/// Serves one request after the other, in the order in which they come.
pub(in crate::server) async fn serve<P>(
    front: &Arc<Front<P>>,
    mut stream: Box<ClientStream>,
    shutdown: &ShutdownWatch,
) where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    let mut settings = None;
    loop {
        let come = front.unless_closing(next(&mut stream, &front.live)).await.flatten();
        let head = match come {
            None => return,
            Some(Err(refusal)) => return refuse(front, &mut stream, refusal).await,
            Some(Ok(head)) => stream.begin(head),
        };
        let session = session(stream, settings.take(), with_host_of_target(head));
        let Some(reused) = front.proxy.process_new_http(session, shutdown).await else { return };
        let (back, kept) = reused.consume();
        let Ok(back) = back.into_any().downcast::<ClientStream>() else { return };
        if !back.is_between_requests() {
            return;
        }
        (stream, settings) = (back, kept);
    }
}

/// A session of Pingora's that begins with this head.
fn session(
    stream: Box<ClientStream>,
    settings: Option<HttpPersistentSettings>,
    head: BytesMut,
) -> ServerSession {
    let mut session = ServerSession::new_http1(stream);
    match settings {
        Some(settings) => settings.apply_to_session(&mut session),
        None => session.set_keepalive(Some(0)),
    }
    session.set_pipelined_prefix(head);
    session
}

/// Tells the client why it is not served, and waits for it to hear that.
async fn refuse<P>(front: &Front<P>, stream: &mut ClientStream, refusal: Refusal) {
    tell(front, stream, refusal).await;
    linger(stream, LINGER).await;
}

/// Reads past what a client still sends: if the connection were closed on that, it might never see its answer.
pub(in crate::server) async fn linger(stream: &mut ClientStream, most: Duration) {
    // Whether the client has gone or sends on, it had its time.
    let _ = timeout(most, stream.discard()).await;
}

/// Tells the client why it is not served, and that nothing follows.
pub(in crate::server) async fn tell<P>(front: &Front<P>, stream: &mut ClientStream, refusal: Refusal) {
    let started = Instant::now();
    let answer = refusal.answer();
    let snapshot = front.live.snapshot();
    let is_labelled = snapshot.serving.config.server.headers;
    let asked = Asked::read(stream.ahead());
    // Nothing says yet which header would present a key: one is found by its hash alone.
    let keys = &snapshot.serving.keys;
    let answer = if is_labelled { labelled(answer) } else { answer };
    let answer = readable(answer, &snapshot.serving.cors, stream.ahead());
    let headers = answer.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
    let response = closing(answer.status, headers, &answer.body, asked);
    let outcome = Outcome {
        route: front.metrics.unrouted(),
        endpoint: None,
        key: None,
        method: &keys.redact_method(asked.method, None),
        path: &keys.redact(asked.path, None),
        source: Source::None,
        reason: None,
        status: answer.status.as_u16(),
        example: None,
        is_call: false,
        unmatched: false,
        own: started.elapsed(),
        upstream: None,
    };
    front.metrics.request_finished(&outcome);
    if snapshot.serving.config.server.access_log {
        write_access_log(&outcome);
    }
    let told = async {
        stream.write_all(&response).await?;
        AsyncWriteExt::shutdown(stream).await
    };
    if let Err(error) = told.await {
        tracing::debug!(%error, "The client was gone before it could be told why it is refused");
    }
}

/// With the header that says that nobody was asked.
fn labelled(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(SOURCE, HeaderValue::from_static(Source::None.as_str()));
    answer
}

/// Lets the page read it that asked (matching.md 7.4), as far as the head tells which one that is.
fn readable(mut answer: Answer, cors: &Cors, head: &[u8]) -> Answer {
    let mut lines = head.split(|byte| *byte == b'\n').skip(1);
    let origin = lines.find_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        let value = value.get(1..)?.trim_ascii();
        name.eq_ignore_ascii_case(b"origin").then(|| HeaderValue::from_bytes(value).ok())?
    });
    let request = origin.map(|origin| (ORIGIN, origin)).into_iter().collect();
    cors.complete(answer.headers_mut(), &request);
    answer
}
