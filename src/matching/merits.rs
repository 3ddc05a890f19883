//! What a score is made of.

use super::params::Pairing;
use super::score::Score;
use super::url::Step;

/// What an equal body gains (5.3).
pub(super) const EQUAL_BODY: i64 = 5;

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merits {
    /// The first step in which the paths match (section 3).
    pub(super) step: Step,
    /// How the parameters pair off (section 4).
    pub(super) params: Pairing,
    /// What the body gained (5.3).
    pub(super) body: i64,
}

impl Merits {
    pub(super) fn score(self) -> Score {
        self.params.adjust(Score::whole(self.step.score())).plus(self.body)
    }
}
