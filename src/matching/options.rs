//! What the configuration of a mock, and the place of the mock, say about matching.

use crate::collection::Algorithm;

/// When an example may answer by edit distance, step 8 (8.13). It does not apply to [`Algorithm::Postman`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SimilarPaths {
    /// Where the mock is all there is: a backend would not take the path.
    #[default]
    Alone,
    /// Also in front of a backend.
    Always,
    /// Nowhere.
    Never,
}

/// The place from which a mock is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is all there is: mode `mock`.
    Alone,
    /// A backend answers what it does not.
    InFront,
}

/// What the configuration of a mock says about matching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which rules choose.
    pub algorithm: Algorithm,
    /// The headers in which an example and a request must agree (5.1).
    pub match_headers: Vec<String>,
    /// Whether bodies must be equal (5.2).
    pub match_body: bool,
    /// When step 8 applies (8.13).
    pub similar_paths: SimilarPaths,
    /// Whether an ID may stand for an ID, steps 6 and 7 (8.13). It does not apply to [`Algorithm::Postman`].
    pub similar_ids: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::default(),
            match_headers: Vec::new(),
            match_body: false,
            similar_paths: SimilarPaths::default(),
            similar_ids: true,
        }
    }
}
