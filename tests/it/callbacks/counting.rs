//! A proxy that has every callback of the trait, counts its calls and changes what it may change.

use std::any::Any;
use std::borrow::Cow;
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use pingora::cache::key::HashBinary;
use pingora::cache::{
    CacheKey, CacheMeta, ForcedFreshness, HitHandler, MemCache, PurgeAction, RespCacheable,
};
use pingora::http::{RequestHeader, ResponseHeader};
use pingora::modules::http::HttpModules;
use pingora::protocols::Digest;
use pingora::proxy::{FailToProxy, ProxyHttp, ProxyWarnLogContext, PurgeStatus, RangeType, Session};
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorType, Result};
use tokio::sync::mpsc;

use super::calls::Calls;
use super::module::Stamp;

/// The proxy. What it does to a request, its path says.
pub(super) struct Counting {
    pub(super) calls: Arc<Calls>,
    pub(super) upstream: SocketAddr,
    pub(super) storage: &'static MemCache,
}

/// The context of a request: how many callbacks were given it.
#[derive(Debug, Default)]
pub(super) struct Given {
    callbacks: usize,
    /// The same of the request before on the connection.
    before: Option<usize>,
}

/// The defaults of the trait.
struct Plain;

#[async_trait]
impl ProxyHttp for Plain {
    type CTX = ();

    fn new_ctx(&self) {}

    async fn upstream_peer(&self, _: &mut Session, (): &mut ()) -> Result<Box<HttpPeer>> {
        Error::e_explain(ErrorType::InternalError, "it only lends its defaults")
    }
}

impl Counting {
    fn called(&self, callback: &'static str, given: &mut Given) {
        given.callbacks += 1;
        self.calls.count(callback);
    }

    /// Bodies come in as many pieces as the network makes of them; only their end is counted.
    fn piece(&self, callback: &'static str, end: bool, given: &mut Given) {
        if end {
            self.called(callback, given);
        }
    }
}

/// Every `from` becomes a `to`.
pub(super) fn replace(body: &mut Option<Bytes>, from: u8, to: u8) {
    if let Some(bytes) = body {
        *bytes = bytes.iter().map(|&byte| if byte == from { to } else { byte }).collect();
    }
}

fn path(session: &Session) -> &str {
    session.req_header().uri.path()
}

#[async_trait]
impl ProxyHttp for Counting {
    type CTX = Given;

    fn new_ctx(&self) -> Given {
        self.calls.count("new_ctx");
        Given::default()
    }

    async fn upstream_peer(&self, _: &mut Session, given: &mut Given) -> Result<Box<HttpPeer>> {
        self.called("upstream_peer", given);
        Ok(Box::new(HttpPeer::new(self.upstream, false, String::new())))
    }

    fn init_downstream_modules(&self, modules: &mut HttpModules) {
        self.calls.count("init_downstream_modules");
        Plain.init_downstream_modules(modules);
        modules.add_module(Box::new(Stamp { header: "x-downstream-module", letter: b'z', adjusted: 0 }));
    }

    fn init_upstream_modules(&self, modules: &mut HttpModules) {
        self.calls.count("init_upstream_modules");
        modules.add_module(Box::new(Stamp { header: "x-upstream-module", letter: b'q', adjusted: 0 }));
    }

    async fn request_filter(&self, session: &mut Session, given: &mut Given) -> Result<bool> {
        self.called("request_filter", given);
        match path(session) {
            "/answered" => {
                session.respond_error_with_body(418, Bytes::from_static(b"by the inner proxy")).await?;
                Ok(true)
            }
            "/broken" => Error::e_explain(ErrorType::HTTPStatus(422), "as the path asks for"),
            _ => Ok(false),
        }
    }

    async fn early_request_filter(&self, session: &mut Session, given: &mut Given) -> Result<()> {
        self.called("early_request_filter", given);
        session.req_header_mut().insert_header("x-early", "1")
    }

    fn allow_spawning_subrequest(&self, _: &Session, _: &Given) -> bool {
        self.calls.count("allow_spawning_subrequest");
        false
    }

    async fn request_body_filter(
        &self,
        _: &mut Session,
        body: &mut Option<Bytes>,
        end: bool,
        given: &mut Given,
    ) -> Result<()> {
        self.piece("request_body_filter", end, given);
        replace(body, b'a', b'4');
        Ok(())
    }

    fn request_cache_filter(&self, session: &mut Session, given: &mut Given) -> Result<()> {
        self.called("request_cache_filter", given);
        if path(session).starts_with("/cached") {
            session.cache.enable(self.storage, None, None, None, None);
        }
        Ok(())
    }

