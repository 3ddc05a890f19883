//! Whether a response of the upstream gives way to the mock's. Nearly none does, and for those nothing is waited for.

use http::StatusCode;
use pingora::Result;
use pingora::http::ResponseHeader;
use pingora::proxy::{ProxyHttp, Session};

use super::context::Context;
use super::fallback::covers;
use super::middleware::Understudy;
use crate::observe::Reason;

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Drops the upstream's response where the mock's takes its place, or sees to it that it is dropped once its
    /// body says so.
    pub(super) async fn overtake(
        &self,
        session: &mut Session,
        response: &ResponseHeader,
        ctx: &mut Context<P::CTX>,
    ) -> Result<()> {
        self.overtake_if_down(session, response, ctx).await?;
        self.overtake_if_unbuilt(session, response, ctx).await
    }
}

/// Whether a response with this status may give way; what else there is of it, and the mock, have a say then.
pub(super) fn may_be_overtaken<C>(session: &Session, status: StatusCode, ctx: &Context<C>) -> bool {
    let method = &session.req_header().method;
    covers(ctx, method, Reason::Status(status.as_u16()))
        || (is_sign(status) && covers(ctx, method, Reason::Unbuilt))
}

/// Whether a backend says so of what it has not built.
pub(super) fn is_sign(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED)
}
