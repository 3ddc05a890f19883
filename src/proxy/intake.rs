//! What the mock of a request's route says to it.

use http::request::Parts;

use super::context::Context;
use crate::dispatch::view;
use crate::mock::Reply;
use crate::reload::Route;

/// What the mock of the route says, with the body that was kept.
pub(super) fn reply<'m, C>(route: &'m Route, context: &Context<C>, request: &Parts) -> Option<Reply<'m>> {
    let mock = route.mock.as_deref()?;
    Some(mock.reply(&view(request, context.body.whole()), context.caller()))
}
