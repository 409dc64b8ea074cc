//! What a team agrees on around its ratings: measures, questions, ties to cycles.

use std::cell::RefCell;
use std::collections::BTreeMap;

use etappe_protocol::analysis::{Enrolment, Question, Stamp};
use etappe_protocol::authority::Authority;
use etappe_protocol::event::{InsightLevel, MeasureChange};
use etappe_protocol::id::{ActorId, ItemId, MilestoneId, OpId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::replica::{Replica, ShownMeasure};
use etappe_protocol::score::{self, Answers};
use etappe_protocol::text::FieldAddress;
use leptos::prelude::*;

use super::Desk;
use super::run::set_if_new;
use super::view::Problem;
use crate::browser;
use crate::team::look;

/// Arrow keys and the parts of a date pass through values on their way: only where they rest is a choice.
const REST_MS: u64 = 600;

/// Which side of a measure a held change is about.
type Side = u8;

/// Changes of measures that wait for the person to stop, each with the number of its timer.
pub(super) type HeldMeasures = BTreeMap<(OpId, Side), (MeasureChange, u32)>;

const fn side(change: &MeasureChange) -> Side {
    match change {
        MeasureChange::Owner(_) => 0,
        MeasureChange::Due(_) => 1,
        MeasureChange::State(_) => 2,
        MeasureChange::Subject(_) => 3,
        MeasureChange::Reviewed => 4,
    }
}

impl Desk {
    /// Makes everything around the ratings again.
    pub(super) fn refresh_around(self) {
        let inner = self.inner();
        let client = inner.client.borrow();
        if let Some(replica) = client.replica() {
            let state = replica.confirmed();
            let mut measures = replica.shown_measures();
            let stamp = Stamp { revision: state.revision, actor: replica.actor(), time_ms: 0 };
            for ((id, _), (change, _)) in &*inner.held_measures.borrow() {
                if let Some(shown) = measures.iter_mut().find(|shown| shown.id == *id) {
                    shown.measure.change(change, stamp);
                    shown.pending = true;
                }
            }
            let mut questions: Vec<(OpId, Question)> =
                state.questions.iter().map(|(id, question)| (*id, question.clone())).collect();
            questions.sort_by_key(|(_, question)| question.asked.revision);
            let settled = settling(replica);
            questions.retain(|(id, _)| !settled.contains(id));
            let enrolments = shown_enrolments(replica, stamp);
            let last_pin = look::last_pin(state.pins.values());
            drop(client);
            set_if_new(self.measures, measures);
            set_if_new(self.questions, questions);
            set_if_new(self.enrolments, enrolments);
            set_if_new(self.last_pin, last_pin);
        }
        self.around.update(|count| *count += 1);
    }

    /// A measure as shown; tracks.
    #[must_use]
    pub fn measure(self, id: OpId) -> Option<ShownMeasure> {
        self.measures.with(|measures| measures.iter().find(|shown| shown.id == id).cloned())
    }

    /// Makes a text known that is shown without a text area of its own.
    pub fn look_at_text(self, field: &FieldAddress) {
        self.refresh_field(field);
    }

    /// Agrees on something to be done.
    ///
    /// # Errors
    /// As every edit.
    pub fn add_measure(self, subject: &ItemId) -> Result<OpId, Problem> {
        let made = RefCell::new(None);
        self.edit(|replica| {
            *made.borrow_mut() = Some(replica.add_measure(subject.clone())?);
            Ok(())
        })?;
        self.refresh_around();
        made.into_inner().ok_or(Problem::NotTaken)
    }

    /// Changes a measure at once.
    pub fn change_measure(self, id: OpId, change: &MeasureChange) {
        self.inner().held_measures.borrow_mut().remove(&(id, side(change)));
        self.edit(|replica| replica.change_measure(id, change.clone())).ok();
        self.refresh_around();
    }

    /// Shows a change of a measure and hands it over when the person rests.
    pub fn hold_measure(self, id: OpId, change: MeasureChange) {
        let inner = self.inner();
        let timer = inner.timers.get().wrapping_add(1);
        inner.timers.set(timer);
        let key = (id, side(&change));
        inner.held_measures.borrow_mut().insert(key, (change, timer));
        self.refresh_around();
        self.refresh_state();
        browser::after(REST_MS, move || {
            let held = self.inner().held_measures.borrow().get(&key).cloned();
            if let Some((change, latest)) = held
                && latest == timer
            {
                self.change_measure(id, &change);
            }
        });
    }

    /// Hands over what is held of a measure.
    pub fn release_measure(self, id: OpId) {
        let held = self.inner().held_measures.borrow().clone();
        for ((of, _), (change, _)) in held {
            if of == id {
                self.change_measure(id, &change);
            }
        }
    }

    pub(super) fn release_measures(self) {
        let held = self.inner().held_measures.borrow().clone();
        for ((id, _), (change, _)) in held {
            self.change_measure(id, &change);
        }
    }

    /// Says that a question is settled.
    pub fn settle_question(self, id: OpId) {
        self.edit(|replica| replica.settle_question(id)).ok();
        self.refresh_around();
    }

    /// Says how much a cycle's coordinators may see.
    pub fn grant_insight(self, cycle: StreamId, level: InsightLevel) {
        self.edit(|replica| replica.grant_insight(cycle, level)).ok();
        self.refresh_around();
    }

    /// Says whether the homework behind a milestone is done.
    pub fn mark_homework(self, cycle: StreamId, milestone: MilestoneId, done: bool) {
        self.edit(|replica| replica.mark_homework(cycle, milestone, done)).ok();
        self.refresh_around();
    }

    /// Whether the person may do what concerns others; tracks.
    #[must_use]
    pub fn may_lead(self) -> bool {
        self.may_write.get() && self.standing.get().authority == Authority::Lead
    }

    /// Everybody of the team whose name is known here, by name; tracks.
    #[must_use]
    pub fn known_people(self) -> Vec<(ActorId, String)> {
        self.people.track();
        self.names.track();
        let inner = self.inner();
        let mut people: Vec<_> = inner.client.borrow().names().collect();
        people.sort_by_key(|(actor, name)| (name.to_lowercase(), *actor));
        people
    }

    /// The answers that count now, follows every rating.
    #[must_use]
    pub fn answers(self) -> Answers {
        let Some(catalogue) = self.catalogue.get() else { return Answers::new() };
        for item in catalogue.items() {
            self.item(&item.id).rating.track();
        }
        let inner = self.inner();
        let client = inner.client.borrow();
        client.replica().map(|replica| score::answers(replica.confirmed())).unwrap_or_default()
    }
}

/// Questions that the person has settled and that are not on disk yet.
fn settling(replica: &Replica) -> Vec<OpId> {
    let settled = RefCell::new(Vec::new());
    each_pending(replica, |op| {
        if let Op::SettleQuestion { question } = op {
            settled.borrow_mut().push(*question);
        }
    });
    settled.into_inner()
}

/// Ties to cycles, with own changes on top that are not on disk yet.
fn shown_enrolments(replica: &Replica, stamp: Stamp) -> BTreeMap<StreamId, Enrolment> {
    let shown = RefCell::new(replica.confirmed().enrolments.clone());
    each_pending(replica, |op| match op {
        Op::GrantInsight { cycle, level } => {
            if let Some(enrolment) = shown.borrow_mut().get_mut(cycle) {
                enrolment.insight.value = *level;
                enrolment.insight.stamp = stamp;
            }
        }
        Op::MarkHomework { cycle, milestone, done } => {
            if let Some(enrolment) = shown.borrow_mut().get_mut(cycle) {
                let marked = etappe_protocol::analysis::Stamped { value: *done, stamp };
                enrolment.homework.insert(*milestone, marked);
            }
        }
        Op::CreateAnalysis(_)
        | Op::SetRating { .. }
        | Op::ClearRating { .. }
        | Op::WithdrawProposal { .. }
        | Op::EditText { .. }
        | Op::AddMeasure { .. }
        | Op::ChangeMeasure { .. }
        | Op::AskQuestion { .. }
        | Op::SettleQuestion { .. }
        | Op::ConsentToEnrolment { .. }
        | Op::WithdrawEnrolment { .. }
        | Op::PinMilestone { .. } => {}
    });
    shown.into_inner()
}

/// Shows every pending op, in order.
fn each_pending(replica: &Replica, look: impl Fn(&Op)) {
    let found = replica.has_pending(|op| {
        look(op);
        false
    });
    debug_assert!(!found, "nothing was looked for");
}
