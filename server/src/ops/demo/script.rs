//! What the content says, as timed steps: who does what at which moment. Everything that is typed is laid out here;
//! what depends on the state of the analysis is left to [`super::team`].

mod statement;
mod ties;

use std::collections::BTreeMap;

use etappe_protocol::event::{InsightLevel, MeasureChange};
use etappe_protocol::id::{ActorId, ItemId, MilestoneId, OptionCode, StreamId};
use etappe_protocol::text::Operation;

use super::DemoError;
use super::calendar::{Calendar, DAY_MS, MINUTE_MS, Sitting};
use super::content::Team;
use super::dice::Dice;
use super::region::{ClosedMilestone, Plan};
use super::typing;

/// Something that is done at a moment.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) time_ms: i64,
    pub(super) actor: ActorId,
    pub(super) deed: Deed,
}

/// What is done. Measures and questions are counted from 0 in the order of the content.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// Answers, knowing what stands there or not.
    Rate { item: ItemId, answer: OptionCode, knowing: bool },
    /// Edits a text.
    Type { field: Field, operation: Operation },
    /// Agrees on a measure.
    AddMeasure { measure: usize, subject: ItemId },
    /// Changes one side of a measure.
    Change { measure: usize, change: MeasureChange },
    /// Looks at a measure again.
    Review { measure: usize },
    /// Asks.
    Ask { question: usize, subject: ItemId, text: String },
    /// Settles what was asked.
    Settle { question: usize },
    /// Agrees to take part.
    Consent { cycle: StreamId },
    /// Says how much the coordinator may see.
    Grant { cycle: StreamId, level: InsightLevel },
    /// Marks homework as done.
    Mark { cycle: StreamId, milestone: MilestoneId },
    /// Keeps a point for a milestone.
    Pin(ClosedMilestone),
}

/// A text, before it is known which op made the measure that it may belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Notes,
    Reason(ItemId),
    What(usize),
    Sign(usize),
    Sentence(StreamId, MilestoneId),
}

/// The steps of a team in the order of their times.
pub(super) fn steps(plan: &Plan<'_>, team: &Team) -> Result<Vec<Step>, DemoError> {
    let mut script = Script::new(plan, team);
    script.statements()?;
    script.measures()?;
    script.questions()?;
    script.ties()?;
    script.milestones()?;
    // Stable: what one person does within a moment stays in order.
    script.steps.sort_by_key(|step| step.time_ms);
    Ok(script.steps)
}

struct Script<'a> {
    plan: &'a Plan<'a>,
    team: &'a Team,
    members: Vec<ActorId>,
    dice: Dice,
    steps: Vec<Step>,
    /// What stands in each field, and since when.
    texts: BTreeMap<Field, (String, i64)>,
    /// Until when each member is busy, by day: the content is not gone through in the order of time.
    busy: BTreeMap<(ActorId, i64), i64>,
}

impl<'a> Script<'a> {
    fn new(plan: &'a Plan<'a>, team: &'a Team) -> Self {
        let members = team.members.iter().map(|name| super::actor_id(name)).collect();
        let dice = Dice::new(&team.title);
        let (texts, busy) = (BTreeMap::new(), BTreeMap::new());
        Self { plan, team, members, dice, steps: Vec::new(), texts, busy }
    }

    const fn calendar(&self) -> &Calendar {
        &self.plan.calendar
    }

    fn lead(&self) -> Result<ActorId, DemoError> {
        self.members.first().copied().ok_or_else(|| DemoError::Content("a team without members".to_owned()))
    }

    /// Somebody of the team.
    fn anybody(&mut self) -> Result<ActorId, DemoError> {
        let index = self.dice.below(self.members.len());
        self.members.get(index).copied().map_or_else(|| self.lead(), Ok)
    }

    /// Somebody else of the team.
    fn another(&mut self, than: &[ActorId]) -> Result<ActorId, DemoError> {
        let others: Vec<_> = self.members.iter().copied().filter(|member| !than.contains(member)).collect();
        let index = self.dice.below(others.len());
        others.get(index).copied().map_or_else(|| self.lead(), Ok)
    }

    /// One of the sittings that a code names.
    fn sitting(&mut self, code: &str) -> Result<Sitting, DemoError> {
        let sittings = self.calendar().sittings(code)?;
        let index = self.dice.below(sittings.len());
        sittings.get(index).copied().ok_or_else(|| DemoError::Content(format!("no sitting `{code}`")))
    }

    fn push(&mut self, time_ms: i64, actor: ActorId, deed: Deed) {
        self.steps.push(Step { time_ms, actor, deed });
    }

    /// When somebody gets to it: not before a moment, and not while busy with something else.
    fn free_ms(&mut self, actor: ActorId, from_ms: i64) -> i64 {
        let pause_ms = self.dice.between(1_500, 9_000);
        let busy_ms = self.busy.get(&(actor, from_ms.div_euclid(DAY_MS)));
        busy_ms.map_or(from_ms, |busy_ms| from_ms.max(busy_ms + pause_ms))
    }

    fn keep_busy(&mut self, actor: ActorId, until_ms: i64) {
        self.busy.insert((actor, until_ms.div_euclid(DAY_MS)), until_ms);
    }

    /// Types a text into a field, the later sentences now and then by somebody else; gives the time when it stands.
    fn write(
        &mut self,
        field: &Field,
        text: &str,
        author: ActorId,
        from_ms: i64,
        alone: bool,
    ) -> Result<i64, DemoError> {
        let (old, since_ms) = self.texts.get(field).cloned().unwrap_or_default();
        let new = match text.strip_prefix('+') {
            Some(more) => format!("{old} {}", more.trim_start()).trim_start().to_owned(),
            None => text.to_owned(),
        };
        let mut author = author;
        let mut time_ms = self.free_ms(author, from_ms.max(since_ms + 1));
        let mut sentence = 0;
        for edit in typing::edits(&old, &new, &mut self.dice) {
            if sentence < edit.sentence && !alone && self.dice.below(3) == 0 {
                self.keep_busy(author, time_ms);
                author = self.another(&[author])?;
                time_ms = self.free_ms(author, time_ms + 4_000);
            }
            sentence = edit.sentence;
            time_ms += edit.takes_ms;
            let deed = Deed::Type { field: field.clone(), operation: edit.operation };
            self.push(time_ms, author, deed);
        }
        self.keep_busy(author, time_ms);
        self.texts.insert(field.clone(), (new, time_ms));
        Ok(time_ms)
    }

    /// A member by first name.
    fn member(&self, name: &str) -> Result<ActorId, DemoError> {
        let is = |full: &&String| full.split(' ').next() == Some(name);
        let full = self.team.members.iter().find(is);
        full.map(|full| super::actor_id(full))
            .ok_or_else(|| DemoError::Content(format!("there is no `{name}` in the team")))
    }
}

/// A moment somewhere within a sitting.
fn within(sitting: Sitting, dice: &mut Dice) -> i64 {
    sitting.start_ms + dice.between(2 * MINUTE_MS, sitting.length_ms.max(3 * MINUTE_MS))
}

fn item(id: &str) -> Result<ItemId, DemoError> {
    ItemId::new(id).map_err(|_| DemoError::Content(format!("`{id}` is no id")))
}
