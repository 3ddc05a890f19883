//! The inner proxy of the binary: sends a request to the upstream that its route names.

use async_trait::async_trait;
use http::StatusCode;
use pingora::proxy::{FailToProxy, ProxyHttp, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorSource, ErrorType, Result};

use super::respond;
use crate::mock;
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
        let Chosen(upstream) =
            chosen.ok_or_else(|| Error::explain(ErrorType::InternalError, "the route has no upstream"))?;
        let pool = upstream.pool(attempts.made).await?;
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
    let answer = match (failure_of(error), error.esource()) {
        (Some(reason), _) => mock::upstream_failed(status_of(reason), &reason.to_string()),
        (None, ErrorSource::Downstream) if is_gone(error) => return 0,
        (None, ErrorSource::Downstream) => mock::Answer::error(
            StatusCode::BAD_REQUEST,
            "invalidRequestError",
            "Invalid request",
            "The request could not be read to its end.",
        ),
        (None, _) => mock::Answer::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internalError",
            "Internal error",
            "The request could not be passed on; the log says why.",
        ),
    };
    session.set_keepalive(None);
    match respond::write(session, &answer, None).await {
        Ok(()) => answer.status.as_u16(),
        Err(_) => 0,
    }
}

fn is_gone(error: &Error) -> bool {
    matches!(error.etype(), ErrorType::WriteError | ErrorType::ReadError | ErrorType::ConnectionClosed)
}
