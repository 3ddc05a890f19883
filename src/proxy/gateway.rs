//! The inner proxy of the binary: sends a request to the upstream that its route names.

use std::any::Any;
use std::future::{poll_fn, ready};
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::task::Poll;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, StatusCode, Version};
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::modules::http::HttpModules;
use pingora::protocols::Digest;
use pingora::proxy::{FailToProxy, ProxyHttp, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorSource, ErrorType, Result};

use super::delivery::Delivery;
use super::hook::{Hook, done, failed};
use super::limits;
use super::refusal;
use super::respond::{self, Label};
use super::sending::Sending;
use crate::mock::{self, Answer, Down};
use crate::observe::Source;
use crate::upstream::{
    Chosen, Client, Failure, Tries, failure_of, hop, is_short_of_descriptors, status_of, upgrade,
};

/// A plain proxy to the upstreams of the config.
#[derive(Debug, Default)]
pub struct Gateway;

/// Where a request goes, what was tried for it, and what came of it.
#[derive(Debug, Default)]
pub struct Attempts {
    /// None where another proxy stands between the middleware and the gateway.
    chosen: Option<Chosen>,
    tries: Tries,
    delivery: Delivery,
}

/// Callbacks in which the gateway does nothing. What the trait does by default is nothing as well, but on the heap.
macro_rules! nothing_to_do {
    ($($name:ident[$($life:lifetime)+]($($argument:ty),+) -> $output:ty { $($value:expr)? })+) => {$(
        fn $name<'s, $($life,)+ 'f>(&'s self, $(_: $argument),+) -> Hook<'f, $output>
        where
            's: 'f,
            $($life: 'f,)+
        {
            Box::pin(poll_fn(|_| Poll::Ready(($($value)?))))
        }
    )+};
}

#[async_trait]
impl ProxyHttp for Gateway {
    type CTX = Attempts;

    fn new_ctx(&self) -> Self::CTX {
        Attempts::default()
    }

    /// Compression is not among what a plain proxy does.
    fn init_downstream_modules(&self, _: &mut HttpModules) {}

    nothing_to_do! {
        early_request_filter['q 'c](&'q mut Session, &'c mut Attempts) -> Result<()> { Ok(()) }
        request_filter['q 'c](&'q mut Session, &'c mut Attempts) -> Result<bool> { Ok(false) }
        proxy_upstream_filter['q 'c](&'q mut Session, &'c mut Attempts) -> Result<bool> { Ok(true) }
        adjust_upstream_modules['q 'r 'c](
            &'q mut Session, &'r ResponseHeader, bool, &'c mut Attempts
        ) -> Result<()> { Ok(()) }
        response_filter['q 'r 'c](
            &'q mut Session, &'r mut ResponseHeader, &'c mut Attempts
        ) -> Result<()> { Ok(()) }
        logging['q 'e 'c](&'q mut Session, Option<&'e Error>, &'c mut Attempts) -> () { }
    }

    fn upstream_peer<'s, 'q, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        attempts: &'c mut Attempts,
    ) -> Hook<'f, Result<Box<HttpPeer>>>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
    {
        let chosen = chosen(attempts.chosen.as_ref(), session);
        let Some(upstream) = chosen.map(|chosen| Arc::clone(&chosen.upstream)) else {
            return failed(Error::explain(ErrorType::InternalError, "the route has no upstream"));
        };
        if let Some(peer) = upstream.peer_at_hand(&mut attempts.tries) {
            return Box::pin(ready(Ok(prepared(peer, session))));
        }
        Box::pin(async move { Ok(prepared(upstream.peer(&mut attempts.tries).await?, session)) })
    }

    fn fail_to_connect(
        &self,
        session: &mut Session,
        _peer: &HttpPeer,
        attempts: &mut Attempts,
        mut error: Box<Error>,
    ) -> Box<Error> {
        let chosen = chosen(attempts.chosen.as_ref(), session);
        let may_try_again = |chosen: &Chosen| chosen.upstream.may_try_again(&mut attempts.tries, &error);
        let may_try_again = chosen.is_some_and(may_try_again);
        error.set_retry(may_try_again);
        error
    }

    fn connected_to_upstream<'s, 'q, 'p, 'd, 'c, 'f>(
        &'s self,
        _: &'q mut Session,
        _reused: bool,
        peer: &'p HttpPeer,
        _: RawFd,
        digest: Option<&'d Digest>,
        attempts: &'c mut Attempts,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'p: 'f,
        'd: 'f,
        'c: 'f,
    {
        match attempts.tries.check_shown(peer, digest) {
            Ok(()) => Box::pin(poll_fn(|_| Poll::Ready(Ok(())))),
            Err(error) => failed(error),
        }
    }

    /// A body of HTTP/2 may end with a piece of nothing. As a chunk that would be an end of its own, before the one
    /// that Pingora writes (0.9.1), and the backend would take the second for the next request.
    fn request_body_filter<'s, 'q, 'b, 'c, 'f>(
        &'s self,
        _: &'q mut Session,
        body: &'b mut Option<Bytes>,
        end_of_stream: bool,
        _: &'c mut Attempts,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'b: 'f,
        'c: 'f,
    {
        if end_of_stream && body.as_ref().is_some_and(Bytes::is_empty) {
            *body = None;
        }
        done(Ok(()))
    }

    fn upstream_request_filter<'s, 'q, 'r, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        request: &'r mut RequestHeader,
        attempts: &'c mut Attempts,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'r: 'f,
        'c: 'f,
    {
        done(send_onward(session, request, attempts))
    }

    fn upstream_response_filter<'s, 'q, 'r, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        response: &'r mut ResponseHeader,
        attempts: &'c mut Attempts,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'r: 'f,
        'c: 'f,
    {
        done(send_back(session, response, attempts))
    }

    /// Clients come, go and fall silent; that is no error of ours.
    fn suppress_error_log(&self, _session: &Session, _: &Attempts, error: &Error) -> bool {
        refusal::is_by_client(error)
    }

    async fn fail_to_proxy(
        &self,
        session: &mut Session,
        error: &Error,
        attempts: &mut Attempts,
    ) -> FailToProxy {
        let status = if respond::is_begun(session) { 0 } else { tell(session, error, attempts).await };
        FailToProxy { error_code: status, can_reuse_downstream: false }
    }
}

/// Says where a request goes: to the gateway itself, or to whichever proxy stands in its place.
pub(super) fn hand_over<P: 'static, C: 'static>(
    inner: &P,
    session: &mut Session,
    context: &mut C,
    chosen: Chosen,
) {
    let is_gateway = (inner as &dyn Any).is::<Gateway>();
    match (context as &mut dyn Any).downcast_mut::<Attempts>() {
        Some(attempts) if is_gateway => attempts.chosen = Some(chosen),
        _ => {
            session.req_header_mut().extensions_mut().insert(chosen);
        }
    }
}

/// Where the request goes, whichever way that was said.
fn chosen<'a>(own: Option<&'a Chosen>, session: &'a Session) -> Option<&'a Chosen> {
    own.or_else(|| session.req_header().extensions.get())
}

/// A peer as it is right for this request.
fn prepared(mut peer: Box<HttpPeer>, session: &Session) -> Box<HttpPeer> {
    if !hop::ends_any(&session.req_header().headers) {
        hop::spare_search(&mut peer);
    } else if session.is_upgrade_req() {
        upgrade::prepare(&mut peer);
    }
    if session.req_header().version == Version::HTTP_10 {
        hop::speak_to_old_client(&mut peer);
    }
    peer
}

fn send_onward(session: &Session, request: &mut RequestHeader, attempts: &mut Attempts) -> Result<()> {
    let chosen = chosen(attempts.chosen.as_ref(), session);
    if let Some(chosen) = chosen {
        chosen.onward.apply(request, attempts.tries.told_host(), client(session))?;
    }
    upgrade::pass_on(session.req_header(), request)?;
    attempts.delivery.sending(&request.method);
    Ok(())
}

fn send_back(session: &Session, response: &mut ResponseHeader, attempts: &Attempts) -> Result<()> {
    hop::end_response(response);
    match chosen(attempts.chosen.as_ref(), session) {
        Some(chosen) => {
            let asked = session.req_header();
            chosen.onward.translate(response, asked, || client(session), &attempts.tries)
        }
        None => Ok(()),
    }
}

/// Whoever is at the other end of the connection, and what was asked for.
pub(super) fn client(session: &Session) -> Client {
    let asked = session.req_header();
    let host = asked.headers.get(HOST).cloned();
    let authority = || HeaderValue::try_from(asked.uri.authority()?.as_str()).ok();
    let is_secure = session.digest().is_some_and(|digest| digest.ssl_digest.is_some());
    Client {
        address: session.client_addr().and_then(|address| address.as_inet()).map(SocketAddr::ip),
        scheme: if is_secure { "https" } else { "http" },
        host: host.or_else(authority),
    }
}

/// Tells the client what went wrong; the status, or 0 where nobody is there to be told.
async fn tell(session: &mut Session, error: &Error, attempts: &Attempts) -> u16 {
    let failure = failure_of(error);
    let (reason, cause) = (failure.map(|failure| failure.reason), failure.map(|failure| failure.cause));
    let delivery = attempts.delivery;
    let chosen = chosen(attempts.chosen.as_ref(), session);
    let Some(answer) = answer(chosen, error, failure) else { return 0 };
    let label = Label {
        source: Source::Live,
        example: None,
        reason,
        cause,
        is_body_over: false,
        standing: None,
        delivery,
    };
    let tells_source = chosen.is_some_and(|chosen| chosen.tells_source);
    let cors = chosen.map(|chosen| chosen.cors.clone()).unwrap_or_default();
    session.set_keepalive(None);
    let sending = Sending::new(session.req_header(), &answer, tells_source.then_some(label), &cors);
    match sending.write(session).await {
        Ok(()) => {
            if answer.status == StatusCode::PAYLOAD_TOO_LARGE {
                limits::linger(session).await;
            }
            answer.status.as_u16()
        }
        Err(_) => 0,
    }
}

/// What the client is told; none where it is gone.
fn answer(chosen: Option<&Chosen>, error: &Error, failure: Option<Failure>) -> Option<Answer> {
    let upstream = chosen.map_or("", |chosen| chosen.upstream.name());
    match (failure, error.esource()) {
        (Some(Failure { reason, cause }), _) => {
            let failed = |down: &Down<'_>| mock::upstream_failed(down, status_of(reason));
            Some(respond::tell_down(upstream, reason, Some(cause), failed))
        }
        (None, ErrorSource::Downstream) => refusal::unread(error),
        (None, _) if is_short_of_descriptors(error) => Some(refusal::no_descriptor()),
        (None, _) => Some(Answer::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internalError",
            "Internal error",
            "The request could not be passed on; the log says why.",
        )),
    }
}
