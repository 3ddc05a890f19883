//! How much of a request is taken, and how long its client may be silent (`[server.limits]`).
//!
//! Pingora reads the head before anybody is asked. What it refuses by itself, a head over 1 MiB or with over
//! 256 headers, gets its bare 400: these limits are stricter, so that whoever is only a little over them is told.

use std::time::Duration;

use http::StatusCode;
use http::request::Parts;
use pingora::proxy::{ProxyHttp, Session};
use pingora::{Error, ErrorType, Result};

use super::context::{Call, Context};
use super::middleware::Understudy;
use super::sending;
use crate::config::{ClientTimeouts, Limits};
use crate::mock::Answer;
use crate::observe::Source;

/// How long what a client still sends is read past, so that it sees why it was refused.
const LINGER: Duration = Duration::from_secs(1);

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Holds a request to the limits; true when it was refused.
    pub(super) async fn refuse_excess(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
    ) -> Result<bool> {
        let server = &ctx.snapshot.serving.config.server;
        be_patient(session, &server.timeouts);
        let Some(answer) = excess(session, &server.limits) else { return Ok(false) };
        (ctx.source, ctx.call) = (Source::None, Call::No);
        session.set_keepalive(None);
        sending::write(session, ctx, &answer).await?;
        linger(session).await;
        Ok(true)
    }
}

/// Reads past what a client still sends that was answered early. Where the connection may serve another request, that
/// is left to Pingora, which does it before the next one.
pub(super) async fn read_past(session: &mut Session, patience: Duration) {
    if session.get_keepalive().is_some() {
        session.set_total_drain_timeout(Some(patience));
    } else {
        linger(session).await;
    }
}

/// Reads past what a refused client still sends: if the connection were closed on it, the client might never
/// see the answer.
pub(super) async fn linger(session: &mut Session) {
    session.set_total_drain_timeout(Some(LINGER));
    // Where the client sends on, it had its time.
    let _ = session.as_downstream_mut().drain_request_body().await;
}

/// A connection that is upgraded is silent for as long as both ends like.
fn be_patient(session: &mut Session, timeouts: &ClientTimeouts) {
    session.set_write_timeout(Some(timeouts.write));
    if !session.is_upgrade_req() {
        session.set_read_timeout(Some(timeouts.read));
    }
    // None where the connection closes after this request anyway.
    if session.get_keepalive().is_some() {
        session.set_keepalive(Some(timeouts.idle_seconds()));
    }
}

fn excess(session: &Session, limits: &Limits) -> Option<Answer> {
    let request: &Parts = session.req_header();
    let header =
        session.as_http1().map_or_else(|| size_of(request), |http1| http1.get_headers_raw_bytes().len());
    let uri = session.req_header().raw_path().len();
    if uri > limits.uri {
        return Some(uri_too_long(uri, limits.uri));
    }
    if header > limits.header {
        return Some(header_too_large(header, limits.header, "bytes", "header"));
    }
    if request.headers.len() > limits.headers {
        return Some(header_too_large(request.headers.len(), limits.headers, "headers", "headers"));
    }
    let is_body_over = limits.body.is_some_and(|most| announced(request) > most);
    is_body_over.then(body_too_large)
}

/// As RFC 9113, 6.5.2, counts a list of headers.
fn size_of(request: &Parts) -> usize {
    let headers = request.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 32);
    headers.sum()
}

/// The length that the client tells beforehand; 0 where it tells none.
pub(super) fn announced(request: &Parts) -> usize {
    let length = request.headers.get(http::header::CONTENT_LENGTH);
    length.and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0)
}

/// Refuses a body once more of it has come than is allowed.
///
/// # Errors
/// The client's, with the status 413.
pub(super) fn check_body(session: &Session, allowed: Option<usize>) -> Result<()> {
    match allowed {
        Some(most) if session.as_downstream().body_bytes_read() > most => {
            Err(Error::explain(ErrorType::HTTPStatus(413), "the request's body is too long").into_down())
        }
        _ => Ok(()),
    }
}

fn uri_too_long(length: usize, most: usize) -> Answer {
    let message = format!(
        "The request's target has {length} bytes; {most} are the limit of this proxy (server.limits.uri)."
    );
    Answer::error(StatusCode::URI_TOO_LONG, "uriTooLongError", "Request target too long", &message)
}

fn header_too_large(amount: usize, most: usize, unit: &str, setting: &str) -> Answer {
    let message = format!(
        "The request's head has {amount} {unit}; {most} are the limit of this proxy (server.limits.{setting})."
    );
    let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    Answer::error(status, "headerTooLargeError", "Request header too large", &message)
}

/// 413.
pub(super) fn body_too_large() -> Answer {
    let message = "The request's body is longer than the limit of this proxy (server.limits.body).";
    Answer::error(StatusCode::PAYLOAD_TOO_LARGE, "bodyTooLargeError", "Request body too large", message)
}
