//! The request body, kept while it streams past and read where it has to be at hand as a whole.

use bytes::{Bytes, BytesMut};
use pingora::Result;
use pingora::proxy::Session;

/// What was kept of a request body. Chunks are shared with the stream, not copied.
#[derive(Debug, Default)]
pub(super) struct KeptBody {
    chunks: Vec<Bytes>,
    kept: usize,
    /// How much the attempt under way has sent; a retry sends again what was sent before.
    sent: usize,
    is_over: bool,
}

impl KeptBody {
    /// A new attempt to reach the upstream starts over.
    pub(super) fn begin_attempt(&mut self) {
        self.sent = 0;
    }

    /// Keeps what streams past, up to `most` bytes in all.
    pub(super) fn pass(&mut self, chunk: &Bytes, most: usize) {
        let known = self.kept.saturating_sub(self.sent).min(chunk.len());
        self.sent += chunk.len();
        self.keep(chunk.slice(known..), most);
    }

    fn keep(&mut self, chunk: Bytes, most: usize) {
        if self.is_over || chunk.is_empty() {
            return;
        }
        self.kept += chunk.len();
        if self.kept > most {
            self.is_over = true;
            self.chunks = Vec::new();
        } else {
            self.chunks.push(chunk);
        }
    }

    /// Whether the body is longer than what may be kept; it then counts as empty.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Reads what the client has not sent yet, up to `most` bytes in all.
    pub(super) async fn read_rest(&mut self, session: &mut Session, most: usize) -> Result<()> {
        if session.as_downstream_mut().is_body_done() {
            return Ok(());
        }
        if announced(session) > most {
            self.is_over = true;
            self.chunks = Vec::new();
        }
        if self.kept == 0 && expects_continue(session) && !self.is_over {
            session.as_downstream_mut().write_continue_response().await?;
        }
        while !self.is_over {
            match session.as_downstream_mut().read_request_body().await? {
                Some(chunk) => self.keep(chunk, most),
                None => break,
            }
        }
        Ok(())
    }

    /// Reads a body that the client says is at most `most` bytes; any other stays unread and counts as empty,
    /// so that it can still stream past.
    pub(super) async fn read_announced(&mut self, session: &mut Session, most: usize) -> Result<()> {
        if session.as_downstream_mut().is_body_done() {
            return Ok(());
        }
        match announced(session) {
            1.. if announced(session) <= most => self.read_rest(session, most).await,
            _ => {
                self.is_over = true;
                Ok(())
            }
        }
    }

    /// The whole body in one piece; empty when it was too long.
    pub(super) fn whole(&self) -> Bytes {
        match self.chunks.as_slice() {
            [] => Bytes::new(),
            [only] => only.clone(),
            chunks => {
                let mut whole = BytesMut::with_capacity(self.kept);
                for chunk in chunks {
                    whole.extend_from_slice(chunk);
                }
                whole.freeze()
            }
        }
    }
}

/// The length that the client tells beforehand; 0 where it tells none.
fn announced(session: &Session) -> usize {
    let length = session.req_header().headers.get(http::header::CONTENT_LENGTH);
    length.and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0)
}

/// Whether the client holds its body back until it is asked for.
fn expects_continue(session: &Session) -> bool {
    let expect = session.req_header().headers.get(http::header::EXPECT);
    expect.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[test]
    fn a_retry_keeps_nothing_twice() {
        let mut body = KeptBody::default();
        body.begin_attempt();
        body.pass(&bytes("one "), 100);
        body.pass(&bytes("two "), 100);
        body.begin_attempt();
        body.pass(&bytes("one two "), 100);
        body.pass(&bytes("three"), 100);
        assert_eq!(body.whole(), "one two three");
    }

    #[test]
    fn a_retry_that_brings_more_in_one_piece_keeps_the_rest() {
        let mut body = KeptBody::default();
        body.pass(&bytes("one "), 100);
        body.begin_attempt();
        body.pass(&bytes("one two"), 100);
        assert_eq!(body.whole(), "one two");
    }

    #[test]
    fn a_body_over_the_limit_counts_as_empty() {
        let mut body = KeptBody::default();
        body.pass(&bytes("12345"), 8);
        assert!(!body.is_over());
        body.pass(&bytes("6789"), 8);
        assert!(body.is_over());
        assert_eq!(body.whole(), "");
    }
}
