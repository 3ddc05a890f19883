//! Holds a response back until it is clear who answers.
//!
//! The trait shows a header before it shows the body, and each has gone to the client before the next comes. So what
//! goes to the client is held here, behind all filters, until the response is whole. What is not to pass is dropped,
//! and the mock answers once the connection to the upstream is done with.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use pingora::http::ResponseHeader;
use pingora::protocols::http::HttpTask;
use pingora::{Error, ErrorType, Result};

use crate::observe::Reason;
use crate::proxy::unbuilt::Inquiry;
use crate::upstream::unbuilt::{Decision, Seen, seen};

/// The upstream has to be asked before it is clear who answers, and no connection to it may be held meanwhile.
pub(in crate::proxy) const TO_ASK: ErrorType = ErrorType::new("ToAskUpstream");

/// A longer response passes without a look, in bytes.
const LONGEST_KEPT: usize = 1024 * 1024;

/// So much of a response is read past to keep its connection; reading more costs more than another connection.
const LONGEST_DROPPED: usize = 64 * 1024;

/// A response that takes longer to come passes without a look, as far as it came.
const LONGEST_HELD: Duration = Duration::from_secs(2);

/// A response that is held back.
#[derive(Debug)]
pub(in crate::proxy) struct Held {
    pub(in crate::proxy) purpose: Purpose,
    /// What there is of it, if it may yet pass.
    pub(in crate::proxy) tasks: Vec<HttpTask>,
    /// How much of its body came.
    length: usize,
    since: Instant,
    pub(in crate::proxy) judgement: Judgement,
    /// Its status.
    pub(in crate::proxy) status: Option<StatusCode>,
}

/// Why it is held back.
#[derive(Debug)]
pub(in crate::proxy) enum Purpose {
    /// The mock answers in its stead, for this reason.
    Replace(Reason),
    /// It tells whether what was asked for is built.
    Judge(Inquiry),
}

/// What is known of a response that is judged.
#[derive(Debug)]
pub(in crate::proxy) enum Judgement {
    /// It is not whole yet.
    Open,
    /// It needs no more than what was known.
    Known(Decision),
    /// Something has to be asked first.
    ToAsk(Seen),
}

/// What becomes of what came of a response.
pub(super) enum Fate {
    /// Nothing goes to the client yet.
    Held,
    /// Nothing will go to the client in this way.
    Dropped,
    /// It goes to the client, and so does what follows.
    Passes(Vec<HttpTask>),
}

impl Held {
    pub(in crate::proxy) fn new(purpose: Purpose) -> Self {
        let since = Instant::now();
        Self { purpose, tasks: Vec::new(), length: 0, since, judgement: Judgement::Open, status: None }
    }

    /// Takes what came of the response to this request.
    ///
    /// # Errors
    /// [`TO_ASK`]
    pub(super) fn hear(&mut self, request: &Parts, tasks: Vec<HttpTask>) -> Result<Fate> {
        self.status = self.status.or_else(|| Some(tasks.iter().find_map(header)?.status));
        let is_broken = tasks.iter().any(|task| matches!(task, HttpTask::Failed(_)));
        let is_whole = is_broken || tasks.iter().any(is_end);
        let is_late = self.since.elapsed() > LONGEST_HELD;
        self.length += tasks.iter().filter_map(body).map(Bytes::len).sum::<usize>();
        if matches!(self.purpose, Purpose::Replace(_)) {
            let is_enough = is_whole || is_late || self.length > LONGEST_DROPPED;
            return Ok(if is_enough { Fate::Dropped } else { Fate::Held });
        }
        self.tasks.extend(tasks);
        if is_broken || self.length > LONGEST_KEPT || (is_late && !is_whole) {
            // What breaks off, drips, or is longer than any framework's answer, is the backend's own.
            return Ok(Fate::Passes(std::mem::take(&mut self.tasks)));
        }
        if is_whole { self.judge(request) } else { Ok(Fate::Held) }
    }

    fn judge(&mut self, request: &Parts) -> Result<Fate> {
        let Purpose::Judge(inquiry) = &self.purpose else { return Ok(Fate::Dropped) };
        let Some(seen) = self.seen() else { return Ok(Fate::Passes(std::mem::take(&mut self.tasks))) };
        let Some(decision) = inquiry.judge(request, &seen) else {
            self.judgement = Judgement::ToAsk(seen);
            return Err(Error::new_down(TO_ASK));
        };
        self.judgement = Judgement::Known(decision);
        Ok(if decision.is_mock() { Fate::Dropped } else { Fate::Passes(std::mem::take(&mut self.tasks)) })
    }

    fn seen(&self) -> Option<Seen> {
        let header = self.tasks.iter().find_map(header)?;
        let mut pieces = self.tasks.iter().filter_map(body);
        let (first, more) = (pieces.next(), pieces.next());
        Some(match (first, more) {
            (Some(only), None) => seen(header, only),
            _ => seen(header, &self.tasks.iter().filter_map(body).flatten().copied().collect::<Vec<_>>()),
        })
    }
}

fn header(task: &HttpTask) -> Option<&ResponseHeader> {
    match task {
        HttpTask::Header(header, _) if !header.status.is_informational() => Some(header),
        _ => None,
    }
}

/// Whether it is the header that the client waits for, and not an informational one before it.
pub(super) fn is_header(task: &HttpTask) -> bool {
    header(task).is_some()
}

fn body(task: &HttpTask) -> Option<&Bytes> {
    match task {
        HttpTask::Body(piece, _) => piece.as_ref(),
        _ => None,
    }
}

fn is_end(task: &HttpTask) -> bool {
    match task {
        HttpTask::Header(_, end) | HttpTask::Body(_, end) | HttpTask::UpgradedBody(_, end) => *end,
        HttpTask::Trailer(_) | HttpTask::Done | HttpTask::Failed(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use pingora::http::RequestHeader;

    use super::*;

    #[test]
    fn what_drips_is_not_waited_for_to_its_end() {
        let request = RequestHeader::build("GET", b"/", None).unwrap();
        let piece = || vec![HttpTask::Body(Some(Bytes::from_static(b"a")), false)];
        let mut held = Held::new(Purpose::Replace(Reason::Unbuilt));
        assert!(matches!(held.hear(&request, piece()), Ok(Fate::Held)));
        held.since = held.since.checked_sub(LONGEST_HELD * 2).unwrap();
        assert!(matches!(held.hear(&request, piece()), Ok(Fate::Dropped)));
    }
}
