//! Looks for the end of a head while its bytes come, each byte once.

use bytes::{Buf, BytesMut};
use memchr::memchr;

use super::framing::{Framing, framing};
use super::grammar::{RequestHead, is_token_byte};
use super::refusal::Refusal;
use crate::config::Limits;

/// Room for a method, a version and the spaces between them, beside the target.
const BESIDE_TARGET: usize = 64;

/// A head that has come as a whole, and was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole {
    /// So many of the first bytes are the head.
    pub(crate) length: usize,
    /// What follows it.
    pub(crate) framing: Framing,
}

/// How far a head was looked through.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Scan {
    /// Where the line begins that has not ended yet.
    line: usize,
    /// Up to where that line was looked at.
    seen: usize,
    lines: usize,
}

impl Scan {
    /// Looks at what has come; none as long as it may still become a head.
    pub(crate) fn look(&mut self, bytes: &mut BytesMut, limits: &Limits) -> Option<Result<Whole, Refusal>> {
        if self.lines == 0 {
            // A server ignores empty lines before a request (RFC 9112, 2.2).
            while bytes.starts_with(b"\r\n") {
                bytes.advance(2);
                self.seen = 0;
            }
        }
        let end = self.end(bytes, limits).transpose()?;
        Some(end.and_then(|length| check(bytes, length, limits)))
    }

    /// The length of the head, once all of it is there.
    fn end(&mut self, bytes: &[u8], limits: &Limits) -> Result<Option<usize>, Refusal> {
        while let Some(end) = memchr(b'\n', bytes.get(self.seen..).unwrap_or_default()) {
            let end = self.seen + end;
            let line = bytes.get(self.line..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").ok_or(Refusal::LineEnd)?;
            if self.lines == 0 && line.len() > longest_request_line(limits) {
                return Err(Refusal::TargetTooLong(limits.uri));
            }
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
            // A carriage return at the end is not of the line.
            0 if bytes.len() > longest_request_line(limits) + 1 => Err(Refusal::TargetTooLong(limits.uri)),
            _ if bytes.len() > limits.header => Err(Refusal::HeadTooLarge(limits.header)),
            lines if lines > limits.headers + 1 => Err(Refusal::TooManyHeaders(limits.headers)),
            _ => Ok(()),
        }
    }
}

fn longest_request_line(limits: &Limits) -> usize {
    limits.uri + BESIDE_TARGET
}

fn check(bytes: &[u8], length: usize, limits: &Limits) -> Result<Whole, Refusal> {
    let head = RequestHead::parse(bytes.get(..length).unwrap_or_default())?;
    let framing = framing(&head, limits)?;
    if length > limits.header {
        return Err(Refusal::HeadTooLarge(limits.header));
    }
    Ok(Whole { length, framing })
}

#[cfg(test)]
mod tests {
    use super::super::framing::Body;
    use super::*;

    /// What is found in `bytes`, however they come.
    #[track_caller]
    fn check(row: &str, bytes: &str, expected: Option<Result<(usize, Body), Refusal>>) {
        let limits = Limits { uri: 64, header: 256, headers: 4, ..Limits::default() };
        for size in 1..=bytes.len() {
            let (mut scan, mut come) = (Scan::default(), BytesMut::new());
            let found = bytes.as_bytes().chunks(size).find_map(|piece| {
                come.extend_from_slice(piece);
                scan.look(&mut come, &limits)
            });
            let found = found.map(|found| found.map(|whole| (whole.length, whole.framing.body)));
            assert_eq!(found, expected, "{row} in pieces of {size}");
        }
    }

    #[test]
    fn a_head_is_found_however_it_comes() {
        let head = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        let whole = Some(Ok((head.len(), Body::Length(0))));
        check("a head", head, whole);
        check("a head before another", &format!("{head}{head}"), whole);
        check("a head behind empty lines", &format!("\r\n\r\n{head}"), whole);
        check("half a head", "GET / HTTP/1.1\r\nhost: a\r\n", None);
        check("an empty line", "\r\n", None);
        check("a line feed", "GET / HTTP/1.1\nhost: a\n\n", Some(Err(Refusal::LineEnd)));
        check("no method", "\0", Some(Err(Refusal::RequestLine)));
        check(
            "many headers",
            "GET / HTTP/1.1\r\na: b\r\na: b\r\na: b\r\na: b\r\na: b\r\n",
            Some(Err(Refusal::TooManyHeaders(4))),
        );
    }

    #[test]
    fn what_is_too_much_is_refused_before_it_ends() {
        let long = "x".repeat(400);
        check("a target", &format!("GET /{long}"), Some(Err(Refusal::TargetTooLong(64))));
        check("a header", &format!("GET / HTTP/1.1\r\na: {long}"), Some(Err(Refusal::HeadTooLarge(256))));
    }
}
