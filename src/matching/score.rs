//! Scores compare exactly, and keys order candidates without a tie (matching.md, sections 4 and 6).

use std::cmp::{Ordering, Reverse};
use std::fmt;

use super::body::Nearness;
use super::candidate::Candidate;
use super::index::Rank;
use super::standing::Standing;

/// A score: a whole part, and the share of matching parameters times ten as an exact fraction.
#[derive(Debug, Clone, Copy)]
pub struct Score {
    whole: i64,
    matched: i64,
    /// At least 1.
    of: i64,
}

impl Score {
    /// A whole number.
    pub(super) const fn whole(whole: i64) -> Self {
        Self { whole, matched: 0, of: 1 }
    }

    /// With `+10 × matched / of`.
    pub(super) fn plus_share(self, matched: usize, of: usize) -> Self {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX >> 8);
        Self { whole: self.whole, matched: count(matched), of: count(of).max(1) }
    }

    /// With a whole number more (or fewer).
    pub(super) fn plus(self, points: i64) -> Self {
        Self { whole: self.whole + points, ..self }
    }

    fn over(self, other: Self) -> i128 {
        i128::from(self.whole * self.of + 10 * self.matched) * i128::from(other.of)
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        self.over(*other).cmp(&other.over(*self))
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Score {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Score {}

/// In hundredths, as a person reads it: `83.33`; whole scores without a fraction.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.whole * 100 + 1000 * self.matched / self.of;
        match hundredths % 100 {
            0 => write!(f, "{}", hundredths / 100),
            rest => write!(f, "{}.{rest:02}", hundredths / 100),
        }
    }
}

/// Where a candidate stands among all others: the greatest key wins (section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The score.
    pub score: Score,
    /// How much of its path is literal: 2 for each literal segment, 1 for each gap.
    pub specificity: usize,
    /// How near its body is (8.3).
    pub nearness: Nearness,
    /// How its status stands.
    pub standing: Standing,
    /// Its place in the order by id.
    pub rank: Reverse<usize>,
}

impl Key {
    /// Where a candidate with this score stands.
    pub(super) fn new(score: Score, candidate: &Candidate, rank: Rank) -> Self {
        Self {
            score,
            specificity: candidate.path.specificity(),
            nearness: Nearness::NONE,
            standing: Standing::of(candidate),
            rank: Reverse(rank as usize),
        }
    }

    /// The same with a body as near as this.
    pub(super) fn with_nearness(self, nearness: Nearness) -> Self {
        Self { nearness, ..self }
    }

    /// Whether no body can bring the other one in front of it.
    pub(super) fn is_ahead_whatever_the_body(self, other: Self) -> bool {
        (self.score, self.specificity) > (other.score, other.specificity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_compare_exactly() {
        let third = Score::whole(80).plus_share(1, 3);
        assert!(third > Score::whole(83));
        assert!(third < Score::whole(80).plus_share(334, 1000));
        assert_eq!(third, Score::whole(80).plus_share(2, 6));
        assert_eq!(Score::whole(90), Score::whole(80).plus_share(4, 4));
    }

    #[test]
    fn printed_in_hundredths() {
        assert_eq!(Score::whole(80).plus_share(1, 3).to_string(), "83.33");
        assert_eq!(Score::whole(100).plus_share(1, 1).plus(5).to_string(), "115");
        assert_eq!(Score::whole(70).plus(-10).to_string(), "60");
    }
}
