//! Waits for the head of the next request.

use pingora_timeout::timeout;

use crate::config::{ClientTimeouts, Limits};
use crate::http1::{Refusal, Scan, Whole};
use crate::reload::Live;
use crate::server::client_stream::ClientStream;

/// The next head, or why it is refused; none once the client has gone, or was silent for too long.
pub(in crate::server) async fn next(
    stream: &mut ClientStream,
    live: &Live,
) -> Option<Result<Whole, Refusal>> {
    if stream.ahead().is_empty() {
        let idle = rules(live).1.idle;
        if !matches!(timeout(idle, stream.fill()).await, Ok(Ok(1..))) {
            return None;
        }
    }
    // Read only now: the config may have changed while nothing came.
    let (limits, timeouts) = rules(live);
    let mut scan = Scan::default();
    if let Some(found) = scan.look(stream.ahead_mut(), &limits) {
        return Some(found);
    }
    let whole = timeout(timeouts.header, rest(stream, scan, &limits));
    whole.await.unwrap_or(Some(Err(Refusal::Slow)))
}

fn rules(live: &Live) -> (Limits, ClientTimeouts) {
    let snapshot = live.snapshot();
    let server = &snapshot.serving.config.server;
    (server.limits, server.timeouts)
}

async fn rest(stream: &mut ClientStream, mut scan: Scan, limits: &Limits) -> Option<Result<Whole, Refusal>> {
    while let Ok(1..) = stream.fill().await {
        if let Some(found) = scan.look(stream.ahead_mut(), limits) {
            return Some(found);
        }
    }
    None
}
