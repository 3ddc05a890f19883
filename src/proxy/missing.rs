//! What a client is told whose request no example answers.

use http::StatusCode;
use http::request::Parts;

use super::context::Context;
use crate::matching::Miss;
use crate::mock::{self, Answer};

/// 404, or 502 where the upstream is down as well; as a drawing where the client asks for one.
pub(super) fn answer<C>(request: &Parts, ctx: &Context<C>, miss: &Miss) -> Answer {
    if mock::asks_for_text(&request.headers) {
        let status = if ctx.down.is_some() { StatusCode::BAD_GATEWAY } else { StatusCode::NOT_FOUND };
        return mock::drawn_miss(status, miss, request.method.as_str(), request.uri.path());
    }
    ctx.tell_down(|down| mock::upstream_unavailable(down, miss)).unwrap_or_else(|| mock::not_found(miss))
}
