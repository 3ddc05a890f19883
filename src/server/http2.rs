//! A connection of HTTP/2 from its preface to its end.
//!
//! The loop is ours and not Pingora's, which waits for a preface for ever, and has one idle timeout for as long as the
//! process lives.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pingora::apps::HttpServerApp;
use pingora::protocols::http::ServerSession;
use pingora::protocols::http::v2::server::{H2Accept, H2Options, HttpSession, default_h2_options, handshake};
use pingora::protocols::{Digest, GetProxyDigest, GetSocketDigest, GetTimingDigest, Ssl};
use pingora::proxy::ProxyHttp;
use pingora::server::ShutdownWatch;
use pingora_timeout::timeout;
use tokio::sync::Notify;

use super::client_stream::ClientStream;
use super::front::Front;
use crate::config::Limits;

/// How many requests of a connection may be malformed before it is closed.
const MALFORMED: usize = 32;

/// Headers up to this many times `server.limits.header` are read, so that their client can be told why they are refused.
const HEADERS_READ: usize = 2;

/// The streams of a connection that are being served.
#[derive(Debug, Default)]
struct Streams {
    open: AtomicUsize,
    none_left: Notify,
}

/// A stream, counted until it is dropped.
struct Counted(Arc<Streams>);

impl Streams {
    fn begin(self: &Arc<Self>) -> Counted {
        self.open.fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(self))
    }

    /// Done once no stream was open for this long.
    async fn idle(&self, time: Duration) {
        loop {
            let none_left = self.none_left.notified();
            if self.open.load(Ordering::Acquire) == 0 {
                break;
            }
            none_left.await;
        }
        tokio::time::sleep(time).await;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if self.0.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.none_left.notify_waiters();
        }
    }
}

/// Serves streams until the connection ends.
pub(super) async fn serve<P>(front: &Arc<Front<P>>, mut stream: Box<ClientStream>, shutdown: &ShutdownWatch)
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    let digest = digest(&stream);
    let (limits, timeouts) = front.settings(|server| (server.limits, server.timeouts));
    stream.begin_frames(timeouts.header);
    let shaken = timeout(timeouts.header, handshake(stream, Some(options(&limits))));
    let Some(Ok(Ok(mut connection))) = front.unless_closing(shaken).await else { return };
    let (streams, mut malformed) = (Arc::<Streams>::default(), 0);
    let mut leaving = shutdown.clone();
    let mut goes_on = !*leaving.borrow();
    if !goes_on {
        connection.graceful_shutdown();
    }
    while malformed < MALFORMED {
        let idle = front.settings(|server| server.timeouts.idle);
        let accepted = tokio::select! {
            biased;
            _ = leaving.wait_for(|leaving| *leaving), if goes_on => {
                connection.graceful_shutdown();
                goes_on = false;
                continue;
            }
            accepted = HttpSession::from_h2_conn(&mut connection, Arc::clone(&digest)) => accepted,
            // The client may be gone: there is no telling it.
            () = streams.idle(idle) => return,
            () = front.closing_without(&streams) => return,
        };
        match accepted {
            Ok(Some(H2Accept::Session(session))) => {
                tokio::spawn(serve_stream(Arc::clone(front), session, shutdown.clone(), streams.begin()));
            }
            Ok(Some(H2Accept::Rejected)) => malformed += 1,
            Ok(None) | Err(_) => return,
        }
    }
}

impl<P> Front<P> {
    /// Nothing listens any more, and none of these is open: what a client might still ask for, others answer.
    async fn closing_without(&self, streams: &Streams) {
        self.closing().await;
        streams.idle(Duration::ZERO).await;
    }
}

async fn serve_stream<P>(
    front: Arc<Front<P>>,
    session: HttpSession,
    shutdown: ShutdownWatch,
    _counted: Counted,
) where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync + 'static,
{
    front.proxy.process_new_http(ServerSession::new_http2(session), &shutdown).await;
}

/// What a connection may have open, and hold, at once.
fn options(limits: &Limits) -> H2Options {
    let headers = limits.header.saturating_mul(HEADERS_READ);
    let mut options = default_h2_options();
    options
        .max_concurrent_streams(u32::try_from(limits.streams).unwrap_or(u32::MAX))
        .max_send_buffer_size(limits.send_buffer)
        .max_header_list_size(u32::try_from(headers).unwrap_or(u32::MAX));
    options
}

fn digest(stream: &ClientStream) -> Arc<Digest> {
    Arc::new(Digest {
        ssl_digest: stream.get_ssl_digest(),
        timing_digest: stream.get_timing_digest(),
        proxy_digest: stream.get_proxy_digest(),
        socket_digest: stream.get_socket_digest(),
    })
}
