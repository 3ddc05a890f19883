//! The routes of the admin listener.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use tokio::net::TcpListener;

use super::explain::explain;
use super::guard::own_host_only;
use super::status::Status;
use super::usage::{of_keys, usage};
use crate::access::Ledger;
use crate::observe::{Metrics, ReloadResult};
use crate::reload::{Handle, Live};

/// What the admin listener shows and may ask for.
#[derive(Debug, Clone)]
pub struct Admin {
    pub(super) live: Arc<Live>,
    metrics: Arc<Metrics>,
    pub(super) ledger: Arc<Ledger>,
    reload: Handle,
    started: Instant,
}

impl Admin {
    /// Of a server that starts now.
    pub fn new(live: Arc<Live>, metrics: Arc<Metrics>, ledger: Arc<Ledger>, reload: Handle) -> Self {
        Self { live, metrics, ledger, reload, started: Instant::now() }
    }
}

/// Answers on `listener` until `stop` is done.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(
    admin: Admin,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(|| async { "ready\n" }))
        .route("/api/status", get(status))
        .route("/api/explain", post(explain))
        .route("/api/usage", get(usage))
        .route("/api/reload", post(reload))
        .layer(middleware::from_fn(own_host_only))
        .with_state(admin);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn metrics(State(admin): State<Admin>) -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    admin.metrics.keys_counted(&of_keys(&admin.live.snapshot().serving));
    (content_type, admin.metrics.render()).into_response()
}

async fn status(State(admin): State<Admin>) -> Response {
    let snapshot = admin.live.snapshot();
    Json(Status::new(&snapshot, admin.started.elapsed())).into_response()
}

/// 200 when everything that was read is in force, 422 when something could not be used.
async fn reload(State(admin): State<Admin>) -> Response {
    let status = match admin.reload.reload().await {
        Some(summary) if summary.result == ReloadResult::Ok => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::SERVICE_UNAVAILABLE,
    };
    let snapshot = admin.live.snapshot();
    (status, Json(Status::new(&snapshot, admin.started.elapsed()))).into_response()
}
