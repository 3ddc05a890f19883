//! From a request to a reply, in the order of matching.md, section 7.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_LENGTH;

use super::answer::{Answer, allows_body};
use super::calls::ProtocolAnswer;
use super::cors::Preflight;
use super::delay::Delay;
use super::error;
use super::label::Label;
use super::library::Library;
use super::saved::SavedAnswer;
use super::seed::Chance;
use crate::matching::{
    self, Algorithm, Answers, Beaten, Candidate, Explanation, Grounds, Index, Miss, Request, Role, Unsaved,
};
use crate::template::Draw;

/// How long an answer that is filled in may be unless the mock says otherwise, in bytes.
pub const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// How a mock behaves beside its examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Who gets an answer (7.7).
    pub visibility: Visibility,
    /// How long answers wait unless the request says (7.5).
    pub delay: Delay,
    /// What answers every request instead of an example, where it is active (7.6).
    pub server_response: Option<Answer>,
    /// How values are drawn that answers fill in.
    pub chance: Chance,
    /// How long an answer may be that is filled in, in bytes: its body and the headers that are filled in.
    pub max_answer: usize,
    /// What examples and requests must agree in.
    pub matching: matching::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            visibility: Visibility::default(),
            delay: Delay::default(),
            server_response: None,
            chance: Chance::default(),
            max_answer: MAX_ANSWER,
            matching: matching::Options::default(),
        }
    }
}

/// Who gets an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Anyone.
    #[default]
    Public,
    /// Callers with a known key.
    Private,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Caller {
    /// Without a key, or with one that nobody knows.
    #[default]
    Unknown,
    /// With a known key.
    Known,
}

/// Examples that answer together.
#[derive(Debug, Default)]
pub struct Mock {
    pub(super) options: Options,
    pub(super) index: Index,
    pub(super) answers: Vec<Arc<SavedAnswer>>,
}

/// What a mock says to a request.
#[derive(Debug)]
pub enum Reply<'m> {
    /// An example answers.
    Example {
        /// Which.
        example: &'m Candidate,
        /// How headers call it.
        label: &'m Label,
        /// The rules of matching.md, section 8, that had a say.
        grounds: Grounds,
        /// With what.
        answer: Cow<'m, Answer>,
        /// How long it waits.
        delay: Delay,
    },
    /// An example matches, but filled in for this request it is longer than an answer may be.
    TooLong {
        /// Which.
        example: &'m Candidate,
        /// How a header calls it.
        label: &'m Label,
        /// The error that says so.
        answer: Answer,
    },
    /// The mock answers every request so (7.6).
    ServerResponse(&'m Answer),
    /// A preflight that no example answers is allowed (7.4).
    Preflight(Answer),
    /// An answer in the words of a protocol, which no example alone gives (8.4).
    Protocol {
        /// Which.
        kind: ProtocolAnswer,
        /// With what.
        answer: Answer,
        /// How long it waits.
        delay: Delay,
    },
    /// The request is refused before any example is looked at: no key, or a control header that
    /// means nothing.
    Refused(Answer),
    /// No example matches.
    Miss(Miss),
}

impl Reply<'_> {
    /// Whether it is what was asked for, and neither a refusal nor the lack of an example.
    pub fn answers(&self) -> bool {
        match self {
            Self::Example { .. } | Self::ServerResponse(_) | Self::Preflight(_) | Self::Protocol { .. } => {
                true
            }
            Self::TooLong { .. } | Self::Refused(_) | Self::Miss(_) => false,
        }
    }
}

impl Mock {
    /// A mock of all examples of `libraries`.
    pub fn new(options: Options, libraries: &[Arc<Library>]) -> Self {
        let candidates: Vec<_> =
            libraries.iter().flat_map(|library| library.candidates.iter().cloned()).collect();
        let answers: Vec<_> = libraries.iter().flat_map(|library| &library.answers).collect();
        let algorithm = options.matching.algorithm;
        let (index, order) = Index::new(&candidates, algorithm);
        let index = match algorithm {
            Algorithm::Postman => index,
            Algorithm::Extended => index.with_unsaved(unsaved(libraries)),
        };
        Self { options, index, answers: order.into_iter().map(|at| Arc::clone(answers[at])).collect() }
    }

