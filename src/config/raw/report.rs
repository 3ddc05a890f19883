//! The problems of one file, in the order of their places.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::Path;

use crate::config::{Invalid, Places};
use crate::diagnostic::{Diagnostic, Level, Place};

/// Where something stands.
#[derive(Debug, Clone)]
pub(in crate::config) struct Spot {
    /// `routes[0].mode`; empty for the file itself.
    pub(in crate::config) item: String,
    /// In bytes from the start of the file.
    pub(in crate::config) offset: usize,
}

/// Collects problems while a file is read.
pub(in crate::config) struct Report<'t> {
    file: &'t Path,
    original: &'t str,
    /// The file with its secrets hidden, byte for byte as long as it was.
    text: Cow<'t, str>,
    found: RefCell<Vec<(usize, Diagnostic)>>,
    places: RefCell<Places>,
}

impl<'t> Report<'t> {
    pub(super) fn new(file: &'t Path, original: &'t str, text: Cow<'t, str>) -> Self {
        Self { file, original, text, found: RefCell::default(), places: RefCell::default() }
    }

    /// Something that makes the config unusable.
    pub(in crate::config) fn error(&self, spot: &Spot, invalid: Invalid) {
        self.add(spot, invalid, Level::Error);
    }

    /// Something its author may not have meant.
    pub(in crate::config) fn warn(&self, spot: &Spot, invalid: Invalid) {
        self.add(spot, invalid, Level::Warning);
    }

    /// Whether the config is unusable.
    pub(in crate::config) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(|(_, diagnostic)| diagnostic.is_error())
    }

    /// The line that `spot` is on, counted from 1.
    pub(in crate::config) fn line(&self, spot: &Spot) -> usize {
        Place::of(&self.text, spot.offset).line
    }

    /// Remembers the place of what only a loader can tell to be wrong.
    pub(in crate::config) fn remember(&self, item: String, spot: &Spot) {
        self.places.borrow_mut().insert(item, self.place(spot));
    }

    /// With a quote that hides what is secret: a character of several bytes is as many asterisks there, and one column.
    fn place(&self, spot: &Spot) -> Place {
        let column = Place::of(self.original, spot.offset).column;
        let mut place = Place::of(&self.text, spot.offset);
        place.column = column;
        place
    }

    /// The places that were to be remembered.
    pub(in crate::config) fn places(&self) -> Places {
        self.places.take()
    }

    /// Every problem, in the order of the file.
    pub(in crate::config) fn into_problems(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|(offset, _)| *offset);
        found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }

    fn add(&self, spot: &Spot, invalid: Invalid, level: Level) {
        let mut diagnostic = Diagnostic::from(invalid).in_file(self.file).at(self.place(spot));
        diagnostic.level = level;
        if !spot.item.is_empty() {
            diagnostic = diagnostic.at_item(spot.item.as_str());
        }
        self.found.borrow_mut().push((spot.offset, diagnostic));
    }
}
