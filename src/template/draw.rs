//! Where chance and time come from: both are handed in, and one seed gives the same values on every machine.

use std::fmt::{self, Write};

use jiff::Timestamp;

/// What the random values and dates of one answer are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Of this request: another request has another one, unless they are to be answered alike.
    pub seed: u64,
    /// What the dynamic variables take for the present.
    pub now: Timestamp,
}

impl Draw {
    /// The draw of one of several templates of an answer, so that their values differ.
    #[must_use]
    pub fn part(self, number: u64) -> Self {
        Self { seed: nth(self.seed, number), ..self }
    }

    /// The dice of one place in a template.
    pub(super) fn dice(self, place: usize) -> Dice {
        Dice { state: nth(self.seed, place as u64) }
    }
}

/// The golden ratio as a fraction of 2^64: steps of this length spread evenly.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The number at a place of a seed's sequence (`SplitMix64`).
fn nth(seed: u64, place: u64) -> u64 {
    mix(seed.wrapping_add(STEP.wrapping_mul(place.wrapping_add(1))))
}

fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A sequence of chances. Own code, because a generator from elsewhere may give other values in its
/// next version, and then a seed would no longer mean the same answer.
#[derive(Debug)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    /// Any number.
    pub(super) fn number(&mut self) -> u64 {
        let number = nth(self.state, 0);
        self.state = self.state.wrapping_add(STEP);
        number
    }

    /// A number from 0 up to, but not including, `limit`; 0 where that is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        let scaled = u128::from(self.number()) * u128::from(limit);
        u64::try_from(scaled >> 64).unwrap_or_default()
    }

    /// A number between these two, both included.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// One of a list, or the default where it is empty.
    pub(super) fn one_of<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let place = usize::try_from(self.below(list.len() as u64)).unwrap_or_default();
        list.get(place).copied().unwrap_or_default()
    }

    /// Heads or tails.
    pub(super) fn flip(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Adds `count` characters of an alphabet (ASCII).
    pub(super) fn push(&mut self, count: u64, alphabet: &[u8], out: &mut String) -> fmt::Result {
        (0..count).try_for_each(|_| out.write_char(char::from(self.one_of(alphabet))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAW: Draw = Draw { seed: 7, now: Timestamp::UNIX_EPOCH };

    /// The values are promised: they must not change with a version of anything.
    #[test]
    fn a_seed_means_the_same_numbers_forever() {
        let mut dice = Dice { state: 0 };
        let numbers: Vec<_> = (0..3).map(|_| dice.number()).collect();
        assert_eq!(numbers, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]);
    }

    #[test]
    fn places_and_parts_differ() {
        let places = (0..100).map(|place| DRAW.dice(place).number());
        let parts = (0..100).map(|part| DRAW.part(part).dice(0).number());
        let mut all: Vec<_> = places.chain(parts).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 200);
    }

    #[test]
    fn within_bounds_and_up_to_them() {
        let mut dice = DRAW.dice(0);
        let mut seen = [false; 3];
        for _ in 0..200 {
            let number = dice.between(5, 7);
            assert!((5..=7).contains(&number), "{number}");
            seen[usize::try_from(number - 5).unwrap()] = true;
        }
        assert_eq!(seen, [true; 3]);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.one_of::<u8>(&[]), 0);
    }
}