    /// The same mock without some of its examples, named by their place in the order by id.
    #[must_use]
    pub fn without(&self, hidden: &[bool]) -> Self {
        let is_kept = |place: &usize| !hidden.get(*place).copied().unwrap_or_default();
        let kept: Vec<_> = (0..self.len()).filter(is_kept).collect();
        let candidates: Vec<_> = kept.iter().map(|place| Arc::clone(&self.examples()[*place])).collect();
        let (index, order) = Index::new(&candidates, self.options.matching.algorithm);
        let answers = order.into_iter().map(|at| Arc::clone(&self.answers[kept[at]])).collect();
        Self { options: self.options.clone(), index, answers }
    }

    /// How many examples it has.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Its examples, in the order by id.
    pub fn examples(&self) -> &[Arc<Candidate>] {
        self.index.candidates()
    }

    /// The saved bodies of its examples, each with the path of the example.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = (&matching::Path, &[u8])> {
        let paths = self.index.candidates().iter().map(|candidate| &candidate.path);
        paths.zip(self.answers.iter().map(|answer| answer.body()))
    }

    /// Those of its examples that others always answer instead of; for people: it looks at all of them.
    pub fn beaten(&self) -> Vec<Beaten> {
        self.index.beaten()
    }

    /// What it says to a request. A preflight gets a successful example or is allowed: it is never refused (7.4).
    ///
    /// `by_chance` gives the draw for values that are filled in; it is asked only where there are any.
    pub fn reply(
        &self,
        request: &Request<'_>,
        caller: Caller,
        role: Role,
        by_chance: impl FnOnce() -> Draw,
    ) -> Reply<'_> {
        let is_allowed = self.options.visibility == Visibility::Public || caller == Caller::Known;
        let preflight = Preflight::read(request.method(), request.headers());
        let reply = match (&self.options.server_response, preflight) {
            _ if !is_allowed => Reply::Refused(error::unauthorized()),
            (Some(response), None) => Reply::ServerResponse(response),
            _ => self.choose(request, role, by_chance),
        };
        match (reply, preflight) {
            (Reply::Example { answer, .. }, Some(preflight)) if !answer.status.is_success() => {
                Reply::Preflight(preflight.allow())
            }
            (Reply::Miss(_) | Reply::Refused(_), Some(preflight)) => Reply::Preflight(preflight.allow()),
            (Reply::Refused(answer), None) => {
                Reply::Refused(self.spoken(answer, request.headers(), request.body()))
            }
            (reply, _) => reply,
        }
    }

    /// How it chooses for a request, with at most `most` examples. For people: it looks at all of them.
    pub fn explain(&self, request: &Request<'_>, role: Role, most: usize) -> Explanation {
        let explain =
            |request: &Request<'_>| self.index.explain(request, &self.options.matching, role, (self, most));
        self.as_it_counts(request, role, explain)
    }

    /// Whether an example may answer, whatever the body turns out to be.
    pub fn may_answer(&self, request: &Request<'_>, role: Role) -> bool {
        let may_answer = |request: &Request<'_>| self.index.may_answer(request, &self.options.matching, role);
        self.options.server_response.is_some() || self.as_it_counts(request, role, may_answer)
    }
}

impl Answers for Mock {
    fn body(&self, rank: usize) -> &[u8] {
        self.answers.get(rank).map_or(b"", |saved| saved.body())
    }
}

/// The requests without an example that no other collection of the mock has either.
fn unsaved(libraries: &[Arc<Library>]) -> Unsaved {
    Unsaved::new(libraries.iter().flat_map(|library| library.without_example.iter().cloned()))
}

/// The answer with the status that was asked for, where it was saved without one (matching.md 8.1.4).
pub(super) fn with_status(answer: Cow<'_, Answer>, status: Option<u16>) -> Cow<'_, Answer> {
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else { return answer };
    let body = if allows_body(status) { answer.body.clone() } else { Bytes::new() };
    let headers = answer.headers.iter().filter(|(name, _)| *name != CONTENT_LENGTH);
    Cow::Owned(Answer::new(status, headers.map(|(name, value)| (name.clone(), value.clone())), body))
}
