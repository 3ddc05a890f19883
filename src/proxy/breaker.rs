//! Between a request and its upstream: whether the upstream is asked at all, and what is learned from it.
//!
//! Asked where nothing is left but to go to the upstream, after the inner proxy's cache: what the inner proxy
//! can answer by itself needs no upstream. Told here and not by the gateway, so that any inner proxy has it.

use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use pingora::proxy::{ProxyHttp, Session};
use pingora::{Error, Result};

use super::context::{Call, Context};
use super::fallback;
use super::middleware::Understudy;
use super::respond::tell_down;
use super::sending::send;
use crate::dispatch;
use crate::mock::{self, Answer, Down};
use crate::observe::{Reason, Source};
use crate::upstream::{Attempt, Refusal, failure_of};

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Whether the request may go to its upstream; if not, it is answered already. The connection is kept.
    pub(super) async fn may_ask_upstream(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
    ) -> Result<bool> {
        let Some(upstream) = ctx.route().and_then(|route| route.upstream.as_ref()) else { return Ok(true) };
        match Attempt::begin(upstream) {
            Ok(attempt) => {
                ctx.attempt = Some(attempt);
                Ok(true)
            }
            // On the heap: what is seldom needed would make this future large for all.
            Err(refusal) => Box::pin(self.answer_unasked(session, ctx, refusal)).await.map(|()| false),
        }
    }

    /// The mock's answer where the route would have fallen back for what opened the breaker, else 503.
    async fn answer_unasked(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
        refusal: Refusal,
    ) -> Result<()> {
        let is_mocked = fallback::covers(ctx, &session.req_header().method, refusal.failure.reason);
        (ctx.down, ctx.cause) = (Some(refusal.reason), Some(refusal.failure.cause));
        let uri = ctx.uri.clone();
        let target = dispatch::target(&uri);
        if is_mocked && self.answer(session, ctx, &target, Source::Fallback).await? {
            return Ok(());
        }
        (ctx.source, ctx.call) = (Source::None, Call::No);
        let answer = come_back_later(ctx.upstream(), &refusal);
        send(session, ctx, &answer).await
    }
}

/// The upstream has answered: any response header counts, as one endpoint's 503 says nothing of the others.
pub(super) fn answered<C>(ctx: &mut Context<C>) {
    if let Some(attempt) = ctx.attempt.take() {
        attempt.answered();
    }
}

/// The last attempt ended with this error; one that is not the upstream's tells nothing of it. Nor does a connection
/// that ends while the client still owes its body: backends do not wait for silent clients forever.
pub(super) fn failed<C>(ctx: &mut Context<C>, error: &Error) {
    if let Some(attempt) = ctx.attempt.take()
        && let Some(failure) = failure_of(error)
        && (failure.reason != Reason::Reset || ctx.wait.was_request_sent())
    {
        attempt.upstream().unbuilt().forget_answers();
        attempt.failed(failure, error);
    }
}

/// 503, and when it is worth trying again.
fn come_back_later(upstream: &str, refusal: &Refusal) -> Answer {
    let failed = |down: &Down<'_>| mock::upstream_failed(down, StatusCode::SERVICE_UNAVAILABLE);
    let mut answer = tell_down(upstream, refusal.reason, Some(refusal.failure.cause), failed);
    let seconds = refusal.wait.as_millis().div_ceil(1000).max(1);
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::observe::Cause;
    use crate::upstream::Failure;

    #[track_caller]
    fn check(wait: Duration, expected: &str) {
        let failure = Failure { reason: Reason::Connect, cause: Cause::Refused };
        let refusal = Refusal { reason: Reason::BreakerOpen, failure, wait };
        let answer = come_back_later("shop", &refusal);
        let told = answer.headers[RETRY_AFTER].to_str().unwrap();
        assert_eq!((answer.status.as_u16(), told), (503, expected), "{wait:?}");
    }

    #[test]
    fn seconds_to_wait_are_rounded_up_and_never_none() {
        check(Duration::ZERO, "1");
        check(Duration::from_millis(1), "1");
        check(Duration::from_secs(1), "1");
        check(Duration::from_millis(1_001), "2");
        check(Duration::from_secs(30), "30");
    }
}
