//! How fast a history is played.

/// A speed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// A change a second, to read along.
    #[default]
    Step,
    /// Five changes a second.
    Steps5,
    /// Thirty changes a second.
    Steps30,
    /// An hour of back then each second.
    Hour,
    /// A day each second.
    Day,
    /// A week each second.
    Week,
}

/// What a speed moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// From change to change, with so many milliseconds for each.
    Steps(u64),
    /// So many milliseconds of back then in each of now.
    Time(i64),
}

impl Speed {
    /// All of them, the slowest first.
    pub const ALL: [Self; 6] = [Self::Step, Self::Steps5, Self::Steps30, Self::Hour, Self::Day, Self::Week];

    /// What it moves.
    #[must_use]
    pub const fn pace(self) -> Pace {
        match self {
            Self::Step => Pace::Steps(1_000),
            Self::Steps5 => Pace::Steps(200),
            Self::Steps30 => Pace::Steps(33),
            Self::Hour => Pace::Time(3_600),
            Self::Day => Pace::Time(86_400),
            Self::Week => Pace::Time(7 * 86_400),
        }
    }

    /// The word in the page's controls.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Steps5 => "steps-5",
            Self::Steps30 => "steps-30",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// Reads [`Self::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_speed_has_a_word_of_its_own() {
        for speed in Speed::ALL {
            assert_eq!(Speed::from_word(speed.word()), Some(speed));
        }
        assert_eq!(Speed::from_word("fast"), None);
    }
}
