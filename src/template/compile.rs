//! From text to pieces, once, when it is loaded.

use super::escape::Escape;
use super::slot::{Slot, Source};
use crate::collection::{JsonState, references};

/// A text in pieces: what stands in it, and slots for what is filled in per request.
#[derive(Debug)]
pub struct Template {
    pub(super) pieces: Box<[Piece]>,
}

#[derive(Debug)]
pub(super) enum Piece {
    Text(Box<str>),
    Slot(Slot),
}

impl Template {
    /// Compiles a text; `captures` are the names of its example's wildcards.
    ///
    /// None where the text has no slot: it is then served as it stands, never looked at again.
    pub fn compile(text: &str, escape: Escape, captures: &[&str]) -> Option<Self> {
        let mut compiler =
            Compiler { pieces: Vec::new(), pending: String::new(), json: JsonState::default() };
        let mut from = 0;
        for reference in references(text) {
            let Some(source) = Source::of(reference.name, captures) else { continue };
            compiler.text(text.get(from..reference.range.start).unwrap_or_default());
            compiler.slot(source, escape);
            from = reference.range.end;
        }
        if from == 0 {
            return None;
        }
        compiler.text(text.get(from..).unwrap_or_default());
        compiler.flush();
        Some(Self { pieces: compiler.pieces.into() })
    }

    /// The names that no request can fill in: they will stay as they stand, braces included.
    pub fn unfilled<'t>(text: &'t str, captures: &[&str]) -> impl Iterator<Item = &'t str> {
        references(text).map(|reference| reference.name).filter(|name| Source::of(name, captures).is_none())
    }
}

struct Compiler {
    pieces: Vec<Piece>,
    pending: String,
    json: JsonState,
}

impl Compiler {
    fn text(&mut self, text: &str) {
        self.json = self.json.advance(text);
        self.pending.push_str(text);
    }

    fn slot(&mut self, source: Source, escape: Escape) {
        if escape == Escape::Json && self.json == JsonState::Escaped {
            // The backslash would escape the first character of the value, perhaps its own backslash:
            // it becomes one that stands for itself.
            self.text("\\");
        }
        let escape = match (escape, self.json) {
            (Escape::Json, JsonState::Outside) => Escape::None,
            _ => escape,
        };
        self.flush();
        self.pieces.push(Piece::Slot(Slot { source, escape }));
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.pieces.push(Piece::Text(std::mem::take(&mut self.pending).into()));
        }
    }
}
