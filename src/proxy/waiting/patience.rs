//! When waiting begins, when it ends, and what its end means.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Version;
use pingora::proxy::Session;
use pingora::upstreams::peer::HttpPeer;
use pingora::{Error, ErrorSource, ErrorType, Result};

use super::deputy::Holding;
use super::hold::{Held, Purpose};
use super::interrupt::{Interrupt, Timeouts};
use super::lent::{Lent, lend};
use super::watch::{Limit, UPSTREAM_SILENT, Watch};
use crate::dispatch::{self, may_answer};
use crate::observe::Reason;
use crate::proxy::context::Context;
use crate::proxy::fallback::{self, OVERTAKEN};
use crate::proxy::intake;
use crate::reload::Route;

/// The deadline has passed: the mock answers.
const DEADLINE: ErrorType = ErrorType::new("DeadlinePassed");

/// Who is waited for in an attempt to reach the upstream.
#[derive(Debug, Default)]
pub(in crate::proxy) struct Wait {
    stage: Stage,
    /// Set while the client's own session is lent.
    lent: Option<Lent>,
    /// The timeouts that Pingora does not count, as the client still owes its body.
    uncounted: Option<Allowed>,
    /// When an upstream first had the whole request. Attempts that follow have no more time for that.
    since: Option<Instant>,
    /// Until when the header has to come, in an attempt that follows another.
    retry_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// The request is on its way.
    #[default]
    Ahead,
    /// The upstream has it; the header of the response is awaited.
    Awaited,
    /// The header has come.
    Over,
}

/// How long an upstream may take, by its peer.
#[derive(Debug, Clone, Copy)]
struct Allowed {
    read: Option<Duration>,
    write: Option<Duration>,
}

impl Wait {
    /// There is nothing to wait for any more. What was held back comes with the client's own session.
    pub(in crate::proxy) fn end(&mut self, session: &mut Session) -> Option<Box<Held>> {
        self.stage = Stage::Over;
        self.take_back(session)?.1
    }

    /// The attempt has ended; another may follow. What was held back of it is given.
    pub(in crate::proxy) fn fail(&mut self, session: &mut Session) -> Option<Box<Held>> {
        let held = self.end(session);
        *self = Self { since: self.since, ..Self::default() };
        held
    }

    /// The header of the response has come. Pingora counts for the rest, unless it was told not to.
    pub(in crate::proxy) fn header_came(&mut self, session: &mut Session) {
        self.stage = Stage::Over;
        if self.uncounted.is_none() {
            self.take_back(session);
        }
    }

    /// The client has sent its whole request.
    pub(in crate::proxy) fn request_sent(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// Whether an upstream ever had the whole request.
    pub(in crate::proxy) fn was_request_sent(&self) -> bool {
        self.since.is_some()
    }

    /// What ends the attempt while Pingora does not listen to the client.
    pub(in crate::proxy) fn interrupt(&self) -> Option<&Arc<Interrupt>> {
        self.lent.as_ref()?.interrupt()
    }

    /// Whether [`prepare`](Self::prepare) has something to change.
    pub(in crate::proxy) fn changes_peer(&self, session: &mut Session) -> bool {
        self.since.is_some() || owes_body(session)
    }

    /// Gives an attempt that follows another only the time that is left. While the client owes its body, takes the
    /// timeout for reading away: Pingora would count it all the same.
    ///
    /// # Errors
    /// No time is left.
    pub(in crate::proxy) fn prepare(&mut self, peer: &mut HttpPeer, owes_body: bool) -> Result<()> {
        let options = &mut peer.options;
        let retry_until = self.since.zip(options.read_timeout);
        self.retry_until = retry_until.and_then(|(since, read)| since.checked_add(read));
        if let Some(retry_until) = self.retry_until {
            let left = retry_until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::explain(ErrorType::ReadTimedout, "no time is left to try again").into_up());
            }
            // As for a first attempt, a step has a little less than the whole.
            for (timeout, left) in [
                (&mut options.connection_timeout, left / 20 * 19),
                (&mut options.total_connection_timeout, left),
            ] {
                *timeout = timeout.map(|timeout| timeout.min(left));
            }
        }
        if owes_body {
            let read = options.read_timeout.take();
            self.uncounted = Some(Allowed { read, write: options.write_timeout });
        }
        Ok(())
    }

    fn take_back(&mut self, session: &mut Session) -> Option<(Watch, Option<Box<Held>>)> {
        self.lent.take()?.give_back(session)
    }

    /// Goes on with what was watched, and more.
    fn lend_again(&mut self, session: &mut Session, holding: Holding, change: impl FnOnce(&mut Watch)) {
        let mut watch = self.take_back(session).map_or_else(Watch::default, |(watch, _)| watch);
        change(&mut watch);
        self.lent = Some(lend(session, watch, holding));
    }
}

