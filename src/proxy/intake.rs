//! What the mock of a request's route says to it.

use http::request::Parts;
use http::uri::Authority;

use super::answering::max_body;
use super::context::Context;
use crate::dispatch::view;
use crate::matching::Target;
use crate::mock::{Mock, Reply};
use crate::reload::Snapshot;
use crate::template::Draw;

/// What the mock of the request's route says, with the body that was kept; none where there is no mock. What
/// it borrows is the snapshot, so that the context can change meanwhile.
pub(super) fn reply<'s, C>(
    snapshot: &'s Snapshot,
    context: &Context<C>,
    request: &Parts,
    target: &Target<'_>,
) -> Option<Reply<'s>> {
    let mock = mock(snapshot, context)?;
    let authority = request.uri.authority().map(Authority::as_str);
    let body = mock.readable(&request.headers, context.body.whole(), max_body(context));
    let view = view(request, target, &body).asked_at(context.scheme, authority);
    Some(mock.reply(&view, context.caller(), context.role(), by_chance))
}

/// The mock of the request's route, borrowed from the snapshot.
pub(super) fn mock<'s, C>(snapshot: &'s Snapshot, context: &Context<C>) -> Option<&'s Mock> {
    context.visit?.mock(&snapshot.serving)
}

/// Another draw for every request.
fn by_chance() -> Draw {
    Draw { seed: fastrand::u64(..), now: jiff::Timestamp::now() }
}
