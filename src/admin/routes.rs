//! The routes of the admin listener.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::explain::explain;
use super::forget::forget;
use super::guard::{Guard, guard};
use super::page::page;
use super::problem::{Problem, in_one_shape, without_keys};
use super::recent::Recent;
use super::status::Status;
use super::token::Token;
use super::usage::{of_keys, usage};
use super::{calls, listener, mocks, modes, stream, views};
use crate::access::Ledger;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::observe::{CallLog, Metrics, ReloadResult};
use crate::reload::{Handle, Live};

/// What the admin listener shows and may ask for.
#[derive(Debug, Clone)]
pub struct Admin {
    pub(super) live: Arc<Live>,
    metrics: Arc<Metrics>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) reload: Handle,
    pub(super) recent: Arc<Recent>,
    pub(super) calls: Arc<CallLog>,
    /// True once the listener is to stop, so that streams end.
    pub(super) stopping: watch::Sender<bool>,
    /// Where clients connect.
    pub(super) proxy: SocketAddr,
    /// Whether clients can connect.
    answers: Arc<AtomicBool>,
    guard: Guard,
    started: Instant,
}

impl Admin {
    /// Of a server that starts now.
    ///
    /// # Errors
    /// The token cannot be used, or there is none where other machines could reach the listener.
    pub fn new(
        config: &Config,
        live: Arc<Live>,
        metrics: Arc<Metrics>,
        ledger: Arc<Ledger>,
        reload: Handle,
        calls: Arc<CallLog>,
        proxy: SocketAddr,
    ) -> Result<Self, Diagnostic> {
        let guard = Guard::new(Token::read(&config.admin)?, &config.admin.hosts);
        let (recent, stopping) = (Arc::default(), watch::Sender::new(false));
        let (answers, started) = (Arc::default(), Instant::now());
        Ok(Self { live, metrics, ledger, reload, recent, calls, stopping, proxy, answers, guard, started })
    }

    /// Clients can connect: from now on, who asks whether the server is ready is told that it is.
    pub fn tell_ready(&self) {
        self.answers.store(true, Ordering::Release);
    }
}

/// Answers on `listener` until `stop` is done.
pub async fn serve(admin: Admin, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
    let (recent, live) = (Arc::clone(&admin.recent), Arc::clone(&admin.live));
    let stopping = admin.stopping.clone();
    let stop = async move {
        stop.await;
        stopping.send_replace(true);
    };
    let (served, told) = (listener::serve(listener, router(admin.clone()), admin), stop);
    tokio::select! {
        ((), ()) = async { tokio::join!(served, told) } => {}
        () = recent.watch(&live) => {}
    }
}

/// `GET /readyz`.
async fn ready(State(admin): State<Admin>) -> Result<&'static str, Problem> {
    if !admin.answers.load(Ordering::Acquire) {
        let starting = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is starting");
        return Err(starting.hint("ask again in a moment"));
    }
    if admin.metrics.connections().is_short() {
        let short = Problem::new(StatusCode::SERVICE_UNAVAILABLE, SHORT);
        return Err(short.hint("raise the limit of open files (`ulimit -n`, `LimitNOFILE`)"));
    }
    Ok("ready\n")
}

/// What is told while clients are turned away.
const SHORT: &str = "short of file descriptors: clients are turned away";

/// `GET /healthz`: a process that is short of descriptors lives, and gains nothing from a restart.
async fn health(State(admin): State<Admin>) -> String {
    let shortage = if admin.metrics.connections().is_short() { SHORT } else { "ok" };
    format!("{shortage}\n")
}

fn router(admin: Admin) -> Router {
    let judge = middleware::from_fn_with_state(admin.guard.clone(), guard);
    page()
        .route("/metrics", get(metrics))
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route("/api/status", get(status))
        .route("/api/explain", post(explain))
        .route("/api/usage", get(usage))
        .route("/api/reload", post(reload))
        .route("/api/routes", get(routes))
        .route("/api/routes/{route}/mode", put(modes::set_route).delete(modes::reset_route))
        .route(
            "/api/routes/{route}/endpoints/{endpoint}/mode",
            put(modes::set_endpoint).delete(modes::reset_endpoint),
        )
        .route("/api/forget", post(forget))
        .route("/api/modes", get(modes::all).put(modes::set_all).delete(modes::reset_all))
        .route("/api/modes/undo", post(modes::undo))
        .route("/api/calls", get(calls::page))
        .route("/api/calls/stream", get(stream::stream))
        .route("/api/calls/{id}", get(calls::one))
        .route("/api/mocks", get(mocks::mocks))
        .route("/api/mocks/{mock}/examples", get(mocks::examples))
        .layer(middleware::from_fn_with_state(admin.clone(), listener::whole_body))
        .layer(middleware::from_fn(in_one_shape))
        .layer(middleware::from_fn_with_state(admin.clone(), without_keys))
        .layer(judge)
        .with_state(admin)
}

async fn metrics(State(admin): State<Admin>) -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    admin.metrics.keys_counted(&of_keys(&admin.live.snapshot().serving));
    (content_type, admin.metrics.render()).into_response()
}

async fn status(State(admin): State<Admin>) -> Response {
    let snapshot = admin.live.snapshot();
    Json(Status::new(&snapshot, admin.started.elapsed(), admin.metrics.connections())).into_response()
}

async fn routes(State(admin): State<Admin>) -> Response {
    Json(views::routes(&admin.live.snapshot(), &admin.recent, admin.proxy)).into_response()
}

/// The status when everything that was read is in force, else what could not be used.
async fn reload(State(admin): State<Admin>) -> Result<Response, Problem> {
    match admin.reload.reload().await {
        Some(summary) if summary.result == ReloadResult::Ok => Ok(status(State(admin)).await),
        Some(summary) => {
            let detail = "something could not be used; the rest is in force";
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail).with(&summary.problems))
        }
        None => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping")),
    }
}
