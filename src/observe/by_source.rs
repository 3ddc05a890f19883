//! Numbers told apart by who answered.

use std::ops::{Add, Sub};

use serde::Serialize;

/// Requests by who answered them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct BySource {
    /// The upstream.
    pub live: u64,
    /// The mock, because it was asked to.
    pub mock: u64,
    /// The mock, because the upstream is down.
    pub fallback: u64,
    /// Understudy itself: nothing could answer.
    pub none: u64,
}

impl BySource {
    /// Whether nothing was counted.
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }

    fn with(self, other: Self, join: fn(u64, u64) -> u64) -> Self {
        Self {
            live: join(self.live, other.live),
            mock: join(self.mock, other.mock),
            fallback: join(self.fallback, other.fallback),
            none: join(self.none, other.none),
        }
    }
}

impl Add for BySource {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with(other, u64::saturating_add)
    }
}

impl Sub for BySource {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.with(other, u64::saturating_sub)
    }
}
