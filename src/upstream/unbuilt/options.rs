//! What OPTIONS of paths was answered.

use std::sync::Arc;
use std::time::Instant;

use super::kind::Kinds;
use super::looks::Look;
use super::rules::Question;

/// By what was asked about.
#[derive(Debug, Clone, Default)]
pub(super) struct OptionsKnown(Vec<(About, OptionsSeen)>);

/// What was asked about: the endpoint, which of its paths, and the kinds of its parameters' values. A route of the
/// backend's may take one kind and not another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct About {
    pub(crate) endpoint: Arc<str>,
    pub(crate) kinds: Kinds,
    pub(crate) question: Question,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OptionsSeen {
    pub(crate) status: u16,
    pub(crate) allow: Option<Vec<String>>,
    /// Of a 404.
    pub(crate) look: Option<Look>,
    /// When it was asked for.
    pub(crate) since: Instant,
}

impl OptionsKnown {
    pub(super) fn find(&self, endpoint: &str, kinds: &Kinds, question: Question) -> Option<&OptionsSeen> {
        let is_it = |about: &About| {
            about.question == question && *about.endpoint == *endpoint && about.kinds == *kinds
        };
        self.0.iter().find(|(about, _)| is_it(about)).map(|(_, seen)| seen)
    }

    pub(super) fn learn(&mut self, about: About, seen: OptionsSeen) {
        self.0.retain(|(known, _)| *known != about);
        self.0.push((about, seen));
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
