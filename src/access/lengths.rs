//! How long known keys are that `understudy keys new` did not make.
//!
//! Of a key nothing is stored but its hash, so that it is found within other text only by hashing what is as long as it
//! is. A length is no secret; it is learned when a key is first seen by itself.

use std::sync::atomic::{AtomicU64, Ordering};

/// Longer words are taken for no key, and none is sought within them by its length.
pub(super) const LONGEST: usize = 1024;

/// A bit for each length that some known key has.
#[derive(Debug, Default)]
pub(super) struct Lengths([AtomicU64; LONGEST / 64 + 1]);

impl Lengths {
    /// Some known key is so long.
    pub(super) fn learn(&self, length: usize) {
        let Some(bits) = self.0.get(length / 64) else { return };
        let bit = 1 << (length % 64);
        // Nearly always it is known, and then nothing is written that other threads read.
        if bits.load(Ordering::Relaxed) & bit == 0 {
            bits.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// Those that are known and shorter than this.
    pub(super) fn below(&self, end: usize) -> impl Iterator<Item = usize> {
        let all = self.0.iter().enumerate().take(end.div_ceil(64));
        let each = all.flat_map(|(at, bits)| {
            let bits = bits.load(Ordering::Relaxed);
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        });
        each.take_while(move |length| *length < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_were_learned() {
        let lengths = Lengths::default();
        for length in [64, 8, 20, 1024, 63, 20, 5000] {
            lengths.learn(length);
        }
        for (end, expected) in [
            (0, &[][..]),
            (8, &[]),
            (9, &[8]),
            (64, &[8, 20, 63]),
            (65, &[8, 20, 63, 64]),
            (usize::MAX, &[8, 20, 63, 64, 1024]),
        ] {
            assert_eq!(lengths.below(end).collect::<Vec<_>>(), expected, "{end}");
        }
    }
}
