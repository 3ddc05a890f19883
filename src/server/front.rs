//! Which version of HTTP a connection speaks, and who serves it.
//!
//! With TLS, that is negotiated (ALPN). In the clear, a client of HTTP/2 begins with a preface that is no request of
//! HTTP/1.1 (RFC 9113, 3.4).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pingora::apps::{HttpServerApp, ServerApp};
use pingora::listeners::tls::Acceptor;
use pingora::protocols::Stream;
use pingora::protocols::l4::stream::Stream as SocketStream;
use pingora::protocols::tls::ALPN;
use pingora::proxy::{HttpProxy, ProxyHttp, http_proxy};
use pingora::server::ShutdownWatch;
use pingora::server::configuration::ServerConf;
use pingora_timeout::timeout;
use tokio::sync::watch;

use super::client_stream::ClientStream;
use super::descriptors::Descriptors;
use super::http1;
use super::http2;
use crate::config::Server;
use crate::http1::Refusal;
use crate::observe::Metrics;
use crate::proxy::Backstage;
use crate::reload::Live;

/// How long a client that is turned away may take to hear so.
const MOMENT: Duration = Duration::from_millis(250);

const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How much of the preface is looked at, step by step: a request of HTTP/1.1 differs from it in its first bytes,
/// and is never shorter than four.
const STEPS: [usize; 2] = [4, PREFACE.len()];

/// A proxy that speaks both versions on every listener.
pub(super) struct Front<P> {
    pub(super) proxy: Arc<HttpProxy<P>>,
    pub(super) live: Arc<Live>,
    pub(super) metrics: Arc<Metrics>,
    /// True once connections that wait for their first request are to end: later than the wish to leave.
    is_closing: watch::Sender<bool>,
    descriptors: Arc<Descriptors>,
    tls: Option<TlsListener>,
}

/// The listener for TLS.
pub(super) struct TlsListener {
    pub(super) address: SocketAddr,
    pub(super) acceptor: Acceptor,
}

/// The version that a client speaks.
enum Spoken {
    Http1,
    Http2,
}

impl<P> Front<P> {
    /// Done once connections that wait for a request are to end.
    pub(super) async fn closing(&self) {
        // The sender is our own, so that there is no error.
        let _ = self.is_closing.subscribe().wait_for(|is_closing| *is_closing).await;
    }
}

impl<P> Front<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    /// Of this proxy.
    pub(super) fn new(
        conf: &Arc<ServerConf>,
        inner: P,
        backstage: &Backstage,
        descriptors: Arc<Descriptors>,
        tls: Option<TlsListener>,
    ) -> Self {
        Self {
            proxy: Arc::new(http_proxy(conf, inner)),
            live: Arc::clone(backstage.live()),
            metrics: Arc::clone(backstage.metrics()),
            is_closing: watch::Sender::new(false),
            descriptors,
            tls,
        }
    }

    /// What the config says of the server now.
    pub(super) fn settings<T>(&self, read: impl FnOnce(&Server) -> T) -> T {
        read(&self.live.snapshot().serving.config.server)
    }

    async fn serve(self: &Arc<Self>, stream: Stream, shutdown: &ShutdownWatch) {
        let _counted = self.metrics.connections().begin();
        let has_room = self.descriptors.has_room(stream.id());
        match self.listener(&stream) {
            Some(tls) if has_room => self.serve_tls(stream, tls, shutdown).await,
            // Nothing can be said before a handshake, for which there is no room.
            Some(_) => {}
            None => {
                let mut stream = Box::new(self.client(stream));
                if !has_room {
                    return self.turn_away(&mut stream).await;
                }
                match self.first_bytes(&mut stream).await {
                    Some(Spoken::Http1) => http1::serve(self, stream, shutdown).await,
                    Some(Spoken::Http2) => http2::serve(self, stream, shutdown).await,
                    None => {}
                }
            }
        }
    }

    /// Tells a client that there is no room for it. Few are waited for to hear that, and briefly: each of them holds a
    /// descriptor.
    async fn turn_away(&self, stream: &mut ClientStream) {
        http1::tell(self, stream, Refusal::NoRoom).await;
        if let Some(_place) = self.descriptors.place_to_linger() {
            http1::linger(stream, MOMENT).await;
        }
    }

    /// What comes of `wait`, unless connections that wait for a request are to end before.
    pub(super) async fn unless_closing<T>(&self, wait: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = wait => Some(done),
            () = self.closing() => None,
        }
    }

    /// The listener for TLS, if this connection came in there.
    fn listener(&self, stream: &Stream) -> Option<&TlsListener> {
        let tls = self.tls.as_ref()?;
        let digest = stream.get_socket_digest()?;
        let local = digest.local_addr()?.as_inet()?;
        let is_for_any = tls.address.ip().is_unspecified();
        let is_there = local.port() == tls.address.port()
            && (is_for_any || local.ip().to_canonical() == tls.address.ip().to_canonical());
        is_there.then_some(tls)
    }

    fn client(&self, stream: Stream) -> ClientStream {
        ClientStream::new(stream, self.settings(|server| server.timeouts.write))
    }

    /// The handshake has as long as a request's head.
    async fn serve_tls(self: &Arc<Self>, stream: Stream, tls: &TlsListener, shutdown: &ShutdownWatch) {
        let Ok(socket) = stream.into_any().downcast::<SocketStream>() else { return };
        let patience = self.settings(|server| server.timeouts.header);
        let shaken = timeout(patience, tls.acceptor.tls_handshake(*socket));
        let shaken = match self.unless_closing(shaken).await {
            Some(Ok(Ok(shaken))) => shaken,
            Some(Ok(Err(error))) => return tracing::debug!(%error, "A TLS handshake failed"),
            Some(Err(_)) => return tracing::debug!("A client was too slow with its TLS handshake"),
            None => return,
        };
        let stream = Box::new(self.client(Box::new(shaken)));
        match pingora::protocols::Ssl::selected_alpn_proto(&*stream) {
            Some(ALPN::H2) => http2::serve(self, stream, shutdown).await,
            _ => http1::serve(self, stream, shutdown).await,
        }
    }

    /// Which version the first bytes are of; none where they do not come in time, or not any more.
    async fn first_bytes(&self, stream: &mut ClientStream) -> Option<Spoken> {
        let (idle, header) = self.settings(|server| (server.timeouts.idle, server.timeouts.header));
        let first = self.unless_closing(timeout(idle, stream.fill())).await?;
        if first.ok()?.ok()? == 0 {
            return None;
        }
        match self.unless_closing(timeout(header, has_preface(stream))).await? {
            Ok(true) => Some(Spoken::Http2),
            // Half a preface is half a request, and is told so.
            Ok(false) | Err(_) => Some(Spoken::Http1),
        }
    }
}

/// Reads on for as long as what has come may be the preface.
async fn has_preface(stream: &mut ClientStream) -> bool {
    for step in STEPS {
        while stream.ahead().len() < step {
            if !PREFACE.starts_with(stream.ahead()) || !matches!(stream.fill().await, Ok(1..)) {
                return false;
            }
        }
    }
    stream.ahead().starts_with(PREFACE)
}

#[async_trait]
impl<P> ServerApp for Front<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    async fn process_new(self: &Arc<Self>, stream: Stream, shutdown: &ShutdownWatch) -> Option<Stream> {
        self.serve(stream, shutdown).await;
        None
    }

    async fn cleanup(&self) {
        self.is_closing.send_replace(true);
        self.proxy.http_cleanup().await;
    }
}
