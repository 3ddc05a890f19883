//! The rules of matching.md, section 8, that had a say in a choice, in the words of that section.

use super::body::Nearness;
use super::candidate::Candidate;
use super::contest::Best;
use super::request::Request;
use super::url::Step;

/// One of these rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// 8.1: another example of the same request gave way.
    SuccessFirst,
    /// 8.2, step 9.
    OwnPath,
    /// 8.3.
    NearestBody,
    /// 8.4.
    SameOperation,
    /// 8.5.
    Gap,
    /// 8.7, step 10.
    Blank,
    /// 8.12.
    LeadsToItself,
    /// 8.13, steps 6 and 7.
    SimilarId,
    /// 8.13, step 8.
    SimilarPath,
}

impl Ground {
    const ALL: [Self; 9] = [
        Self::SimilarId,
        Self::SimilarPath,
        Self::OwnPath,
        Self::Blank,
        Self::Gap,
        Self::SuccessFirst,
        Self::SameOperation,
        Self::NearestBody,
        Self::LeadsToItself,
    ];

    /// What it is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::SuccessFirst => "success first",
            Self::OwnPath => "the request's own path",
            Self::Gap => "gap",
            Self::NearestBody => "nearest body",
            Self::SameOperation => "same operation",
            Self::Blank => "blank",
            Self::LeadsToItself => "a page that leads to itself",
            Self::SimilarId => "similar id",
            Self::SimilarPath => "similar path",
        }
    }

    /// Whether it means that the answer was saved for another path than the one that was asked for (8.13).
    fn is_likeness(self) -> bool {
        matches!(self, Self::SimilarId | Self::SimilarPath | Self::OwnPath | Self::Blank)
    }
}

/// Those that had a say in one choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grounds(u16);

impl Grounds {
    /// Of the winner of a contest, by the extended rules.
    pub(super) fn of(best: &Best, candidate: &Candidate, request: &Request<'_>) -> Self {
        let by_step = match best.merits.step {
            Step::Exact | Step::TrailingSlash | Step::Case | Step::TrailingSlashAndCase | Step::Wildcard => {
                None
            }
            Step::Id | Step::IdTrailingSlash => Some(Ground::SimilarId),
            Step::Similar => Some(Ground::SimilarPath),
            Step::OwnPath => Some(Ground::OwnPath),
            Step::Blank => Some(Ground::Blank),
        };
        let mut grounds = by_step.map_or(Self::default(), |ground| Self::default().with(ground));
        if best.merits.step >= Step::Wildcard && candidate.path.has_gap() {
            grounds = grounds.with(Ground::Gap);
        }
        if best.gave_way {
            grounds = grounds.with(Ground::SuccessFirst);
        }
        if candidate.body.names_operation() && request.body.names_operation() {
            grounds = grounds.with(Ground::SameOperation);
        }
        // Among equal bodies none is nearer for what it says.
        let is_near =
            matches!(best.key.nearness, Nearness::Near { .. }) && best.key.nearness > Nearness::NONE;
        if best.is_nearest && is_near {
            grounds = grounds.with(Ground::NearestBody);
        }
        grounds
    }

    pub(super) fn with(self, ground: Ground) -> Self {
        Self(self.0 | 1 << ground as u8)
    }

    pub(super) fn have(self, ground: Ground) -> bool {
        self.0 & 1 << ground as u8 != 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Ground> {
        Ground::ALL.into_iter().filter(move |ground| self.have(*ground))
    }

    /// In which way the answer's path is only like the one that was asked for, if it is.
    pub fn likeness(self) -> Option<Ground> {
        self.iter().find(|ground| ground.is_likeness())
    }

    /// All of them in words; none where there are none.
    pub fn in_words(self) -> Option<String> {
        let words: Vec<_> = self.iter().map(Ground::words).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}
