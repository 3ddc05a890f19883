//! Which version of HTTP a connection speaks.
//!
//! With TLS, that is negotiated (ALPN). In the clear, a client of HTTP/2 begins with a preface that is no request of
//! HTTP/1.1 (RFC 9113, 3.4). Pingora can tell them apart too, but waits for as many bytes as the preface has: a
//! shorter request would never be answered (0.9.1).

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pingora::apps::{HttpServerApp, HttpServerOptions, ReusedHttpStream, ServerApp};
use pingora::protocols::Stream;
use pingora::protocols::http::ServerSession;
use pingora::proxy::{HttpProxy, ProxyHttp, http_proxy};
use pingora::server::ShutdownWatch;
use pingora::server::configuration::ServerConf;
use tokio::sync::watch;

/// How long a connection may be silent before its first request, and one of HTTP/2 between two.
const PATIENCE: Duration = Duration::from_mins(1);

const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How much of the preface is looked at, step by step: a request of HTTP/1.1 differs from it in its first bytes,
/// and is never shorter than four.
const STEPS: [usize; 3] = [1, 4, PREFACE.len()];

/// A proxy that speaks both versions on every listener.
pub(super) struct Front<P> {
    negotiated: Arc<Spoken<P>>,
    prior_knowledge: Arc<Spoken<P>>,
    /// True once connections that wait for their first request are to end: later than the wish to leave.
    is_closing: watch::Sender<bool>,
}

/// The proxy, to whom a connection is brought in one way or another.
pub(super) struct Spoken<P> {
    proxy: Arc<HttpProxy<P>>,
    options: HttpServerOptions,
}

impl<P> Front<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    /// Of this proxy.
    pub(super) fn new(conf: &Arc<ServerConf>, inner: P) -> Self {
        let proxy = Arc::new(http_proxy(conf, inner));
        let spoken = |h2c| {
            let mut options = HttpServerOptions::default();
            options.h2c = h2c;
            options.h2_idle_timeout = Some(PATIENCE);
            Arc::new(Spoken { proxy: Arc::clone(&proxy), options })
        };
        Self {
            negotiated: spoken(false),
            prior_knowledge: spoken(true),
            is_closing: watch::Sender::new(false),
        }
    }
}

#[async_trait]
impl<P> ServerApp for Front<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    async fn process_new(self: &Arc<Self>, mut stream: Stream, shutdown: &ShutdownWatch) -> Option<Stream> {
        if stream.get_ssl_digest().is_some() {
            return self.negotiated.process_new(stream, shutdown).await;
        }
        let mut is_closing = self.is_closing.subscribe();
        let has_preface = tokio::select! {
            biased;
            looked = tokio::time::timeout(PATIENCE, begins_with_preface(&mut stream)) => looked.ok()?.ok()?,
            _ = is_closing.wait_for(|is_closing| *is_closing) => return None,
        };
        let spoken = if has_preface { &self.prior_knowledge } else { &self.negotiated };
        spoken.process_new(stream, shutdown).await
    }

    async fn cleanup(&self) {
        self.is_closing.send_replace(true);
        self.negotiated.http_cleanup().await;
    }
}

async fn begins_with_preface(stream: &mut Stream) -> io::Result<bool> {
    let mut seen = [0; PREFACE.len()];
    for step in STEPS {
        let (Some(seen), Some(preface)) = (seen.get_mut(..step), PREFACE.get(..step)) else { break };
        if !stream.try_peek(seen).await? || seen != preface {
            return Ok(false);
        }
    }
    Ok(true)
}

#[async_trait]
impl<P> HttpServerApp for Spoken<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    /// Hands the proxy's own future on: one around it would move all of a request's state once more.
    fn process_new_http<'s, 'w, 'f>(
        self: &'s Arc<Self>,
        session: ServerSession,
        shutdown: &'w ShutdownWatch,
    ) -> Pin<Box<dyn Future<Output = Option<ReusedHttpStream>> + Send + 'f>>
    where
        's: 'f,
        'w: 'f,
        Self: 'f,
    {
        self.proxy.process_new_http(session, shutdown)
    }

    fn server_options(&self) -> Option<&HttpServerOptions> {
        Some(&self.options)
    }

    async fn http_cleanup(&self) {
        self.proxy.http_cleanup().await;
    }
}
