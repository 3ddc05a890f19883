//! Examples of one mock, but of two collections, that are in each other's way.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Level};
use crate::matching::{Advantage, Candidate};
use crate::mock::Library;
use crate::reload::LoadedMock;

/// Which collection of a mock an example is from.
pub(super) struct Origins(HashMap<*const Candidate, usize>);

impl Origins {
    pub(super) fn of(mock: &LoadedMock) -> Self {
        let libraries = mock.shelf.libraries.iter().enumerate();
        let from = |(at, library): (usize, &Arc<Library>)| {
            library.examples().iter().map(move |example| (Arc::as_ptr(example), at)).collect::<Vec<_>>()
        };
        Self(libraries.flat_map(from).collect())
    }

    pub(super) fn at(&self, example: &Arc<Candidate>) -> Option<usize> {
        self.0.get(&Arc::as_ptr(example)).copied()
    }

    /// The file or folder that an example is from.
    pub(super) fn file<'m>(&self, mock: &'m LoadedMock, example: &Arc<Candidate>) -> Option<&'m Path> {
        mock.shelf.files.get(self.at(example)?).map(AsRef::as_ref)
    }
}

/// An example and the one that answers instead.
type Beaten<'m> = (&'m Arc<Candidate>, &'m Arc<Candidate>);

/// Of each pair of collections, one hint.
pub(super) fn between(name: &str, mock: &LoadedMock) -> Vec<Diagnostic> {
    if mock.shelf.libraries.len() < 2 {
        return Vec::new();
    }
    let (origins, examples) = (Origins::of(mock), mock.mock.examples());
    let mut pairs: BTreeMap<(usize, usize), Vec<Beaten<'_>>> = BTreeMap::new();
    for beaten in mock.mock.beaten().iter().filter(|beaten| beaten.by != Advantage::Body) {
        if let (Some(loser), Some(winner)) = (examples.get(beaten.loser), examples.get(beaten.winner))
            && let (Some(from), Some(to)) = (origins.at(loser), origins.at(winner))
            && from != to
        {
            pairs.entry((from, to)).or_default().push((loser, winner));
        }
    }
    let told = |beaten: Vec<Beaten<'_>>| {
        let (loser, winner) = *beaten.first()?;
        let [from, to] = [origins.file(mock, loser)?, origins.file(mock, winner)?];
        Some(never_answers(name, loser, beaten.len(), to).in_file(from))
    };
    pairs.into_values().filter_map(told).collect()
}

fn never_answers(mock: &str, loser: &Candidate, count: usize, other: &Path) -> Diagnostic {
    let subject = match count {
        1 => "it never answers".to_owned(),
        2 => "it and 1 more example never answer".to_owned(),
        count => format!("it and {} more examples never answer", count - 1),
    };
    let other = other.display();
    Diagnostic::new(
        Level::Hint,
        format!("{subject} in mock `{mock}`: examples of `{other}` fit the same requests and win"),
    )
    .at_item(format!("{} / {}", loser.item, loser.name))
    .hint("leave one of the collections out of the mock, or give the examples different requests")
}