impl Allowed {
    /// None where the upstream may take any time.
    fn timed(self, version: Version) -> Option<Timeouts> {
        let read = self.read?;
        Some(Timeouts { read, write: self.write.unwrap_or(read), is_http2: version == Version::HTTP_2 })
    }
}

/// Whether the client has not sent all of its body yet, as far as it was looked at. What is to become something else
/// than HTTP never has.
pub(in crate::proxy) fn owes_body(session: &mut Session) -> bool {
    !session.as_downstream_mut().is_body_done() && !session.is_upgrade_req() && !session.cache.enabled()
}

/// Whether anything would come of waiting for the header, as far as the config and attempts before this one say.
pub(in crate::proxy) fn is_ahead<C>(ctx: &Context<C>) -> bool {
    let is_limited = |route: &Route| {
        route.config.deadline.is_some()
            || route.upstream.as_ref().is_some_and(|upstream| upstream.config().timeouts.header.is_some())
    };
    ctx.wait.stage == Stage::Ahead && (ctx.wait.retry_until.is_some() || ctx.route().is_some_and(is_limited))
}

/// The upstream, spoken to in this version, is there for a body that is still to come.
pub(in crate::proxy) fn expect_body<C>(session: &mut Session, ctx: &mut Context<C>, version: Version) {
    let Some(allowed) = ctx.wait.uncounted else { return };
    let client = ctx.snapshot.serving.config.server.timeouts.read;
    let watch = Watch::over_body(session, client, allowed.timed(version));
    ctx.wait.lent = Some(lend(session, watch, Holding::Nothing));
}

/// The upstream has the whole request, and its answer is awaited from now on.
pub(in crate::proxy) fn begin<C>(session: &mut Session, ctx: &mut Context<C>) {
    ctx.wait.request_sent();
    if !is_ahead(ctx) || session.is_upgrade_req() || session.cache.enabled() {
        return;
    }
    ctx.wait.stage = Stage::Awaited;
    if let Some(limit) = limit(session, ctx) {
        ctx.wait.lend_again(session, Holding::Nothing, |watch| watch.header = Some(limit));
    }
}

/// The response is held back until it is clear who answers.
pub(in crate::proxy) fn hold(session: &mut Session, wait: &mut Wait, purpose: Purpose) {
    let holding = Holding::Open(Box::new(Held::new(purpose)));
    wait.lend_again(session, holding, |watch| watch.header = None);
}

/// What an attempt's end means, where it is waiting that ended it.
pub(in crate::proxy) fn failed<C>(ctx: &mut Context<C>, error: &mut Error) {
    if *error.etype() == DEADLINE {
        ctx.down = Some(Reason::Deadline);
        error.etype = OVERTAKEN;
    } else if *error.etype() == UPSTREAM_SILENT {
        (error.etype, error.esource) = (ErrorType::ReadTimedout, ErrorSource::Upstream);
    }
}

/// Until when the header has to come, whichever is first.
fn limit<C>(session: &Session, ctx: &Context<C>) -> Option<Limit> {
    let (route, since) = (ctx.route()?, ctx.wait.since?);
    let timeout = route.upstream.as_ref().and_then(|upstream| upstream.config().timeouts.header);
    let timeout = timeout.and_then(|timeout| since.checked_add(timeout));
    let timeout = [timeout, ctx.wait.retry_until].into_iter().flatten().min();
    let deadline = route.config.deadline.and_then(|deadline| since.checked_add(deadline));
    let deadline = deadline.filter(|deadline| timeout.is_none_or(|timeout| *deadline < timeout));
    match deadline {
        Some(until) if would_answer(session, ctx) => Some(Limit { until, end: DEADLINE }),
        _ => timeout.map(|until| Limit { until, end: UPSTREAM_SILENT }),
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
