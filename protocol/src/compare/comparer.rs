//! The way from one point to the other, commit by commit.

use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::outcome;
use crate::analysis::{AnalysisState, Meta, Stamp};
use crate::catalogue::Catalogue;
use crate::civil::CivilDate;
use crate::event::Event;
use crate::id::{ActorId, ItemId, OpId, OptionCode};
use crate::score::ScoreError;
use crate::text::{FieldAddress, Owner, Part};

/// Folds what happened between two points.
#[derive(Clone, Debug)]
pub struct Comparer {
    pub(super) start: AnalysisState,
    pub(super) state: AnalysisState,
    pub(super) answers: BTreeMap<ItemId, Trace>,
    pub(super) texts: BTreeMap<FieldAddress, Vec<ActorId>>,
    pub(super) measures: BTreeMap<OpId, Vec<ActorId>>,
    pub(super) people: Vec<ActorId>,
    pub(super) commits: u64,
}

/// What happened to a statement's answer in between.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    /// The last change of the held answer.
    pub(super) made: Option<Stamp>,
    /// Everyone who touched it, in the order of their first touch.
    pub(super) by: Vec<ActorId>,
}

/// What an event is about, as far as a comparison looks.
enum Touch<'a> {
    Answer(&'a ItemId),
    Text(&'a FieldAddress),
    Measure(OpId),
    /// The team did something that is counted from the states.
    Team,
    /// Not the team's work.
    Around,
}

impl Comparer {
    /// Starts at the earlier point.
    #[must_use]
    pub fn new(start: AnalysisState) -> Self {
        Self {
            state: start.clone(),
            start,
            answers: BTreeMap::new(),
            texts: BTreeMap::new(),
            measures: BTreeMap::new(),
            people: Vec::new(),
            commits: 0,
        }
    }

    /// What holds as far as it was folded.
    #[must_use]
    pub const fn state(&self) -> &AnalysisState {
        &self.state
    }

    /// Folds the next commit in; they come in order, without a gap.
    pub fn fold(&mut self, meta: Meta, event: &Event) {
        self.commits = self.commits.saturating_add(1);
        match touch(meta, event) {
            Touch::Answer(item) => {
                let before = held(&self.state, item).cloned();
                self.state.apply(meta, event);
                let trace = self.answers.entry(item.clone()).or_default();
                add(&mut trace.by, meta.actor);
                if held(&self.state, item) != before.as_ref() {
                    trace.made = Some(meta.into());
                }
                add(&mut self.people, meta.actor);
            }
            Touch::Text(field) => {
                self.state.apply(meta, event);
                add(self.texts.entry(field.clone()).or_default(), meta.actor);
                if let (Owner::Measure(measure), Part::What | Part::Sign) = (&field.owner, field.part) {
                    add(self.measures.entry(*measure).or_default(), meta.actor);
                }
                add(&mut self.people, meta.actor);
            }
            Touch::Measure(measure) => {
                self.state.apply(meta, event);
                add(self.measures.entry(measure).or_default(), meta.actor);
                add(&mut self.people, meta.actor);
            }
            Touch::Team => {
                self.state.apply(meta, event);
                add(&mut self.people, meta.actor);
            }
            Touch::Around => self.state.apply(meta, event),
        }
    }

    /// What came of it. `today` is the day at the later point, against which measures are due.
    ///
    /// # Errors
    /// [`ScoreError::UnknownRule`] when this program is older than the catalogue's rule.
    pub fn finish(self, catalogue: &Catalogue, today: CivilDate) -> Result<Comparison, ScoreError> {
        outcome::comparison(&self, catalogue, today)
    }
}

/// The held answer of a statement.
pub(super) fn held<'a>(state: &'a AnalysisState, item: &ItemId) -> Option<&'a OptionCode> {
    state.ratings.get(item).map(|rating| &rating.held.answer)
}

fn add(people: &mut Vec<ActorId>, actor: ActorId) {
    if !people.contains(&actor) {
        people.push(actor);
    }
}

const fn touch(meta: Meta, event: &Event) -> Touch<'_> {
    match event {
        Event::RatingSet(body) => Touch::Answer(&body.item),
        Event::RatingCleared(body) => Touch::Answer(&body.item),
        Event::RatingProposed(body) => Touch::Answer(&body.item),
        Event::ProposalWithdrawn(body) => Touch::Answer(&body.item),
        Event::TextEdited(body) => Touch::Text(&body.field),
        Event::MeasureAdded(_) => Touch::Measure(meta.op_id),
        Event::MeasureChanged(body) => Touch::Measure(body.measure),
        Event::QuestionSettled(_) | Event::HomeworkMarked(_) => Touch::Team,
        Event::AnalysisCreated(_)
        | Event::QuestionAsked(_)
        | Event::InsightGranted(_)
        | Event::EnrolmentConsented(_)
        | Event::EnrolmentWithdrawn(_)
        | Event::MilestonePinned(_)
        | Event::Redacted(_) => Touch::Around,
    }
}
