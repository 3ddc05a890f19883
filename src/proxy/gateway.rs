//! The inner proxy of the binary: sends a request to the upstream that its route names.

use async_trait::async_trait;
use http::StatusCode;
use http::header::HOST;
use pingora::http::RequestHeader;
use pingora::http::authority::raw_target_authority;
use pingora::proxy::{FailToProxy, ProxyHttp, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorSource, ErrorType, Result};

use super::delivery::Delivery;
use super::limits;
use super::refusal;
use super::respond::{self, Label};
use crate::mock::{self, Answer};
use crate::observe::{Reason, Source};
use crate::upstream::{Chosen, Tries, failure_of, status_of};

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
        chosen.upstream.peer(&mut attempts.tries).await
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

    /// A backend routes by path: it gets `/books` also from a client that asks a proxy for
    /// `http://shop.example/books` (RFC 9112, 3.2). Where `Host` is missing, the target is all that names it.
    async fn upstream_request_filter(
        &self,
        _session: &mut Session,
        request: &mut RequestHeader,
        attempts: &mut Attempts,
    ) -> Result<()> {
        if let Some(host) = attempts.tries.told_host() {
            request.insert_header(HOST, host.clone())?;
        }
        let is_absolute = raw_target_authority(request.raw_path()).authority().is_some();
        if is_absolute && request.headers.contains_key(HOST) && request.raw_path_is_utf8() {
            request.set_uri(request.uri.clone());
        }
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
