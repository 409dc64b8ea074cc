//! Chance that is the same every time: the numbers come out of the words they are asked for with.

use super::demo_id;

/// A stream of numbers (SplitMix64, S. Vigna, public domain).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The numbers that belong to some words.
    pub(super) fn new(words: &str) -> Self {
        let mut seed = [0; 8];
        seed.copy_from_slice(&demo_id("dice", words)[..8]);
        Self(u64::from_le_bytes(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`; 0 when there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let number = self.next() >> 32;
        usize::try_from(number).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }

    /// A time from one to below another, in milliseconds.
    pub(super) fn between(&mut self, from_ms: i64, to_ms: i64) -> i64 {
        let number = i64::try_from(self.next() >> 32).unwrap_or(0);
        from_ms + number.checked_rem(to_ms - from_ms).unwrap_or(0)
    }
}
