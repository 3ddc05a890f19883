//! Our three places on a request's way: before the upstream, when it failed, and in logging.

use std::sync::Arc;

use http::{Method, Uri};
use pingora::http::authority::{RawTargetAuthority, raw_target_authority};
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::proxy::{ProxyHttp, Session};
use pingora::{Error, Result};

use super::admission;
use super::asked;
use super::context::{Call, Context};
use super::discretion::{discreet, presented};
use super::fallback;
use super::gateway::hand_over;
use super::intake;
use super::me;
use super::middleware::Understudy;
use super::recording;
use super::respond;
use super::said::{Said, tell};
use super::sending::{refuse_unread, send};
use crate::access::KeyIndex;
use crate::dispatch::{self, Plan, Refusal, may_answer, plan as plan_of};
use crate::matching::Target;
use crate::mock::{Answer, Reply};
use crate::observe::{Outcome, Source, write_access_log};
use crate::upstream::{self, Way, failure_of};

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Answers from the mock where the mode says so; true when the request is done with.
    pub(super) async fn before_upstream(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
    ) -> Result<bool> {
        if self.refuse_excess(session, ctx).await? {
            return Ok(true);
        }
        if !has_plain_target(session.req_header()) {
            return send_own(session, ctx, &Refusal::Target.answer()).await.map(|()| true);
        }
        ctx.uri = effective_uri(session.req_header());
        let uri = ctx.uri.clone();
        if let Some(answer) = me::answer(&ctx.snapshot.serving, session.req_header(), &uri, ctx.now) {
            return send_own(session, ctx, &answer).await.map(|()| true);
        }
        ctx.scheme = asked::scheme(session, &ctx.snapshot.serving.config.server.trusted_proxies);
        if let Some(way) = ctx.snapshot.serving.identity.loop_of(&session.req_header().headers) {
            let answer = discreet(looped(&way), &session.req_header().headers, ctx);
            return send_own(session, ctx, &answer).await.map(|()| true);
        }
        let target = dispatch::target(&uri);
        match dispatch::visit(&ctx.snapshot, session.req_header(), &uri, &target) {
            Ok(visit) => ctx.visit = visit,
            Err(refusal) => return send_own(session, ctx, &refusal.answer()).await.map(|()| true),
        }
        if let Some(answer) = admission::refusal(ctx, session.req_header()).await {
            return send(session, ctx, &answer).await.map(|()| true);
        }
        let plan = ctx.visit.zip(ctx.route());
        let plan = plan
            .map(|(visit, route)| plan_of(route, visit.mode, session.req_header(), &uri, &target))
            .transpose();
        let plan = match plan {
            Ok(plan) => plan,
            Err(refusal) => return send_own(session, ctx, &refusal.answer()).await.map(|()| true),
        };
        let answers = match plan {
            None => {
                ctx.source = Source::None;
                send(session, ctx, &no_route()).await?;
                true
            }
            Some(Plan::Mock | Plan::Named) => self.answer(session, ctx, &target, Source::Mock).await?,
            Some(Plan::MockFirst) => self.answer_if_matched(session, ctx, &target).await?,
            Some(Plan::Upstream) => false,
        };
        if !answers
            && let Some(route) = ctx.route()
            && let Some(upstream) = route.upstream.clone()
        {
            let tells_source = ctx.snapshot.serving.config.server.headers;
            let (onward, cors) = (Arc::clone(&route.onward), route.cors.clone());
            let chosen = upstream::Chosen { upstream, onward, tells_source, cors };
            hand_over(&self.inner, session, &mut ctx.inner, chosen);
        }
        Ok(answers)
    }

    /// Whether the mock has an answer, now that the upstream's is none. It is kept until it is given.
    pub(super) async fn would_answer(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
    ) -> Result<bool> {
        let uri = ctx.uri.clone();
        let target = &dispatch::target(&uri);
        // A body that is still to come is read only where it may matter.
        let is_whole = session.as_downstream_mut().is_body_done();
        let may_answer = |mock| is_whole || may_answer(mock, ctx.role(), session.req_header(), target);
        if !intake::mock(&ctx.snapshot, ctx).is_some_and(may_answer) {
            ctx.is_unmatched = true;
            return Ok(false);
        }
        let most = max_body(ctx);
        ctx.body.read_rest(session, most).await?;
        let reply = intake::reply(&ctx.snapshot, ctx, session.req_header(), target);
        let is_unmatched = matches!(reply, Some(Reply::Miss(_)));
        let said = reply.filter(Reply::answers).map(|reply| Said::of(session, ctx, reply));
        (ctx.said, ctx.is_unmatched) = (said, is_unmatched);
        Ok(ctx.said.is_some())
    }

    /// After a failure: the mock's answer, or the error that tells of it. None leaves it to the inner proxy.
    pub(super) async fn stand_in(
        &self,
        session: &mut Session,
        error: &Error,
        ctx: &mut Context<P::CTX>,
    ) -> Option<u16> {
        ctx.clock.upstream_done();
        let failure = failure_of(error);
        let reason = if fallback::is_overtaken(error) { ctx.down } else { failure.map(|it| it.reason) }?;
        if respond::is_begun(session) || !fallback::covers(ctx, &session.req_header().method, reason) {
            return None;
        }
        (ctx.down, ctx.cause) = (Some(reason), failure.map(|failure| failure.cause));
        // After a failure Pingora closes the connection, whatever the answer would say (0.9.1).
        session.set_keepalive(None);
        if let Err(error) = self.answer_instead(session, ctx).await {
            tracing::debug!(%error, "The client was gone before the fallback could answer");
        }
        Some(respond::status_told(session))
    }

    /// Answers if an example matches, now that the body counts.
    async fn answer_if_matched(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
        target: &Target<'_>,
    ) -> Result<bool> {
        let most = max_body(ctx).min(REPLAYED);
        session.as_downstream_mut().enable_retry_buffering();
        if let Err(error) = ctx.body.read_announced(session, most).await {
            return refuse_unread(session, ctx, error).await.map(|()| true);
        }
        let reply = intake::reply(&ctx.snapshot, ctx, session.req_header(), target);
        let reply = reply.filter(|reply| !matches!(reply, Reply::Miss(_)));
        let Some(said) = reply.map(|reply| Said::of(session, ctx, reply)) else { return Ok(false) };
        ctx.source = Source::Mock;
        give(session, ctx, said).await.map(|()| true)
    }

    /// Answers in the upstream's stead: with what the mock was asked for already, if it was.
    pub(super) async fn answer_instead(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
    ) -> Result<()> {
        if let Some(said) = ctx.said.take() {
            ctx.source = Source::Fallback;
            return give(session, ctx, said).await;
        }
        let uri = ctx.uri.clone();
        self.answer(session, ctx, &dispatch::target(&uri), Source::Fallback).await.map(|_| ())
    }

    /// Answers with whatever the mock says.
    pub(super) async fn answer(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
        target: &Target<'_>,
        source: Source,
    ) -> Result<bool> {
        ctx.source = source;
        if let Some(answer) = admission::charge(ctx, session.req_header()).await {
            return send(session, ctx, &answer).await.map(|()| true);
        }
        let most = max_body(ctx);
        if let Err(error) = ctx.body.read_rest(session, most).await {
            return refuse_unread(session, ctx, error).await.map(|()| true);
        }
        let reply = intake::reply(&ctx.snapshot, ctx, session.req_header(), target);
        let Some(said) = reply.map(|reply| Said::of(session, ctx, reply)) else { return Ok(false) };
        tell(session, ctx, said).await.map(|()| true)
    }

    /// Counts and logs how the request ended.
    pub(super) fn tell_outcome(&self, session: &mut Session, ctx: &mut Context<P::CTX>) {
        let (own, upstream) = ctx.clock.stop();
        let is_call = admission::settle(ctx);
        let request = session.req_header();
        let (keys, presented) = (&ctx.snapshot.serving.keys, presented(&request.headers, ctx));
        let outcome = Outcome {
            route: ctx.route().map_or(self.metrics.unrouted(), |route| &route.metrics),
            endpoint: ctx.visit.and_then(|visit| visit.endpoint),
            key: ctx.visit.and_then(|visit| visit.key).map(KeyIndex::number),
            method: &keys.redact_method(request.method.as_str(), presented),
            path: &keys.redact(request.uri.path(), presented),
            source: ctx.source,
            reason: ctx.down,
            status: respond::status_told(session),
            example: ctx.example.as_deref(),
            is_call,
            unmatched: ctx.is_unmatched,
            own,
            upstream,
        };
        self.metrics.request_finished(&outcome);
        if ctx.snapshot.serving.config.server.access_log {
            write_access_log(&outcome);
        }
        recording::record(&self.calls, session, ctx, (own, upstream));
    }
}

