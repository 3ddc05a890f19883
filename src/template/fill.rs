//! From pieces to text, once a request.

use super::compile::{Piece, Template};
use super::draw::Draw;
use super::inputs::Inputs;

/// The room made for a value whose length is not known before, in bytes.
const VALUE: usize = 32;

/// A text that became longer than it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

impl Template {
    /// The text with its slots filled in. A value filled in is never evaluated again.
    ///
    /// # Errors
    /// It is longer than `most` bytes; of what is longer, no more than one value is made.
    pub fn fill(&self, inputs: &Inputs<'_>, draw: &Draw, most: usize) -> Result<Vec<u8>, TooLong> {
        let room: usize = self.pieces.iter().map(Piece::room).sum();
        let mut out = Vec::with_capacity(room.min(most));
        let mut scratch = String::new();
        for (place, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Slot(slot) => slot.fill(inputs, *draw, place, &mut scratch, &mut out),
            }
            if out.len() > most {
                return Err(TooLong);
            }
        }
        Ok(out)
    }
}

impl Piece {
    fn room(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Slot(_) => VALUE,
        }
    }
}
