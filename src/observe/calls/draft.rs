//! A call as the way of a request hands it over: owned, nothing worked out, nothing taken out yet.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use jiff::Timestamp;
use smallvec::{SmallVec, smallvec};

use crate::observe::{Reason, Source};

/// A call that has just ended.
#[derive(Debug)]
pub struct Draft {
    /// When it ended.
    pub at: Timestamp,
    /// Of the request.
    pub method: Method,
    /// Of the request, its query included.
    pub uri: Uri,
    /// Of the request.
    pub request_head: Head,
    /// Of the request.
    pub request_body: Captured,
    /// The name of the key.
    pub key: Option<Arc<str>>,
    /// The route's name.
    pub route: Option<Arc<str>>,
    /// The endpoint's label.
    pub endpoint: Option<Arc<str>>,
    /// Who answered.
    pub source: Source,
    /// Why the upstream counted as down.
    pub reason: Option<Reason>,
    /// The example that answered: its id or name.
    pub example: Option<Arc<str>>,
    /// The name of that example.
    pub example_name: Option<Arc<str>>,
    /// Told to the client; 0 where it was told nothing.
    pub status: u16,
    /// Whether the mock was asked and no example matched.
    pub unmatched: bool,
    /// Understudy's own time.
    pub own: Duration,
    /// The upstream's, where it was asked.
    pub upstream: Option<Duration>,
    /// Of the response.
    pub response_headers: HeaderMap,
    /// Of the response.
    pub response_body: Captured,
}

/// The headers of a request, not copied where that can be helped.
#[derive(Debug)]
pub enum Head {
    /// The lines as an HTTP/1 client sent them, the request line first.
    Sent(Bytes),
    /// As a version without lines has them.
    Fields(HeaderMap),
}

/// The beginning of a body. Pieces are shared with the stream, not copied.
#[derive(Debug, Default)]
pub struct Captured {
    pieces: SmallVec<[Bytes; 1]>,
    kept: usize,
    /// How long the body was, as far as it streamed past.
    total: usize,
}

impl Captured {
    /// A body that is there as a whole, kept up to `most` bytes.
    pub fn whole(body: &Bytes, most: usize) -> Self {
        let mut captured = Self::default();
        captured.pass(body, most);
        captured
    }

    /// The beginning of a body that is there as a whole, copied, and only up to `most` bytes.
    pub fn beginning(body: &[u8], most: usize) -> Self {
        let kept = body.get(..most).unwrap_or(body);
        Self { pieces: smallvec![Bytes::copy_from_slice(kept)], kept: kept.len(), total: body.len() }
    }

    /// Keeps what streams past, up to `most` bytes in all.
    pub fn pass(&mut self, piece: &Bytes, most: usize) {
        self.total += piece.len();
        let kept = piece.len().min(most.saturating_sub(self.kept));
        if kept > 0 {
            self.pieces.push(piece.slice(..kept));
            self.kept += kept;
        }
    }

    /// Whether nothing streamed past.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How long the body was.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// What was kept, in memory of its own: a piece may be the end of a thread of something large.
    pub(super) fn into_bytes(self) -> Box<[u8]> {
        self.pieces.concat().into_boxed_slice()
    }
}
