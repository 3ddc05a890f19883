//! From text to pieces, once, when it is loaded.

use std::borrow::Cow;
use std::ops::Range;

use super::escape::Escape;
use super::places::{Place, header_places, places};
use super::slot::{Slot, Source};
use super::vocabulary::Vocabulary;
use crate::collection::{JsonState, references, with_values};

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
    /// Compiles a text whose slots mean what `words` says.
    ///
    /// None where the text has no slot: it is then served as it stands, never looked at again.
    pub fn compile(text: &str, escape: Escape, words: &Vocabulary<'_>) -> Option<Self> {
        Self::of_places(text, escape, places(text, escape, words))
    }

    /// Compiles the value of the header called `name`.
    pub fn header(name: &str, value: &str, words: &Vocabulary<'_>) -> Option<Self> {
        Self::of_places(value, Escape::Header, header_places(name, value, words))
    }

    fn of_places(text: &str, escape: Escape, places: Vec<Place>) -> Option<Self> {
        if places.is_empty() {
            return None;
        }
        let mut compiler =
            Compiler { pieces: Vec::new(), pending: String::new(), json: JsonState::default() };
        let mut from = 0;
        for place in places {
            compiler.text(text.get(from..place.range.start).unwrap_or_default());
            compiler.slot(place.source, escape);
            from = place.range.end;
        }
        compiler.text(text.get(from..).unwrap_or_default());
        compiler.flush();
        Some(Self { pieces: compiler.pieces.into() })
    }

    /// The texts between the slots.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(&**text),
            Piece::Slot(_) => None,
        })
    }

    /// The names that no request can fill in: they will stay as they stand, braces included. Those within an address
    /// that is replaced do not.
    pub fn unfilled<'t>(text: &'t str, words: &Vocabulary<'_>) -> impl Iterator<Item = &'t str> {
        let addresses = words.addresses.find(text);
        let unfilled = references(text).filter(move |reference| {
            let is_within = |range: &Range<usize>| {
                range.start <= reference.range.start && reference.range.end <= range.end
            };
            Source::of(reference.name, words).is_none()
                && !addresses.iter().any(|found| is_within(&found.range))
        });
        unfilled.map(|reference| reference.name)
    }

    /// The text with every slot outside a string of JSON replaced by a value, so that it can be asked whether the
    /// answer will be JSON.
    pub fn with_values<'t>(text: &'t str, words: &Vocabulary<'_>) -> Cow<'t, str> {
        with_values(text, |name| Source::of(name, words).is_some())
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
