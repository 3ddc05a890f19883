//! The inner proxy of the binary: sends a request to the upstream that its route names.

use async_trait::async_trait;
use http::StatusCode;
use pingora::proxy::{FailToProxy, ProxyHttp, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorSource, ErrorType, Result};

use super::respond::{self, Label};
use crate::mock::{self, Answer};
use crate::observe::{Reason, Source};
use crate::upstream::{Chosen, failure_of, status_of};

/// A plain proxy to the upstreams of the config.
#[derive(Debug, Default)]
pub struct Gateway;

/// How many addresses of an upstream were tried for a request, and how many there are.
#[derive(Debug, Default)]
pub struct Attempts {
    made: usize,
    addresses: usize,
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
        let pool = chosen.upstream.pool(attempts.made).await?;
        attempts.addresses = pool.addresses;
        Ok(pool.peer)
    }

    fn fail_to_connect(
        &self,
        _session: &mut Session,
        _peer: &HttpPeer,
        attempts: &mut Attempts,
        mut error: Box<Error>,
    ) -> Box<Error> {
        attempts.made += 1;
        error.set_retry(attempts.made < attempts.addresses);
        error
    }

    async fn fail_to_proxy(&self, session: &mut Session, error: &Error, _: &mut Attempts) -> FailToProxy {
        let status = if session.response_written().is_some() { 0 } else { tell(session, error).await };
        FailToProxy { error_code: status, can_reuse_downstream: false }
    }
}

/// Tells the client what went wrong; the status, or 0 where nobody is there to be told.
async fn tell(session: &mut Session, error: &Error) -> u16 {
    let reason = failure_of(error);
    let Some(answer) = answer(error, reason) else { return 0 };
    let label = Label { source: Source::Live, example: None, reason, is_body_over: false };
    let tells_source =
        session.req_header().extensions.get::<Chosen>().is_some_and(|chosen| chosen.tells_source);
    session.set_keepalive(None);
    match respond::write(session, &answer, tells_source.then_some(label)).await {
        Ok(()) => answer.status.as_u16(),
        Err(_) => 0,
    }
}

/// What the client is told; none where it is gone.
fn answer(error: &Error, reason: Option<Reason>) -> Option<Answer> {
    match (reason, error.esource()) {
        (Some(reason), _) => Some(mock::upstream_failed(status_of(reason), &reason.to_string())),
        (None, ErrorSource::Downstream) if is_gone(error) => None,
        (None, ErrorSource::Downstream) => Some(Answer::error(
            StatusCode::BAD_REQUEST,
            "invalidRequestError",
            "Invalid request",
            "The request could not be read to its end.",
        )),
        (None, _) => Some(Answer::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internalError",
            "Internal error",
            "The request could not be passed on; the log says why.",
        )),
    }
}

fn is_gone(error: &Error) -> bool {
    matches!(error.etype(), ErrorType::WriteError | ErrorType::ReadError | ErrorType::ConnectionClosed)
}
