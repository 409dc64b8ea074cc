//! Measures, questions, and what ties a team to its cycles.

use etappe_protocol::event::{InsightLevel, MeasureChange, MeasureState};
use etappe_protocol::id::{ActorId, MilestoneId};

use super::{Deed, Field, Script, item, within};
use crate::ops::demo::DemoError;
use crate::ops::demo::calendar::{HOUR_MS, MINUTE_MS, date};
use crate::ops::demo::content::MeasureText;
use crate::ops::demo::region::is_pilot;

impl Script<'_> {
    pub(super) fn measures(&mut self) -> Result<(), DemoError> {
        for (index, measure) in self.team.measures.iter().enumerate() {
            let owner = self.measure(index, measure)?;
            let mut done_ms = i64::MAX;
            for [code, state] in &measure.states {
                let state = match state.as_str() {
                    "in work" => MeasureState::InWork,
                    "done" => MeasureState::Done,
                    "dropped" => MeasureState::Dropped,
                    other => return Err(DemoError::Content(format!("`{other}` is no state of a measure"))),
                };
                let sitting = self.sitting(code)?;
                let time_ms = within(sitting, &mut self.dice);
                let change = MeasureChange::State(state);
                self.push(time_ms, owner, Deed::Change { measure: index, change });
                if !state.is_live() {
                    done_ms = time_ms;
                }
            }
            self.review(index, measure, done_ms)?;
        }
        Ok(())
    }

    /// Agrees on a measure: what, who, until when, how it will be noticed.
    fn measure(&mut self, index: usize, measure: &MeasureText) -> Result<ActorId, DemoError> {
        let sitting = self.sitting(&measure.at)?;
        let author = self.anybody()?;
        // Measures are agreed on towards the end.
        let begin_ms = sitting.start_ms + sitting.length_ms * 3 / 5 + self.dice.between(0, 25 * MINUTE_MS);
        let time_ms = self.free_ms(author, begin_ms);
        let add = Deed::AddMeasure { measure: index, subject: item(&measure.subject)? };
        self.push(time_ms, author, add);
        self.keep_busy(author, time_ms);
        let mut time_ms = self.write(&Field::What(index), &measure.what, author, time_ms + 1_500, false)?;
        let owner = match &measure.owner {
            Some(name) => {
                time_ms += self.dice.between(3_000, 15_000);
                let owner = self.member(name)?;
                let change = MeasureChange::Owner(Some(owner));
                self.push(time_ms, author, Deed::Change { measure: index, change });
                owner
            }
            None => author,
        };
        if let Some(days) = measure.due {
            time_ms += self.dice.between(3_000, 15_000);
            let change = MeasureChange::Due(Some(date(sitting.day() + days)));
            self.push(time_ms, author, Deed::Change { measure: index, change });
        }
        if !measure.sign.is_empty() {
            self.write(&Field::Sign(index), &measure.sign, owner, time_ms + 4_000, false)?;
        }
        Ok(owner)
    }

    /// What is still to be done is looked at again in the next workshops that the team was at.
    fn review(&mut self, index: usize, measure: &MeasureText, done_ms: i64) -> Result<(), DemoError> {
        let agreed_ms = self.calendar().moment_ms(&measure.at)?;
        let lead = self.lead()?;
        for code in ["pw2", "pw3", "w2"] {
            let sitting = self.sitting(code)?;
            let was_there = self.team.sentences.contains_key(code);
            if was_there && agreed_ms < sitting.start_ms && sitting.start_ms + sitting.length_ms < done_ms {
                let time_ms = sitting.start_ms + self.dice.between(3 * MINUTE_MS, 12 * MINUTE_MS);
                self.push(time_ms, lead, Deed::Review { measure: index });
            }
        }
        Ok(())
    }

    pub(super) fn questions(&mut self) -> Result<(), DemoError> {
        for (index, question) in self.team.questions.iter().enumerate() {
            let time_ms = self.calendar().moment_ms(&question.at)? + self.dice.between(0, HOUR_MS);
            let ask =
                Deed::Ask { question: index, subject: item(&question.subject)?, text: question.text.clone() };
            self.push(time_ms, self.plan.coordinator, ask);
            if let Some(code) = &question.settled {
                let sitting = self.sitting(code)?;
                let (time_ms, member) = (within(sitting, &mut self.dice), self.anybody()?);
                self.push(time_ms, member, Deed::Settle { question: index });
            }
        }
        Ok(())
    }

    /// Consent, insight, homework, notes.
    pub(super) fn ties(&mut self) -> Result<(), DemoError> {
        let lead = self.lead()?;
        for cycle in self.plan.cycles_of(self.team) {
            self.push(cycle.consent_ms(self.team), lead, Deed::Consent { cycle: cycle.stream });
        }
        for [code, level] in &self.team.insight {
            let level = match level.as_str() {
                "progress" => InsightLevel::Progress,
                "scores" => InsightLevel::Scores,
                "answers" => InsightLevel::Answers,
                "replay" => InsightLevel::Replay,
                other => return Err(DemoError::Content(format!("`{other}` is no level of insight"))),
            };
            let time_ms = self.sitting(code)?.start_ms + self.dice.between(MINUTE_MS, 5 * MINUTE_MS);
            let cycle = self.plan.cycle(is_pilot(code)).stream;
            self.push(time_ms, lead, Deed::Grant { cycle, level });
        }
        for code in &self.team.homework {
            let sitting = self.sitting(code)?;
            let time_ms = sitting.start_ms + sitting.length_ms + self.dice.between(0, 10 * MINUTE_MS);
            let cycle = self.plan.cycle(is_pilot(code)).stream;
            self.push(time_ms, lead, Deed::Mark { cycle, milestone: milestone(code)? });
        }
        for [code, text] in &self.team.notes {
            let sitting = self.sitting(code)?;
            let (author, time_ms) = (self.anybody()?, within(sitting, &mut self.dice));
            self.write(&Field::Notes, text, author, time_ms, false)?;
        }
        Ok(())
    }

    /// Pins, and the team's sentence behind each.
    pub(super) fn milestones(&mut self) -> Result<(), DemoError> {
        let lead = self.lead()?;
        for cycle in self.plan.cycles_of(self.team) {
            for closed in cycle.closed() {
                let pinned_ms = closed.closed_ms + self.dice.between(300, 2_000);
                self.push(pinned_ms, self.plan.coordinator, Deed::Pin(closed));
            }
        }
        for (code, sentence) in &self.team.sentences {
            let (cycle, milestone) = (self.plan.cycle(is_pilot(code)), milestone(code)?);
            let closed = cycle.closed().find(|closed| closed.milestone == milestone);
            let closed = closed.ok_or_else(|| DemoError::Content(format!("`{code}` is not closed")))?;
            let from_ms = closed.closed_ms + self.dice.between(4 * MINUTE_MS, 15 * MINUTE_MS);
            self.write(&Field::Sentence(cycle.stream, milestone), sentence, lead, from_ms, true)?;
        }
        Ok(())
    }
}

/// The milestone that a sitting belongs to: that of a workshop, or the one behind which it is.
fn milestone(code: &str) -> Result<MilestoneId, DemoError> {
    let number = code.chars().find(char::is_ascii_digit).and_then(|digit| digit.to_digit(10));
    let number = number.and_then(|number| u16::try_from(number).ok());
    number.map(MilestoneId).ok_or_else(|| DemoError::Content(format!("`{code}` belongs to no milestone")))
}
