//! A cycle: the way of some teams through a few workshops. Its stream holds what a coordinator decides; what a team
//! decides about itself stands in its own analysis.

mod decide;
mod event;
mod op;
mod state;

pub(crate) use decide::text;
pub use event::{
    AnalysisEnrolledV1, AnalysisInvitedV1, AnalysisLeftV1, ArchivedV1, CycleCreatedV1, CycleEvent,
    HomeworkSetV1, InvitationWithdrawnV1, MilestoneClosedV1, MilestoneKind, MilestoneRemovedV1,
    MilestoneReopenedV1, MilestoneScheduledV1, NoteSentV1, NoteWithdrawnV1, RetitledV1, Schedule,
    UnarchivedV1,
};
pub use op::CycleOp;
pub use state::{Closing, CycleState, Milestone, Note, Participation};
