//! An example prepared for matching.

use std::sync::Arc;

use super::body::BodyPattern;
use super::headers::SavedHeaders;
use super::params::Params;
use super::path::Path;
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
    pub item: Box<str>,
    /// Upper case.
    pub method: Box<str>,
    /// Its path.
    pub path: Path,
    /// What it was saved with, where it says (1.4).
    pub status: Option<u16>,
    pub(super) params: Params,
    pub(super) headers: SavedHeaders,
    pub(super) body: BodyPattern,
}

impl Candidate {
    /// Splits an example into what is matched and what is answered.
    pub fn prepare(example: Example) -> (Self, Response) {
        let candidate = Self {
            id: example.id.map(Into::into),
            uid: example.uid.map(Into::into),
            name: example.name.into(),
            item: example.item.into(),
            method: example.method.into(),
            path: example.path.into(),
            status: example.response.status,
            params: example.params.into(),
            headers: example.headers.into(),
            body: example.body.into(),
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
