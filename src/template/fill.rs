//! From pieces to text, once a request.

use super::compile::{Piece, Template};
use super::draw::Draw;
use super::inputs::Inputs;

/// The room made for a value whose length is not known before, in bytes.
const VALUE: usize = 32;

impl Template {
    /// Adds the text with its slots filled in to `out`. A value filled in is never evaluated again.
    pub fn fill(&self, inputs: &Inputs<'_>, draw: &Draw, out: &mut Vec<u8>) {
        out.reserve(self.pieces.iter().map(Piece::room).sum());
        let mut scratch = String::new();
        for (place, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Slot(slot) => slot.fill(inputs, *draw, place, &mut scratch, out),
            }
        }
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
