//! The history of one team: its steps, judged one after the other as the server would have judged them at the time.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::{AnalysisCreatedV1, MeasureChange};
use etappe_protocol::id::{ActorId, OpId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;
use etappe_protocol::text::{FieldAddress, Operation};

use super::DemoError;
use super::content::Team;
use super::region::{Pens, Plan};
use super::script::{self, Deed, Field, Step};
use crate::programme::pin_op_id;

/// Commits of an analysis from its beginning.
pub(super) fn history(
    plan: &Plan<'_>,
    catalogue: &Arc<Catalogue>,
    team: &Team,
) -> Result<Vec<Arc<Commit>>, DemoError> {
    let stream = super::analysis_id(&team.title);
    let sequence = Sequence::new(stream, Arc::clone(catalogue));
    let mut history =
        History { stream, sequence, commits: Vec::new(), pens: Pens::new(stream), ops: Ops::default() };
    let created = AnalysisCreatedV1 {
        catalogue_key: catalogue.key.clone(),
        catalogue_edition: catalogue.edition,
        catalogue_hash: catalogue.hash()?,
    };
    let begun_ms = plan.begun_ms(team);
    let title = Op::EditText { field: FieldAddress::TITLE, operation: Operation::splice(0, 0, &team.title) };
    history.judge(begun_ms, plan.coordinator, Op::CreateAnalysis(created))?;
    history.judge(begun_ms, plan.coordinator, title)?;
    for step in script::steps(plan, team)? {
        history.take(plan, step)?;
    }
    Ok(history.commits)
}

struct History {
    stream: StreamId,
    sequence: Sequence,
    commits: Vec<Arc<Commit>>,
    pens: Pens,
    ops: Ops,
}

/// The ops by which measures and questions are named.
#[derive(Default)]
struct Ops {
    measures: BTreeMap<usize, OpId>,
    questions: BTreeMap<usize, OpId>,
}

impl History {
    fn take(&mut self, plan: &Plan<'_>, Step { time_ms, actor, deed }: Step) -> Result<(), DemoError> {
        let op = match deed {
            Deed::Rate { item, answer, knowing } => {
                let seen = if knowing { self.sequence.state().item_revision(&item) } else { Revision::ZERO };
                Op::SetRating { item, answer, seen }
            }
            Deed::Type { field, operation } => Op::EditText { field: self.address(field)?, operation },
            Deed::AddMeasure { measure, subject } => {
                let made = self.judge(time_ms, actor, Op::AddMeasure { subject })?;
                self.ops.measures.insert(measure, made);
                return Ok(());
            }
            Deed::Change { measure, change } => self.change(measure, change)?,
            Deed::Review { measure } => self.change(measure, MeasureChange::Reviewed)?,
            Deed::Ask { question, subject, text } => {
                let cycle = plan.cycle(false).stream;
                let made = self.judge(time_ms, actor, Op::AskQuestion { subject, cycle, text })?;
                self.ops.questions.insert(question, made);
                return Ok(());
            }
            Deed::Settle { question } => {
                Op::SettleQuestion { question: named(&self.ops.questions, question)? }
            }
            Deed::Consent { cycle } => Op::ConsentToEnrolment { cycle },
            Deed::Grant { cycle, level } => Op::GrantInsight { cycle, level },
            Deed::Mark { cycle, milestone } => Op::MarkHomework { cycle, milestone, done: true },
            Deed::Pin(closed) => {
                let before = self.commits.partition_point(|commit| commit.time_ms <= closed.moment_ms);
                let at_revision = Revision(u64::try_from(before).unwrap_or(u64::MAX));
                let (cycle, milestone, moment_ms) = (closed.cycle, closed.milestone, closed.moment_ms);
                let closing = closed.closing;
                let pin = Op::PinMilestone { cycle, milestone, closing, at_revision, moment_ms };
                let op_id = pin_op_id(cycle, milestone, closing, self.stream);
                return self.judge_as(time_ms, actor, op_id, pin);
            }
        };
        self.judge(time_ms, actor, op).map(drop)
    }

    fn judge(&mut self, time_ms: i64, actor: ActorId, op: Op) -> Result<OpId, DemoError> {
        let op_id = self.pens.next_op(actor, time_ms);
        self.judge_as(time_ms, actor, op_id, op).map(|()| op_id)
    }

    fn judge_as(&mut self, time_ms: i64, actor: ActorId, op_id: OpId, op: Op) -> Result<(), DemoError> {
        let shown = format!("{op:?}");
        let commit = self.sequence.judge_own(actor, op_id, op, time_ms, self.pens.next_salt());
        let commit = commit.map_err(|rejection| DemoError::Refused(self.stream, shown, rejection))?;
        self.commits.push(Arc::new(commit));
        Ok(())
    }

    fn change(&self, measure: usize, change: MeasureChange) -> Result<Op, DemoError> {
        let measure = named(&self.ops.measures, measure)?;
        let held = self.sequence.state().measures.get(&measure);
        let seen = held.map_or(Revision::ZERO, |held| held.side_revision(&change));
        Ok(Op::ChangeMeasure { measure, change, seen })
    }

    fn address(&self, field: Field) -> Result<FieldAddress, DemoError> {
        Ok(match field {
            Field::Notes => FieldAddress::NOTES,
            Field::Reason(item) => FieldAddress::reason(item),
            Field::What(measure) => FieldAddress::what(named(&self.ops.measures, measure)?),
            Field::Sign(measure) => FieldAddress::sign(named(&self.ops.measures, measure)?),
            Field::Sentence(cycle, milestone) => FieldAddress::sentence(cycle, milestone),
        })
    }
}

fn named(ops: &BTreeMap<usize, OpId>, index: usize) -> Result<OpId, DemoError> {
    let missing = || DemoError::Content(format!("number {index} is used before it is there"));
    ops.get(&index).copied().ok_or_else(missing)
}
