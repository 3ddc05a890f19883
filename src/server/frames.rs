//! How long the headers of a request may take over HTTP/2, from the first byte of their frames to the last.
//!
//! Between the frames of one list of headers nothing else may come (RFC 9113, 6.10), so that half a list holds up the
//! whole connection, and neither Pingora nor its codec waits only so long for the rest.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// The preface and the heads of frames (RFC 9113, 3.4 and 4.1).
const PREFACE: usize = 24;
const HEAD: usize = 9;

/// Types of frames, and the flag of the last one of a list.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;

/// What has come of a client's frames.
#[derive(Debug)]
pub(super) struct Frames {
    /// How much of the preface is still to come.
    preface: usize,
    head: [u8; HEAD],
    /// How much of the head has come.
    seen: usize,
    /// How much of the frame behind its head is still to come.
    left: usize,
    list: List,
    /// How many times everything that was begun was also ended.
    ends: u64,
}

/// A list of headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Ended,
    Open,
}

impl Default for Frames {
    fn default() -> Self {
        Self { preface: PREFACE, head: [0; HEAD], seen: 0, left: 0, list: List::Ended, ends: 0 }
    }
}

impl Frames {
    fn follow(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let taken = if self.preface > 0 {
                take(&mut self.preface, bytes)
            } else if self.seen < HEAD {
                self.follow_head(bytes)
            } else {
                take(&mut self.left, bytes)
            };
            bytes = bytes.get(taken..).unwrap_or_default();
            if self.seen == HEAD && self.left == 0 {
                self.end_frame();
            }
        }
    }

    fn follow_head(&mut self, bytes: &[u8]) -> usize {
        let room = self.head.get_mut(self.seen..).unwrap_or_default();
        let taken = room.len().min(bytes.len());
        for (place, byte) in room.iter_mut().zip(bytes) {
            *place = *byte;
        }
        self.seen += taken;
        if self.seen == HEAD {
            let [high, middle, low, ..] = self.head;
            self.left = usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low);
        }
        taken
    }

    fn end_frame(&mut self) {
        let [_, _, _, kind, flags, ..] = self.head;
        self.list = match kind {
            HEADERS | CONTINUATION if flags & END_HEADERS == 0 => List::Open,
            _ => List::Ended,
        };
        self.seen = 0;
        if self.list == List::Ended {
            self.ends += 1;
        }
    }

    /// Whether a frame or a list is begun and not ended. A body has a timeout of its own.
    fn is_amid(&self) -> bool {
        let [_, _, _, kind, ..] = self.head;
        self.list == List::Open || (self.seen > 0 && (self.seen < HEAD || kind != DATA))
    }
}

fn take(left: &mut usize, bytes: &[u8]) -> usize {
    let taken = (*left).min(bytes.len());
    *left -= taken;
    taken
}

/// A timer that runs only while headers are awaited.
#[derive(Debug)]
pub(super) struct HeaderClock {
    timeout: Duration,
    frames: Frames,
    /// At which of the ends of `frames` the timer was set.
    set_at: Option<u64>,
    /// Made when it is needed for the first time.
    timer: Option<Pin<Box<Sleep>>>,
}

impl HeaderClock {
    pub(super) fn new(timeout: Duration) -> Self {
        Self { timeout, frames: Frames::default(), set_at: None, timer: None }
    }

    /// These bytes have come.
    pub(super) fn follow(&mut self, bytes: &[u8]) {
        self.frames.follow(bytes);
    }

    /// Nothing more has come yet: an error once headers were awaited for too long.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.frames.is_amid() {
            return Poll::Pending;
        }
        let timeout = self.timeout;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(timeout)));
        if self.set_at != Some(self.frames.ends) {
            self.set_at = Some(self.frames.ends);
            timer.as_mut().reset(Instant::now() + timeout);
        }
        timer.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, length: u8) -> Vec<u8> {
        let head = [0, 0, length, kind, flags, 0, 0, 0, 1];
        [&head[..], &vec![0; usize::from(length)]].concat()
    }

    /// Whether headers are awaited after all of it, however it comes.
    #[track_caller]
    fn check(row: &str, frames: &[Vec<u8>], cut: usize, expected: bool) {
        let all = [&[0; PREFACE][..], &frames.concat()].concat();
        let (sent, _) = all.split_at(all.len() - cut);
        for size in 1..=sent.len() {
            let mut frames = Frames::default();
            sent.chunks(size).for_each(|piece| frames.follow(piece));
            assert_eq!(frames.is_amid(), expected, "{row}, in pieces of {size}");
        }
    }

    #[test]
    fn when_headers_are_awaited() {
        let (open, ended) = (frame(HEADERS, 0, 5), frame(HEADERS, END_HEADERS, 5));
        let more = |flags| frame(CONTINUATION, flags, 3);
        check("nothing", &[], 0, false);
        check("settings", &[frame(4, 0, 0)], 0, false);
        check("a list", std::slice::from_ref(&ended), 0, false);
        check("half a list", std::slice::from_ref(&open), 0, true);
        check("half a frame", std::slice::from_ref(&ended), 2, true);
        check("half the head of a frame", std::slice::from_ref(&ended), 10, true);
        check("half a list that goes on", &[open.clone(), more(0)], 0, true);
        check("a list in pieces", &[open.clone(), more(0), more(END_HEADERS)], 0, false);
        check("a list in pieces, cut", &[open, more(END_HEADERS)], 1, true);
        check("half a body", &[ended.clone(), frame(DATA, 0, 9)], 3, false);
        check("half of other settings", &[ended, frame(4, 0, 6)], 3, true);
    }
}
