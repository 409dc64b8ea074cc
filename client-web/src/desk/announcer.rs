//! What is said aloud about others' changes: little, and all at once.

use std::collections::BTreeSet;

use etappe_protocol::id::{ActorId, ItemId, OpId};
use etappe_protocol::text::FieldAddress;

/// At most one message in this time.
const PERIOD_MS: i64 = 10_000;

/// How much is announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    Off,
    /// Changes in the section in sight.
    #[default]
    Section,
    /// Every change.
    All,
}

impl Level {
    /// The stable word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Section => "section",
            Self::All => "all",
        }
    }

    /// From its word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Off, Self::Section, Self::All].into_iter().find(|level| level.word() == word)
    }
}

/// Gathers changes until something may be said.
#[derive(Clone, Debug, Default)]
pub struct Announcer {
    ratings: BTreeSet<ItemId>,
    texts: BTreeSet<FieldAddress>,
    measures: BTreeSet<OpId>,
    questions: BTreeSet<OpId>,
    actors: BTreeSet<ActorId>,
    said_ms: Option<i64>,
}

/// What has gathered, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Items whose rating changed.
    pub ratings: usize,
    /// Texts that changed.
    pub texts: usize,
    /// Measures that changed, their texts not counted.
    pub measures: usize,
    /// Questions that were asked or settled.
    pub questions: usize,
    /// People who did that.
    pub people: usize,
}

impl Announcer {
    /// Somebody changed a rating.
    pub fn note_rating(&mut self, item: ItemId, actor: ActorId) {
        self.ratings.insert(item);
        self.actors.insert(actor);
    }

    /// Somebody edited a text.
    pub fn note_text(&mut self, field: FieldAddress, actor: ActorId) {
        self.texts.insert(field);
        self.actors.insert(actor);
    }

    /// Somebody changed a measure.
    pub fn note_measure(&mut self, measure: OpId, actor: ActorId) {
        self.measures.insert(measure);
        self.actors.insert(actor);
    }

    /// Somebody asked or settled a question.
    pub fn note_question(&mut self, question: OpId, actor: ActorId) {
        self.questions.insert(question);
        self.actors.insert(actor);
    }

    /// What may be said now, if anything.
    pub fn due(&mut self, now_ms: i64) -> Option<Gathered> {
        let early = self.said_ms.is_some_and(|said_ms| now_ms < said_ms + PERIOD_MS);
        if early || self.actors.is_empty() {
            return None;
        }
        self.said_ms = Some(now_ms);
        let gathered = Gathered {
            ratings: self.ratings.len(),
            texts: self.texts.len(),
            measures: self.measures.len(),
            questions: self.questions.len(),
            people: self.actors.len(),
        };
        self.ratings.clear();
        self.texts.clear();
        self.measures.clear();
        self.questions.clear();
        self.actors.clear();
        Some(gathered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_is_said_rarely_and_together() {
        let mut announcer = Announcer::default();
        assert_eq!(announcer.due(0), None);
        let mut said = Vec::new();
        for second in 0..60 {
            let item = ItemId::new(if second % 2 == 0 { "A1.1" } else { "A1.2" }).unwrap();
            announcer.note_rating(item, ActorId([second % 3; 16]));
            said.extend(announcer.due(i64::from(second) * 1_000));
        }
        assert_eq!(said.len(), 6);
        assert_eq!(said[1], Gathered { ratings: 2, people: 3, ..Gathered::default() });
    }
}
