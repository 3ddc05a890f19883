//! Whether a response of the upstream gives way to the mock's. Nearly none does, and for those nothing is waited for.

use pingora::http::ResponseHeader;
use pingora::proxy::{ProxyHttp, Session};
use pingora::{Error, Result};

use super::context::Context;
use super::fallback::{OVERTAKEN, covers};
use super::middleware::Understudy;
use super::unbuilt::{Sign, sign};
use super::waiting::{self, Purpose};
use crate::observe::Reason;

/// Why a response may give way; what else there is of it, and the mock, have a say then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its status counts as down.
    Down(Reason),
    /// It may say that what was asked for is not built.
    Unbuilt(Sign),
}

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Sees to it that the mock's answer takes the response's place, or that it is held back until that is clear.
    pub(super) async fn overtake(
        &self,
        session: &mut Session,
        cause: Cause,
        ctx: &mut Context<P::CTX>,
    ) -> Result<()> {
        match cause {
            Cause::Down(_) if !self.would_answer(session, ctx).await? => Ok(()),
            Cause::Down(reason) if session.cache.enabled() => {
                // The cache must not see it, and may have something better.
                ctx.down = Some(reason);
                Err(Error::new_up(OVERTAKEN))
            }
            Cause::Down(reason) => {
                waiting::hold(session, &mut ctx.wait, Purpose::Replace(reason));
                Ok(())
            }
            Cause::Unbuilt(_) if session.cache.enabled() => Ok(()),
            Cause::Unbuilt(sign) => self.hold_if_unbuilt(session, sign, ctx).await,
        }
    }
}

/// Why this response may give way; none where it does not.
pub(super) fn cause<C>(session: &Session, response: &ResponseHeader, ctx: &Context<C>) -> Option<Cause> {
    let method = &session.req_header().method;
    let down = Reason::Status(response.status.as_u16());
    if covers(ctx, method, down) {
        return Some(Cause::Down(down));
    }
    let sign = sign(method, response, ctx)?;
    covers(ctx, method, Reason::Unbuilt).then_some(Cause::Unbuilt(sign))
}
