//! What a wish about a cycle becomes.

use super::event::{
    AnalysisEnrolledV1, AnalysisInvitedV1, AnalysisLeftV1, ArchivedV1, CycleCreatedV1, CycleEvent,
    HomeworkSetV1, InvitationWithdrawnV1, MilestoneClosedV1, MilestoneRemovedV1, MilestoneReopenedV1,
    MilestoneScheduledV1, NoteSentV1, NoteWithdrawnV1, RetitledV1, Schedule, UnarchivedV1,
};
use super::op::CycleOp;
use super::state::{CycleState, Milestone, Participation};
use crate::analysis::{Meta, Stamped};
use crate::codec::CodecError;
use crate::event::{EventError, EventKind};
use crate::id::{ActorId, MilestoneId, StreamId};
use crate::ledger::Aggregate;
use crate::limits;
use crate::rejection::Rejection;
use crate::revision::Revision;

impl Aggregate for CycleState {
    type Op = CycleOp;
    type Event = CycleEvent;

    fn decide(&self, actor: ActorId, op: CycleOp) -> Result<CycleEvent, Rejection> {
        match (&self.created, &op) {
            (None, CycleOp::Create(_)) => {}
            (None, _) => return Err(Rejection::NotListed),
            (Some(_), CycleOp::Create(_)) => return Err(Rejection::AlreadyExists),
            // A team may always go, and its invitation be taken back.
            (Some(_), CycleOp::Unarchive | CycleOp::Leave { .. } | CycleOp::WithdrawInvitation { .. }) => {}
            (Some(_), _) if self.archived.is_some() => return Err(Rejection::Archived),
            (Some(_), _) => {}
        }
        match op {
            CycleOp::Create(created) => create(created),
            CycleOp::Retitle { title, seen } => {
                let title = text(&title, limits::TITLE_CHARS)?;
                unseen(self.title.as_ref(), &title, actor, seen)?;
                Ok(CycleEvent::Retitled(RetitledV1 { title }))
            }
            CycleOp::Schedule { milestone, schedule, seen } => {
                self.schedule(actor, milestone, schedule, seen)
            }
            CycleOp::RemoveMilestone { milestone } => match self.milestone(milestone)?.closings.as_slice() {
                [] => Ok(CycleEvent::MilestoneRemoved(MilestoneRemovedV1 { milestone })),
                [..] => Err(Rejection::UnknownMilestone),
            },
            CycleOp::SetHomework { milestone, text, seen } => {
                let text = text.trim_end().to_owned();
                if limits::HOMEWORK_CHARS < text.chars().count() {
                    return Err(Rejection::TextTooLong);
                }
                unseen(self.milestone(milestone)?.homework.as_ref(), &text, actor, seen)?;
                Ok(CycleEvent::HomeworkSet(HomeworkSetV1 { milestone, text }))
            }
            CycleOp::Invite { .. }
            | CycleOp::WithdrawInvitation { .. }
            | CycleOp::Enrol { .. }
            | CycleOp::Leave { .. } => self.participate(op),
            CycleOp::SendNote { to, text: note } => {
                if to.is_some_and(|to| !self.is_enrolled(to)) {
                    return Err(Rejection::NotEnrolled);
                }
                if limits::CYCLE_NOTES <= self.notes_sent as usize {
                    return Err(Rejection::TooMany);
                }
                Ok(CycleEvent::NoteSent(NoteSentV1 { to, text: text(&note, limits::NOTE_CHARS)? }))
            }
            CycleOp::WithdrawNote { note } if self.notes.contains_key(&note) => {
                Ok(CycleEvent::NoteWithdrawn(NoteWithdrawnV1 { note }))
            }
            CycleOp::WithdrawNote { .. } => Err(Rejection::NotListed),
            CycleOp::Close { milestone, moment_ms, closing } => {
                let known = self.milestone(milestone)?;
                if known.is_closed || known.next_closing() != closing {
                    return Err(Rejection::ChangedSince);
                }
                Ok(CycleEvent::MilestoneClosed(MilestoneClosedV1 { milestone, closing, moment_ms }))
            }
            CycleOp::Reopen { milestone, closing } => {
                if self.milestone(milestone)?.closing() != Some(closing) {
                    return Err(Rejection::ChangedSince);
                }
                Ok(CycleEvent::MilestoneReopened(MilestoneReopenedV1 { milestone }))
            }
            CycleOp::Archive => Ok(CycleEvent::Archived(ArchivedV1 {})),
            CycleOp::Unarchive if self.archived.is_some() => Ok(CycleEvent::Unarchived(UnarchivedV1 {})),
            CycleOp::Unarchive => Err(Rejection::Unchanged),
        }
    }

    fn apply(&mut self, meta: Meta, event: &CycleEvent) {
        self.fold(meta, event);
    }

