//! A client's copy of one stream: what is confirmed, what is pending, and so what is shown.
//!
//! The browser, the tests and the load generator run this same code; it knows no socket and no clock.

mod local;
mod remote;
mod team;

use std::collections::{BTreeMap, VecDeque};

use crate::analysis::{AnalysisState, Rating};
use crate::frame::{Noted, Submit};
use crate::id::{ActorId, ItemId, OptionCode, ReplicaId};
use crate::limits;
use crate::op::Op;
use crate::rejection::Rejection;
use crate::revision::Revision;
use crate::text::{FieldAddress, Operation, transform_caret};

pub use local::LocalError;
pub use remote::{Change, Desync, Refused};
pub use team::ShownMeasure;

/// A copy of one stream that belongs to one actor.
#[derive(Clone, Debug)]
pub struct Replica {
    id: ReplicaId,
    actor: ActorId,
    confirmed: AnalysisState,
    pending: VecDeque<PendingOp>,
    /// Texts with pending edits, as shown.
    shown: BTreeMap<FieldAddress, String>,
    /// Refused ops whose refusal the server has not been told is noted.
    noted: VecDeque<Noted>,
    last_counter: u64,
    /// Pending ops wait until this is confirmed: the head that the server named when the subscription began.
    send_from: Option<Revision>,
}

/// An op without an answer yet.
#[derive(Clone, Debug)]
struct PendingOp {
    counter: u64,
    op: Op,
    /// Sent in this session.
    in_flight: bool,
    /// Sent at some time; then its content may be in the log and must not change except by rebasing.
    ever_sent: bool,
}

/// What the replica wants sent, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// An op.
    Submit(Submit),
    /// Note taken of a refusal.
    Noted(Noted),
}

/// How an item's rating looks to this person now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRating<'a> {
    /// The chosen option: the own pending choice, else the held answer.
    pub answer: Option<&'a OptionCode>,
    /// What is confirmed: held answer and proposals with their authors.
    pub confirmed: Option<&'a Rating>,
    /// Whether an own change of this item is not saved yet.
    pub pending: bool,
}

impl Replica {
    /// An empty copy. `id` must be new and random: two copies under one id would share op ids.
    #[must_use]
    pub fn new(id: ReplicaId, actor: ActorId) -> Self {
        Self {
            id,
            actor,
            confirmed: AnalysisState::default(),
            pending: VecDeque::new(),
            shown: BTreeMap::new(),
            noted: VecDeque::new(),
            last_counter: 0,
            send_from: None,
        }
    }

    /// The replica's id.
    #[must_use]
    pub const fn id(&self) -> ReplicaId {
        self.id
    }

    /// Whose copy it is.
    #[must_use]
    pub const fn actor(&self) -> ActorId {
        self.actor
    }

    /// What the server has confirmed; all of it is on disk.
    #[must_use]
    pub const fn confirmed(&self) -> &AnalysisState {
        &self.confirmed
    }

    /// Number of own changes that are not on disk yet.
    #[must_use]
    pub fn pending_len(&self) -> usize {
        self.pending.len()
    }

    /// Whether the field has own edits that are not on disk yet.
    #[must_use]
    pub fn has_pending_text(&self, field: &FieldAddress) -> bool {
        self.shown.contains_key(field)
    }

    /// A text as shown: confirmed, with the own pending edits on top.
    #[must_use]
    pub fn shown_text(&self, field: &FieldAddress) -> &str {
        self.shown.get(field).map_or_else(|| self.confirmed.text(field), String::as_str)
    }

    /// A rating as shown: confirmed, with the own pending choice on top.
    #[must_use]
    pub fn shown_rating(&self, item: &ItemId) -> ShownRating<'_> {
        let confirmed = self.confirmed.ratings.get(item);
        let held = confirmed.map(|rating| &rating.held.answer);
        let own = self.pending.iter().rev().find(|pending| pending.op.rated_item() == Some(item));
        let answer = match own.map(|pending| &pending.op) {
            Some(Op::SetRating { answer, .. }) => Some(answer),
            Some(Op::ClearRating { .. }) => None,
            // Every op that is about a rating and sets none leaves what is held.
            Some(_) | None => held,
        };
        ShownRating { answer, confirmed, pending: own.is_some() }
    }

    /// Where a caret counted in the confirmed text stands in the shown text.
    #[must_use]
    pub fn shown_caret(&self, field: &FieldAddress, caret: u32) -> u32 {
        self.pending_texts(field).fold(caret, |caret, operation| transform_caret(operation, caret))
    }

    /// The next thing to send, if something may be sent now. Marks an op as in flight.
    ///
    /// Nothing may until the head is reached that the server named with the subscription: what is still pending
    /// there is in no log.
    pub fn next_outgoing(&mut self) -> Option<Outgoing> {
        if self.send_from.is_none_or(|head| self.confirmed.revision < head) {
            return None;
        }
        if let Some(noted) = self.noted.pop_front() {
            return Some(Outgoing::Noted(noted));
        }
        let in_flight = self.pending.iter().filter(|pending| pending.in_flight).count();
        if limits::OPS_IN_FLIGHT <= in_flight {
            return None;
        }
        let base = self.confirmed.revision;
        let pending = self.pending.iter_mut().find(|pending| !pending.in_flight)?;
        pending.in_flight = true;
        pending.ever_sent = true;
        Some(Outgoing::Submit(Submit { counter: pending.counter, base, op: pending.op.clone() }))
    }

    /// The connection is gone: nothing is in flight, nothing may be sent until a new subscription stands.
    pub fn on_cut(&mut self) {
        self.send_from = None;
        // A new session starts with no field refused.
        self.noted.clear();
        for pending in &mut self.pending {
            pending.in_flight = false;
        }
    }

    /// A subscription that resumes stands; sending starts when `head` is confirmed.
    pub fn on_resumed(&mut self, head: Revision) {
        self.send_from = Some(head);
    }

    /// A subscription that starts afresh has delivered its state. What was pending has lost its context and is
    /// handed back, in order.
    pub fn on_snapshot(&mut self, state: AnalysisState, head: Revision) -> Vec<Refused> {
        self.confirmed = state;
        self.send_from = Some(head);
        self.shown.clear();
        self.noted.clear();
        self.pending
            .drain(..)
            .map(|pending| Refused::new(pending.counter, Rejection::BaseOutOfReach, &[&pending.op]))
            .collect()
    }

    /// The state at the confirmed revision, given again because text in it was made unreadable. Lengths are the same,
    /// so what is pending stays as it is. `false` when the state is of another revision; then nothing has changed.
    pub fn on_refreshed(&mut self, state: AnalysisState) -> bool {
        if state.revision != self.confirmed.revision {
            return false;
        }
        self.confirmed = state;
        let fields: Vec<_> = self.shown.keys().cloned().collect();
        fields.iter().for_each(|field| self.refresh_shown(field));
        true
    }

    fn pending_texts(&self, field: &FieldAddress) -> impl Iterator<Item = &Operation> {
        self.pending.iter().filter_map(move |pending| match &pending.op {
            Op::EditText { field: edited, operation } if edited == field => Some(operation),
            _ => None,
        })
    }

    /// Makes the shown text of a field again, after its pending edits changed.
    fn refresh_shown(&mut self, field: &FieldAddress) {
        let shown = self.pending_texts(field).fold(None, |text: Option<String>, operation| {
            let text = text.as_deref().unwrap_or_else(|| self.confirmed.text(field));
            Some(operation.apply_clamped(text).0)
        });
        match shown {
            Some(text) => self.shown.insert(field.clone(), text),
            None => self.shown.remove(field),
        };
    }
}
