//! `/api/mocks` and the examples of each.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;

use super::problem::Problem;
use super::routes::Admin;
use crate::reload::LoadedMock;

/// A mock, and what it was made of.
#[derive(Debug, Serialize)]
pub(super) struct MockView {
    name: String,
    examples: usize,
    warnings: usize,
    /// The names of its collections.
    collections: Vec<String>,
    /// The routes that it answers for.
    routes: Vec<String>,
    /// Where it always answers, if there is such a place.
    url: Option<String>,
}

/// An example.
#[derive(Debug, Serialize)]
pub(super) struct ExampleView {
    id: Option<String>,
    name: String,
    /// `Folder / Request`.
    item: String,
    method: String,
    path: String,
    status: Option<u16>,
}

/// `GET /api/mocks`.
pub(super) async fn mocks(State(admin): State<Admin>) -> Json<Vec<MockView>> {
    let snapshot = admin.live.snapshot();
    let routes_of = |mock: &str| {
        let routes = snapshot.serving.routes.iter();
        routes.filter(|route| route.config.mock.as_deref() == Some(mock)).collect::<Vec<_>>()
    };
    let view = |(name, loaded): (&std::sync::Arc<str>, &std::sync::Arc<LoadedMock>)| MockView {
        name: name.to_string(),
        examples: loaded.mock.len(),
        warnings: loaded.shelf.warnings,
        collections: loaded.shelf.libraries.iter().map(|library| library.name.clone()).collect(),
        routes: routes_of(name).iter().map(|route| route.name().to_string()).collect(),
        url: routes_of(name).iter().find_map(|route| route.own_url(admin.proxy)),
    };
    Json(snapshot.serving.mocks.iter().map(view).collect())
}

/// `GET /api/mocks/{mock}/examples`, in the order by id.
pub(super) async fn examples(
    State(admin): State<Admin>,
    Path(mock): Path<String>,
) -> Result<Json<Vec<ExampleView>>, Problem> {
    let snapshot = admin.live.snapshot();
    let Some(loaded) = snapshot.serving.mocks.get(mock.as_str()) else {
        let problem = Problem::new(StatusCode::NOT_FOUND, format!("there is no mock `{mock}`"));
        return Err(problem.hint("`/api/mocks` lists them"));
    };
    let view = |example: &std::sync::Arc<crate::matching::Candidate>| ExampleView {
        id: example.id.as_deref().map(str::to_owned),
        name: example.name.to_string(),
        item: example.item.to_string(),
        method: example.method.to_string(),
        path: example.path.to_string(),
        status: example.status,
    };
    Ok(Json(loaded.mock.examples().iter().map(view).collect()))
}
