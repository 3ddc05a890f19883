//! Requests of which it cannot be told for certain where they belong.

use http::StatusCode;

use crate::mock::Answer;

/// Why a request belongs nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It names no host, or something that is none (RFC 9112, 3.2).
    Host,
    /// Its target has no form that every backend reads alike (RFC 9112, 3.2).
    Target,
    /// Its path means one route or another, as a backend decodes it.
    AmbiguousPath,
    /// Its path leads out of the prefix that is put before it.
    Escapes,
}

impl Refusal {
    /// What the client is told: 400.
    pub fn answer(self) -> Answer {
        let (name, header) = match self {
            Self::Host => ("invalidHostError", "Invalid host"),
            Self::Target => ("invalidTargetError", "Invalid target"),
            Self::AmbiguousPath => ("ambiguousPathError", "Ambiguous path"),
            Self::Escapes => ("invalidPathError", "Invalid path"),
        };
        Answer::error(StatusCode::BAD_REQUEST, name, header, self.message())
    }

    /// What is wrong, and what to do.
    pub fn message(self) -> &'static str {
        match self {
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
        }
    }
}
