//! How a status stands among others on a tie (matching.md, section 6 and 8.1.3).

use super::candidate::Candidate;
use crate::collection::Algorithm;

/// The greater one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Every other status, where only 200 counts.
    Other,
    /// No status (1.4).
    Unstated,
    /// 304.
    NotModified,
    /// 500 to 599.
    ServerError,
    /// 400 to 499.
    ClientError,
    /// 300 to 399, but for 304.
    Redirection,
    /// 201 to 299.
    Success,
    /// 200.
    Ok,
}

impl Standing {
    /// That of a candidate, by the rules that it was prepared for.
    pub(super) fn of(candidate: &Candidate) -> Self {
        match (candidate.algorithm, candidate.status) {
            (_, Some(200)) => Self::Ok,
            (Algorithm::Postman, _) => Self::Other,
            (Algorithm::Extended, None) => Self::Unstated,
            (Algorithm::Extended, Some(304)) => Self::NotModified,
            (Algorithm::Extended, Some(500..)) => Self::ServerError,
            (Algorithm::Extended, Some(400..)) => Self::ClientError,
            (Algorithm::Extended, Some(300..)) => Self::Redirection,
            (Algorithm::Extended, Some(_)) => Self::Success,
        }
    }
}
