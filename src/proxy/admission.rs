//! Who is let in, and what is counted: access, rate, and the calls of the month (matching.md, section 7).

use http::request::Parts;

use super::context::{Call, Context};
use super::denial;
use crate::access::KeyIndex;
use crate::config::Mode;
use crate::dispatch::{Gate, gate};
use crate::mock::{Answer, Preflight};
use crate::observe::Source;

/// The answer to a request that is not let in, or comes too often. Nothing else was done with it.
pub(super) async fn refusal<C>(ctx: &mut Context<C>, request: &Parts) -> Option<Answer> {
    let visit = ctx.visit?;
    let key_header = &ctx.snapshot.serving.config.server.key_header;
    let answer = match gate(&ctx.snapshot.serving, &visit, request, ctx.now) {
        Gate::Open if is_preflight(request) => None,
        Gate::Open => rate(ctx).await,
        Gate::Allowed(preflight) => Some(preflight.allow()),
        Gate::Refused(denial) => Some(denial::denied(denial, key_header)),
    };
    if answer.is_some() {
        (ctx.source, ctx.call) = (refusing(visit.mode), Call::No);
    }
    answer
}

/// Whoever would have answered first: the mock, or nobody, as the upstream was not asked.
fn refusing(mode: Mode) -> Source {
    match mode {
        Mode::Mock | Mode::MockFirst => Source::Mock,
        Mode::Fallback | Mode::Live => Source::None,
    }
}

async fn rate<C>(ctx: &Context<C>) -> Option<Answer> {
    let holder = ctx.holder()?;
    let exceeded = holder.count_request(ctx.now).await.err()?;
    Some(denial::exceeded(exceeded, holder.name(), ctx.now))
}

/// Counts an answer of the mock, before it is chosen; the answer instead if the key has none left. A
/// preflight is asked by the browser and not by the holder: it is nobody's call.
pub(super) async fn charge<C>(ctx: &mut Context<C>, request: &Parts) -> Option<Answer> {
    if is_preflight(request) {
        ctx.call = Call::No;
        return None;
    }
    let standing = match ctx.holder() {
        None => None,
        Some(holder) => match holder.count_call(ctx.now).await {
            Ok(standing) => Some(standing),
            Err(exceeded) => {
                let answer = denial::exceeded(exceeded, holder.name(), ctx.now);
                ctx.call = Call::No;
                return Some(answer);
            }
        },
    };
    count(ctx, ctx.source);
    ctx.call = Call::Counted(standing);
    None
}

/// Counts an answer of the upstream, now that it is known to be one; whether the request was a call.
pub(super) fn settle<C>(ctx: &Context<C>) -> bool {
    match ctx.call {
        Call::Undecided if ctx.source == Source::Live => {
            count(ctx, Source::Live);
            true
        }
        Call::Counted(_) => true,
        Call::Undecided | Call::No => false,
    }
}

fn count<C>(ctx: &Context<C>, source: Source) {
    if let Some((route, visit)) = ctx.route().zip(ctx.visit) {
        route.calls.count(visit.key.map(KeyIndex::number), source, ctx.now);
    }
}

fn is_preflight(request: &Parts) -> bool {
    Preflight::read(request.method.as_str(), &request.headers).is_some()
}
