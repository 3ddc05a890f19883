//! The operator's connections: so many at once, and none that is silent, slow or takes nothing for longer than the
//! timeouts under `[server]` allow.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::problem::Problem;
use super::routes::Admin;
use crate::config::ClientTimeouts;
use crate::write_timeout::WriteTimeout;

/// More connections than operators, pages and scrapers have.
const MOST_CONNECTIONS: u32 = 256;
/// The longest body of a request, in bytes.
const MOST_BODY: usize = 2 * 1024 * 1024;
/// How long to wait where a connection cannot be accepted: descriptors may be free again then.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until the listener is to stop, and then those that are left to their end.
pub(super) async fn serve(listener: TcpListener, router: Router, admin: Admin) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS as usize));
    let mut stopping = admin.stopping.subscribe();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => break,
        };
        let socket = match accepted {
            Ok((socket, _)) => socket,
            Err(error) => {
                tracing::warn!(%error, "The admin listener cannot accept a connection");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // One that finds no room is closed at once: it is better told than kept waiting.
        if let Ok(place) = Arc::clone(&room).try_acquire_owned() {
            let (router, stopping) = (router.clone(), admin.stopping.subscribe());
            tokio::spawn(serve_one(socket, router, timeouts(&admin), stopping, place));
        }
    }
    let _ = room.acquire_many(MOST_CONNECTIONS).await;
}

fn timeouts(admin: &Admin) -> ClientTimeouts {
    admin.live.snapshot().serving.config.server.timeouts
}

async fn serve_one(
    socket: TcpStream,
    router: Router,
    timeouts: ClientTimeouts,
    mut stopping: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    let socket = TokioIo::new(WriteTimeout::new(socket, timeouts.write));
    let mut builder = http1::Builder::new();
    // Hyper counts from the end of the last answer on: the silence before a head is in it.
    builder.timer(TokioTimer::new()).header_read_timeout(timeouts.idle);
    let mut connection = pin!(builder.serve_connection(socket, TowerToHyperService::new(router)));
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        () = stops(&mut stopping) => None,
    };
    let ended = if let Some(ended) = ended {
        ended
    } else {
        connection.as_mut().graceful_shutdown();
        connection.await
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "A connection to the admin listener ended early");
    }
}

async fn stops(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

/// Reads the body of a request, so that nothing waits for one that never comes.
pub(super) async fn whole_body(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match tokio::time::timeout(timeouts(&admin).read, to_bytes(body, MOST_BODY)).await {
        Ok(Ok(body)) => next.run(Request::from_parts(head, Body::from(body))).await,
        Ok(Err(_)) => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the request's body breaks off or is longer than 2 MiB",
        )
        .into_response(),
        Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, "the request's body did not come in time")
            .hint("send all of it within `server.read_timeout`")
            .into_response(),
    }
}
