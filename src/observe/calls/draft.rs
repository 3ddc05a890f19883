//! A call as the way of a request hands it over: owned, nothing worked out, nothing taken out yet.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use smallvec::SmallVec;

use super::head::Head;
use crate::access::Keys;
use crate::observe::{Reason, Source};

/// A call that has just ended.
#[derive(Debug)]
pub struct Draft {
    /// When it ended.
    pub at: Timestamp,
    /// Of the request.
    pub request: Head,
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
    /// What was decided of an answer that may have said that nothing is built here, and by which rule.
    pub unbuilt: Option<Box<str>>,
    /// The rules of matching.md, section 8, that had a say in the choice, in words.
    pub matched_by: Option<String>,
    /// Told to the client; 0 where it was told nothing.
    pub status: u16,
    /// Whether the mock was asked and no example matched.
    pub unmatched: bool,
    /// Understudy's own time.
    pub own: Duration,
    /// The upstream's, where it was asked.
    pub upstream: Option<Duration>,
    /// Of the response.
    pub response: Head,
    /// Of the response.
    pub response_body: Captured,
    /// Whether its heads may hold any.
    pub secrets: Secrets,
    /// The keys that are known, which are taken out wherever they stand.
    pub keys: Arc<Keys>,
}

/// Whether something may have to be taken out of a call before it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// Nothing of it.
    None,
    /// A query, or a header that is secret or a URL.
    Possible,
}

impl Draft {
    /// Copies what may be a part of something larger, which it would keep whole.
    pub(super) fn settle(&mut self) {
        self.request_body.settle();
        self.response_body.settle();
    }

    /// Roughly how much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let bodies = self.request_body.kept() + self.response_body.kept();
        size_of::<Self>() + self.request.size() + self.response.size() + bodies
    }
}

/// The beginning of a body.
#[derive(Debug)]
pub enum Captured {
    /// In one piece, of a body so long in all. It may be a part of a body that an example holds as well.
    Whole(Bytes, usize),
    /// As it streamed past, shared with the stream.
    Pieces {
        /// What is kept.
        pieces: SmallVec<[Bytes; 1]>,
        /// How long that is.
        kept: usize,
        /// How long the body was, as far as it streamed past.
        total: usize,
    },
}

impl Default for Captured {
    fn default() -> Self {
        Self::Pieces { pieces: SmallVec::new(), kept: 0, total: 0 }
    }
}

impl Captured {
    /// A body that is there as a whole, kept up to `most` bytes. A part of it keeps all of it: of a body that nobody
    /// else holds, the part is copied at once.
    pub fn whole(body: &Bytes, most: usize) -> Self {
        if body.len() > most && body.is_unique() {
            return Self::beginning(body, most);
        }
        Self::Whole(body.slice(..body.len().min(most)), body.len())
    }

    /// The beginning of a body that is there as a whole, copied, and only up to `most` bytes.
    pub fn beginning(body: &[u8], most: usize) -> Self {
        Self::Whole(Bytes::copy_from_slice(body.get(..most).unwrap_or(body)), body.len())
    }

    /// Keeps what streams past, up to `most` bytes in all; what is there as a whole has nothing to gain.
    pub fn pass(&mut self, piece: &Bytes, most: usize) {
        let Self::Pieces { pieces, kept, total } = self else { return };
        *total += piece.len();
        let more = piece.len().min(most.saturating_sub(*kept));
        if more > 0 {
            *kept += more;
            // A part of a piece keeps all of it.
            let is_whole = more == piece.len();
            pieces.push(if is_whole { piece.clone() } else { Bytes::copy_from_slice(&piece[..more]) });
        }
    }

    /// Whether nothing streamed past.
    pub fn is_empty(&self) -> bool {
        self.total() == 0
    }

    /// How long the body was.
    pub(super) fn total(&self) -> usize {
        match self {
            Self::Whole(_, total) | Self::Pieces { total, .. } => *total,
        }
    }

    /// How much of it is kept.
    fn kept(&self) -> usize {
        match self {
            Self::Whole(body, _) => body.len(),
            Self::Pieces { kept, .. } => *kept,
        }
    }

    fn settle(&mut self) {
        match self {
            Self::Whole(body, total) if body.len() < *total => *body = Bytes::copy_from_slice(body),
            Self::Whole(..) => {}
            Self::Pieces { pieces, total, .. } => *self = Self::Whole(pieces.concat().into(), *total),
        }
    }

    /// What was kept, in memory of its own.
    pub(super) fn into_bytes(self) -> Box<[u8]> {
        match self {
            Self::Whole(body, _) => body.as_ref().into(),
            Self::Pieces { pieces, .. } => pieces.concat().into_boxed_slice(),
        }
    }
}
