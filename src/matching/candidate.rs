//! An example prepared for matching.

use std::sync::Arc;

use super::body::BodyPattern;
use super::headers::SavedHeaders;
use super::params::Params;
use super::path::Path;
use super::shared::Shared;
use crate::collection::{Example, Response};

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
    pub(super) params: Params,
    pub(super) headers: Arc<SavedHeaders>,
    pub(super) body: Arc<BodyPattern>,
}

impl Candidate {
    /// Splits an example into what is matched and what is answered. What it has in common with those prepared before
    /// is `shared` with them.
    pub fn prepare(example: Example, shared: &mut Shared) -> (Self, Response) {
        let candidate = Self {
            id: example.id.map(Into::into),
            uid: example.uid.map(Into::into),
            name: shared.text(&example.name),
            item: shared.text(&example.item),
            method: shared.text(&example.method),
            path: shared.path(example.path),
            status: example.response.status,
            params: example.params.into(),
            headers: shared.headers(example.headers),
            body: shared.body(example.body),
        };
        (candidate, example.response)
    }

    /// What names it in headers and logs: its id, else its name.
    pub fn label(&self) -> &Arc<str> {
        self.id.as_ref().unwrap_or(&self.name)
    }

    /// Whether it counts as "status 200" in a tie: only one that says so (1.4).
    pub(super) fn is_ok(&self) -> bool {
        self.status == Some(200)
    }
}
