//! Adds up the closing lines of the test runner.

use std::fmt;
use std::iter::Sum;
use std::ops::AddAssign;

/// How many tests passed, failed, and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// What a line says, if it is a closing line of the runner; otherwise nothing.
    pub(crate) fn read(line: &str) -> Self {
        let mut tally = Self::default();
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return tally;
        };
        for count in counts.split(';') {
            let Some((number, what)) = count.trim().split_once(' ') else { continue };
            let number = number.parse().unwrap_or(0);
            match what {
                "passed" => tally.passed = number,
                "failed" => tally.failed = number,
                "ignored" => tally.skipped = number,
                _ => {}
            }
        }
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_line_is_read() {
        let line = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.08s";
        assert_eq!(Tally::read(line), Tally { passed: 12, failed: 1, skipped: 2 });
        assert_eq!(Tally::read("test golden ... ok"), Tally::default());
    }

    #[test]
    fn the_sum_reads_like_one_line() {
        let tallies =
            [Tally { passed: 2, failed: 0, skipped: 1 }, Tally { passed: 3, failed: 1, skipped: 0 }];
        assert_eq!(tallies.into_iter().sum::<Tally>().to_string(), "5 passed, 1 failed, 1 skipped");
    }
}
