//! What is remembered of an endpoint.

use http::header::LOCATION;
use http::{Method, StatusCode};
use pingora::http::{RequestHeader, ResponseHeader};

use super::signs::endpoint;
use crate::config::Mode;
use crate::proxy::context::Context;
use crate::upstream::unbuilt::{Decision, another_slash};

/// Remembers an answer that passes, as far as it is one of the endpoint's own: what corrects the last slash may come
/// from what stands before all endpoints.
pub(in crate::proxy) fn note_answer<C>(request: &RequestHeader, response: &ResponseHeader, ctx: &Context<C>) {
    let location = response.headers.get(LOCATION).filter(|_| response.status.is_redirection());
    let leads_to_itself = location.and_then(|location| location.to_str().ok()).is_some_and(|location| {
        let path = ctx.route().map(|route| route.onward.path(request.uri.path()));
        path.is_some_and(|path| another_slash(location, &path).is_some())
    });
    if !leads_to_itself {
        note_if_built(&request.method, response.status, ctx);
    }
}

/// Remembers an endpoint that has answered (U2, U8). Only a success of its own proves that it is built: a 401 or a
/// preflight's 204 may come from what stands before all endpoints.
pub(super) fn note_if_built<C>(method: &Method, status: StatusCode, ctx: &Context<C>) {
    if status.is_informational()
        || status.as_u16() >= 400
        || *method == Method::OPTIONS
        || ctx.mode() != Some(Mode::Fallback)
    {
        return;
    }
    if let Some(endpoint) = endpoint(ctx)
        && let Some(upstream) = ctx.route().and_then(|route| route.upstream.as_ref())
    {
        if status.is_success() && *method != Method::HEAD {
            upstream.unbuilt().built(endpoint);
        } else {
            upstream.unbuilt().answered(endpoint);
        }
    }
}

/// Remembers what was decided, for people.
pub(super) fn note_decision<C>(ctx: &mut Context<C>, decision: Decision) {
    if let Some(endpoint) = endpoint(ctx)
        && let Some(upstream) = ctx.route().and_then(|route| route.upstream.as_ref())
    {
        upstream.unbuilt().note(endpoint, decision);
    }
    if let Some(recording) = &mut ctx.recording {
        recording.decided(decision);
    }
}
