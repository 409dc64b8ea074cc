//! Exact fractions of any size.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use num_bigint::BigUint;
use num_rational::Ratio;

use super::BasisPoints;

/// An exact fraction that is not negative, always in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction(Ratio<BigUint>);

impl Fraction {
    /// `of` parts, of which `count` make one; a whole of no parts counts as one part, so that nothing divides by zero.
    #[must_use]
    pub fn new(count: u32, of: u32) -> Self {
        Self(Ratio::new(count.into(), of.max(1).into()))
    }

    /// Nothing.
    #[must_use]
    pub fn zero() -> Self {
        Self::new(0, 1)
    }

    /// This divided by a number of parts; by none as by one.
    #[must_use]
    pub fn divided_by(&self, parts: u32) -> Self {
        Self(&self.0 / BigUint::from(parts.max(1)))
    }

    /// Above the line, in decimal.
    #[must_use]
    pub fn numerator(&self) -> String {
        self.0.numer().to_string()
    }

    /// Below the line, in decimal.
    #[must_use]
    pub fn denominator(&self) -> String {
        self.0.denom().to_string()
    }

    /// This of ten thousand, rounded half up; 10000 for whatever is larger.
    #[must_use]
    pub fn basis_points(&self) -> BasisPoints {
        let (count, of) = (self.0.numer(), self.0.denom());
        let full = u32::from(BasisPoints::FULL.get());
        let rounded: BigUint = (count * (2 * full) + of) / (of * 2_u32);
        u16::try_from(rounded).ok().and_then(BasisPoints::new).unwrap_or(BasisPoints::FULL)
    }
}

impl Add for Fraction {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Fraction {
    fn sum<I: Iterator<Item = Self>>(fractions: I) -> Self {
        fractions.fold(Self::zero(), Add::add)
    }
}

impl<'a> Sum<&'a Self> for Fraction {
    fn sum<I: Iterator<Item = &'a Self>>(fractions: I) -> Self {
        fractions.cloned().sum()
    }
}

/// `2/3`, and a whole number without a line.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up_once() {
        // 1/16 is exactly 625 basis points, 1/32 is 312.5, 1/3 is 3333.3…, 2/3 is 6666.6….
        for (count, of, points) in
            [(0, 7, 0), (1, 16, 625), (1, 32, 313), (1, 3, 3333), (2, 3, 6667), (5, 5, 10_000)]
        {
            assert_eq!(Fraction::new(count, of).basis_points().get(), points, "{count}/{of}");
        }
        assert_eq!(Fraction::new(3, 1).basis_points(), BasisPoints::FULL);
    }

    #[test]
    fn is_written_in_lowest_terms() {
        let fractions = [Fraction::new(1, 2), Fraction::new(1, 6)];
        let sum: Fraction = fractions.iter().sum();
        assert_eq!((sum.to_string().as_str(), sum.divided_by(2).to_string().as_str()), ("2/3", "1/3"));
        assert_eq!((sum.numerator().as_str(), sum.denominator().as_str()), ("2", "3"));
        assert_eq!(Fraction::new(4, 2).to_string(), "2");
        assert_eq!(Fraction::new(4, 0).divided_by(0).to_string(), "4");
    }
}
