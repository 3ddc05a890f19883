//! Which responses may say that what was asked for is not built, by their heads alone.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Method, StatusCode};
use pingora::http::ResponseHeader;

use crate::config::Mode;
use crate::proxy::context::Context;
use crate::reload::Route;
use crate::upstream::unbuilt::Endpoint;

/// What a response may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::proxy) enum Sign {
    /// 405 or 501: the method is not known.
    Method,
    /// 404, and whatever refuses HEAD: a missing thing, or an unknown path.
    NotFound,
    /// 200 with HTML or nothing: an answer, or the page for all paths.
    Page,
}

/// What it may say, if anything.
pub(in crate::proxy) fn sign<C>(
    method: &Method,
    response: &ResponseHeader,
    ctx: &Context<C>,
) -> Option<Sign> {
    match response.status {
        StatusCode::NOT_FOUND => Some(Sign::NotFound),
        // Many frameworks know HEAD of no route: only what GET is answered tells.
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED if *method == Method::HEAD => {
            Some(Sign::NotFound)
        }
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => Some(Sign::Method),
        StatusCode::OK => (is_page(method, response) && may_be_page(ctx)).then_some(Sign::Page),
        _ => None,
    }
}

/// Of HEAD, also one without a type: GET of it may be a page.
fn is_page(method: &Method, response: &ResponseHeader) -> bool {
    let headers = &response.headers;
    let is_empty = || headers.get(CONTENT_LENGTH).is_some_and(|length| length == "0");
    match headers.get(CONTENT_TYPE) {
        Some(content_type) if content_type.as_bytes().starts_with(b"text/html") => true,
        Some(_) => *method != Method::HEAD && is_empty(),
        None => *method == Method::HEAD || is_empty(),
    }
}

fn may_be_page<C>(ctx: &Context<C>) -> bool {
    let settings = |route: &Route| {
        let unbuilt = &route.upstream.as_ref()?.config().unbuilt;
        Some(unbuilt.pages && unbuilt.probe)
    };
    ctx.mode() == Some(Mode::Fallback)
        && ctx.route().and_then(settings) == Some(true)
        && endpoint(ctx).is_some_and(|endpoint| !is_built(ctx, endpoint))
}

/// The endpoint of the request.
pub(super) fn endpoint<C>(ctx: &Context<C>) -> Option<&Endpoint> {
    ctx.route()?.outline.endpoint(ctx.visit?.endpoint?)
}

/// Whether it has answered for itself.
pub(super) fn is_built<C>(ctx: &Context<C>, endpoint: &Endpoint) -> bool {
    let upstream = ctx.route().and_then(|route| route.upstream.as_ref());
    upstream.is_some_and(|upstream| upstream.unbuilt().is_built(endpoint))
}
