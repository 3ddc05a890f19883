//! The inner proxy of the binary: sends a request to the upstream that its route names.

use std::net::SocketAddr;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, StatusCode};
use pingora::http::RequestHeader;
use pingora::proxy::{FailToProxy, ProxyHttp, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorSource, ErrorType, Result};

use super::delivery::Delivery;
use super::limits;
use super::refusal;
use super::respond::{self, Label};
use crate::mock::{self, Answer};
use crate::observe::{Reason, Source};
use crate::upstream::{Chosen, Client, Tries, failure_of, status_of, upgrade};

/// A plain proxy to the upstreams of the config.
#[derive(Debug, Default)]
pub struct Gateway;

/// What was tried for a request, and what came of it.
#[derive(Debug, Default)]
pub struct Attempts {
    tries: Tries,
    delivery: Delivery,
}

#[async_trait]
impl ProxyHttp for Gateway {
    type CTX = Attempts;

    fn new_ctx(&self) -> Self::CTX {
        Attempts::default()
    }

    async fn upstream_peer(&self, session: &mut Session, attempts: &mut Attempts) -> Result<Box<HttpPeer>> {
        let chosen = session.req_header().extensions.get::<Chosen>();
        let chosen =
            chosen.ok_or_else(|| Error::explain(ErrorType::InternalError, "the route has no upstream"))?;
        let mut peer = chosen.upstream.peer(&mut attempts.tries).await?;
        if session.is_upgrade_req() {
            upgrade::prepare(&mut peer);
        }
        Ok(peer)
    }

    fn fail_to_connect(
        &self,
        session: &mut Session,
        _peer: &HttpPeer,
        attempts: &mut Attempts,
        mut error: Box<Error>,
    ) -> Box<Error> {
        let chosen = session.req_header().extensions.get::<Chosen>();
        error.set_retry(chosen.is_some_and(|chosen| chosen.upstream.has_another(&mut attempts.tries)));
        error
    }

    /// A body of HTTP/2 may end with a piece of nothing. As a chunk that would be an end of its own, before the one
    /// that Pingora writes (0.9.1), and the backend would take the second for the next request.
    async fn request_body_filter(
        &self,
        _session: &mut Session,
        body: &mut Option<Bytes>,
        end_of_stream: bool,
        _: &mut Attempts,
    ) -> Result<()> {
        if end_of_stream {
            *body = body.take().filter(|piece| !piece.is_empty());
        }
        Ok(())
    }

    async fn upstream_request_filter(
        &self,
        session: &mut Session,
        request: &mut RequestHeader,
        attempts: &mut Attempts,
    ) -> Result<()> {
        let chosen = session.req_header().extensions.get::<Chosen>();
        if let Some(chosen) = chosen {
            chosen.onward.apply(request, attempts.tries.told_host(), &client(session))?;
        }
        upgrade::pass_on(session.req_header(), request)?;
        attempts.delivery.sending(&request.method);
        Ok(())
    }

    /// Clients come and go; that is no error of ours.
    fn suppress_error_log(&self, _session: &Session, _: &Attempts, error: &Error) -> bool {
        *error.esource() == ErrorSource::Downstream && refusal::is_gone(error)
    }

    async fn fail_to_proxy(
        &self,
        session: &mut Session,
        error: &Error,
        attempts: &mut Attempts,
    ) -> FailToProxy {
        let status =
            if respond::is_begun(session) { 0 } else { tell(session, error, attempts.delivery).await };
        FailToProxy { error_code: status, can_reuse_downstream: false }
    }
}

fn client(session: &Session) -> Client {
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
async fn tell(session: &mut Session, error: &Error, delivery: Delivery) -> u16 {
    let reason = failure_of(error);
    let chosen = session.req_header().extensions.get::<Chosen>();
    let Some(answer) = answer(chosen, error, reason) else { return 0 };
    let label =
        Label { source: Source::Live, example: None, reason, is_body_over: false, standing: None, delivery };
    let tells_source = chosen.is_some_and(|chosen| chosen.tells_source);
    session.set_keepalive(None);
    match respond::write(session, &answer, tells_source.then_some(label)).await {
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
fn answer(chosen: Option<&Chosen>, error: &Error, reason: Option<Reason>) -> Option<Answer> {
    let upstream = chosen.map_or("", |chosen| chosen.upstream.name());
    match (reason, error.esource()) {
        (Some(reason), _) => Some(mock::upstream_failed(upstream, status_of(reason), &reason.to_string())),
        (None, ErrorSource::Downstream) => refusal::unread(error),
        (None, _) => Some(Answer::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internalError",
            "Internal error",
            "The request could not be passed on; the log says why.",
        )),
    }
}
