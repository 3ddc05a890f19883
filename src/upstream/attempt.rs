//! A request on its way to an upstream, and the one report that comes of it.

use std::sync::Arc;
use std::time::Instant;

use super::breaker::{Era, Report};
use super::{Refusal, Upstream};
use crate::observe::Reason;

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

    /// The upstream has not answered, for this reason.
    pub fn failed(mut self, reason: Reason) {
        self.report = Report::Failed(reason);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let breaker = self.upstream.breaker();
        if breaker.is_news(self.era, self.report) {
            breaker.report(self.era, self.report, Instant::now(), fastrand::f64());
        }
    }
}
