//! How long an answer waits (matching.md 7.5).

use std::time::Duration;

use http::HeaderMap;

use crate::matching::{Controls, InvalidControl};

const HEADER: &str = "x-mock-response-delay";
const LONGEST: u64 = 180_000;

/// A delay; who waits draws a length between the ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delay {
    /// At once.
    #[default]
    None,
    /// Always this long.
    Fixed(Duration),
    /// Somewhere between.
    Between(Duration, Duration),
}

impl Delay {
    /// The profile `2g`.
    pub const TWO_G: Self = Self::Between(Duration::from_millis(300), Duration::from_millis(1400));
    /// The profile `3g`.
    pub const THREE_G: Self = Self::Between(Duration::from_millis(100), Duration::from_millis(500));

    /// What the request asks for, over what the mock is configured with.
    pub(super) fn of(headers: &HeaderMap, configured: Self) -> Result<Self, InvalidControl> {
        if !Controls::are_in(headers) {
            return Ok(configured);
        }
        let Some(value) = headers.get(HEADER) else { return Ok(configured) };
        let milliseconds = value.to_str().ok().and_then(|text| text.trim().parse::<u64>().ok());
        match milliseconds {
            Some(milliseconds @ 1..=LONGEST) => Ok(Self::Fixed(Duration::from_millis(milliseconds))),
            _ => Err(InvalidControl::new(HEADER, value, "a number of milliseconds from 1 to 180000")),
        }
    }

    /// The length at `share` (from 0 to 1) of the way between the ends; none for no delay.
    pub fn at(self, share: f64) -> Option<Duration> {
        match self {
            Self::None => None,
            Self::Fixed(length) => Some(length),
            Self::Between(least, most) => {
                Some(least + most.saturating_sub(least).mul_f64(share.clamp(0.0, 1.0)))
            }
        }
    }
}
