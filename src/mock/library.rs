//! What one collection gives to the mocks that use it.

use std::collections::HashSet;
use std::sync::Arc;

use http::HeaderMap;

use super::header_blocks::HeaderBlocks;
use super::label::Label;
use super::rewriting::Rewriting;
use super::saved::SavedAnswer;
use crate::collection::{self, Algorithm, Collection};
use crate::diagnostic::Diagnostic;
use crate::matching::{Candidate, Path, Shared, WithoutExample};
use crate::template::Vocabulary;

/// A collection made ready: every example split into what is matched and what is answered. It is
/// shared by the snapshots that hold it, so that a reload prepares only what changed.
#[derive(Debug, Default)]
pub struct Library {
    /// The collection's name.
    pub name: String,
    /// The rules it was prepared for.
    pub algorithm: Algorithm,
    /// Its requests, in document order.
    pub endpoints: Vec<Endpoint>,
    /// Those of its requests that have no usable example (matching.md 8.14).
    pub without_example: Vec<WithoutExample>,
    pub(super) candidates: Vec<Arc<Candidate>>,
    pub(super) answers: Vec<Arc<SavedAnswer>>,
}

/// A request of a collection.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `Folder / Request`.
    pub item: Arc<str>,
    /// Upper case.
    pub method: Arc<str>,
    /// Its path.
    pub path: Path,
    /// Whether it has a usable example (matching.md 8.14).
    pub has_example: bool,
}

fn unsaved(endpoint: &collection::Endpoint, shared: &mut Shared) -> WithoutExample {
    WithoutExample {
        item: shared.text(&endpoint.item),
        method: shared.text(&endpoint.method),
        path: Path::of(endpoint.path.clone(), Algorithm::Extended),
    }
}

impl Endpoint {
    fn new(endpoint: collection::Endpoint, has_example: bool, shared: &mut Shared) -> Self {
        Self {
            has_example,
            item: shared.text(&endpoint.item),
            method: shared.text(&endpoint.method),
            path: Path::of(endpoint.path, Algorithm::Extended),
        }
    }
}

impl Library {
    /// Prepares every example; the diagnostics name what an answer had to leave out.
    pub fn new(collection: Collection) -> (Self, Vec<Diagnostic>) {
        Self::prepare(collection, &Rewriting::default())
    }

    /// As [`new`](Self::new), with these addresses replaced in answers, unless it was read for Postman's rules.
    pub fn prepare(collection: Collection, rewriting: &Rewriting) -> (Self, Vec<Diagnostic>) {
        let rewriting = rewriting.for_rules(collection.algorithm);
        let mut shared = Shared::for_rules(collection.algorithm);
        let mut blocks = HeaderBlocks::default();
        let saved: HashSet<_> = collection.examples.iter().map(|example| example.request.number).collect();
        let is_saved = |endpoint: &collection::Endpoint| saved.contains(&endpoint.number);
        let without_example = collection.endpoints.iter().filter(|endpoint| !is_saved(endpoint));
        let without_example = without_example.map(|endpoint| unsaved(endpoint, &mut shared)).collect();
        let endpoints = collection.endpoints.into_iter();
        let mut library = Self {
            name: collection.name,
            algorithm: collection.algorithm,
            without_example,
            endpoints: endpoints
                .map(|endpoint| {
                    let has_example = saved.contains(&endpoint.number);
                    Endpoint::new(endpoint, has_example, &mut shared)
                })
                .collect(),
            candidates: Vec::with_capacity(collection.examples.len()),
            answers: Vec::with_capacity(collection.examples.len()),
        };
        library.endpoints.shrink_to_fit();
        let mut diagnostics = Vec::new();
        for example in collection.examples {
            let captures: Vec<_> = example.captures().into_iter().map(str::to_owned).collect();
            let captures: Vec<_> = captures.iter().map(String::as_str).collect();
            let addresses = rewriting.addresses(&example);
            let words =
                Vocabulary { captures: &captures, algorithm: collection.algorithm, addresses: &addresses };
            let (candidate, response) = Candidate::prepare(example, &mut shared);
            let (answer, warnings) =
                SavedAnswer::new(response, Label::of(&candidate), &words, rewriting, &mut blocks);
            let item = format!("{} / {}", candidate.item, candidate.name);
            diagnostics.extend(warnings.into_iter().map(|warning| warning.at_item(&item)));
            library.candidates.push(Arc::new(candidate));
            library.answers.push(Arc::new(answer));
        }
        (library, diagnostics)
    }

    /// Its examples, in document order.
    pub fn examples(&self) -> &[Arc<Candidate>] {
        &self.candidates
    }

    /// Its examples, each with the texts of its answer that no request changes: what is filled in, or leads to the
    /// client's own origin, is not among them.
    pub(crate) fn texts_as_saved(
        &self,
    ) -> impl Iterator<Item = (&Arc<Candidate>, impl Iterator<Item = &str>)> {
        self.candidates.iter().zip(self.answers.iter().map(|answer| answer.texts_as_saved()))
    }

    /// Its examples, each with the headers of its answer.
    pub(crate) fn saved_headers(&self) -> impl Iterator<Item = (&Arc<Candidate>, &HeaderMap)> {
        self.candidates.iter().zip(self.answers.iter().map(|answer| answer.headers()))
    }

    /// How many examples it has.
    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.candidates.is_empty()
    }
}
