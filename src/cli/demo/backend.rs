//! The demo's backend: half built, and easily stopped.

use std::net::SocketAddr;
use std::{io, net};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

/// A bookshop that has built its list of books and nothing else.
#[derive(Debug)]
pub(super) struct Backend {
    address: SocketAddr,
    /// Holds the listener and every connection: without it, nobody answers.
    running: Option<Runtime>,
}

impl Backend {
    /// Starts on a free port.
    pub(super) fn start() -> io::Result<Self> {
        let listener = net::TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        Ok(Self { address, running: Some(serve(listener)?) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends at once, connections included.
    pub(super) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.shutdown_background();
        }
    }

    /// Starts again at the same address.
    pub(super) fn start_again(&mut self) -> io::Result<()> {
        self.stop();
        self.running = Some(serve(net::TcpListener::bind(self.address)?)?);
        Ok(())
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve(listener: net::TcpListener) -> io::Result<Runtime> {
    listener.set_nonblocking(true)?;
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let router = Router::new()
        .route(
            "/books",
            get(async || Json(json!({"books": BOOKS.map(|(id, _)| book(id)), "total": BOOKS.len()}))),
        )
        .route("/books/{id}", get(one))
        .fallback(async || (StatusCode::NOT_FOUND, "not built yet\n"));
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, router).await
    });
    Ok(runtime)
}

const BOOKS: [(&str, &str); 2] = [("b-7001", "Freshly Printed"), ("b-7002", "Straight From the Database")];

fn book(id: &str) -> Option<Value> {
    let (id, title) = BOOKS.iter().find(|(known, _)| *known == id)?;
    Some(json!({"id": id, "title": title}))
}

async fn one(Path(id): Path<String>) -> Result<Json<Value>, StatusCode> {
    book(&id).map(Json).ok_or(StatusCode::NOT_FOUND)
}
