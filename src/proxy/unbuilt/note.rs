//! What is remembered of an endpoint.

use http::{Method, StatusCode};

use super::signs::endpoint;
use crate::config::Mode;
use crate::proxy::context::Context;
use crate::upstream::unbuilt::Decision;

/// Remembers an endpoint that has answered (U2, U8). Only a success of its own proves that it is built: a 401 or a
/// preflight's 204 may come from what stands before all endpoints.
pub(in crate::proxy) fn note_if_built<C>(method: &Method, status: StatusCode, ctx: &Context<C>) {
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
        upstream.unbuilt().note(&endpoint.label, decision);
    }
    if let Some(recording) = &mut ctx.recording {
        recording.decided(decision);
    }
}
