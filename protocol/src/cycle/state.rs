//! What holds in a cycle at one revision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::{CycleCreatedV1, CycleEvent, Schedule};
use crate::analysis::{Meta, Stamp, Stamped};
use crate::id::{MilestoneId, OpId, StreamId};

/// Everything that is true of a cycle. Sent to its coordinators, schema 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleState {
    /// How the stream began; `None` only before.
    pub created: Option<CycleCreatedV1>,
    /// What it is called.
    pub title: Option<Stamped<String>>,
    /// The plan.
    pub milestones: BTreeMap<MilestoneId, Milestone>,
    /// Teams that were asked or take part, those that left included.
    pub participations: BTreeMap<StreamId, Participation>,
    /// What was sent to teams, without what was taken back.
    pub notes: BTreeMap<OpId, Note>,
    /// Notes ever sent.
    pub notes_sent: u32,
    /// Since when nothing changes here any more; `None` while it runs.
    pub archived: Option<Stamp>,
}

/// A milestone and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// When and where.
    pub schedule: Stamped<Schedule>,
    /// What teams are to do behind it; `None` when nobody ever set anything.
    pub homework: Option<Stamped<String>>,
    /// Every closing, the first one first.
    pub closings: Vec<Closing>,
    /// Whether the last closing holds.
    pub is_closed: bool,
}

/// One closing of a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The moment at which histories are pinned, UTC milliseconds since 1970.
    pub moment_ms: i64,
    /// When it was closed, and by whom.
    pub closed: Stamp,
}

/// Where a team stands towards the cycle. The order of the variants is sent; new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Participation {
    /// Asked, not agreed yet.
    Invited(Stamp),
    /// Takes part.
    Enrolled(Stamp),
    /// Took part once.
    Left(Stamp),
}

/// A word to one team or to all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// To which team; `None` for all.
    pub to: Option<StreamId>,
    /// The word.
    pub text: String,
    /// By whom, when.
    pub sent: Stamp,
}

impl Milestone {
    /// Number of the closing that holds; `None` while it is open.
    #[must_use]
    pub fn closing(&self) -> Option<u32> {
        if self.is_closed { u32::try_from(self.closings.len()).ok() } else { None }
    }

    /// Number that the next closing gets.
    #[must_use]
    pub fn next_closing(&self) -> u32 {
        u32::try_from(self.closings.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

impl CycleState {
    /// The teams that take part, in order of their ids.
    pub fn enrolled(&self) -> impl Iterator<Item = StreamId> + '_ {
        let enrolled = |(analysis, participation): (&StreamId, &Participation)| match participation {
            Participation::Enrolled(_) => Some(*analysis),
            Participation::Invited(_) | Participation::Left(_) => None,
        };
        self.participations.iter().filter_map(enrolled)
    }

    /// Whether a team takes part.
    #[must_use]
    pub fn is_enrolled(&self, analysis: StreamId) -> bool {
        matches!(self.participations.get(&analysis), Some(Participation::Enrolled(_)))
    }

    /// Whether any milestone was ever closed.
    #[must_use]
    pub fn was_closed(&self) -> bool {
        self.milestones.values().any(|milestone| !milestone.closings.is_empty())
    }

    /// Milestones in the order in which they come.
    #[must_use]
    pub fn in_order(&self) -> Vec<(MilestoneId, &Milestone)> {
        let mut milestones: Vec<_> = self.milestones.iter().map(|(id, milestone)| (*id, milestone)).collect();
        milestones.sort_by_key(|(id, milestone)| {
            let schedule = &milestone.schedule.value;
            (schedule.date, schedule.time, *id)
        });
        milestones
    }

    /// What is said to a team: notes to it and to all, the newest last.
    #[must_use]
    pub fn notes_to(&self, analysis: StreamId) -> Vec<(OpId, &Note)> {
        let to = |note: &Note| note.to.is_none_or(|to| to == analysis);
        let mut notes: Vec<_> =
            self.notes.iter().filter(|(_, note)| to(note)).map(|(id, note)| (*id, note)).collect();
        notes.sort_by_key(|(_, note)| note.sent.revision);
        notes
    }

    pub(super) fn fold(&mut self, meta: Meta, event: &CycleEvent) {
        let stamp = Stamp::from(meta);
        match event {
            CycleEvent::Created(created) => {
                self.title = Some(Stamped { value: created.title.clone(), stamp });
                self.created = Some(created.clone());
            }
            CycleEvent::Retitled(retitled) => {
                self.title = Some(Stamped { value: retitled.title.clone(), stamp });
            }
            CycleEvent::MilestoneScheduled(scheduled) => {
                let schedule = Stamped { value: scheduled.schedule.clone(), stamp };
                match self.milestones.get_mut(&scheduled.milestone) {
                    Some(milestone) => milestone.schedule = schedule,
                    None => {
                        let milestone =
                            Milestone { schedule, homework: None, closings: Vec::new(), is_closed: false };
                        self.milestones.insert(scheduled.milestone, milestone);
                    }
                }
            }
            CycleEvent::MilestoneRemoved(removed) => {
                self.milestones.remove(&removed.milestone);
            }
            CycleEvent::HomeworkSet(homework) => {
                if let Some(milestone) = self.milestones.get_mut(&homework.milestone) {
                    milestone.homework = Some(Stamped { value: homework.text.clone(), stamp });
                }
            }
            CycleEvent::AnalysisInvited(invited) => {
                self.participations.insert(invited.analysis, Participation::Invited(stamp));
            }
            CycleEvent::InvitationWithdrawn(withdrawn) => {
                self.participations.remove(&withdrawn.analysis);
            }
            CycleEvent::AnalysisEnrolled(enrolled) => {
                self.participations.insert(enrolled.analysis, Participation::Enrolled(stamp));
            }
            CycleEvent::AnalysisLeft(left) => {
                self.participations.insert(left.analysis, Participation::Left(stamp));
            }
            CycleEvent::NoteSent(sent) => {
                self.notes_sent = self.notes_sent.saturating_add(1);
                let note = Note { to: sent.to, text: sent.text.clone(), sent: stamp };
                self.notes.insert(meta.op_id, note);
            }
            CycleEvent::NoteWithdrawn(withdrawn) => {
                self.notes.remove(&withdrawn.note);
            }
            CycleEvent::MilestoneClosed(closed) => {
                if let Some(milestone) = self.milestones.get_mut(&closed.milestone) {
                    milestone.closings.push(Closing { moment_ms: closed.moment_ms, closed: stamp });
                    milestone.is_closed = true;
                }
            }
            CycleEvent::MilestoneReopened(reopened) => {
                if let Some(milestone) = self.milestones.get_mut(&reopened.milestone) {
                    milestone.is_closed = false;
                }
            }
            CycleEvent::Archived(_) => self.archived = Some(stamp),
            CycleEvent::Unarchived(_) => self.archived = None,
        }
    }
}
