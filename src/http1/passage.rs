//! How much of what comes belongs to the request that is being served.

use super::chunks::Chunks;
use super::framing::Body;

/// What is handed on of that which comes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Passage {
    /// So many bytes: the rest of a request's body.
    Length(u64),
    /// A chunked body.
    Chunks(Chunks),
    /// Everything: another protocol, or HTTP/2.
    Everything,
}

impl Passage {
    /// Of a body, up to its end.
    pub(crate) fn of(body: Body) -> Self {
        match body {
            Body::Length(length) => Self::Length(length),
            Body::Chunked => Self::Chunks(Chunks::default()),
        }
    }

    /// How many of these bytes belong to what is handed on.
    pub(crate) fn follow(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Everything => bytes.len(),
            Self::Chunks(chunks) => chunks.follow(bytes),
            Self::Length(left) => {
                let here = (*left).min(bytes.len() as u64);
                *left -= here;
                usize::try_from(here).unwrap_or(bytes.len())
            }
        }
    }

    /// Whether all of a request was handed on.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Length(0) | Self::Chunks(Chunks::Over))
    }
}
