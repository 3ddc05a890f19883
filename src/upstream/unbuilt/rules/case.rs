//! An answer that is judged, with what it answers.

use std::time::Instant;

use http::{HeaderMap, Method};

use crate::config::{Unbuilt as Settings, Undecided};
use crate::upstream::unbuilt::client::variation;
use crate::upstream::unbuilt::kind::{Kind, Kinds};
use crate::upstream::unbuilt::looks::{Asked, Seen};
use crate::upstream::unbuilt::memory::PlaceKey;
use crate::upstream::unbuilt::outline::{Endpoint, Outline};
use crate::upstream::unbuilt::paths::{neighbour, unknown_paths};
use crate::upstream::unbuilt::pattern::{as_ended, joined, segments};
use crate::upstream::unbuilt::rules::{Form, Question};

/// An answer that is judged.
pub(crate) struct Case<'c> {
    pub(crate) method: &'c Method,
    /// As the client sent it.
    pub(crate) path: &'c str,
    pub(crate) query: Option<&'c str>,
    pub(crate) endpoint: &'c Endpoint,
    pub(crate) outline: &'c Outline,
    /// Where what is learned belongs.
    pub(crate) place: PlaceKey,
    /// Of the request.
    pub(crate) headers: &'c HeaderMap,
    pub(crate) answer: &'c Seen,
    /// When it came.
    pub(crate) now: Instant,
    pub(crate) settings: &'c Settings,
    /// What becomes of a path on its way to the backend.
    pub(crate) onward: &'c (dyn Fn(&str) -> String + Sync),
    /// Whether the collection's examples of the resource name this value.
    pub(crate) is_named: &'c (dyn Fn(&str) -> bool + Sync),
    /// The name that is put into paths that cannot exist.
    pub(crate) probe: &'c str,
}

/// What was asked for this request alone.
#[derive(Debug, Default)]
pub(crate) struct Fresh {
    pub(crate) get: Option<Seen>,
    pub(crate) thing: Option<Seen>,
    /// With its path, which is another each time.
    pub(crate) neighbour: Option<(String, Seen)>,
}

impl Case<'_> {
    /// How else it was asked: what may make a framework answer otherwise.
    pub(crate) fn variation(&self) -> u64 {
        variation(self.headers, self.query)
    }

    /// Whether it reads: a GET, HEAD or OPTIONS changes nothing.
    pub(super) fn is_write(&self) -> bool {
        ![Method::GET, Method::HEAD, Method::OPTIONS].contains(self.method)
    }

    pub(super) fn may_mock_undecided(&self) -> bool {
        self.settings.undecided == Undecided::Mock
    }

    /// Paths that cannot exist, the best first.
    pub(super) fn unknown_paths(&self) -> Vec<String> {
        unknown_paths(self.path, self.endpoint, self.outline, self.probe)
    }

    /// The path of the thing that the request is about; none where it has no parameter.
    pub(super) fn thing(&self) -> Option<String> {
        let whole = [Method::PUT, Method::PATCH, Method::DELETE].contains(self.method);
        let last = self.endpoint.pattern.last_parameter()?;
        let length = if whole { self.endpoint.pattern.len() } else { last + 1 };
        Some(self.beginning(length))
    }

    /// The kinds of the values that the path has for its parameters.
    pub(crate) fn kinds(&self) -> Kinds {
        let mut parameters = self.endpoint.pattern.parameters().peekable();
        if parameters.peek().is_none() {
            return Kinds::new();
        }
        let parts = segments(self.path);
        parameters.map(|place| parts.get(place).map_or(Kind::Word, |value| Kind::of(value))).collect()
    }

    /// What stands before the first parameter.
    pub(super) fn parent(&self) -> Option<String> {
        Some(self.beginning(self.endpoint.pattern.first_parameter()?))
    }

    /// The value of the last parameter.
    pub(super) fn value(&self) -> Option<&str> {
        segments(self.path).get(self.endpoint.pattern.last_parameter()?).copied()
    }

    /// The first segments of the path.
    fn beginning(&self, length: usize) -> String {
        let parts = segments(self.path);
        let beginning = joined(parts.into_iter().take(length));
        if beginning.is_empty() { "/".to_owned() } else { as_ended(beginning, self.path) }
    }

    /// The path that a question asks for, as the client would send it; none where there is no such path.
    pub(crate) fn path_of(&self, question: Question) -> Option<String> {
        match question {
            Question::Unknown(at, _) | Question::OptionsUnknown(at, _) => {
                self.unknown_paths().into_iter().nth(at)
            }
            Question::OptionsHere(_) | Question::Get => Some(self.path.to_owned()),
            Question::Thing => self.thing(),
            Question::Neighbour => {
                Some(neighbour(&self.thing()?, self.endpoint.pattern.last_parameter()?, self.probe))
            }
            Question::Parent => self.parent(),
        }
    }

    /// What is taken out of the answer to a question before it is compared.
    pub(crate) fn asked<'a>(&'a self, path: &'a str) -> Asked<'a> {
        Asked { path, query: self.query, probe: Some(self.probe) }
    }
}

impl Question {
    /// The method that asks it.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::OptionsHere(_) | Self::OptionsUnknown(..) => "OPTIONS",
            _ => "GET",
        }
    }

    pub(crate) fn form(self) -> Form {
        match self {
            Self::Unknown(_, form) | Self::OptionsHere(form) | Self::OptionsUnknown(_, form) => form,
            _ => Form::AsClient,
        }
    }
}
