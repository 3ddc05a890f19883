//! The request body, kept while it streams past and read where it has to be at hand as a whole.

use std::time::Duration;

use bytes::Bytes;
use pingora::proxy::Session;
use pingora::{Error, ErrorType, Result};

use super::buffer::Buffer;
use super::limits::{announced, check_body};
use crate::config::Server;

/// What was kept of a request body: all of it, or nothing once it is longer than what may be kept. It is
/// copied, because what comes in many small pieces would otherwise hold many times its length.
#[derive(Debug, Default)]
pub(super) struct KeptBody {
    bytes: Buffer,
    /// How much the client has sent, as far as it was looked at.
    received: usize,
    /// How much the attempt under way has sent; a retry sends again what was sent before.
    sent: usize,
    is_over: bool,
    /// How long it may be, kept or not, in bytes; none where it may be of any length.
    allowed: Option<usize>,
    /// How long the client may be silent.
    patience: Duration,
}

impl KeptBody {
    /// Of a request to this server.
    pub(super) fn new(server: &Server) -> Self {
        Self { allowed: server.limits.body, patience: server.timeouts.read, ..Self::default() }
    }

    /// Refuses a body that is longer than it may be, as far as it has come.
    ///
    /// # Errors
    /// The client's, with the status 413.
    pub(super) fn check(&self, session: &Session) -> Result<()> {
        check_body(session, self.allowed)
    }

    /// A new attempt to reach the upstream starts over.
    pub(super) fn begin_attempt(&mut self) {
        self.sent = 0;
    }

    /// Keeps what streams past, up to `most` bytes in all.
    pub(super) fn pass(&mut self, chunk: &[u8], most: usize) {
        let known = self.received.saturating_sub(self.sent).min(chunk.len());
        self.sent += chunk.len();
        self.keep(chunk.get(known..).unwrap_or_default(), most);
    }

    fn keep(&mut self, chunk: &[u8], most: usize) {
        self.received += chunk.len();
        if self.is_over || self.received > most {
            self.give_up();
        } else {
            self.bytes.extend(chunk);
        }
    }

    fn give_up(&mut self) {
        self.is_over = true;
        self.bytes = Buffer::default();
    }

    /// Whether the body is longer than what may be kept; it then counts as empty.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// The whole body; empty when it was too long.
    pub(super) fn whole(&self) -> &[u8] {
        self.bytes.bytes()
    }

    /// Reads what the client has not sent yet, up to `most` bytes in all.
    ///
    /// # Errors
    /// The client's: it is gone, too slow, or sends what is no body.
    pub(super) async fn read_rest(&mut self, session: &mut Session, most: usize) -> Result<()> {
        if session.as_downstream_mut().is_body_done() {
            return Ok(());
        }
        if announced(session.req_header()) > most {
            self.give_up();
        }
        if !self.is_over && self.is_held_back(session) {
            let asked = session.as_downstream_mut().write_continue_response().await;
            asked.map_err(Error::into_down)?;
        }
        while !self.is_over {
            match self.next_chunk(session).await? {
                Some(chunk) => self.keep(&chunk, most),
                None => break,
            }
        }
        Ok(())
    }

    /// Reads a body that the client says is at most `most` bytes; any other stays unread and counts as empty,
    /// so that it can still stream past.
    ///
    /// # Errors
    /// As [`read_rest`](Self::read_rest).
    pub(super) async fn read_announced(&mut self, session: &mut Session, most: usize) -> Result<()> {
        if session.as_downstream_mut().is_body_done() {
            return Ok(());
        }
        match announced(session.req_header()) {
            0 => self.give_up(),
            length if length > most => self.give_up(),
            _ => self.read_rest(session, most).await?,
        }
        Ok(())
    }

    /// Reads past what nobody wants to know, so that the client is done sending when its answer comes: if the
    /// connection were closed on what it still sends, it might never see the answer.
    ///
    /// # Errors
    /// As [`read_rest`](Self::read_rest).
    pub(super) async fn skip_rest(&mut self, session: &mut Session) -> Result<()> {
        if session.as_downstream_mut().is_body_done() || self.is_held_back(session) {
            return Ok(());
        }
        while self.next_chunk(session).await?.is_some() {}
        Ok(())
    }

    /// Whether the client waits to be asked for its body, and was not.
    fn is_held_back(&self, session: &Session) -> bool {
        self.received == 0 && expects_continue(session) && session.response_written().is_none()
    }

    async fn next_chunk(&self, session: &mut Session) -> Result<Option<Bytes>> {
        let downstream = session.as_downstream_mut();
        if downstream.is_body_done() {
            return Ok(None);
        }
        let is_http2 = downstream.is_http2();
        let read = downstream.read_request_body();
        let chunk = if is_http2 { in_time(self.patience, read).await } else { read.await };
        let chunk = chunk.map_err(Error::into_down)?;
        self.check(session)?;
        Ok(chunk)
    }
}

/// Pingora has no timeout for a body that comes over HTTP/2 (0.9.1).
async fn in_time<T>(patience: Duration, read: impl Future<Output = Result<T>>) -> Result<T> {
    let read = tokio::time::timeout(patience, read).await;
    read.unwrap_or_else(|_| Err(Error::new_down(ErrorType::ReadTimedout)))
}

/// Whether the client holds its body back until it is asked for.
fn expects_continue(session: &Session) -> bool {
    let expect = session.req_header().headers.get(http::header::EXPECT);
    expect.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passes pieces in several attempts; what was kept of them, and whether that was too much.
    #[track_caller]
    fn check(row: &str, attempts: &[&[&str]], most: usize, expected: &str, is_over: bool) {
        let mut body = KeptBody::default();
        for attempt in attempts {
            body.begin_attempt();
            attempt.iter().for_each(|piece| body.pass(piece.as_bytes(), most));
        }
        let kept = String::from_utf8_lossy(body.whole());
        assert_eq!((&*kept, body.is_over()), (expected, is_over), "{row}");
    }

    #[test]
    fn a_retry_keeps_nothing_twice() {
        check("one attempt", &[&["one ", "two "]], 100, "one two ", false);
        check(
            "more after a retry",
            &[&["one ", "two "], &["one two ", "three"]],
            100,
            "one two three",
            false,
        );
        check("more in the same piece", &[&["one "], &["one two"]], 100, "one two", false);
        check("less in the retry", &[&["one ", "two"], &["one "]], 100, "one two", false);
        check("a piece across both", &[&["one"], &["o", "ne two"]], 100, "one two", false);
    }

    #[test]
    fn a_body_over_the_limit_counts_as_empty() {
        check("as long as may be", &[&["12345", "678"]], 8, "12345678", false);
        check("longer", &[&["12345", "6789"]], 8, "", true);
        check("and longer", &[&["12345", "6789", "0"]], 8, "", true);
        check("nothing may be kept", &[&["1"]], 0, "", true);
        check("nothing may be kept, and nothing is there", &[&["", ""]], 0, "", false);
        check("again in a retry", &[&["123456789"], &["123456789"]], 8, "", true);
    }
}
