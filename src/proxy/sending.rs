//! An answer of ours on its way to the client: what it says is settled before anything waits, so that a request that
//! waits holds no more than what is still to be written.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, Response, StatusCode};
use pingora::http::ResponseHeader;
use pingora::proxy::Session;
use pingora::{Error, ErrorType, Result};

use super::context::{Call, Context};
use super::hook::Hook;
use super::limits;
use super::refusal;
use super::respond::{Label, Named};
use crate::mock::{Answer, Cors, Preflight};

/// What is written, as it is.
#[derive(Debug)]
pub(super) struct Sending {
    header: Box<ResponseHeader>,
    body: Bytes,
}

/// Room for what an answer gains: its label, a few headers of CORS, and `date` and `connection` from Pingora.
const ROOM: usize = 8;

impl Sending {
    /// `answer`, complete with CORS and, unless switched off, its label; to HEAD without its body. A preflight is
    /// never refused (matching.md 7.4).
    pub(super) fn new(request: &Parts, answer: &Answer, label: Option<Label>, cors: &Cors) -> Self {
        if let Some(preflight) = Preflight::read(request.method.as_str(), &request.headers) {
            return Self::to_preflight(preflight, answer, label, cors);
        }
        let mut headers = labelled(answer, label);
        cors.complete(&mut headers, &request.headers);
        let body = if request.method == Method::HEAD { Bytes::new() } else { answer.body.clone() };
        Self { header: header(answer.status, headers), body }
    }

    /// Only a success lets the browser send the request itself, whose answer tells the page what is wrong.
    fn to_preflight(preflight: Preflight<'_>, answer: &Answer, label: Option<Label>, cors: &Cors) -> Self {
        let allowed = preflight.allow();
        let answer = if answer.status.is_success() { answer } else { &allowed };
        let mut headers = labelled(answer, label);
        cors.complete_preflight(&mut headers, preflight);
        Self { header: header(answer.status, headers), body: answer.body.clone() }
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// The client's.
    pub(super) async fn write(self, session: &mut Session) -> Result<()> {
        let has_body = !self.body.is_empty();
        session.write_response_header(self.header, !has_body).await.map_err(Error::into_down)?;
        if has_body {
            session.write_response_body(Some(self.body), true).await.map_err(Error::into_down)?;
        } else if session.is_http2() {
            // Pingora ends a stream whose header was all only where the request went well (0.9.1).
            session.as_downstream_mut().finish_body().await.map_err(Error::into_down)?;
        }
        Ok(())
    }
}

/// Built as a plain map: a header that is put into Pingora's own has its name parsed again.
fn labelled(answer: &Answer, label: Option<Label>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(answer.headers.len() + ROOM);
    for (name, value) in &*answer.headers {
        headers.append(name, value.clone());
    }
    if let Some(label) = label {
        label.write(&mut headers);
    }
    headers
}

fn header(status: StatusCode, headers: HeaderMap) -> Box<ResponseHeader> {
    let (mut head, ()) = Response::new(()).into_parts();
    head.status = status;
    head.headers = headers;
    Box::new(head.into())
}

/// Makes an answer ready for this request.
pub(super) fn prepare<C>(
    session: &Session,
    ctx: &Context<C>,
    answer: &Answer,
    example: Option<Named>,
) -> Sending {
    let standing = match ctx.call {
        Call::Counted(standing) => standing,
        Call::Undecided | Call::No => None,
    };
    let (is_body_over, delivery) = (ctx.body.is_over(), ctx.delivery);
    let (reason, cause) = (ctx.down, ctx.cause);
    let label = Label { source: ctx.source, example, reason, cause, is_body_over, standing, delivery };
    let label = ctx.snapshot.serving.config.server.headers.then_some(label);
    Sending::new(session.req_header(), answer, label, ctx.cors())
}

/// Answers at once, with what no body could change: a client that owes its own hears it before it has sent that.
pub(super) fn send<'s, C: Send>(
    session: &'s mut Session,
    ctx: &'s mut Context<C>,
    answer: &Answer,
) -> impl Future<Output = Result<()>> + Send + use<'s, C> {
    let sending = prepare(session, ctx, answer, None);
    let patience = ctx.snapshot.serving.config.server.timeouts.read;
    async move {
        // Else Pingora would take the connection for lost, and say so (0.9.1).
        session.as_downstream_mut().set_close_on_response_before_downstream_finish(false);
        record_and_write(&mut *session, ctx, sending).await?;
        limits::read_past(session, patience).await;
        Ok(())
    }
}

/// Answers with what was made ready, once the client is done sending.
pub(super) async fn deliver<C: Send>(
    session: &mut Session,
    ctx: &mut Context<C>,
    sending: Sending,
) -> Result<()> {
    match ctx.body.skip_rest(session).await {
        Ok(()) => record_and_write(session, ctx, sending).await,
        Err(error) => refuse_unread(session, ctx, error).await,
    }
}

/// Answers at once, whatever the client still sends.
pub(super) fn write<'s, C: Send>(
    session: &'s mut Session,
    ctx: &'s mut Context<C>,
    answer: &Answer,
) -> impl Future<Output = Result<()>> + Send + use<'s, C> {
    let sending = prepare(session, ctx, answer, None);
    record_and_write(session, ctx, sending)
}

fn record_and_write<'s, C>(
    session: &'s mut Session,
    ctx: &mut Context<C>,
    sending: Sending,
) -> impl Future<Output = Result<()>> + Send + use<'s, C> {
    if let Some(recording) = &mut ctx.recording {
        recording.answered(&sending.body);
    }
    sending.write(session)
}

/// Tells a client that its body could not be read, unless it is gone. On the heap, as it is seldom needed.
pub(super) fn refuse_unread<'s, C: Send>(
    session: &'s mut Session,
    ctx: &'s mut Context<C>,
    error: Box<Error>,
) -> Hook<'s, Result<()>> {
    Box::pin(async move {
        let Some(answer) = refusal::unread(&error) else { return Err(error) };
        // Where the body ends, and with it where the next request begins, is anybody's guess.
        session.set_keepalive(None);
        write(session, ctx, &answer).await?;
        if *error.etype() == ErrorType::HTTPStatus(413) {
            limits::linger(session).await;
        }
        Ok(())
    })
}
