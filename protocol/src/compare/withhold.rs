//! What a coordinator may see of a comparison. What a level does not include is not in it at all.

use super::comparison::{Comparison, Digest};
use super::words::RunKind;
use crate::analysis::Stamp;
use crate::event::InsightLevel;
use crate::id::{ActorId, StreamId};

/// Stands where who it was is the team's own business.
const SOMEBODY: ActorId = ActorId([0; 16]);

impl Comparison {
    /// What the coordinators of a cycle may see of it; `None` below [`InsightLevel::Scores`].
    ///
    /// - [`InsightLevel::Scores`] shows numbers and how many statements moved in each criterion.
    /// - [`InsightLevel::Answers`] shows also answers and measures, without who it was, and texts as they stand: a passage
    ///   that is gone is a gap, and where the later point is not the present (`is_now`), a text is only said to have
    ///   changed. What it said before belongs to the history. Of questions, those of this cycle.
    /// - [`InsightLevel::Replay`] shows everything.
    #[must_use]
    pub fn for_coordinator(mut self, level: InsightLevel, cycle: StreamId, is_now: bool) -> Option<Self> {
        self.level = Some(level);
        match level {
            InsightLevel::Progress => None,
            InsightLevel::Scores => {
                self.numbers_only();
                Some(self)
            }
            InsightLevel::Answers => {
                self.without_history(cycle);
                if !is_now {
                    self.without_texts();
                }
                Some(self)
            }
            InsightLevel::Replay => Some(self),
        }
    }

    fn numbers_only(&mut self) {
        self.focus.clear();
        self.answers.clear();
        self.texts.clear();
        self.measures.clear();
        self.questions.clear();
        self.contested.clear();
        self.people.clear();
        for criterion in &mut self.criteria {
            criterion.still.clear();
            criterion.unanswered.clear();
        }
        // How much was written, asked and typed is no part of a score sheet.
        self.digest = Digest {
            commits: 0,
            reasons: 0,
            texts: 0,
            measures_changed: 0,
            asked: 0,
            settled: 0,
            open_questions: 0,
            ..std::mem::take(&mut self.digest)
        };
    }

    fn without_texts(&mut self) {
        self.answers.iter_mut().for_each(|moved| moved.reason.clear());
        self.texts.iter_mut().for_each(|text| text.runs.clear());
        self.measures.iter_mut().for_each(|measure| measure.what.clear());
    }

    fn without_history(&mut self, cycle: StreamId) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.people.clear();
        self.digest.commits = 0;
        for moved in &mut self.answers {
            moved.by.clear();
            hide(&mut moved.made);
        }
        for text in &mut self.texts {
            text.by.clear();
            hide(&mut text.made);
            for run in text.runs.iter_mut().filter(|run| run.kind == RunKind::Delete) {
                run.text.clear();
            }
        }
        for measure in &mut self.measures {
            measure.by.clear();
            hide(&mut measure.made);
            measure.after.owner = None;
            if let Some(before) = &mut measure.before {
                before.owner = None;
            }
        }
        self.questions.retain(|question| question.cycle == cycle);
        for question in &mut self.questions {
            question.settled.iter_mut().for_each(hide);
        }
        let asked: Vec<_> = self.questions.iter().map(|question| question.id).collect();
        self.focus.retain(|focus| {
            focus.kind != super::FocusKind::Asked || focus.about.is_some_and(|about| asked.contains(&about))
        });
        self.digest.asked = count(self.questions.iter().filter(|question| question.is_new).count());
        self.digest.settled =
            count(self.questions.iter().filter(|question| question.settled.is_some()).count());
        self.digest.open_questions =
            count(self.questions.iter().filter(|question| question.settled.is_none()).count());
    }
}

const fn hide(stamp: &mut Stamp) {
    stamp.actor = SOMEBODY;
}