    fn encode(event: &CycleEvent) -> Result<(EventKind, Vec<u8>), CodecError> {
        Ok((event.kind(), event.encode_body()?))
    }

    fn decode(kind: EventKind, body: &[u8]) -> Result<CycleEvent, EventError> {
        CycleEvent::decode(kind, body)
    }
}

impl CycleState {
    fn milestone(&self, milestone: MilestoneId) -> Result<&Milestone, Rejection> {
        self.milestones.get(&milestone).ok_or(Rejection::UnknownMilestone)
    }

    fn schedule(
        &self,
        actor: ActorId,
        milestone: MilestoneId,
        schedule: Schedule,
        seen: Revision,
    ) -> Result<CycleEvent, Rejection> {
        let zone = &schedule.zone;
        if !(1..=64).contains(&zone.len()) || !zone.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Rejection::UnknownOption);
        }
        if !(1..=1_440).contains(&schedule.duration_min) {
            return Err(Rejection::OutOfRange);
        }
        let place = schedule.place.trim().to_owned();
        if limits::TITLE_CHARS < place.chars().count() {
            return Err(Rejection::TextTooLong);
        }
        let schedule = Schedule { title: text(&schedule.title, limits::TITLE_CHARS)?, place, ..schedule };
        match self.milestones.get(&milestone) {
            Some(known) => unseen(Some(&known.schedule), &schedule, actor, seen)?,
            None if limits::MILESTONES <= self.milestones.len() => return Err(Rejection::TooMany),
            None => {}
        }
        Ok(CycleEvent::MilestoneScheduled(MilestoneScheduledV1 { milestone, schedule }))
    }

    fn participate(&self, op: CycleOp) -> Result<CycleEvent, Rejection> {
        let now = |analysis: StreamId| self.participations.get(&analysis);
        match op {
            CycleOp::Invite { analysis } => match now(analysis) {
                Some(Participation::Invited(_) | Participation::Enrolled(_)) => Err(Rejection::AlreadyExists),
                None if limits::ENROLMENTS <= self.participations.len() => Err(Rejection::TooMany),
                Some(Participation::Left(_)) | None => {
                    Ok(CycleEvent::AnalysisInvited(AnalysisInvitedV1 { analysis }))
                }
            },
            CycleOp::WithdrawInvitation { analysis } => match now(analysis) {
                Some(Participation::Invited(_)) => {
                    Ok(CycleEvent::InvitationWithdrawn(InvitationWithdrawnV1 { analysis }))
                }
                Some(Participation::Enrolled(_) | Participation::Left(_)) | None => Err(Rejection::NotListed),
            },
            // Only who was asked comes in, so that a team never appears on a stranger's board.
            CycleOp::Enrol { analysis } => match now(analysis) {
                Some(Participation::Invited(_)) => {
                    Ok(CycleEvent::AnalysisEnrolled(AnalysisEnrolledV1 { analysis }))
                }
                Some(Participation::Enrolled(_)) => Err(Rejection::AlreadyExists),
                Some(Participation::Left(_)) | None => Err(Rejection::NotListed),
            },
            CycleOp::Leave { analysis } if self.is_enrolled(analysis) => {
                Ok(CycleEvent::AnalysisLeft(AnalysisLeftV1 { analysis }))
            }
            CycleOp::Leave { .. } => Err(Rejection::NotEnrolled),
            CycleOp::Create(_)
            | CycleOp::Retitle { .. }
            | CycleOp::Schedule { .. }
            | CycleOp::RemoveMilestone { .. }
            | CycleOp::SetHomework { .. }
            | CycleOp::SendNote { .. }
            | CycleOp::WithdrawNote { .. }
            | CycleOp::Close { .. }
            | CycleOp::Reopen { .. }
            | CycleOp::Archive
            | CycleOp::Unarchive => Err(Rejection::NotListed),
        }
    }
}

fn create(created: CycleCreatedV1) -> Result<CycleEvent, Rejection> {
    let title = text(&created.title, limits::TITLE_CHARS)?;
    Ok(CycleEvent::Created(CycleCreatedV1 { title, ..created }))
}

/// A text that may not be empty, without the space around it.
pub(crate) fn text(given: &str, max_chars: usize) -> Result<String, Rejection> {
    let given = given.trim();
    match given.chars().count() {
        0 => Err(Rejection::TextMissing),
        chars if max_chars < chars => Err(Rejection::TextTooLong),
        _ => Ok(given.to_owned()),
    }
}

/// Refuses to overwrite what somebody else has put there since it was last seen.
fn unseen<T: PartialEq>(
    held: Option<&Stamped<T>>,
    new: &T,
    actor: ActorId,
    seen: Revision,
) -> Result<(), Rejection> {
    match held {
        Some(held) if seen < held.stamp.revision && held.stamp.actor != actor && held.value != *new => {
            Err(Rejection::ChangedSince)
        }
        Some(_) | None => Ok(()),
    }
}
