//! A backend's answer for what it has not built gives the mock's (`unbuilt` in `fallback_on`).
//!
//! A 405 or 501 for what the collection documents is plain. A 404 may also mean a missing thing: it is held
//! back until its body shows whether it looks like what the backend says for any unknown path.

use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use http::{Method, StatusCode};
use pingora::http::ResponseHeader;
use pingora::proxy::{ProxyHttp, Session};
use pingora::{Error, Result};

use super::context::Context;
use super::fallback::{self, OVERTAKEN};
use super::middleware::Understudy;
use super::overtaking::is_sign;
use super::waiting::{self, Judge, Sign};
use crate::config::{Mode, UnbuiltSign};
use crate::observe::Reason;
use crate::upstream::{Asked, Learned, Upstream};

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Drops the upstream's response where it says that what was asked for is not built and the mock has an
    /// answer, or sees to it that it is dropped once its body says so.
    pub(super) async fn overtake_if_unbuilt(
        &self,
        session: &mut Session,
        response: &ResponseHeader,
        ctx: &mut Context<P::CTX>,
    ) -> Result<()> {
        let method = &session.req_header().method;
        if !is_sign(response.status) {
            note_if_built(method, response.status, ctx);
            return Ok(());
        }
        if session.cache.enabled() || !fallback::covers(ctx, method, Reason::Unbuilt) {
            return Ok(());
        }
        if response.status != StatusCode::NOT_FOUND {
            return self.overtake_if_answered(session, ctx).await;
        }
        let Some(sign) = sign(session, response, ctx).await else { return Ok(()) };
        if self.would_answer(session, ctx).await?
            && let Some(judge) = judge(session, sign, ctx)
        {
            waiting::judge(session, &mut ctx.wait, judge);
        }
        Ok(())
    }

    async fn overtake_if_answered(&self, session: &mut Session, ctx: &mut Context<P::CTX>) -> Result<()> {
        if !self.would_answer(session, ctx).await? {
            return Ok(());
        }
        not_built(ctx);
        Err(Error::new_up(OVERTAKEN))
    }
}

/// What was asked for is not built, so that nothing came of it.
pub(super) fn not_built<C>(ctx: &mut Context<C>) {
    ctx.down = Some(Reason::Unbuilt);
    ctx.delivery = super::delivery::Delivery::Harmless;
}

/// What a 404 is held against; none where that could not be told by it.
async fn sign<C>(session: &Session, response: &ResponseHeader, ctx: &mut Context<C>) -> Option<Sign> {
    // Without a body there is nothing to tell it by, and one that is compressed shows nothing.
    if session.req_header().method == Method::HEAD || response.headers.contains_key(CONTENT_ENCODING) {
        return None;
    }
    let upstream = ctx.route()?.upstream.clone()?;
    match &upstream.config().unbuilt {
        UnbuiltSign::Off => None,
        UnbuiltSign::BodyContains(text) => Some(Sign::Containing(Arc::clone(text))),
        UnbuiltSign::Probe if upstream.unbuilt().is_indistinct() => None,
        UnbuiltSign::Probe => {
            let learned = learned(session, &upstream, ctx).await?;
            let Learned::NotFound { content_type, .. } = &*learned else { return None };
            let is_alike = content_type.as_ref() == response.headers.get(CONTENT_TYPE);
            is_alike.then_some(Sign::Learned(learned))
        }
    }
}

async fn learned<C>(session: &Session, upstream: &Upstream, ctx: &Context<C>) -> Option<Arc<Learned>> {
    let request = session.req_header();
    let accept = request.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let html = accept.is_some_and(|accept| accept.contains("text/html"));
    let route = ctx.route()?;
    let asked = Asked { prefix: route.onward.path(&route.config.path), html };
    upstream.unbuilt().learned(upstream, asked, request.headers.get(HOST)).await
}

fn judge<C>(session: &Session, sign: Sign, ctx: &Context<C>) -> Option<Judge> {
    let request = session.req_header();
    let route = ctx.route()?;
    let upstream = route.upstream.clone()?;
    let (method, path) = (request.method.as_str().to_owned(), route.onward.path(request.uri.path()));
    Some(Judge {
        upstream,
        sign,
        method,
        path,
        endpoint: endpoint(ctx).cloned(),
        held: waiting::Held::default(),
    })
}

/// Remembers an endpoint that has answered for itself. Only a success proves that: a 401 or a preflight's 204 may
/// come from what stands before all endpoints, built or not.
pub(super) fn note_if_built<C>(method: &Method, status: StatusCode, ctx: &Context<C>) {
    if status.is_success()
        && method != Method::OPTIONS
        && ctx.mode() == Some(Mode::Fallback)
        && let Some(endpoint) = endpoint(ctx)
        && let Some(upstream) = ctx.route().and_then(|route| route.upstream.as_ref())
    {
        upstream.unbuilt().built(endpoint);
    }
}

fn endpoint<C>(ctx: &Context<C>) -> Option<&Arc<str>> {
    let endpoint = ctx.visit?.endpoint?;
    ctx.route()?.endpoints.list().get(endpoint).map(|endpoint| &endpoint.label)
}
