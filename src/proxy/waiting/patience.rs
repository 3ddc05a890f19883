//! When waiting begins, when it ends, and what its end means.

use std::mem;
use std::time::{Duration, Instant};

use pingora::proxy::Session;
use pingora::{Error, ErrorSource, ErrorType};

use super::hold::{Held, Purpose};
use super::session::{Duty, Lent, lend};
use crate::dispatch::{self, may_answer};
use crate::observe::Reason;
use crate::proxy::context::Context;
use crate::proxy::fallback::{self, OVERTAKEN};
use crate::proxy::intake;
use crate::reload::Route;

/// The deadline has passed: the mock answers.
const DEADLINE: ErrorType = ErrorType::new("DeadlinePassed");
/// The header timeout has passed.
const HEADER_TIMEOUT: ErrorType = ErrorType::new("HeaderTimedout");

/// Whether the header of a response is awaited.
#[derive(Debug, Default)]
pub(in crate::proxy) enum Wait {
    /// Not yet.
    #[default]
    Ahead,
    /// Not yet: the request's body is still to come, for which the client's own session is lent.
    Body(Lent),
    /// It is; the client's own session is lent.
    Lasting(Lent),
    /// No longer.
    Over,
}

impl Wait {
    /// There is nothing to wait for any more. What was held back comes with the client's own session.
    pub(in crate::proxy) fn end(&mut self, session: &mut Session) -> Option<Box<Held>> {
        match mem::replace(self, Self::Over) {
            Self::Lasting(lent) | Self::Body(lent) => lent.give_back(session),
            Self::Ahead | Self::Over => None,
        }
    }

    /// The attempt has ended; another may follow. What was held back of it is given.
    pub(in crate::proxy) fn fail(&mut self, session: &mut Session) -> Option<Box<Held>> {
        let held = self.end(session);
        *self = Self::Ahead;
        held
    }
}

/// How long to wait, and what it means when that is over.
struct Patience {
    length: Duration,
    end: ErrorType,
}

/// Whether anything would come of waiting, as far as the config says.
pub(in crate::proxy) fn is_ahead<C>(ctx: &Context<C>) -> bool {
    let is_limited = |route: &Route| {
        route.config.deadline.is_some()
            || route.upstream.as_ref().is_some_and(|upstream| upstream.config().timeouts.header.is_some())
    };
    matches!(ctx.wait, Wait::Ahead | Wait::Body(_)) && ctx.route().is_some_and(is_limited)
}

/// The upstream is there for a body that is still to come. Over HTTP/1, Pingora waits for it no longer than it may.
pub(in crate::proxy) fn expect_body<C>(session: &mut Session, ctx: &mut Context<C>) {
    if !session.is_http2() || session.cache.enabled() {
        return;
    }
    let patience = ctx.snapshot.serving.config.server.timeouts.read;
    let until = Instant::now() + patience;
    ctx.wait = Wait::Body(lend(session, Duty::Read { patience, until }));
}

/// The upstream has the whole request, and its answer is awaited from now on.
pub(in crate::proxy) fn begin<C>(session: &mut Session, ctx: &mut Context<C>) {
    if !is_ahead(ctx) || session.is_upgrade_req() || session.cache.enabled() {
        return;
    }
    ctx.wait.end(session);
    if let Some(patience) = patience(session, ctx) {
        let until = Instant::now() + patience.length;
        ctx.wait = Wait::Lasting(lend(session, Duty::Wait { until, end: patience.end }));
    }
}

/// The response is held back until it is clear who answers.
pub(in crate::proxy) fn hold(session: &mut Session, wait: &mut Wait, purpose: Purpose) {
    wait.end(session);
    *wait = Wait::Lasting(lend(session, Duty::Hold(Box::new(Held::new(purpose)))));
}

/// What an attempt's end means, where it is waiting that ended it.
pub(in crate::proxy) fn failed<C>(ctx: &mut Context<C>, error: &mut Error) {
    if *error.etype() == DEADLINE {
        ctx.down = Some(Reason::Deadline);
        error.etype = OVERTAKEN;
    } else if *error.etype() == HEADER_TIMEOUT {
        (error.etype, error.esource) = (ErrorType::ReadTimedout, ErrorSource::Upstream);
    }
}

fn patience<C>(session: &Session, ctx: &Context<C>) -> Option<Patience> {
    let route = ctx.route()?;
    let timeout = route.upstream.as_ref().and_then(|upstream| upstream.config().timeouts.header);
    let deadline = route.config.deadline.filter(|deadline| timeout.is_none_or(|timeout| *deadline < timeout));
    match deadline {
        Some(length) if would_answer(session, ctx) => Some(Patience { length, end: DEADLINE }),
        _ => timeout.map(|length| Patience { length, end: HEADER_TIMEOUT }),
    }
}

/// Whether the mock has an answer to the request. Where it has none, a deadline would only make things worse.
fn would_answer<C>(session: &Session, ctx: &Context<C>) -> bool {
    let request = session.req_header();
    let target = &dispatch::target(&ctx.uri);
    fallback::covers(ctx, &request.method, Reason::Deadline)
        && intake::mock(&ctx.snapshot, ctx).is_some_and(|mock| may_answer(mock, ctx.role(), request, target))
        && intake::reply(&ctx.snapshot, ctx, request, target).is_some_and(|reply| reply.answers())
}
