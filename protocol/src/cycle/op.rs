//! Wishes about a cycle.

use serde::{Deserialize, Serialize};

use super::event::{CycleCreatedV1, Schedule};
use crate::id::{MilestoneId, OpId, StreamId};
use crate::revision::Revision;

/// A wish about one cycle. Handed in over HTTP with the op id that makes a repeat harmless. The order of the variants
/// is sent; new ones go to the end.
///
/// `seen` is the revision of the last change of the same thing that the author had seen, 0 for none: what somebody
/// else has changed since is not overwritten unseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CycleOp {
    /// Begin the stream.
    Create(CycleCreatedV1),
    /// Call it differently.
    Retitle {
        /// The new title.
        title: String,
        /// Of the title.
        seen: Revision,
    },
    /// Plan a milestone, or plan it anew.
    Schedule {
        /// Which milestone.
        milestone: MilestoneId,
        /// When and where.
        schedule: Schedule,
        /// Of the milestone's schedule.
        seen: Revision,
    },
    /// Take a milestone that was never closed out of the plan.
    RemoveMilestone {
        /// Which milestone.
        milestone: MilestoneId,
    },
    /// Set the homework behind a milestone.
    SetHomework {
        /// Which milestone.
        milestone: MilestoneId,
        /// The text; empty for none.
        text: String,
        /// Of the homework.
        seen: Revision,
    },
    /// Ask a team to take part.
    Invite {
        /// Which analysis.
        analysis: StreamId,
    },
    /// Do not ask it any more.
    WithdrawInvitation {
        /// Which analysis.
        analysis: StreamId,
    },
    /// Let a team take part that has agreed; only the server hands this in, behind the consent.
    Enrol {
        /// Which analysis.
        analysis: StreamId,
    },
    /// Let a team go; only the server hands this in, behind the team's own word.
    Leave {
        /// Which analysis.
        analysis: StreamId,
    },
    /// Send a word to one team or to all.
    SendNote {
        /// To which team; `None` for all.
        to: Option<StreamId>,
        /// The word.
        text: String,
    },
    /// Take a word back.
    WithdrawNote {
        /// The op that sent it.
        note: OpId,
    },
    /// Close a milestone as of a moment.
    Close {
        /// Which milestone.
        milestone: MilestoneId,
        /// UTC milliseconds since 1970, not in the future.
        moment_ms: i64,
        /// The closing that this is, counted from 1: of two who close at once, one closes.
        closing: u32,
    },
    /// Open a closed milestone again.
    Reopen {
        /// Which milestone.
        milestone: MilestoneId,
        /// The closing that is taken back.
        closing: u32,
    },
    /// Archive the cycle.
    Archive,
    /// Go on with it.
    Unarchive,
}
