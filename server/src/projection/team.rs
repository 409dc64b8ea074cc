//! What the views know of one analysis: its state without texts, and when its team was at work. A pure fold.

use std::collections::BTreeMap;

use etappe_protocol::analysis::{AnalysisState, Meta, PinKey};
use etappe_protocol::codec;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::{Event, EventKind, MilestonePinnedV1};
use etappe_protocol::id::{ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::FieldAddress;
use etappe_protocol::view::CriterionNow;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::activity::Activity;

/// Length of the checksum before a stored team.
const CHECKSUM: usize = 32;

/// One analysis, folded in the order of its commits. Of its texts only the title is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// The state, with the title as its only text.
    pub state: AnalysisState,
    /// Time of the last commit of somebody of the team.
    pub last_change_ms: Option<i64>,
    /// Changes of the team, by day.
    pub activity: Activity,
    /// Main criteria of every sheet.
    pub scores: BTreeMap<PinKey, Vec<CriterionNow>>,
    /// Who made the stream: the first title is not the team's work yet.
    founder: Option<ReplicaId>,
    /// Whether an event came that this program does not know; nothing behind it is folded in.
    is_halted: bool,
}

/// A commit that does not follow what the view has: the view is not one of this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the view of {stream} has revision {has}, and {found} follows")]
pub struct Gap {
    /// Which analysis.
    pub stream: StreamId,
    /// What the view has.
    pub has: Revision,
    /// What came.
    pub found: Revision,
}

impl TeamView {
    /// Folds a commit in; a pin is given back, because its sheet is somebody else's business.
    ///
    /// # Errors
    /// [`Gap`]; then nothing has changed.
    pub fn fold(&mut self, commit: &Commit) -> Result<Option<MilestonePinnedV1>, Gap> {
        if self.is_halted {
            return Ok(None);
        }
        if commit.revision != self.state.revision.next() {
            let (stream, has, found) = (commit.stream, self.state.revision, commit.revision);
            return Err(Gap { stream, has, found });
        }
        if self.founder.is_none() {
            self.founder = Some(commit.op_id.replica);
        }
        if is_mere_text(commit) {
            self.state.revision = commit.revision;
            self.state.time_ms = commit.time_ms;
            self.note_work(commit);
            return Ok(None);
        }
        let Ok(event) = commit.event() else {
            self.is_halted = true;
            return Ok(None);
        };
        self.state.apply(Meta::from(commit), &event);
        if is_work(&event) {
            self.note_work(commit);
        }
        Ok(if let Event::MilestonePinned(pin) = event { Some(pin) } else { None })
    }

    /// Whether an event came that this program does not know.
    #[must_use]
    pub const fn is_halted(&self) -> bool {
        self.is_halted
    }

    /// The title; empty where there is none yet.
    #[must_use]
    pub fn title(&self) -> &str {
        self.state.text(&FieldAddress::TITLE)
    }

    fn note_work(&mut self, commit: &Commit) {
        let is_founding = commit.revision <= Revision(2) && self.founder == Some(commit.op_id.replica);
        if !is_founding {
            self.last_change_ms = Some(commit.time_ms);
            self.activity.note(commit.time_ms);
        }
    }

    /// The stored form: a checksum, then everything.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Every part of a view can be expressed; an empty row would be found and made anew.
        let body = codec::encode(self).unwrap_or_default();
        [&blake3::hash(&body).as_bytes()[..], &body].concat()
    }

    /// Reads the stored form; `None` for anything else.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (checksum, body) = bytes.split_at_checked(CHECKSUM)?;
        if checksum != blake3::hash(body).as_bytes() {
            return None;
        }
        codec::decode(body).ok()
    }
}

/// Whether it edits a text that no view keeps. Most commits are such, and their bodies need not be read.
fn is_mere_text(commit: &Commit) -> bool {
    const TEXT: EventKind = EventKind { event_type: Event::TEXT_EDITED, schema: 1 };
    commit.kind == TEXT && !commit.body.starts_with(&TITLE)
}

/// What the body of an edit of the title begins with: its address, and no address is the beginning of another.
const TITLE: [u8; 2] = [0, 0];

/// Whether an event is the team's own work, and not the server's or the coordinator's.
const fn is_work(event: &Event) -> bool {
    match event {
        Event::RatingSet(_)
        | Event::RatingCleared(_)
        | Event::RatingProposed(_)
        | Event::ProposalWithdrawn(_)
        | Event::TextEdited(_)
        | Event::MeasureAdded(_)
        | Event::MeasureChanged(_)
        | Event::QuestionSettled(_)
        | Event::HomeworkMarked(_) => true,
        Event::AnalysisCreated(_)
        | Event::QuestionAsked(_)
        | Event::InsightGranted(_)
        | Event::EnrolmentConsented(_)
        | Event::EnrolmentWithdrawn(_)
        | Event::MilestonePinned(_)
        | Event::Redacted(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_told_from_other_texts_by_its_address() {
        assert_eq!(codec::encode(&FieldAddress::TITLE).as_deref(), Ok(&TITLE[..]));
    }

    #[test]
    fn a_view_comes_back_unless_a_bit_of_it_has_changed() {
        let team = TeamView { last_change_ms: Some(5), ..TeamView::default() };
        let mut bytes = team.encode();
        assert_eq!(TeamView::decode(&bytes), Some(team));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(TeamView::decode(&bytes), None);
        assert_eq!(TeamView::decode(&[]), None);
    }
}
