//! An example prepared for matching.

use std::sync::Arc;

use super::body::{BodyPattern, Differences};
use super::calls::saved_in_address;
use super::headers::SavedHeaders;
use super::params::Params;
use super::path::{Path, Segment};
use super::request::Request;
use super::shared::Shared;
use crate::collection::{Algorithm, Example, Response};

/// What matching needs to know of an example; its answer is kept elsewhere.
#[derive(Debug)]
pub struct Candidate {
    /// Its id (matching.md 1.3).
    pub id: Option<Arc<str>>,
    /// Its uid, `<digits>-<id>`.
    pub uid: Option<Box<str>>,
    /// Its name, trimmed.
    pub name: Arc<str>,
    /// `Folder / Request`.
    pub item: Arc<str>,
    /// Upper case.
    pub method: Arc<str>,
    /// Its path.
    pub path: Path,
    /// What it was saved with, where it says (1.4).
    pub status: Option<u16>,
    /// The rules that its collection was read for.
    pub(super) algorithm: Algorithm,
    pub(super) request: Arc<ItemRequest>,
    by_own_path: bool,
    /// The etag of a 200 (8.1.2).
    pub(super) etag: Option<Box<str>>,
    pub(super) params: Params,
    pub(super) headers: Arc<SavedHeaders>,
    pub(super) body: Arc<BodyPattern>,
}

/// The request of a collection that examples belong to. Examples of one request share it.
#[derive(Debug)]
pub(super) struct ItemRequest {
    /// None where it has no URL.
    path: Option<Path>,
}

impl ItemRequest {
    pub(super) fn new(path: Option<Path>) -> Self {
        Self { path }
    }
}

impl Candidate {
    /// Splits an example into what is matched and what is answered. What it has in common with those prepared before
    /// is `shared` with them.
    pub fn prepare(example: Example, shared: &mut Shared) -> (Self, Response) {
        let (request, path) = (shared.request(&example.request), shared.path(example.path));
        let body = match shared.body(example.body) {
            // Saved without a body, it is of the operation that its request asks for (8.4).
            body if body.is_empty() && example.method == "POST" => {
                shared.call(&example.request).unwrap_or(body)
            }
            // A GraphQL client may ask by GET, and then says the call in the parameters.
            body if body.is_empty()
                && shared.algorithm() == Algorithm::Extended
                && example.method == "GET" =>
            {
                saved_in_address(&example.params).map_or(body, Arc::new)
            }
            body => body,
        };
        let candidate = Self {
            body,
            algorithm: shared.algorithm(),
            by_own_path: request.path.as_ref().is_some_and(|own| is_freer(own, &path)),
            request,
            id: example.id.map(Into::into),
            uid: example.uid.map(Into::into),
            name: shared.text(&example.name),
            item: shared.text(&example.item),
            method: shared.text(&example.method),
            path,
            status: example.response.status,
            etag: etag(&example.response),
            params: example.params.into(),
            headers: shared.headers(example.headers),
        };
        (candidate, example.response)
    }

    /// The rules that it was prepared for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What names it in logs: its id, else its name.
    pub fn label(&self) -> &Arc<str> {
        self.id.as_ref().unwrap_or(&self.name)
    }

    /// In what its saved body differs from the request's; none where they are equal, or are not compared part by part.
    pub fn differences(&self, request: &Request<'_>) -> Option<Differences> {
        match self.algorithm {
            Algorithm::Extended => self.body.differences(&request.body),
            Algorithm::Postman => None,
        }
    }

    /// Whether it counts as "status 200" in a tie: only one that says so (1.4).
    pub(super) fn is_ok(&self) -> bool {
        self.status == Some(200)
    }

    /// Whether it was saved with a status of success.
    pub(super) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The path of its request of the collection, where the example also answers by that (8.2).
    pub(super) fn own_path(&self) -> Option<&Path> {
        self.request.path.as_ref().filter(|_| self.by_own_path)
    }

    /// The path of its request of the collection, where that has as many segments: its wildcards capture, too.
    pub(super) fn capturing_path(&self) -> Option<&Path> {
        let path = self.request.path.as_ref().filter(|_| self.algorithm == Algorithm::Extended);
        path.filter(|own| own.trimmed().len() == self.path.trimmed().len())
    }
}

fn etag(response: &Response) -> Option<Box<str>> {
    let of_ok = response.headers.iter().filter(|_| response.status == Some(200));
    let found =
        of_ok.filter(|header| header.name.trim().eq_ignore_ascii_case("etag")).map(|header| &*header.value);
    found.last().map(Into::into)
}

/// Whether `own` has a wildcard where `saved` has a literal, and as many segments (8.2).
fn is_freer(own: &Path, saved: &Path) -> bool {
    let pairs = || own.trimmed().iter().zip(saved.trimmed());
    own.trimmed().len() == saved.trimmed().len()
        && pairs()
            .any(|(own, saved)| !matches!(own, Segment::Literal(_)) && matches!(saved, Segment::Literal(_)))
}
