//! The operator's connections: so many at once, and none that is silent, slow or takes nothing for longer than the
//! timeouts under `[server]` allow.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use super::exchanges::Exchanges;
use super::gate::Gate;
use super::problem::Problem;
use super::routes::Admin;
use super::spare::Spare;
use crate::config::ClientTimeouts;
use crate::http1::Asked;
use crate::write_timeout::WriteTimeout;

/// More connections than operators, pages and scrapers have.
const MOST_CONNECTIONS: u32 = 256;
/// The longest body of a request, in bytes.
const MOST_BODY: usize = 2 * 1024 * 1024;
/// How long to wait where a connection cannot be accepted, with nothing left to make room: that may have changed then.
const PAUSE: Duration = Duration::from_millis(100);
/// How long what a refused client still sends is read past.
const LINGER: Duration = Duration::from_secs(1);

/// Serves connections until the listener is to stop, and then those that are left to their end.
pub(super) async fn serve(listener: TcpListener, router: Router, admin: Admin) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS as usize));
    let mut stopping = admin.stopping.subscribe();
    let spare = Spare::default();
    spare.fill();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => break,
        };
        let socket = match accepted {
            Ok((socket, _)) => socket,
            // The connection is still there, and can be accepted now.
            Err(error) if spare.make_room(&error) => continue,
            Err(error) => {
                tracing::warn!(%error, "The admin listener cannot accept a connection");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // One that finds no room is closed at once: it is better told than kept waiting.
        if let Ok(place) = Arc::clone(&room).try_acquire_owned() {
            let (spare, stopping) = (spare.clone(), admin.stopping.subscribe());
            let served = serve_one(socket, router.clone(), admin.clone(), stopping, place);
            tokio::spawn(async move {
                served.await;
                spare.fill();
            });
        }
        spare.fill();
    }
    let _ = room.acquire_many(MOST_CONNECTIONS).await;
}

fn timeouts(admin: &Admin) -> ClientTimeouts {
    admin.live.snapshot().serving.config.server.timeouts
}

async fn serve_one(
    socket: TcpStream,
    router: Router,
    admin: Admin,
    mut stopping: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    let (refused, exchanges) = (Arc::new(Notify::new()), Exchanges::default());
    let socket = WriteTimeout::new(socket, timeouts(&admin).write);
    let gate = Gate::new(socket, exchanges.clone(), admin.live, Arc::clone(&refused));
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |request| {
        let (answer, exchanges) = (service.call(request), exchanges.clone());
        Box::pin(async move { answer.await.map(|answer| answer.map(|body| exchanges.ending_with(body))) })
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(gate), service);
    let ended = tokio::select! {
        ended = poll_fn(|context| connection.poll_without_shutdown(context)) => Some(ended),
        () = refused.notified() => None,
        () = stops(&mut stopping) => None,
    };
    let ended = if let Some(ended) = ended {
        ended
    } else {
        // What is being answered is answered to its end.
        Pin::new(&mut connection).graceful_shutdown();
        poll_fn(|context| connection.poll_without_shutdown(context)).await
    };
    let error = ended.err().map(anyhow::Error::from);
    let error = error.or(close(connection.into_parts().io.into_inner()).await.err().map(Into::into));
    if let Some(error) = error {
        tracing::debug!(%error, "A connection to the admin listener ended early");
    }
}

/// Ends a connection; where a request was refused, its client is told first.
async fn close<S: AsyncRead + AsyncWrite + Unpin>(gate: Gate<S>) -> io::Result<()> {
    let told = gate.refusal().map(|refusal| Problem::from(refusal).closing(Asked::read(gate.ahead())));
    let mut stream = gate.into_inner();
    stream.write_all(told.as_deref().unwrap_or_default()).await?;
    stream.shutdown().await?;
    if told.is_some() {
        // If the connection were closed on what still comes, the client might never see the answer.
        let _ = timeout(LINGER, tokio::io::copy(&mut stream, &mut tokio::io::sink())).await;
    }
    Ok(())
}

async fn stops(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

/// Reads the body of a request, so that nothing waits for one that never comes.
pub(super) async fn whole_body(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match timeout(timeouts(&admin).read, to_bytes(body, MOST_BODY)).await {
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
