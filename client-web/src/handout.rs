//! What the handouts say: one page of paper for each phase, in every language.

mod de;
mod en;

use crate::guide::Phase;
use crate::locale::Lang;

/// The handouts in one language.
#[derive(Debug)]
pub struct Handouts {
    /// What each of them says, in the order of the phases.
    pub sheets: [Sheet; 5],
    /// The default catalogue's levels, in its own words.
    pub levels: [Answer; 4],
    /// The default catalogue's two answers that are not ratings.
    pub others: [Answer; 2],
    /// Who sees what.
    pub data: &'static [&'static str],
    /// Headings and the like.
    pub words: Words,
}

/// What stands on one handout alone.
#[derive(Debug)]
pub struct Sheet {
    /// Its heading.
    pub title: &'static str,
    /// What the team does today.
    pub today: [&'static str; 3],
    /// What the team talks about, with room to write.
    pub questions: [&'static str; 3],
}

/// An answer to a statement, as the catalogue words it.
#[derive(Debug)]
pub struct Answer {
    /// Its name.
    pub name: &'static str,
    /// When it is the right one.
    pub anchor: &'static str,
}

/// Headings and labels of the handouts.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct Words {
    pub all: &'static str,
    pub team: &'static str,
    pub date: &'static str,
    pub today: &'static str,
    pub scale: &'static str,
    pub questions: &'static str,
    pub data: &'static str,
    pub next: &'static str,
    pub next_time: &'static str,
    pub next_place: &'static str,
    pub guide: &'static str,
    pub print: &'static str,
}

impl Handouts {
    /// What stands on the handout of this phase alone.
    #[must_use]
    pub const fn sheet(&self, phase: Phase) -> &Sheet {
        phase.of(&self.sheets)
    }
}

/// The handouts in this language.
#[must_use]
pub const fn handouts(lang: Lang) -> &'static Handouts {
    match lang {
        Lang::De => &de::HANDOUTS,
        Lang::En => &en::HANDOUTS,
    }
}
