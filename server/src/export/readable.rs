//! What a commit says, for people: a pure function of its bytes, so that both can be held against each other.

use etappe_protocol::commit::Commit;
use etappe_protocol::cycle::{CycleEvent, CycleState};
use etappe_protocol::event::{Event, EventError};
use etappe_protocol::installation::{InstallationEvent, InstallationState};
use etappe_protocol::ledger::Aggregate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::kind::StreamKind;
use crate::hex::hex;

/// The legible half of a line. Actors are ids, never names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Readable {
    /// Gapless number within the stream.
    pub revision: u64,
    /// When it was accepted, as ISO 8601 in UTC.
    pub time: String,
    /// Who: 32 hexadecimal digits.
    pub actor: String,
    /// The op that became this: replica and counter.
    pub op: String,
    /// Name of the event.
    pub event: String,
    /// Its fields; ids and hashes in hexadecimal.
    pub fields: Value,
}

/// The legible half of a commit's line.
///
/// # Errors
/// [`EventError`] for an event that this program does not know, or a damaged body.
pub fn readable(kind: StreamKind, commit: &Commit) -> Result<Readable, EventError> {
    let (event, fields) = match kind {
        StreamKind::Analysis => of_analysis(&commit.event()?),
        StreamKind::Cycle => of_cycle(&CycleState::decode(commit.kind, &commit.body)?),
        StreamKind::Installation => of_installation(&InstallationState::decode(commit.kind, &commit.body)?),
    };
    Ok(Readable {
        revision: commit.revision.0,
        time: time(commit.time_ms),
        actor: commit.actor.to_string(),
        op: commit.op_id.to_string(),
        event: event.to_owned(),
        fields,
    })
}

/// A value as JSON, in which what is 16 or 32 bytes is hexadecimal, as ids and hashes are everywhere else.
pub(super) fn legible<T: Serialize>(value: &T) -> Value {
    // What is stored always encodes; an empty value would be found when both halves are compared.
    legible_bytes(serde_json::to_value(value).unwrap_or_default())
}

fn legible_bytes(value: Value) -> Value {
    match value {
        Value::Array(values) => match bytes(&values) {
            Some(bytes) => Value::String(hex(&bytes)),
            None => Value::Array(values.into_iter().map(legible_bytes).collect()),
        },
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key, legible_bytes(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn bytes(values: &[Value]) -> Option<Vec<u8>> {
    if !matches!(values.len(), 16 | 32) {
        return None;
    }
    values.iter().map(|value| u8::try_from(value.as_u64()?).ok()).collect()
}

/// A moment beyond the calendar stays a number; no server makes one.
fn time(time_ms: i64) -> String {
    Timestamp::from_millisecond(time_ms).map_or_else(|_| time_ms.to_string(), |time| format!("{time:.3}"))
}

fn of_analysis(event: &Event) -> (&'static str, Value) {
    match event {
        Event::AnalysisCreated(body) => ("AnalysisCreated", legible(body)),
        Event::RatingSet(body) => ("RatingSet", legible(body)),
        Event::RatingCleared(body) => ("RatingCleared", legible(body)),
        Event::RatingProposed(body) => ("RatingProposed", legible(body)),
        Event::ProposalWithdrawn(body) => ("ProposalWithdrawn", legible(body)),
        Event::TextEdited(body) => ("TextEdited", legible(body)),
        Event::MeasureAdded(body) => ("MeasureAdded", legible(body)),
        Event::MeasureChanged(body) => ("MeasureChanged", legible(body)),
        Event::QuestionAsked(body) => ("QuestionAsked", legible(body)),
        Event::QuestionSettled(body) => ("QuestionSettled", legible(body)),
        Event::InsightGranted(body) => ("InsightGranted", legible(body)),
        Event::EnrolmentConsented(body) => ("EnrolmentConsented", legible(body)),
        Event::EnrolmentWithdrawn(body) => ("EnrolmentWithdrawn", legible(body)),
        Event::MilestonePinned(body) => ("MilestonePinned", legible(body)),
        Event::HomeworkMarked(body) => ("HomeworkMarked", legible(body)),
        Event::Redacted(body) => ("Redacted", legible(body)),
    }
}

fn of_cycle(event: &CycleEvent) -> (&'static str, Value) {
    match event {
        CycleEvent::Created(body) => ("CycleCreated", legible(body)),
        CycleEvent::Retitled(body) => ("Retitled", legible(body)),
        CycleEvent::MilestoneScheduled(body) => ("MilestoneScheduled", legible(body)),
        CycleEvent::MilestoneRemoved(body) => ("MilestoneRemoved", legible(body)),
        CycleEvent::HomeworkSet(body) => ("HomeworkSet", legible(body)),
        CycleEvent::AnalysisInvited(body) => ("AnalysisInvited", legible(body)),
        CycleEvent::InvitationWithdrawn(body) => ("InvitationWithdrawn", legible(body)),
        CycleEvent::AnalysisEnrolled(body) => ("AnalysisEnrolled", legible(body)),
        CycleEvent::AnalysisLeft(body) => ("AnalysisLeft", legible(body)),
        CycleEvent::NoteSent(body) => ("NoteSent", legible(body)),
        CycleEvent::NoteWithdrawn(body) => ("NoteWithdrawn", legible(body)),
        CycleEvent::MilestoneClosed(body) => ("MilestoneClosed", legible(body)),
        CycleEvent::MilestoneReopened(body) => ("MilestoneReopened", legible(body)),
        CycleEvent::Archived(body) => ("Archived", legible(body)),
        CycleEvent::Unarchived(body) => ("Unarchived", legible(body)),
    }
}

fn of_installation(event: &InstallationEvent) -> (&'static str, Value) {
    match event {
        InstallationEvent::RegionNamed(body) => ("RegionNamed", legible(body)),
        InstallationEvent::CycleListed(body) => ("CycleListed", legible(body)),
        InstallationEvent::AnalysisListed(body) => ("AnalysisListed", legible(body)),
    }
}
