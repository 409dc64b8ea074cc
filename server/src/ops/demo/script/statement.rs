//! Answers and their reasons.

use std::collections::BTreeMap;

use etappe_protocol::id::{ActorId, ItemId, OptionCode};

use super::{Deed, Field, Script, item};
use crate::ops::demo::DemoError;
use crate::ops::demo::calendar::Sitting;

/// What is said about one statement in one sitting.
struct Saying {
    item: ItemId,
    answers: Vec<OptionCode>,
    reason: String,
}

impl Script<'_> {
    pub(super) fn statements(&mut self) -> Result<(), DemoError> {
        let mut agenda: BTreeMap<i64, (Sitting, Vec<Saying>)> = BTreeMap::new();
        for (id, said) in &self.team.statements {
            for [code, answers, reason] in said {
                let answers = answers.split('/').map(OptionCode::new).collect::<Result<Vec<_>, _>>();
                let answers = answers.map_err(|_| DemoError::Content(format!("{id}: no such answer")))?;
                let saying = Saying { item: item(id)?, answers, reason: reason.clone() };
                let sitting = self.sitting(code)?;
                agenda.entry(sitting.start_ms).or_insert_with(|| (sitting, Vec::new())).1.push(saying);
            }
        }
        for (sitting, sayings) in agenda.into_values() {
            self.sit(sitting, sayings)?;
        }
        Ok(())
    }

    /// The team goes through some statements, each of them taken up by one member while the others are at theirs.
    fn sit(&mut self, sitting: Sitting, sayings: Vec<Saying>) -> Result<(), DemoError> {
        let share = i64::try_from(sayings.len()).unwrap_or(i64::MAX).saturating_add(1);
        let step_ms = (sitting.length_ms / share).min(11 * 60_000);
        let mut begin_ms = sitting.start_ms;
        for saying in sayings {
            begin_ms += step_ms / 2 + self.dice.between(0, (step_ms / 2).max(1));
            self.say(saying, begin_ms)?;
        }
        Ok(())
    }

    fn say(&mut self, saying: Saying, begin_ms: i64) -> Result<(), DemoError> {
        let Saying { item, answers, reason } = saying;
        let author = self.anybody()?;
        let mut time_ms = self.free_ms(author, begin_ms);
        let mut answers = answers.into_iter();
        if let Some(first) = answers.next() {
            // Now and then somebody picks the neighbouring level first.
            if self.dice.below(9) == 0
                && let Some(slip) = neighbour(&first)
            {
                self.rate(time_ms, author, &item, slip, true);
                time_ms += self.dice.between(3_000, 20_000);
            }
            self.rate(time_ms, author, &item, first, true);
        }
        self.keep_busy(author, time_ms);
        let mut heard = vec![author];
        for other in answers {
            let against = self.another(&heard)?;
            heard.push(against);
            // Set without having seen the one before: that is what makes it contested.
            time_ms += self.dice.between(900, 2_500);
            self.rate(time_ms, against, &item, other, false);
        }
        if !reason.is_empty() {
            let writer = heard.last().copied().unwrap_or(author);
            self.write(&Field::Reason(item), &reason, writer, time_ms + 2_000, false)?;
        }
        Ok(())
    }

    fn rate(&mut self, time_ms: i64, actor: ActorId, item: &ItemId, answer: OptionCode, knowing: bool) {
        self.push(time_ms, actor, Deed::Rate { item: item.clone(), answer, knowing });
    }
}

/// The level beside a level; none beside answers that are not ratings.
fn neighbour(answer: &OptionCode) -> Option<OptionCode> {
    let beside = match answer.as_str() {
        "1" | "3" => "2",
        "2" | "4" => "3",
        _ => return None,
    };
    OptionCode::new(beside).ok()
}
