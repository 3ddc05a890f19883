//! `/api/modes`, and the modes of routes and endpoints: what people toggle.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::routes::Admin;
use super::views::{self, RouteView};
use crate::config::Mode;
use crate::diagnostic::Diagnostic;
use crate::reload::{Place, Snapshot, Wish, parse_length};

/// A mode that somebody wishes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wished {
    mode: String,
    /// How long, such as `30m`; until it is reset where it is not said.
    #[serde(rename = "for")]
    length: Option<String>,
}

/// Everything that is toggled.
#[derive(Debug, Serialize)]
pub(super) struct Toggled {
    toggles: Vec<ToggleView>,
    /// How many changes can be undone.
    undoable: usize,
}

#[derive(Debug, Serialize)]
struct ToggleView {
    route: String,
    endpoint: Option<String>,
    mode: &'static str,
    until: Option<String>,
}

impl Toggled {
    fn new(snapshot: &Snapshot) -> Self {
        let toggles = snapshot.toggles.in_order().into_iter().map(|(place, toggle)| ToggleView {
            route: place.route.to_string(),
            endpoint: place.endpoint.map(|endpoint| endpoint.to_string()),
            mode: toggle.toggled.mode.as_str(),
            until: toggle.until.map(|until| until.to_string()),
        });
        Self { toggles: toggles.collect(), undoable: snapshot.undoable }
    }
}

impl Wished {
    fn read(body: &[u8]) -> Result<(Mode, Option<std::time::Duration>), Problem> {
        let refuse = |problem: Diagnostic| Problem::of(StatusCode::UNPROCESSABLE_ENTITY, problem);
        let wished: Self = serde_json::from_slice(body).map_err(|error| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("not a mode: {error}"))
                .hint("send `{\"mode\": \"mock\"}`, or `{\"mode\": \"mock\", \"for\": \"30m\"}`")
        })?;
        let mode = wished.mode.parse::<Mode>().map_err(|invalid| refuse(invalid.into()))?;
        let length = wished.length.as_deref().map(parse_length).transpose().map_err(refuse)?;
        Ok((mode, length))
    }
}

/// `GET /api/modes`.
pub(super) async fn all(State(admin): State<Admin>) -> Json<Toggled> {
    Json(Toggled::new(&admin.live.snapshot()))
}

/// `PUT /api/modes`: every route that can be in this mode.
pub(super) async fn set_all(State(admin): State<Admin>, body: Bytes) -> Result<Json<Toggled>, Problem> {
    let (mode, length) = Wished::read(&body)?;
    follow_all(&admin, Wish::SetAll { mode, length }).await
}

/// `DELETE /api/modes`: as the config says, everywhere.
pub(super) async fn reset_all(State(admin): State<Admin>) -> Result<Json<Toggled>, Problem> {
    follow_all(&admin, Wish::ResetAll).await
}

/// `POST /api/modes/undo`: as it was before the last change.
pub(super) async fn undo(State(admin): State<Admin>) -> Result<Json<Toggled>, Problem> {
    follow_all(&admin, Wish::Undo).await
}

/// `PUT /api/routes/{route}/mode`.
pub(super) async fn set_route(
    State(admin): State<Admin>,
    Path(route): Path<String>,
    body: Bytes,
) -> Result<Json<RouteView>, Problem> {
    let (mode, length) = Wished::read(&body)?;
    let place = Place::route(route);
    admin.reload.wish(Wish::Set { place: place.clone(), mode, length }).await?;
    seen(&admin, &place).map(Json)
}

/// `DELETE /api/routes/{route}/mode`: as the config says, for the route and everything on it.
pub(super) async fn reset_route(
    State(admin): State<Admin>,
    Path(route): Path<String>,
) -> Result<Json<RouteView>, Problem> {
    let place = Place::route(route);
    admin.reload.wish(Wish::Reset(place.clone())).await?;
    seen(&admin, &place).map(Json)
}

/// `PUT /api/routes/{route}/endpoints/{endpoint}/mode`.
pub(super) async fn set_endpoint(
    State(admin): State<Admin>,
    Path((route, endpoint)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (mode, length) = Wished::read(&body)?;
    let place = Place::endpoint(route, endpoint);
    follow_endpoint(&admin, &place, Wish::Set { place: place.clone(), mode, length }).await
}

/// `DELETE /api/routes/{route}/endpoints/{endpoint}/mode`.
pub(super) async fn reset_endpoint(
    State(admin): State<Admin>,
    Path((route, endpoint)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let place = Place::endpoint(route, endpoint);
    follow_endpoint(&admin, &place, Wish::Reset(place.clone())).await
}

async fn follow_all(admin: &Admin, wish: Wish) -> Result<Json<Toggled>, Problem> {
    admin.reload.wish(wish).await?;
    Ok(Json(Toggled::new(&admin.live.snapshot())))
}

async fn follow_endpoint(admin: &Admin, place: &Place, wish: Wish) -> Result<Response, Problem> {
    admin.reload.wish(wish).await?;
    let route = seen(admin, place)?;
    let endpoint = place.endpoint.as_deref().unwrap_or_default();
    let view = route.endpoint(endpoint).ok_or_else(gone)?;
    Ok(Json(view).into_response())
}

/// The route after the change. A reload may have taken it away meanwhile.
fn seen(admin: &Admin, place: &Place) -> Result<RouteView, Problem> {
    views::route(&admin.live.snapshot(), &admin.recent, admin.proxy, &place.route).ok_or_else(gone)
}

fn gone() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "a reload has just taken it away")
}
