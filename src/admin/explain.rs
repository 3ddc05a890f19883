//! `POST /api/explain`: what a request would get and why, without sending or counting it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;

use super::routes::Admin;
use crate::explain;

/// How many examples are told.
const MOST: usize = 100;

/// The request that is to be explained.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    method: String,
    /// A path with its query, or a whole URL.
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

pub(super) async fn explain(State(admin): State<Admin>, Json(asked): Json<Asked>) -> Response {
    let target = match explain::target(&asked.url) {
        Ok(target) => target,
        Err(problem) => return (StatusCode::UNPROCESSABLE_ENTITY, format!("{problem}\n")).into_response(),
    };
    match asked.request(target) {
        Some(request) => {
            let snapshot = admin.live.snapshot();
            let told = tokio::task::spawn_blocking(move || explain::explain(&snapshot, request, MOST)).await;
            told.map_or_else(
                |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
                |told| Json(told).into_response(),
            )
        }
        None => {
            (StatusCode::UNPROCESSABLE_ENTITY, "method or a header is not what HTTP allows\n").into_response()
        }
    }
}

impl Asked {
    fn request(self, uri: Uri) -> Option<Request<Bytes>> {
        let mut request = Request::builder().method(Method::from_bytes(self.method.as_bytes()).ok()?);
        if let Some(host) = uri.authority() {
            request = request.header("host", host.as_str());
        }
        for (name, value) in self.headers {
            request = request.header(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?);
        }
        request.uri(uri).body(Bytes::from(self.body)).ok()
    }
}
