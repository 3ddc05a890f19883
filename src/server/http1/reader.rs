//! Waits for the next request of a connection and reads its head, up to the empty line.
//!
//! A connection may be silent for `idle_timeout`. From the first byte of a head on, all of it has `header_timeout`: one
//! timer for the head, however many pieces it comes in.

use memchr::memchr;
use pingora_timeout::timeout;

use super::framing::{Framing, framing};
use super::grammar::{RequestHead, is_token_byte};
use super::refusal::Refusal;
use crate::config::{ClientTimeouts, Limits};
use crate::reload::Live;
use crate::server::client_stream::ClientStream;

/// Room for a method, a version and the spaces between them, beside the target.
const BESIDE_TARGET: usize = 64;

/// What a connection comes to next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Next {
    /// A request with a head of this length, at the beginning of what has come.
    Request { length: usize, framing: Framing },
    /// What comes is not served.
    Refused(Refusal),
    /// The client has gone, or was silent for too long.
    Ended,
}

/// Waits for the next request.
pub(in crate::server) async fn next(stream: &mut ClientStream, live: &Live) -> Next {
    if stream.ahead().is_empty() {
        let idle = rules(live).1.idle;
        if !matches!(timeout(idle, stream.fill()).await, Ok(Ok(1..))) {
            return Next::Ended;
        }
    }
    // Read only now: the config may have changed while nothing came.
    let (limits, timeouts) = rules(live);
    let mut scan = Scan::default();
    if let Some(next) = scan.look(stream, &limits) {
        return next;
    }
    let whole = timeout(timeouts.header, rest(stream, scan, &limits));
    whole.await.unwrap_or(Next::Refused(Refusal::Slow))
}

fn rules(live: &Live) -> (Limits, ClientTimeouts) {
    let snapshot = live.snapshot();
    let server = &snapshot.serving.config.server;
    (server.limits, server.timeouts)
}

async fn rest(stream: &mut ClientStream, mut scan: Scan, limits: &Limits) -> Next {
    while let Ok(1..) = stream.fill().await {
        if let Some(next) = scan.look(stream, limits) {
            return next;
        }
    }
    Next::Ended
}

/// How far a head was looked through.
#[derive(Debug, Default, Clone, Copy)]
struct Scan {
    /// Where the line begins that has not ended yet.
    line: usize,
    /// Up to where that line was looked at.
    seen: usize,
    lines: usize,
}

impl Scan {
    /// What has come, as soon as that is clear.
    fn look(&mut self, stream: &mut ClientStream, limits: &Limits) -> Option<Next> {
        if self.lines == 0 {
            // A server ignores empty lines before a request (RFC 9112, 2.2).
            while stream.ahead().starts_with(b"\r\n") {
                stream.skip(2);
                self.seen = 0;
            }
        }
        self.end(stream.ahead(), limits).transpose().map(|end| match end {
            Err(refusal) => Next::Refused(refusal),
            Ok(length) => judge(stream.ahead(), length, limits),
        })
    }

    /// The length of the head, once all of it is there.
    fn end(&mut self, bytes: &[u8], limits: &Limits) -> Result<Option<usize>, Refusal> {
        while let Some(end) = memchr(b'\n', bytes.get(self.seen..).unwrap_or_default()) {
            let end = self.seen + end;
            let line = bytes.get(self.line..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").ok_or(Refusal::LineEnd)?;
            (self.line, self.seen) = (end + 1, end + 1);
            if line.is_empty() {
                return Ok(Some(self.line));
            }
            self.lines += 1;
        }
        self.seen = bytes.len();
        self.check_open(bytes, limits).map(|()| None)
    }

    /// Whether what has come can still become a head.
    fn check_open(&self, bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
        let begins_well = bytes.first().is_none_or(|byte| is_token_byte(*byte) || *byte == b'\r');
        match self.lines {
            _ if !begins_well => Err(Refusal::RequestLine),
            0 if bytes.len() > limits.uri + BESIDE_TARGET => Err(Refusal::TargetTooLong(limits.uri)),
            _ if bytes.len() > limits.header => Err(Refusal::HeadTooLarge(limits.header)),
            lines if lines > limits.headers + 1 => Err(Refusal::TooManyHeaders(limits.headers)),
            _ => Ok(()),
        }
    }
}

fn judge(bytes: &[u8], length: usize, limits: &Limits) -> Next {
    let head = RequestHead::parse(bytes.get(..length).unwrap_or_default());
    match head.and_then(|head| framing(&head, limits)) {
        Err(refusal) => Next::Refused(refusal),
        Ok(_) if length > limits.header => Next::Refused(Refusal::HeadTooLarge(limits.header)),
        Ok(framing) => Next::Request { length, framing },
    }
}
