//! When the upstream failed: whether that counts as down, and what the client gets then.

use bytes::Bytes;
use http::Method;
use http::header::HeaderName;
use pingora::http::RequestHeader;
use pingora::{Error, ErrorType};

use super::answering::max_body;
use super::context::Context;
use super::delivery::Delivery;
use crate::config::{self, FallbackOn, Mode};
use crate::matching::Controls;
use crate::mock::EXPLAIN;
use crate::observe::Reason;

/// The error by which a response of the upstream is dropped in favour of the mock's.
pub(super) const OVERTAKEN: ErrorType = ErrorType::new("OvertakenByMock");

/// Whether the mock may answer a request with this method in the upstream's stead, for this reason.
pub(super) fn covers<C>(context: &Context<C>, method: &Method, reason: Reason) -> bool {
    let is_fallback = context.mode() == Some(Mode::Fallback);
    // Nothing comes of a request for what is not built, though it was received.
    let delivery = if reason == Reason::Unbuilt { Delivery::Harmless } else { context.delivery };
    let allows = |route: &config::Route| {
        counts(&route.fallback_on, reason) && delivery.may_fall_back(method, route.fallback_writes)
    };
    is_fallback && context.route().is_some_and(|route| allows(&route.config))
}

/// Keeps what streams past, in case the upstream fails.
pub(super) fn keep_body<C>(chunk: Option<&Bytes>, ctx: &mut Context<C>) {
    if let Some(chunk) = chunk
        && may_fall_back(ctx)
    {
        let most = max_body(ctx);
        ctx.body.pass(chunk, most);
    }
}

/// Whether the body has to be kept in case the upstream fails.
fn may_fall_back<C>(context: &Context<C>) -> bool {
    context.mode() == Some(Mode::Fallback) && context.route().is_some_and(|route| route.mock.is_some())
}

fn counts(fallback_on: &FallbackOn, reason: Reason) -> bool {
    match reason {
        Reason::Deadline => true,
        Reason::Unbuilt | Reason::UnbuiltLikely => fallback_on.covers_unbuilt(),
        Reason::Connect => fallback_on.covers_connect(),
        Reason::Timeout => fallback_on.covers_timeout(),
        Reason::Reset => fallback_on.covers_reset(),
        Reason::Status(status) => fallback_on.covers_status(status),
        // The health check does not tell which of them it was.
        Reason::BreakerOpen | Reason::Unhealthy => {
            fallback_on.covers_connect() || fallback_on.covers_timeout() || fallback_on.covers_reset()
        }
    }
}

pub(super) fn is_overtaken(error: &Error) -> bool {
    *error.etype() == OVERTAKEN
}

/// Takes off what is not the backend's business: control headers, and the header of a key that is ours
/// (proxy.md, "Modes").
pub(super) fn take_off_ours(request: &mut RequestHeader, key: Option<&HeaderName>) {
    let is_ours = |name: &&HeaderName| Controls::is_control(name) || **name == EXPLAIN || key == Some(*name);
    let ours: Vec<HeaderName> = request.headers.keys().filter(is_ours).cloned().collect();
    for name in &ours {
        request.remove_header(name);
    }
}
