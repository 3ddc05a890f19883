//! What the mock says to a request, until it is sent.

use std::sync::Arc;

use http::header::CONTENT_TYPE;
use pingora::Result;
use pingora::proxy::Session;

use super::context::Context;
use super::discretion::discreet;
use super::missing;
use super::recording::Chosen;
use super::respond::Named;
use super::sending::{deliver, prepare};
use crate::mock::{Answer, Delay, ProtocolAnswer, Reply};

/// A reply of the mock that borrows nothing from the mock any more. It may be kept until it is known whether, and why,
/// it is sent.
#[derive(Debug)]
pub(super) struct Said {
    answer: Answer,
    named: Option<Named>,
    delay: Delay,
    about: About,
}

/// What is noted of it.
#[derive(Debug)]
enum About {
    /// This example answers; what the call log is told of it, where calls are recorded.
    Example(Arc<str>, Option<Chosen>),
    /// No example matches, for this reason.
    Miss(Option<Chosen>),
    /// Several examples answer in the words of a protocol.
    Several(Option<Chosen>),
    /// The mock answers without an example.
    Mock,
}

impl Said {
    pub(super) fn of<C>(session: &Session, ctx: &Context<C>, reply: Reply<'_>) -> Self {
        let without_example = |answer, about| Self { answer, named: None, delay: Delay::None, about };
        let headers = &session.req_header().headers;
        let chosen = |chosen: &dyn Fn() -> Chosen| ctx.recording.is_some().then(chosen);
        match reply {
            Reply::Example { example, label, grounds, answer, delay } => {
                let name = || Some(Arc::clone(&example.name));
                let chosen = chosen(&|| Chosen { name: name(), matched_by: grounds.in_words() });
                let about = About::Example(Arc::clone(example.label()), chosen);
                let named = Named { label: label.clone(), likeness: grounds.likeness() };
                Self { answer: answer.into_owned(), named: Some(named), delay, about }
            }
            Reply::TooLong { example, label, answer } => {
                let name = || Some(Arc::clone(&example.name));
                let chosen = chosen(&|| Chosen { name: name(), matched_by: None });
                let about = About::Example(Arc::clone(example.label()), chosen);
                let named = Named { label: label.clone(), likeness: None };
                Self { answer, named: Some(named), delay: Delay::None, about }
            }
            Reply::ServerResponse(answer) => without_example(answer.clone(), About::Mock),
            Reply::Protocol { kind, answer, delay } => {
                let chosen = chosen(&|| Chosen { name: None, matched_by: Some(kind.words().to_owned()) });
                let about =
                    if kind == ProtocolAnswer::Batch { About::Several(chosen) } else { About::Miss(chosen) };
                Self { delay, ..without_example(discreet(answer, headers, ctx), about) }
            }
            Reply::Preflight(answer) => without_example(answer, About::Mock),
            Reply::Refused(answer) => without_example(discreet(answer, headers, ctx), About::Mock),
            Reply::Miss(miss) => {
                let answer = missing::answer(session.req_header(), ctx, &miss);
                let chosen = chosen(&|| Chosen { name: None, matched_by: miss.words().map(str::to_owned) });
                without_example(discreet(answer, headers, ctx), About::Miss(chosen))
            }
        }
    }

    /// Whether it is an example in HTML, or no example at all.
    pub(super) fn may_be_html(&self) -> bool {
        let content_type = self.answer.headers.get(CONTENT_TYPE);
        !matches!(self.about, About::Example(..))
            || content_type.is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/html"))
    }
}

/// Answers with it, after its delay. It is made ready before anything waits.
pub(super) fn tell<'s, C: Send>(
    session: &'s mut Session,
    ctx: &'s mut Context<C>,
    said: Said,
) -> impl Future<Output = Result<()>> + Send + use<'s, C> {
    let Said { answer, named, delay, about } = said;
    let sending = prepare(session, ctx, &answer, named);
    match about {
        About::Example(label, chosen) => ctx.answers(label, chosen),
        About::Miss(chosen) => {
            ctx.is_unmatched = true;
            ctx.chose(chosen);
        }
        About::Several(chosen) => ctx.chose(chosen),
        About::Mock => {}
    }
    async move {
        wait(ctx, delay).await;
        deliver(session, ctx, sending).await
    }
}

async fn wait<C>(ctx: &mut Context<C>, delay: Delay) {
    if let Some(length) = delay.at(fastrand::f64()) {
        tokio::time::sleep(length).await;
        ctx.clock.waited(length);
    }
}
