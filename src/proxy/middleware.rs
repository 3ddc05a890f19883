//! [`Understudy`]: every callback of the trait, passed on to the inner proxy, with our three places in between.
//!
//! A callback that is not here would silently be the trait's default instead of the inner proxy's, so
//! all of them are, and a test counts them.

use std::any::Any;
use std::borrow::Cow;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use pingora::cache::key::HashBinary;
use pingora::cache::{CacheKey, CacheMeta, ForcedFreshness, HitHandler, PurgeAction, RespCacheable};
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::modules::http::HttpModules;
use pingora::protocols::Digest;
use pingora::proxy::{FailToProxy, ProxyHttp, ProxyWarnLogContext, PurgeStatus, RangeType, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, Result};
use tokio::sync::mpsc;

use super::answer_head;
use super::answering::label_live;
use super::breaker;
use super::context::Context;
use super::discretion::without_keys;
use super::fallback;
use super::hook::{Hook, failed};
use super::overtaking;
use super::recording::Recording;
use super::refusal;
use super::respond;
use super::unbuilt::note_answer;
use super::waiting::{self, TO_ASK};
use crate::observe::{CallLog, Metrics};
use crate::reload::Live;

/// Wraps any proxy: answers from the mocks of the config where a route says so or its upstream is down, and is not
/// noticed otherwise. Made by [`Understudy::builder`]; the [front page](crate) has an example.
///
/// The config is the one of the binary. Of an upstream in it, the inner proxy may make what it likes: it is called
/// whenever a route sends a request to its upstream, and picks the peer. Which upstream that is stands among the
/// request's extensions as a [`Chosen`](crate::upstream::Chosen), whose
/// [`peer`](crate::upstream::Upstream::peer) is the one that the binary would take:
///
/// ```
/// # use async_trait::async_trait;
/// # use pingora::prelude::*;
/// use understudy::upstream::{Chosen, Tries};
///
/// # struct Yours;
/// # #[async_trait]
/// # impl ProxyHttp for Yours {
/// type CTX = Tries;
///
/// fn new_ctx(&self) -> Tries {
///     Tries::default()
/// }
///
/// async fn upstream_peer(&self, session: &mut Session, tries: &mut Tries) -> Result<Box<HttpPeer>> {
///     match session.req_header().extensions.get::<Chosen>() {
///         Some(chosen) if chosen.upstream.name() == "shop" => chosen.upstream.peer(tries).await,
///         _ => Ok(Box::new(HttpPeer::new("127.0.0.1:3000", false, String::new()))),
///     }
/// }
/// # }
/// ```
///
/// Every callback of the trait reaches the inner proxy, and its context is carried as [`Context::inner`]. Where
/// Understudy answers itself, the inner proxy sees `early_request_filter`, `request_filter` and, at the end,
/// `logging`; if `request_filter` of the inner proxy answers, Understudy does nothing. Listeners, threads and
/// signals are the server's whose proxy it is: `[server] listen` and `[admin]` of the config mean nothing here.
#[derive(Debug)]
pub struct Understudy<P> {
    pub(super) inner: P,
    pub(super) live: Arc<Live>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) calls: Arc<CallLog>,
}

impl<P> Understudy<P> {
    /// Stands in front of `inner`, with the routes and mocks of `live`; where the config says so, calls are
    /// recorded in `calls`.
    pub(super) fn new(inner: P, live: Arc<Live>, metrics: Arc<Metrics>, calls: Arc<CallLog>) -> Self {
        Self { inner, live, metrics, calls }
    }
}

