//! The words of the product: one catalogue per language, complete by the compiler.

mod compare;
pub mod cycle;
mod de;
mod en;
mod redact;
mod replay;
mod report;
mod scores;
mod team;
mod texts;
mod time;

use etappe_protocol::catalogue::Localised;

pub use compare::{CompareTexts, TrendTexts};
pub use de::DE;
pub use en::EN;
pub use redact::RedactTexts;
pub use replay::{ChangeTexts, ReplayTexts};
pub use report::ReportTexts;
pub use scores::ScoreTexts;
pub use team::TeamTexts;
pub use texts::Texts;
pub use time::{ago, clock, length};

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// German, the product's own.
    #[default]
    De,
    /// English.
    En,
}

impl Lang {
    /// The words.
    #[must_use]
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::De => &DE,
            Self::En => &EN,
        }
    }

    /// As in the `lang` attribute.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// From the `lang` attribute's spelling.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "de" => Some(Self::De),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// This language's of two texts.
    #[must_use]
    pub const fn pick_of<'a>(self, de: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::De => de,
            Self::En => en,
        }
    }

    /// This language's version of a text of the catalogue.
    #[must_use]
    pub fn pick(self, text: &Localised) -> &str {
        match self {
            Self::De => &text.de,
            Self::En => &text.en,
        }
    }
}
