//! `POST /api/forget`: what was learned of an upstream or an endpoint is learned again.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::routes::Admin;
use crate::config::closest;
use crate::reload::Serving;

/// What is to be forgotten.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wished {
    /// Everything of this upstream.
    Upstream(String),
    /// This endpoint, with every upstream.
    Endpoint(String),
}

/// What was forgotten, and where.
#[derive(Debug, Serialize)]
pub(super) struct Forgotten {
    /// None where it is all that is known of an upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    upstreams: Vec<String>,
}

pub(super) async fn forget(State(admin): State<Admin>, body: Bytes) -> Result<Json<Forgotten>, Problem> {
    let wished: Wished = serde_json::from_slice(&body).map_err(|error| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("not what is to be forgotten: {error}"))
            .hint("send `{\"upstream\": \"shop\"}` or `{\"endpoint\": \"GET /books/:id\"}`")
    })?;
    let serving = &admin.live.snapshot().serving;
    let (endpoint, mut upstreams) = match wished {
        Wished::Upstream(name) => (None, forget_upstream(serving, &name)?),
        Wished::Endpoint(label) => {
            let upstreams = forget_endpoint(serving, &label)?;
            (Some(label), upstreams)
        }
    };
    upstreams.sort_unstable();
    Ok(Json(Forgotten { endpoint, upstreams }))
}

fn forget_upstream(serving: &Serving, name: &str) -> Result<Vec<String>, Problem> {
    let names = || serving.upstreams.keys().map(|name| &**name);
    let upstream = serving.upstreams.get(name).ok_or_else(|| unknown("upstream", name, names()))?;
    upstream.unbuilt().forget_all();
    Ok(vec![name.to_owned()])
}

fn forget_endpoint(serving: &Serving, label: &str) -> Result<Vec<String>, Problem> {
    let with_label = serving
        .routes
        .iter()
        .filter(|route| route.endpoints.list().iter().any(|endpoint| &*endpoint.label == label));
    let mut names: Vec<String> = Vec::new();
    let mut is_known = false;
    for route in with_label {
        is_known = true;
        if let Some(upstream) = &route.upstream {
            upstream.unbuilt().forget(label);
            names.push(upstream.name().to_owned());
        }
    }
    names.dedup();
    let labels =
        || serving.routes.iter().flat_map(|route| route.endpoints.list()).map(|endpoint| &*endpoint.label);
    if is_known { Ok(names) } else { Err(unknown("endpoint", label, labels())) }
}

fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Problem {
    let problem = Problem::new(StatusCode::NOT_FOUND, format!("there is no {what} `{name}`"));
    match closest(name, known) {
        Some(known) => problem.hint(format!("did you mean `{known}`?")),
        None => problem,
    }
}
