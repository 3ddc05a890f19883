//! Requests of which it cannot be told for certain where they belong, or that belong nowhere.

use std::borrow::Cow;

use http::StatusCode;

use crate::mock::Answer;

/// Why a request belongs nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It names no host, or something that is none (RFC 9112, 3.2).
    Host,
    /// Its target has no form that every backend reads alike (RFC 9112, 3.2).
    Target,
    /// Its path means one route or another, as a backend decodes it.
    AmbiguousPath,
    /// Its path leads out of the prefix that is put before it.
    Escapes,
    /// Its host is below the mock domain, and no mock has it; the names of those that have one.
    UnknownMock(Vec<String>),
}

impl Refusal {
    /// What the client is told: 400, or 404.
    pub fn answer(&self) -> Answer {
        let (name, header) = match self {
            Self::Host => ("invalidHostError", "Invalid host"),
            Self::Target => ("invalidTargetError", "Invalid target"),
            Self::AmbiguousPath => ("ambiguousPathError", "Ambiguous path"),
            Self::Escapes => ("invalidPathError", "Invalid path"),
            Self::UnknownMock(_) => ("noRouteError", "No such mock"),
        };
        Answer::error(self.status(), name, header, &self.message())
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Host | Self::Target | Self::AmbiguousPath | Self::Escapes => StatusCode::BAD_REQUEST,
            Self::UnknownMock(_) => StatusCode::NOT_FOUND,
        }
    }

    /// What is wrong, and what to do.
    pub fn message(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Host => {
                "The request names no host, or something that is none. Send one Host header with a name or address."
            }
            Self::Target => {
                "The target is neither a path that begins with `/` nor a whole address. Send one of these."
            }
            Self::AmbiguousPath => {
                "The path can be read in two ways that lead to different routes. Send it without encoded slashes, \
                 backslashes, NUL and dot segments, and in the letters that the route is written in."
            }
            Self::Escapes => {
                "The path leads out of where the route's requests go. Send it without encoded dot segments."
            }
            Self::UnknownMock(known) if known.is_empty() => "No mock has this host.",
            Self::UnknownMock(known) => {
                let known = known.join("`, `");
                return Cow::Owned(format!("No mock has this host. The first name of it may be `{known}`."));
            }
        })
    }
}