#[async_trait]
impl<P> ProxyHttp for Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// On the heap: Pingora moves what a request carries several times.
    type CTX = Box<Context<P::CTX>>;

    fn new_ctx(&self) -> Self::CTX {
        let snapshot = self.live.snapshot();
        let calls = &snapshot.serving.config.calls;
        let recording = (calls.enabled && self.calls.has_room()).then(|| Recording::new(calls.bodies));
        Box::new(Context::new(self.inner.new_ctx(), snapshot, recording))
    }

    fn upstream_peer<'s, 'q, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, Result<Box<HttpPeer>>>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
        Self: 'f,
    {
        ctx.body.begin_attempt();
        if let Some(recording) = &mut ctx.recording {
            recording.begin_attempt();
        }
        ctx.clock.upstream_asked();
        let Context { inner, wait, .. } = &mut **ctx;
        if !wait.changes_peer(session) {
            return self.inner.upstream_peer(session, inner);
        }
        Box::pin(async move {
            let owes_body = waiting::owes_body(session);
            let mut peer = self.inner.upstream_peer(session, inner).await?;
            wait.prepare(&mut peer, owes_body)?;
            Ok(peer)
        })
    }

    fn init_downstream_modules(&self, modules: &mut HttpModules) {
        self.inner.init_downstream_modules(modules);
    }

    fn init_upstream_modules(&self, modules: &mut HttpModules) {
        self.inner.init_upstream_modules(modules);
    }

    async fn request_filter(&self, session: &mut Session, ctx: &mut Self::CTX) -> Result<bool> {
        if self.inner.request_filter(session, &mut ctx.inner).await? {
            return Ok(true);
        }
        self.before_upstream(session, ctx).await
    }

    fn early_request_filter<'s, 'q, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
        Self: 'f,
    {
        self.inner.early_request_filter(session, &mut ctx.inner)
    }

    fn allow_spawning_subrequest(&self, session: &Session, ctx: &Self::CTX) -> bool {
        self.inner.allow_spawning_subrequest(session, &ctx.inner)
    }

    fn request_body_filter<'s, 'q, 'b, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        body: &'b mut Option<Bytes>,
        end_of_stream: bool,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'b: 'f,
        'c: 'f,
        Self: 'f,
    {
        if let Err(error) = ctx.body.check(session) {
            return failed(error);
        }
        fallback::keep_body(body.as_ref(), ctx);
        if let Some(recording) = &mut ctx.recording {
            recording.request_piece(body.as_ref());
        }
        if end_of_stream {
            ctx.wait.request_sent();
        }
        if !end_of_stream || !waiting::is_ahead(ctx) {
            return self.inner.request_body_filter(session, body, end_of_stream, &mut ctx.inner);
        }
        Box::pin(async move {
            self.inner.request_body_filter(session, body, end_of_stream, &mut ctx.inner).await?;
            waiting::begin(session, ctx);
            Ok(())
        })
    }

    fn request_cache_filter(&self, session: &mut Session, ctx: &mut Self::CTX) -> Result<()> {
        self.inner.request_cache_filter(session, &mut ctx.inner)
    }

    fn cache_key_callback(&self, session: &Session, ctx: &mut Self::CTX) -> Result<CacheKey> {
        self.inner.cache_key_callback(session, &mut ctx.inner)
    }

    fn cache_miss(&self, session: &mut Session, ctx: &mut Self::CTX) {
        self.inner.cache_miss(session, &mut ctx.inner);
    }

    async fn cache_hit_filter(
        &self,
        session: &mut Session,
        meta: &CacheMeta,
        hit_handler: &mut HitHandler,
        is_fresh: bool,
        ctx: &mut Self::CTX,
    ) -> Result<Option<ForcedFreshness>> {
        self.inner.cache_hit_filter(session, meta, hit_handler, is_fresh, &mut ctx.inner).await
    }

    async fn proxy_upstream_filter(&self, session: &mut Session, ctx: &mut Self::CTX) -> Result<bool> {
        Ok(self.inner.proxy_upstream_filter(session, &mut ctx.inner).await?
            && self.may_ask_upstream(session, ctx).await?)
    }

    fn response_cache_filter(
        &self,
        session: &Session,
        resp: &ResponseHeader,
        ctx: &mut Self::CTX,
    ) -> Result<RespCacheable> {
        self.inner.response_cache_filter(session, resp, &mut ctx.inner)
    }

    fn cache_vary_filter(
        &self,
        meta: &CacheMeta,
        ctx: &mut Self::CTX,
        req: &RequestHeader,
    ) -> Option<HashBinary> {
        self.inner.cache_vary_filter(meta, &mut ctx.inner, req)
    }

    fn cache_not_modified_filter(
        &self,
        session: &Session,
        resp: &ResponseHeader,
        ctx: &mut Self::CTX,
    ) -> Result<bool> {
        self.inner.cache_not_modified_filter(session, resp, &mut ctx.inner)
    }

    fn range_header_filter(
        &self,
        session: &mut Session,
        resp: &mut ResponseHeader,
        ctx: &mut Self::CTX,
    ) -> RangeType {
        self.inner.range_header_filter(session, resp, &mut ctx.inner)
    }

    async fn upstream_request_filter(
        &self,
        session: &mut Session,
        upstream_request: &mut RequestHeader,
        ctx: &mut Self::CTX,
    ) -> Result<()> {
        fallback::take_off_ours(upstream_request, ctx.key_header());
        self.inner.upstream_request_filter(session, upstream_request, &mut ctx.inner).await?;
        ctx.delivery.sending(&upstream_request.method);
        if session.is_body_empty() {
            waiting::begin(session, ctx);
        } else {
            waiting::expect_body(session, ctx, upstream_request.version);
        }
        Ok(())
    }

    fn adjust_upstream_modules<'s, 'q, 'r, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        upstream_response: &'r ResponseHeader,
        end_of_stream: bool,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
        'r: 'f,
        Self: 'f,
    {
        self.inner.adjust_upstream_modules(session, upstream_response, end_of_stream, &mut ctx.inner)
    }

    fn upstream_response_filter<'s, 'q, 'r, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        upstream_response: &'r mut ResponseHeader,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
        'r: 'f,
        Self: 'f,
    {
        respond::drop_own_headers(upstream_response);
        if !upstream_response.status.is_informational() {
            ctx.wait.header_came(session);
        }
        if let Err(error) = answer_head::check(session, upstream_response) {
            return failed(error);
        }
        answer_head::end_without_body(upstream_response);
        breaker::answered(ctx);
        let Some(cause) = overtaking::cause(session, upstream_response, ctx) else {
            note_answer(session.req_header(), upstream_response, ctx);
            return self.inner.upstream_response_filter(session, upstream_response, &mut ctx.inner);
        };
        Box::pin(async move {
            self.overtake(session, cause, ctx).await?;
            self.inner.upstream_response_filter(session, upstream_response, &mut ctx.inner).await
        })
    }

    async fn response_filter(
        &self,
        session: &mut Session,
        upstream_response: &mut ResponseHeader,
        ctx: &mut Self::CTX,
    ) -> Result<()> {
        self.inner.response_filter(session, upstream_response, &mut ctx.inner).await?;
        answer_head::spare_old_client(session, upstream_response);
        label_live(upstream_response, ctx)
    }

    async fn custom_forwarding(
        &self,
        session: &mut Session,
        ctx: &mut Self::CTX,
        to_upstream: Option<mpsc::Sender<Bytes>>,
        to_downstream: mpsc::Sender<Bytes>,
    ) -> Result<()> {
        if let Some(interrupt) = ctx.wait.interrupt() {
            // No client of HTTP has such messages.
            interrupt.connect(to_downstream);
            return Ok(());
        }
        self.inner.custom_forwarding(session, &mut ctx.inner, to_upstream, to_downstream).await
    }

    async fn downstream_custom_message_proxy_filter(
        &self,
        session: &mut Session,
        message: Bytes,
        ctx: &mut Self::CTX,
        final_hop: bool,
    ) -> Result<Option<Bytes>> {
        self.inner.downstream_custom_message_proxy_filter(session, message, &mut ctx.inner, final_hop).await
    }

    async fn upstream_custom_message_proxy_filter(
        &self,
        session: &mut Session,
        message: Bytes,
        ctx: &mut Self::CTX,
        final_hop: bool,
    ) -> Result<Option<Bytes>> {
        self.inner.upstream_custom_message_proxy_filter(session, message, &mut ctx.inner, final_hop).await
    }

    fn upstream_response_body_filter(
        &self,
        session: &mut Session,
        body: &mut Option<Bytes>,
        end_of_stream: bool,
        ctx: &mut Self::CTX,
    ) -> Result<Option<Duration>> {
        self.inner.upstream_response_body_filter(session, body, end_of_stream, &mut ctx.inner)
    }

    fn upstream_response_trailer_filter(
        &self,
        session: &mut Session,
        trailers: &mut HeaderMap,
        ctx: &mut Self::CTX,
    ) -> Result<()> {
        respond::drop_own_trailers(trailers);
        self.inner.upstream_response_trailer_filter(session, trailers, &mut ctx.inner)
    }

    fn response_body_filter(
        &self,
        session: &mut Session,
        body: &mut Option<Bytes>,
        end_of_stream: bool,
        ctx: &mut Self::CTX,
    ) -> Result<Option<Duration>> {
        let wait = self.inner.response_body_filter(session, body, end_of_stream, &mut ctx.inner)?;
        if let Some(recording) = &mut ctx.recording {
            recording.response_piece(body.as_ref());
        }
        Ok(wait)
    }

    async fn response_trailer_filter(
        &self,
        session: &mut Session,
        trailers: &mut HeaderMap,
        ctx: &mut Self::CTX,
    ) -> Result<Option<Bytes>> {
        self.inner.response_trailer_filter(session, trailers, &mut ctx.inner).await
    }

    fn logging<'s, 'q, 'e, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        error: Option<&'e Error>,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, ()>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
        'e: 'f,
        Self: 'f,
    {
        let held = ctx.wait.end(session);
        let Some(held) = ctx.held.take().or(held) else {
            self.tell_outcome(session, ctx);
            return self.inner.logging(session, error, &mut ctx.inner);
        };
        // That the upstream had to be asked is no failure.
        let error = error.filter(|error| *error.etype() != TO_ASK);
        Box::pin(async move {
            if error.is_none() {
                self.settle(session, ctx, *held).await;
            }
            self.tell_outcome(session, ctx);
            self.inner.logging(session, error, &mut ctx.inner).await;
        })
    }

    fn persist_connection_context(
        &self,
        session: &Session,
        ctx: &Self::CTX,
    ) -> Option<Box<dyn Any + Send + Sync>> {
        self.inner.persist_connection_context(session, &ctx.inner)
    }

    fn on_connection_reuse(
        &self,
        session: &mut Session,
        ctx: &mut Self::CTX,
        previous: Box<dyn Any + Send + Sync>,
    ) {
        self.inner.on_connection_reuse(session, &mut ctx.inner, previous);
    }

    fn suppress_error_log(&self, session: &Session, ctx: &Self::CTX, error: &Error) -> bool {
        // Clients come, go and fall silent; that is no error of ours, nor of the inner proxy.
        ctx.down.is_some()
            || *error.etype() == TO_ASK
            || self.inner.suppress_error_log(session, &ctx.inner, error)
            || refusal::is_by_client(error)
    }

    fn suppress_proxy_warn_log(
        &self,
        session: &Session,
        ctx: &Self::CTX,
        error: &Error,
        context: ProxyWarnLogContext,
    ) -> bool {
        if self.inner.suppress_proxy_warn_log(session, &ctx.inner, error, context) {
            return true;
        }
        // What comes of the next try is told then: an answer is no failure, and the last error has a line of its own.
        let is_tried_again = matches!(context, ProxyWarnLogContext::UpstreamRetry);
        if is_tried_again {
            tracing::debug!(upstream = ctx.upstream(), %error, "The upstream is tried again");
        }
        is_tried_again
    }

    fn error_while_proxy(
        &self,
        peer: &HttpPeer,
        session: &mut Session,
        mut error: Box<Error>,
        ctx: &mut Self::CTX,
        client_reused: bool,
    ) -> Box<Error> {
        let held = ctx.wait.fail(session);
        if *error.etype() == TO_ASK {
            ctx.held = held;
            return error;
        }
        waiting::failed(ctx, &mut error);
        if fallback::is_overtaken(&error) {
            return error;
        }
        self.inner.error_while_proxy(peer, session, error, &mut ctx.inner, client_reused)
    }

    fn fail_to_connect(
        &self,
        session: &mut Session,
        peer: &HttpPeer,
        ctx: &mut Self::CTX,
        error: Box<Error>,
    ) -> Box<Error> {
        self.inner.fail_to_connect(session, peer, &mut ctx.inner, error)
    }

    async fn fail_to_proxy(&self, session: &mut Session, error: &Error, ctx: &mut Self::CTX) -> FailToProxy {
        if *error.etype() == TO_ASK {
            // The answer follows when the upstream was asked.
            return FailToProxy { error_code: 0, can_reuse_downstream: false };
        }
        breaker::failed(ctx, error);
        match self.stand_in(session, error, ctx).await {
            Some(status) => FailToProxy { error_code: status, can_reuse_downstream: false },
            None => self.inner.fail_to_proxy(session, error, &mut ctx.inner).await,
        }
    }

    fn should_serve_stale(&self, session: &mut Session, ctx: &mut Self::CTX, error: Option<&Error>) -> bool {
        if let Some(error) = error {
            breaker::failed(ctx, error);
        }
        self.inner.should_serve_stale(session, &mut ctx.inner, error)
    }

    fn connected_to_upstream<'s, 'q, 'p, 'd, 'c, 'f>(
        &'s self,
        session: &'q mut Session,
        reused: bool,
        peer: &'p HttpPeer,
        fd: RawFd,
        digest: Option<&'d Digest>,
        ctx: &'c mut Self::CTX,
    ) -> Hook<'f, Result<()>>
    where
        's: 'f,
        'q: 'f,
        'c: 'f,
        'p: 'f,
        'd: 'f,
        Self: 'f,
    {
        self.inner.connected_to_upstream(session, reused, peer, fd, digest, &mut ctx.inner)
    }

    fn request_summary(&self, session: &Session, ctx: &Self::CTX) -> String {
        let summary = self.inner.request_summary(session, &ctx.inner);
        without_keys(&summary, &session.req_header().headers, ctx).into_owned()
    }

    fn is_purge(&self, session: &Session, ctx: &Self::CTX) -> bool {
        self.inner.is_purge(session, &ctx.inner)
    }

    fn purge_action(&self, session: &Session, ctx: &Self::CTX) -> PurgeAction {
        self.inner.purge_action(session, &ctx.inner)
    }

    fn purge_response_filter(
        &self,
        session: &Session,
        ctx: &mut Self::CTX,
        status: PurgeStatus,
        response: &mut Cow<'static, ResponseHeader>,
    ) -> Result<()> {
        self.inner.purge_response_filter(session, &mut ctx.inner, status, response)
    }
}
