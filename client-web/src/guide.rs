//! What the facilitator guide says: one chapter for each phase of a cycle of workshops, in every language.
//!
//! It is content, not wording of the product, and so it is kept apart from the texts of the locale.

mod de;
mod en;
#[cfg(test)]
mod tests;

use crate::locale::Lang;

/// A phase of a cycle of workshops. Further workshops are guided like the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Preparation.
    M0,
    /// Workshop 1.
    M1,
    /// Workshop 2.
    M2,
    /// Workshop 3.
    M3,
    /// Follow-up, months later.
    M4,
}

impl Phase {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::M0, Self::M1, Self::M2, Self::M3, Self::M4];

    /// As in addresses: `/guide#m1`, `/handout/m1`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::M0 => "m0",
            Self::M1 => "m1",
            Self::M2 => "m2",
            Self::M3 => "m3",
            Self::M4 => "m4",
        }
    }

    /// As on the page.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::M0 => "M0",
            Self::M1 => "M1",
            Self::M2 => "M2",
            Self::M3 => "M3",
            Self::M4 => "M4",
        }
    }

    /// From the spelling of addresses.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.code() == code)
    }

    /// This phase's of five things that stand in the order of the phases.
    #[must_use]
    pub const fn of<T>(self, five: &[T; 5]) -> &T {
        let [m0, m1, m2, m3, m4] = five;
        match self {
            Self::M0 => m0,
            Self::M1 => m1,
            Self::M2 => m2,
            Self::M3 => m3,
            Self::M4 => m4,
        }
    }
}

/// The guide in one language.
#[derive(Debug)]
pub struct Guide {
    /// Heading of the page.
    pub title: &'static str,
    /// What it is for.
    pub lead: &'static str,
    /// What matters throughout: a short sentence, and what it means.
    pub principles: &'static [(&'static str, &'static str)],
    /// One chapter for each phase, in their order.
    pub chapters: [Chapter; 5],
    /// Which questionnaire it fits.
    pub note: &'static str,
    /// Headings and the like.
    pub words: Words,
}

/// What a coordinator needs for one phase.
#[derive(Debug)]
pub struct Chapter {
    /// Name of the phase.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub theme: &'static str,
    /// In what form people meet.
    pub form: &'static str,
    /// How long the meeting takes; the steps add up to it.
    pub minutes: u16,
    /// What is reached when it went well.
    pub goal: &'static str,
    /// What to do before.
    pub before: &'static [&'static str],
    /// The meeting, in its order.
    pub steps: &'static [Step],
    /// What often gets in the way.
    pub snags: &'static [Snag],
    /// How the milestone is closed and what that means.
    pub closing: &'static str,
    /// What the teams do until they meet again.
    pub between: &'static str,
}

/// A part of a meeting.
#[derive(Debug)]
pub struct Step {
    /// How long it takes.
    pub minutes: u16,
    /// What it is.
    pub what: &'static str,
    /// How it is done.
    pub how: &'static str,
    /// What the coordinator may say or ask, without quotation marks; empty where there is nothing to say.
    pub say: &'static str,
}

/// Something that often gets in the way.
#[derive(Debug)]
pub struct Snag {
    /// How it shows.
    pub sign: &'static str,
    /// What helps.
    pub help: &'static str,
}

/// Headings and labels of the guide.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct Words {
    pub principles: &'static str,
    pub contents: &'static str,
    pub goal: &'static str,
    pub before: &'static str,
    pub steps: &'static str,
    pub say: &'static str,
    pub snags: &'static str,
    pub closing: &'static str,
    pub between: &'static str,
    pub after: &'static str,
    pub handout: &'static str,
    pub print: &'static str,
    /// Abbreviated, after a number.
    pub minutes: &'static str,
}

/// The guide in this language.
#[must_use]
pub const fn guide(lang: Lang) -> &'static Guide {
    match lang {
        Lang::De => &de::GUIDE,
        Lang::En => &en::GUIDE,
    }
}

/// How long after the beginning each step begins, such as "0:15".
#[must_use]
pub fn beginnings(steps: &[Step]) -> Vec<String> {
    let begin = |passed: &mut u16, step: &Step| {
        let at = *passed;
        *passed += step.minutes;
        Some(format!("{}:{:02}", at / 60, at % 60))
    };
    steps.iter().scan(0, begin).collect()
}
