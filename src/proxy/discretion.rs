//! No known key is repeated, neither in a log nor to the client that sent it.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderMap;

use super::context::Context;
use crate::mock::Answer;

/// A text about a request without the keys in it.
pub(super) fn without_keys<'t, C>(text: &'t str, headers: &HeaderMap, ctx: &Context<C>) -> Cow<'t, str> {
    ctx.snapshot.serving.keys.redact(text, presented(headers, ctx))
}

/// An error that may repeat what the client sent.
pub(super) fn discreet<C>(mut answer: Answer, headers: &HeaderMap, ctx: &Context<C>) -> Answer {
    let keys = &ctx.snapshot.serving.keys;
    if let Cow::Owned(body) = keys.redact_bytes(&answer.body, presented(headers, ctx)) {
        answer.set_body(Bytes::from(body));
    }
    answer
}

/// The known key that a request carries.
pub(super) fn presented<'h, C>(headers: &'h HeaderMap, ctx: &Context<C>) -> Option<&'h [u8]> {
    let serving = &ctx.snapshot.serving;
    ctx.visit?.key?;
    let mut values = headers.get_all(&serving.config.server.key_header).iter();
    values.find(|value| serving.keys.find(value.as_bytes()).is_some()).map(http::HeaderValue::as_bytes)
}
