//! Answers what was held back, once the connection to the upstream is done with.

use http::StatusCode;
use pingora::Result;
use pingora::proxy::{ProxyHttp, Session};

use super::client::client;
use super::inquiry::Inquiry;
use super::note::{note_decision, note_if_built};
use super::signs::{Sign, endpoint, is_built};
use crate::observe::Reason;
use crate::proxy::context::Context;
use crate::proxy::delivery::Delivery;
use crate::proxy::middleware::Understudy;
use crate::proxy::said::Said;
use crate::proxy::waiting::{self, Held, Judgement, Purpose};
use crate::upstream::unbuilt::{Decision, Rule, Verdict};

impl<P> Understudy<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    /// Sees to it that a response with such a sign is held back, if the mock would answer in its stead.
    pub(in crate::proxy) async fn hold_if_unbuilt(
        &self,
        session: &mut Session,
        sign: Sign,
        ctx: &mut Context<P::CTX>,
    ) -> Result<()> {
        if endpoint(ctx).is_some_and(|endpoint| is_built(ctx, endpoint)) {
            // U2: the mock is not even asked.
            note_decision(ctx, Decision::pass(Rule::Built));
            return Ok(());
        }
        let was_unmatched = ctx.is_unmatched;
        let would_answer = self.would_answer(session, ctx).await?;
        if sign == Sign::Page {
            ctx.is_unmatched = was_unmatched;
        }
        if !would_answer {
            // U1: it is not taken for an answer of the endpoint's own either.
            if sign != Sign::Page && ctx.route().is_some_and(|route| route.mock.is_some()) {
                note_decision(ctx, Decision::pass(Rule::NoExample));
            }
            return Ok(());
        }
        // Where the mock's own answer is HTML, HTML is what is expected.
        if sign == Sign::Page && ctx.said.as_ref().is_some_and(Said::may_be_html) {
            note_if_built(&session.req_header().method, StatusCode::OK, ctx);
            return Ok(());
        }
        let purpose = match judge(ctx) {
            None if sign == Sign::Method => Some(replace(ctx)),
            purpose => purpose,
        };
        if let Some(purpose) = purpose {
            waiting::hold(session, &mut ctx.wait, purpose);
        }
        Ok(())
    }

    /// Answers in the place of what was held back, or lets it pass.
    pub(in crate::proxy) async fn settle(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
        held: Held,
    ) {
        ctx.clock.upstream_done();
        let settled = match held.purpose {
            Purpose::Replace(reason) => self.answer_because(session, ctx, reason).await,
            Purpose::Judge(ref inquiry) => {
                let decision = decision(session, ctx, inquiry, &held.judgement).await;
                self.carry_out(session, ctx, decision, held).await
            }
        };
        if let Err(error) = settled {
            tracing::debug!(%error, "The client was gone before it could be answered");
        }
    }

    async fn carry_out(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
        decision: Option<Decision>,
        held: Held,
    ) -> Result<()> {
        if let Some(decision) = decision {
            note_decision(ctx, decision);
        }
        match decision.map(|decision| decision.verdict) {
            Some(Verdict::Mock) => self.answer_because(session, ctx, Reason::Unbuilt).await,
            Some(Verdict::MockLikely) => self.answer_because(session, ctx, Reason::UnbuiltLikely).await,
            Some(Verdict::Pass) | None => pass(session, ctx, decision, held).await,
        }
    }

    async fn answer_because(
        &self,
        session: &mut Session,
        ctx: &mut Context<P::CTX>,
        reason: Reason,
    ) -> Result<()> {
        ctx.down = Some(reason);
        if matches!(reason, Reason::Unbuilt | Reason::UnbuiltLikely) {
            // Nothing came of what is not built.
            ctx.delivery = Delivery::Harmless;
        }
        self.answer_instead(session, ctx).await
    }
}

/// A 405 or 501 of what is no endpoint of the collection's needs no rule.
fn replace<C>(ctx: &mut Context<C>) -> Purpose {
    note_decision(ctx, Decision::mock(Rule::Status));
    Purpose::Replace(Reason::Unbuilt)
}

fn judge<C>(ctx: &Context<C>) -> Option<Purpose> {
    Inquiry::of(ctx).map(Purpose::Judge)
}

async fn decision<C>(
    session: &mut Session,
    ctx: &mut Context<C>,
    inquiry: &Inquiry,
    judgement: &Judgement,
) -> Option<Decision> {
    match judgement {
        Judgement::Known(decision) => Some(*decision),
        Judgement::Open => None,
        Judgement::ToAsk(seen) => {
            // The connection to the upstream was given up so that the upstream can be asked; Pingora then closes the
            // client's, too (0.9.1).
            session.set_keepalive(None);
            let client = client(session, ctx);
            // On the heap, as it is rare and large: every request that is held back would be as large otherwise.
            Box::pin(inquiry.settle(session.req_header(), seen, &client)).await
        }
    }
}

/// Lets what is still held back go to the client.
async fn pass<C>(
    session: &mut Session,
    ctx: &mut Context<C>,
    decision: Option<Decision>,
    held: Held,
) -> Result<()> {
    let is_answer =
        decision.is_some_and(|decision| matches!(decision.rule, Rule::Looks | Rule::AnsweredToGet));
    if let Some(status) = held.status.filter(|status| status.is_success() && is_answer) {
        note_if_built(&session.req_header().method, status, ctx);
    }
    if !held.tasks.is_empty() {
        session.downstream_session.response_duplex_vec(held.tasks).await?;
        session.downstream_session.finish_body().await?;
    }
    Ok(())
}