    fn cache_key_callback(&self, session: &Session, given: &mut Given) -> Result<CacheKey> {
        self.called("cache_key_callback", given);
        Ok(CacheKey::new(path(session).as_bytes(), ""))
    }

    fn cache_miss(&self, session: &mut Session, given: &mut Given) {
        self.called("cache_miss", given);
        Plain.cache_miss(session, &mut ());
    }

    async fn cache_hit_filter(
        &self,
        session: &mut Session,
        _: &CacheMeta,
        _: &mut HitHandler,
        _: bool,
        given: &mut Given,
    ) -> Result<Option<ForcedFreshness>> {
        self.called("cache_hit_filter", given);
        let is_forced = session.req_header().headers.contains_key("x-anew");
        Ok(is_forced.then_some(ForcedFreshness::ForceExpired))
    }

    async fn proxy_upstream_filter(&self, session: &mut Session, given: &mut Given) -> Result<bool> {
        self.called("proxy_upstream_filter", given);
        Ok(path(session) != "/refused")
    }

    fn response_cache_filter(
        &self,
        session: &Session,
        response: &ResponseHeader,
        given: &mut Given,
    ) -> Result<RespCacheable> {
        self.called("response_cache_filter", given);
        let now = SystemTime::now();
        let fresh = if path(session) == "/cached/stale" { Duration::ZERO } else { Duration::from_hours(1) };
        let mut header = response.clone();
        header.insert_header("etag", "\"one\"")?;
        Ok(RespCacheable::Cacheable(CacheMeta::new(now + fresh, now, 0, 3600, header)))
    }

    fn cache_vary_filter(
        &self,
        _: &CacheMeta,
        given: &mut Given,
        request: &RequestHeader,
    ) -> Option<HashBinary> {
        self.called("cache_vary_filter", given);
        request.headers.get("x-vary").map(|_| HashBinary::default())
    }

    fn cache_not_modified_filter(
        &self,
        session: &Session,
        response: &ResponseHeader,
        given: &mut Given,
    ) -> Result<bool> {
        self.called("cache_not_modified_filter", given);
        Plain.cache_not_modified_filter(session, response, &mut ())
    }

    fn range_header_filter(
        &self,
        session: &mut Session,
        response: &mut ResponseHeader,
        given: &mut Given,
    ) -> RangeType {
        self.called("range_header_filter", given);
        Plain.range_header_filter(session, response, &mut ())
    }

    async fn upstream_request_filter(
        &self,
        _: &mut Session,
        request: &mut RequestHeader,
        given: &mut Given,
    ) -> Result<()> {
        self.called("upstream_request_filter", given);
        request.insert_header("x-to-upstream", "1")
    }

    async fn adjust_upstream_modules(
        &self,
        session: &mut Session,
        _: &ResponseHeader,
        _: bool,
        given: &mut Given,
    ) -> Result<()> {
        self.called("adjust_upstream_modules", given);
        if let Some(stamp) = session.upstream_modules_ctx.get_mut::<Stamp>() {
            stamp.adjusted += 1;
        }
        Ok(())
    }

    async fn upstream_response_filter(
        &self,
        _: &mut Session,
        response: &mut ResponseHeader,
        given: &mut Given,
    ) -> Result<()> {
        self.called("upstream_response_filter", given);
        response.insert_header("x-from-upstream", "1")
    }

    async fn response_filter(
        &self,
        _: &mut Session,
        response: &mut ResponseHeader,
        given: &mut Given,
    ) -> Result<()> {
        self.called("response_filter", given);
        response.insert_header("x-callbacks", given.callbacks)?;
        given.before.map_or(Ok(()), |before| response.insert_header("x-callbacks-before", before))
    }

    async fn custom_forwarding(
        &self,
        _: &mut Session,
        given: &mut Given,
        _: Option<mpsc::Sender<Bytes>>,
        _: mpsc::Sender<Bytes>,
    ) -> Result<()> {
        self.called("custom_forwarding", given);
        Ok(())
    }

    async fn downstream_custom_message_proxy_filter(
        &self,
        _: &mut Session,
        message: Bytes,
        given: &mut Given,
        _: bool,
    ) -> Result<Option<Bytes>> {
        self.called("downstream_custom_message_proxy_filter", given);
        Ok(Some([message, "up".into()].concat().into()))
    }

