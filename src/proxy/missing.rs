//! What a client is told whose request no example answers.

use http::request::Parts;

use super::answering::max_body;
use super::context::Context;
use super::intake;
use crate::matching::Miss;
use crate::mock::{self, Answer};

/// 404, or 502 where the upstream is down as well; as a drawing where the client asks for one, else in the form that it reads.
pub(super) fn answer<C>(request: &Parts, ctx: &Context<C>, miss: &Miss) -> Answer {
    if mock::asks_for_text(&request.headers) {
        let (method, path) = (request.method.as_str(), request.uri.path());
        return ctx
            .tell_down(|down| mock::drawn_unavailable(down, miss, method, path))
            .unwrap_or_else(|| mock::drawn_not_found(miss, method, path));
    }
    let answer =
        ctx.tell_down(|down| mock::upstream_unavailable(down, miss)).unwrap_or_else(|| mock::not_found(miss));
    match intake::mock(&ctx.snapshot, ctx) {
        Some(mock) => {
            let body = mock.readable(&request.headers, ctx.body.whole(), max_body(ctx));
            mock.spoken(answer, &request.headers, &body)
        }
        None => answer,
    }
}
