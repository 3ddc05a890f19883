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
use super::missing;
use super::recording::{self, Chosen};
use super::respond::{self, Named};
use super::sending::{Sending, deliver, prepare, refuse_unread, send};
use crate::access::KeyIndex;
use crate::dispatch::{self, Plan, Refusal, may_answer, plan as plan_of};
use crate::matching::Target;
use crate::mock::{Answer, Delay, ProtocolAnswer, Reply};
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

    /// Whether the mock has an answer, now that the upstream's is none.
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
        let (answers, is_unmatched) = match intake::reply(&ctx.snapshot, ctx, session.req_header(), target) {
            Some(reply) if reply.answers() => (true, false),
            Some(Reply::Miss(_)) => (false, true),
            Some(_) | None => (false, false),
        };
        ctx.is_unmatched = is_unmatched;
        Ok(answers)
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
        let uri = ctx.uri.clone();
        if let Err(error) = self.answer(session, ctx, &dispatch::target(&uri), Source::Fallback).await {
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
        let snapshot = Arc::clone(&ctx.snapshot);
        let most = max_body(ctx).min(REPLAYED);
        session.as_downstream_mut().enable_retry_buffering();
        if let Err(error) = ctx.body.read_announced(session, most).await {
            return refuse_unread(session, ctx, error).await.map(|()| true);
        }
        match intake::reply(&snapshot, ctx, session.req_header(), target) {
            None | Some(Reply::Miss(_)) => Ok(false),
            Some(reply) => {
                ctx.source = Source::Mock;
                if let Some(answer) = admission::charge(ctx, session.req_header()).await {
                    return send(session, ctx, &answer).await.map(|()| true);
                }
                let told = told(session, ctx, reply);
                tell(session, ctx, told).await.map(|()| true)
            }
        }
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
        match reply.map(|reply| told(session, ctx, reply)) {
            None => Ok(false),
            Some(told) => tell(session, ctx, told).await.map(|()| true),
        }
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

/// How much of the body may be kept, in bytes.
pub(super) fn max_body<C>(ctx: &Context<C>) -> usize {
    ctx.route().map_or(0, |route| route.config.max_body)
}

/// What a reply of the mock comes to; it borrows nothing from the mock any more.
struct Told {
    sending: Sending,
    delay: Delay,
    about: About,
}

/// What is noted of it.
enum About {
    /// This example answers; what the call log is told of it, where calls are recorded.
    Example(Arc<str>, Option<Chosen>),
    /// No example matches, for this reason.
    Miss(Option<Chosen>),
    /// Several examples answer in the words of a protocol.
    Several(Option<Chosen>),
    /// The mock answers without an example.
    Mock,
}

fn told<C>(session: &Session, ctx: &Context<C>, reply: Reply<'_>) -> Told {
    let without_example = |answer: &Answer, about| Told {
        sending: prepare(session, ctx, answer, None),
        delay: Delay::None,
        about,
    };
    let headers = &session.req_header().headers;
    let chosen = |chosen: &dyn Fn() -> Chosen| ctx.recording.is_some().then(chosen);
    match reply {
        Reply::Example { example, label, grounds, answer, delay } => {
            let name = || Some(Arc::clone(&example.name));
            let chosen = chosen(&|| Chosen { name: name(), matched_by: grounds.in_words() });
            let about = About::Example(Arc::clone(example.label()), chosen);
            let named = Named { label, likeness: grounds.likeness() };
            Told { sending: prepare(session, ctx, &answer, Some(named)), delay, about }
        }
        Reply::TooLong { example, label, answer } => {
            let name = || Some(Arc::clone(&example.name));
            let chosen = chosen(&|| Chosen { name: name(), matched_by: None });
            let about = About::Example(Arc::clone(example.label()), chosen);
            let named = Named { label, likeness: None };
            Told { sending: prepare(session, ctx, &answer, Some(named)), delay: Delay::None, about }
        }
        Reply::ServerResponse(answer) => without_example(answer, About::Mock),
        Reply::Protocol { kind, answer, delay } => {
            let chosen = chosen(&|| Chosen { name: None, matched_by: Some(kind.words().to_owned()) });
            let about =
                if kind == ProtocolAnswer::Batch { About::Several(chosen) } else { About::Miss(chosen) };
            Told { delay, ..without_example(&discreet(answer, headers, ctx), about) }
        }
        Reply::Preflight(answer) => without_example(&answer, About::Mock),
        Reply::Refused(answer) => without_example(&discreet(answer, headers, ctx), About::Mock),
        Reply::Miss(miss) => {
            let answer = missing::answer(session.req_header(), ctx, &miss);
            let chosen = chosen(&|| Chosen { name: None, matched_by: miss.words().map(str::to_owned) });
            without_example(&discreet(answer, headers, ctx), About::Miss(chosen))
        }
    }
}

/// Answers with it, after its delay.
async fn tell<C: Send>(session: &mut Session, ctx: &mut Context<C>, told: Told) -> Result<()> {
    match told.about {
        About::Example(label, chosen) => ctx.answers(label, chosen),
        About::Miss(chosen) => {
            ctx.is_unmatched = true;
            ctx.chose(chosen);
        }
        About::Several(chosen) => ctx.chose(chosen),
        About::Mock => {}
    }
    wait(ctx, told.delay).await;
    deliver(session, ctx, told.sending).await
}

async fn wait<C>(ctx: &mut Context<C>, delay: Delay) {
    if let Some(length) = delay.at(fastrand::f64()) {
        tokio::time::sleep(length).await;
        ctx.clock.waited(length);
    }
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