    async fn upstream_custom_message_proxy_filter(
        &self,
        _: &mut Session,
        message: Bytes,
        given: &mut Given,
        _: bool,
    ) -> Result<Option<Bytes>> {
        self.called("upstream_custom_message_proxy_filter", given);
        Ok(Some([message, "down".into()].concat().into()))
    }

    fn upstream_response_body_filter(
        &self,
        _: &mut Session,
        body: &mut Option<Bytes>,
        end: bool,
        given: &mut Given,
    ) -> Result<Option<Duration>> {
        self.piece("upstream_response_body_filter", end, given);
        replace(body, b'e', b'3');
        Ok(None)
    }

    fn upstream_response_trailer_filter(
        &self,
        _: &mut Session,
        trailers: &mut HeaderMap,
        given: &mut Given,
    ) -> Result<()> {
        self.called("upstream_response_trailer_filter", given);
        trailers.clear();
        Ok(())
    }

    fn response_body_filter(
        &self,
        _: &mut Session,
        body: &mut Option<Bytes>,
        end: bool,
        given: &mut Given,
    ) -> Result<Option<Duration>> {
        self.piece("response_body_filter", end, given);
        replace(body, b'o', b'0');
        Ok(None)
    }

    async fn response_trailer_filter(
        &self,
        _: &mut Session,
        _: &mut HeaderMap,
        given: &mut Given,
    ) -> Result<Option<Bytes>> {
        self.called("response_trailer_filter", given);
        Ok(Some("trailers".into()))
    }

    async fn logging(&self, _: &mut Session, error: Option<&Error>, given: &mut Given) {
        self.called(if error.is_some() { "logging of an error" } else { "logging" }, given);
    }

    fn persist_connection_context(&self, _: &Session, given: &Given) -> Option<Box<dyn Any + Send + Sync>> {
        self.calls.count("persist_connection_context");
        Some(Box::new(given.callbacks))
    }

    fn on_connection_reuse(&self, _: &mut Session, given: &mut Given, previous: Box<dyn Any + Send + Sync>) {
        self.called("on_connection_reuse", given);
        given.before = previous.downcast().ok().map(|callbacks| *callbacks);
    }

    fn suppress_error_log(&self, _: &Session, _: &Given, _: &Error) -> bool {
        self.calls.count("suppress_error_log");
        true
    }

    fn suppress_proxy_warn_log(&self, _: &Session, _: &Given, _: &Error, _: ProxyWarnLogContext) -> bool {
        self.calls.count("suppress_proxy_warn_log");
        true
    }

    fn error_while_proxy(
        &self,
        peer: &HttpPeer,
        session: &mut Session,
        error: Box<Error>,
        given: &mut Given,
        is_reused: bool,
    ) -> Box<Error> {
        self.called("error_while_proxy", given);
        Plain.error_while_proxy(peer, session, error, &mut (), is_reused)
    }

    fn fail_to_connect(
        &self,
        _: &mut Session,
        _: &HttpPeer,
        given: &mut Given,
        mut error: Box<Error>,
    ) -> Box<Error> {
        self.called("fail_to_connect", given);
        error.set_retry(given.callbacks < 10);
        error
    }

    async fn fail_to_proxy(&self, session: &mut Session, error: &Error, given: &mut Given) -> FailToProxy {
        self.called("fail_to_proxy", given);
        Plain.fail_to_proxy(session, error, &mut ()).await
    }

    fn should_serve_stale(&self, _: &mut Session, given: &mut Given, error: Option<&Error>) -> bool {
        self.called("should_serve_stale", given);
        error.is_some()
    }

    async fn connected_to_upstream(
        &self,
        _: &mut Session,
        _: bool,
        _: &HttpPeer,
        _: RawFd,
        _: Option<&Digest>,
        given: &mut Given,
    ) -> Result<()> {
        self.called("connected_to_upstream", given);
        Ok(())
    }

    fn request_summary(&self, session: &Session, _: &Given) -> String {
        self.calls.count("request_summary");
        Plain.request_summary(session, &())
    }

    fn is_purge(&self, session: &Session, _: &Given) -> bool {
        self.calls.count("is_purge");
        session.req_header().method == "PURGE"
    }

    fn purge_action(&self, _: &Session, _: &Given) -> PurgeAction {
        self.calls.count("purge_action");
        PurgeAction::Delete
    }

    fn purge_response_filter(
        &self,
        _: &Session,
        given: &mut Given,
        _: PurgeStatus,
        response: &mut Cow<'static, ResponseHeader>,
    ) -> Result<()> {
        self.called("purge_response_filter", given);
        response.to_mut().insert_header("x-purged", "1")
    }
}
