//! A request on its way to an upstream, and the one report that comes of it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::breaker::{Change, Era, Report};
use super::{Failure, Refusal, Upstream};

/// A request that may go to its upstream. Dropped without a word, it tells nothing of the upstream, but
/// makes room for the next one: a client that went away, say.
#[derive(Debug)]
pub struct Attempt {
    upstream: Arc<Upstream>,
    era: Era,
    report: Report,
}

impl Attempt {
    /// Asks whether a request may go to `upstream`.
    ///
    /// # Errors
    /// The upstream is down.
    pub fn begin(upstream: &Arc<Upstream>) -> Result<Self, Refusal> {
        let era = match upstream.ask_at_once() {
            Some(era) => era,
            None => upstream.ask(Instant::now())?,
        };
        Ok(Self { upstream: Arc::clone(upstream), era, report: Report::Nothing })
    }

    /// Whom it goes to.
    pub(crate) fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// The upstream has answered, whatever it says.
    pub fn answered(mut self) {
        self.report = Report::Answered;
    }

    /// The upstream has not answered; `words` are the error's own, for the log.
    pub fn failed(mut self, failure: Failure, words: &dyn fmt::Display) {
        if self.upstream.troubles().fail(failure.cause) {
            let (cause, upstream) = (failure.cause, self.upstream.name());
            tracing::warn!(
                upstream, cause = cause.token(), error = %words,
                "The upstream fails: {cause}. To mend it: {}", cause.advice()
            );
        }
        self.report = Report::Failed(failure);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let breaker = self.upstream.breaker();
        if !breaker.is_news(self.era, self.report) {
            return;
        }
        if self.report == Report::Answered {
            self.upstream.troubles().end();
        }
        match breaker.report(self.era, self.report, Instant::now(), fastrand::f64()) {
            Some(Change::Opened) => tracing::warn!(
                upstream = self.upstream.name(),
                "The breaker is open: requests are answered without the upstream until a probe finds it well"
            ),
            Some(Change::Closed) => {
                tracing::info!(
                    upstream = self.upstream.name(),
                    "The breaker is closed: the upstream answers again"
                );
            }
            None => {}
        }
    }
}