/// Whether the target is a path, a whole address, or what `OPTIONS` asks of a server. Of any other Pingora makes the path
/// `/` for us (0.9.1), and a backend makes of it what it likes.
fn has_plain_target(request: &RequestHeader) -> bool {
    let target = request.raw_path();
    match raw_target_authority(target) {
        RawTargetAuthority::Absolute { .. } => true,
        RawTargetAuthority::AmbiguousAuthority => false,
        RawTargetAuthority::None if request.method == Method::OPTIONS && target == b"*" => true,
        RawTargetAuthority::None => target.first() == Some(&b'/'),
    }
}

/// The URI that everything is decided on. Pingora keeps the authority of an absolute target out of its own (0.9.1).
fn effective_uri(request: &RequestHeader) -> Uri {
    dispatch::effective_uri(&request.uri, raw_target_authority(request.raw_path()).authority()).into_owned()
}

/// Answers with what neither the upstream nor a mock says.
async fn send_own<C: Send>(session: &mut Session, ctx: &mut Context<C>, answer: &Answer) -> Result<()> {
    (ctx.source, ctx.call) = (Source::None, Call::No);
    send(session, ctx, answer).await
}

/// What Pingora can send on after it was read: its retry buffer.
const REPLAYED: usize = 64 * 1024;

/// Says on an upstream's response that it is one.
pub(super) fn label_live<C>(response: &mut ResponseHeader, ctx: &Context<C>) -> Result<()> {
    if ctx.visit.is_some() && ctx.snapshot.serving.config.server.headers {
        respond::label_source(response, Source::Live)?;
    }
    Ok(())
}

/// Answers with what the mock has said, unless the key has no call left.
async fn give<C: Send>(session: &mut Session, ctx: &mut Context<C>, said: Said) -> Result<()> {
    if let Some(answer) = admission::charge(ctx, session.req_header()).await {
        return send(session, ctx, &answer).await;
    }
    tell(session, ctx, said).await
}

/// How much of the body may be kept, in bytes.
pub(super) fn max_body<C>(ctx: &Context<C>) -> usize {
    ctx.route().map_or(0, |route| route.config.max_body)
}

/// 508: the request was here before.
fn looped(way: &Way) -> Answer {
    let message = format!(
        "The request has come back to where it was before. It went by {way}. Let no upstream on this way lead back."
    );
    Answer::error(http::StatusCode::LOOP_DETECTED, "loopDetectedError", "Loop detected", &message)
}

fn no_route() -> Answer {
    Answer::error(
        http::StatusCode::NOT_FOUND,
        "noRouteError",
        "No route",
        "No route takes this host, path and method. Check the routes in the configuration.",
    )
}
