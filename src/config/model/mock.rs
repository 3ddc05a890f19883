//! A mock: the collections that answer together, and their options.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;

use crate::config::{Invalid, scalar};
use crate::matching::{Algorithm, SimilarPaths};
use crate::mock::{Cors, Delay, MAX_ANSWER, Readers, Rewriting};

/// Collections that answer together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mock {
    /// Unique among mocks.
    pub name: Arc<str>,
    /// At least one file or folder of collections, resolved against the config file's folder.
    pub collections: Vec<PathBuf>,
    /// A Postman environment file, resolved likewise.
    pub environment: Option<PathBuf>,
    /// Whether a route that may answer from it asks for a known key, in every mode but `live` (matching.md 7.7).
    pub private: bool,
    /// Whose pages may read answers (matching.md 7.4); none for the default of the rules of matching.
    pub cors: Option<Readers>,
    /// How long an answer waits.
    pub delay: Delay,
    /// Lower-case header names that must agree with an example's original request (matching.md 5.1).
    pub match_headers: Vec<String>,
    /// With one, every value that answers fill in is a function of it and the request (templates.md).
    pub seed: Option<u64>,
    /// What dates in answers take for the present, where it is not the clock's.
    pub now: Option<Timestamp>,
    /// Which addresses in answers become those of the client's own origin (matching.md 8.9).
    pub rewriting: Rewriting,
    /// How long an answer may be that is filled in, in bytes.
    pub max_answer: usize,
    /// What answers every request instead of an example (matching.md 7.6).
    pub server_response: Option<ServerResponse>,
    /// Whether examples with another body are out (matching.md 5.2).
    pub match_body: bool,
    /// Which rules choose the example.
    pub matching: Algorithm,
    /// When an example may answer by edit distance (matching.md 8.13).
    pub similar_paths: SimilarPaths,
    /// Whether an ID may stand for another one (matching.md 8.13).
    pub similar_ids: bool,
}

impl Mock {
    /// A mock of these files or folders with default options.
    pub fn of(name: impl Into<Arc<str>>, collections: impl IntoIterator<Item: Into<PathBuf>>) -> Self {
        Self {
            name: name.into(),
            collections: collections.into_iter().map(Into::into).collect(),
            environment: None,
            private: false,
            cors: None,
            delay: Delay::None,
            match_headers: Vec::new(),
            match_body: false,
            matching: Algorithm::default(),
            similar_paths: SimilarPaths::default(),
            similar_ids: true,
            seed: None,
            now: None,
            rewriting: Rewriting::default(),
            max_answer: MAX_ANSWER,
            server_response: None,
        }
    }

    /// How its answers are made readable for pages of other origins.
    pub fn cors(&self) -> Cors {
        Cors::new(self.cors.clone(), self.matching)
    }
}

/// A failure of the whole mock, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerResponse {
    /// Within 500 to 599.
    pub status: StatusCode,
    /// In the order of the file.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// As written.
    pub body: String,
}

/// `none`, a duration such as `200ms`, or a profile: `2g`, `3g` (matching.md 7.5).
impl FromStr for Delay {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "none" => Ok(Self::None),
            "2g" => Ok(Self::TWO_G),
            "3g" => Ok(Self::THREE_G),
            _ => match (scalar::DURATION.parse)(text) {
                Ok(Duration::ZERO) => Ok(Self::None),
                Ok(duration) => Ok(Self::Fixed(duration)),
                Err(_) => Err(Invalid::new(format!("`{text}` is not a delay")).hint(
                    "write `none`, a duration of up to `24h` such as `200ms`, or a profile: `2g` or `3g`",
                )),
            },
        }
    }
}

impl FromStr for Algorithm {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "postman" => Ok(Self::Postman),
            "extended" => Ok(Self::Extended),
            _ => Err(Invalid::new(format!("`{text}` is not a way of matching"))
                .hint("write `extended` or `postman`")),
        }
    }
}

impl FromStr for SimilarPaths {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            _ => Err(Invalid::new(format!("`{text}` does not say when paths may be similar"))
                .hint("write `always` or `never`, or leave the line out: then in mode `mock` alone")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Delay>) {
        assert_eq!(text.parse().ok(), expected, "{text}");
    }

    #[test]
    fn delays() {
        let ms = Duration::from_millis;
        check("none", Some(Delay::None));
        check("0s", Some(Delay::None));
        check("200ms", Some(Delay::Fixed(ms(200))));
        check("1s 500ms", Some(Delay::Fixed(ms(1500))));
        check("2g", Some(Delay::Between(ms(300), ms(1400))));
        check("3g", Some(Delay::Between(ms(100), ms(500))));
        check("4g", None);
        check("-1s", None);
        check("", None);
    }
}
