//! What the mock of a request's route says to it.

use http::request::Parts;

use super::context::Context;
use crate::dispatch::view;
use crate::mock::Reply;
use crate::reload::Route;
use crate::template::Draw;

/// What the mock of the route says, with the body that was kept.
pub(super) fn reply<'m, C>(route: &'m Route, context: &Context<C>, request: &Parts) -> Option<Reply<'m>> {
    let mock = route.mock.as_deref()?;
    Some(mock.reply(&view(request, context.body.whole()), context.caller(), by_chance))
}

/// Another draw for every request.
fn by_chance() -> Draw {
    Draw { seed: fastrand::u64(..), now: jiff::Timestamp::now() }
}
