//! Errors in one shape: problem details (RFC 9457), whoever found the error.

use std::borrow::Cow;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use serde::Serialize;

use super::guard::SAFETY;
use super::routes::Admin;
use crate::diagnostic::Diagnostic;
use crate::http1::{self, Asked, closing};
use crate::reload::Refusal;

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The longest text of an error that is taken over as its detail, in bytes.
const LONGEST_DETAIL: usize = 4096;

/// What is wrong with a request to the admin API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// The problems of a reload.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Diagnostic>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            hint: None,
            problems: Vec::new(),
        }
    }

    pub(super) fn of(status: StatusCode, problem: Diagnostic) -> Self {
        Self { hint: problem.hint, ..Self::new(status, problem.message) }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(super) fn with(self, problems: &[Diagnostic]) -> Self {
        Self { problems: problems.to_vec(), ..self }
    }

    /// The last answer on a connection, as it stands on the wire.
    pub(super) fn closing(&self, asked: Asked<'_>) -> BytesMut {
        let body = serde_json::to_vec(self).unwrap_or_default();
        let length = (header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        let safety = SAFETY.map(|(name, value)| (name, HeaderValue::from_static(value)));
        let headers = [(header::CONTENT_TYPE, PROBLEM_JSON), length].into_iter().chain(safety);
        closing(self.status(), headers, &body, asked)
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<http1::Refusal> for Problem {
    fn from(refusal: http1::Refusal) -> Self {
        Self::new(refusal.status(), refusal.message())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], Json(self).into_response().into_body())
            .into_response()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown(problem) => Self::of(StatusCode::NOT_FOUND, problem),
            Refusal::Impossible(problem) => Self::of(StatusCode::CONFLICT, problem),
            Refusal::Stopped => Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"),
        }
    }
}

/// Takes known keys out of what repeats words of a request, where one may have been pasted: errors, and explanations.
pub(super) async fn without_keys(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    let explains = request.uri().path() == "/api/explain";
    let response = next.run(request).await;
    if response.status().as_u16() < 400 && !explains {
        return response;
    }
    let (mut head, body) = response.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    let told = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let told = match admin.live.snapshot().serving.keys.redact_bytes(&told, None) {
        Cow::Borrowed(_) => told.clone(),
        Cow::Owned(redacted) => Bytes::from(redacted),
    };
    Response::from_parts(head, Body::from(told))
}

/// Gives every error the shape, also those of the framework and of handlers that only say a word.
pub(super) async fn in_one_shape(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let is_told = response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM_JSON);
    if response.status().as_u16() < 400 || is_told {
        return response;
    }
    let (head, body) = response.into_parts();
    let said = said(body).await;
    let detail = match head.status {
        _ if !said.is_empty() => said,
        StatusCode::NOT_FOUND => format!("there is nothing at `{path}`"),
        StatusCode::METHOD_NOT_ALLOWED => format!("`{path}` does not take {method}"),
        _ => "the request could not be handled".to_owned(),
    };
    let problem = Problem::new(head.status, detail);
    let problem = if head.status == StatusCode::NOT_FOUND { problem.hint(WHERE) } else { problem };
    let mut response = problem.into_response();
    if let Some(allow) = head.headers.get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow.clone());
    }
    response
}

const WHERE: &str = "`/openapi.json` describes everything that is here";

async fn said(body: Body) -> String {
    let bytes = to_bytes(body, LONGEST_DETAIL).await.unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim().to_owned()
}
