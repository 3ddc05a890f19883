//! What many examples have in common, kept once: without it, a hundred thousand examples would hold as many copies
//! of `GET` and of the same few headers.

use std::sync::Arc;

use hashbrown::HashSet;

use super::body::BodyPattern;
use super::headers::SavedHeaders;
use super::path::Path;
use crate::collection::{Body, Header, PathPattern};

/// What the examples prepared so far have in common. Needed while they are prepared, and not later.
#[derive(Debug, Default)]
pub struct Shared {
    texts: HashSet<Arc<str>>,
    paths: HashSet<Path>,
    headers: HashSet<Arc<SavedHeaders>>,
    no_body: Arc<BodyPattern>,
}

impl Shared {
    /// A text such as a method or the name of an item.
    pub fn text(&mut self, text: &str) -> Arc<str> {
        Arc::clone(self.texts.get_or_insert_with(text, |text: &str| text.into()))
    }

    /// A path, ready for matching.
    pub fn path(&mut self, pattern: PathPattern) -> Path {
        let path = Path::from(pattern);
        self.paths.get_or_insert_with(&path, Path::clone).clone()
    }

    pub(super) fn headers(&mut self, headers: Vec<Header>) -> Arc<SavedHeaders> {
        let headers = Arc::new(SavedHeaders::from(headers));
        Arc::clone(self.headers.get_or_insert(headers))
    }

    pub(super) fn body(&self, body: Body) -> Arc<BodyPattern> {
        let body = BodyPattern::from(body);
        if body.is_empty() { Arc::clone(&self.no_body) } else { Arc::new(body) }
    }
}
