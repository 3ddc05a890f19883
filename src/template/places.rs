//! Where the slots of a text are.

use std::ops::Range;

use memchr::memmem;

use super::address::{Addresses, Found};
use super::escape::Escape;
use super::json_values::{TextValue, text_values};
use super::placeholder::TypedSlot;
use super::slot::Source;
use super::vocabulary::Vocabulary;
use crate::collection::{Algorithm, Placeholder, references};

/// A place that is filled in.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) source: Source,
}

/// The places of a body, in order and apart from each other.
pub(super) fn places(text: &str, escape: Escape, words: &Vocabulary<'_>) -> Vec<Place> {
    let mut places: Vec<_> = references(text)
        .filter_map(|reference| {
            Some(Place { source: Source::of(reference.name, words)?, range: reference.range })
        })
        .collect();
    places.extend(words.addresses.find(text).into_iter().map(|found| address(text, found)));
    if escape == Escape::Json && words.algorithm == Algorithm::Extended {
        places.extend(placeholders(text, words));
    }
    apart(places)
}

/// The places of the value of a header. One that is wholly a placeholder is one place.
pub(super) fn header_places(name: &str, value: &str, words: &Vocabulary<'_>) -> Vec<Place> {
    let kind = Placeholder::of(value).filter(|_| words.algorithm == Algorithm::Extended);
    match kind {
        Some(kind) => {
            let source = Source::Typed(Box::new(TypedSlot::new(kind, name, words.captures)));
            vec![Place { range: 0..value.len(), source }]
        }
        None => places(value, Escape::Header, words),
    }
}

fn address(text: &str, Found { range, form }: Found) -> Place {
    let written = text.get(range.clone()).unwrap_or_default().into();
    Place { range, source: Source::Address(form, written) }
}

/// A value that is no text loses its quotes.
fn placeholders(text: &str, words: &Vocabulary<'_>) -> impl Iterator<Item = Place> {
    // Nearly no body has any.
    let values = match memmem::find(text.as_bytes(), b"\"<") {
        Some(_) => text_values(text),
        None => Vec::new(),
    };
    let captures = words.captures;
    values.into_iter().filter_map(move |TextValue { text, range, name }| {
        let kind = Placeholder::of(text)?;
        let range = if kind.is_text() { range.start + 1..range.end - 1 } else { range };
        Some(Place { range, source: Source::Typed(Box::new(TypedSlot::new(kind, name, captures))) })
    })
}

/// In order; of two that overlap, the one that begins first, and is the longer.
fn apart(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by_key(|place| (place.range.start, std::cmp::Reverse(place.range.end)));
    let mut end = 0;
    places.retain(|place| {
        let is_apart = place.range.start >= end;
        if is_apart {
            end = place.range.end;
        }
        is_apart
    });
    places
}

impl Addresses {
    /// The place of a reference to the host of the saved request.
    pub(super) fn source(&self, name: &str) -> Option<Source> {
        let form = self.variable(name)?;
        Some(Source::Address(form, format!("{{{{{name}}}}}").into()))
    }
}
