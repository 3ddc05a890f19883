//! `/api/calls`: the last calls, and each with everything that was kept of it.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::routes::Admin;
use crate::observe::{Filter, Summary};

/// How many calls are on a page where nothing is said.
const PAGE: usize = 100;

/// The most calls on a page.
const LARGEST_PAGE: usize = 1000;

/// Which calls are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    route: Option<String>,
    source: Option<String>,
    key: Option<String>,
    status: Option<String>,
    text: Option<String>,
    /// Only those that are older than the one with this id.
    before: Option<u64>,
    limit: Option<usize>,
}

/// A page of calls.
#[derive(Debug, Serialize)]
struct PageView {
    /// Newest first.
    calls: Vec<Summary>,
    /// What `before` has to be for the next page; none where this is the last one.
    next: Option<u64>,
    /// How many are kept.
    kept: usize,
    /// How many were too many to be recorded.
    lost: u64,
}

/// `GET /api/calls`.
pub(super) async fn page(State(admin): State<Admin>, Query(wanted): Query<Wanted>) -> Response {
    let Wanted { route, source, key, status, text, before, limit } = wanted;
    let filter = Filter { route, source, key, status, text };
    let most = limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let page = admin.calls.page(&filter, before, most);
    let is_full = page.calls.len() == most;
    let next = page.calls.last().map(|call| call.summary.id).filter(|_| is_full);
    let calls = page.calls.iter().map(|call| call.summary.clone()).collect();
    Json(PageView { calls, next, kept: page.kept, lost: page.lost }).into_response()
}

/// `GET /api/calls/{id}`.
pub(super) async fn one(State(admin): State<Admin>, Path(id): Path<u64>) -> Result<Response, Problem> {
    let call = admin.calls.get(id).ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, format!("call {id} is not kept"))
            .hint("`[calls] keep` says how many are")
    })?;
    Ok(Json(call.view()).into_response())
}
