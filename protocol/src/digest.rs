//! The digest of a state: BLAKE3 over a listed canonical content, never the hash of a Rust struct.
//!
//! Version 2, every number little-endian, every text as `u32` length in bytes and its UTF-8 bytes:
//!
//! 1. the ASCII bytes `etappe-state`, then the version as `u16`
//! 2. revision `u64`
//! 3. catalogue key (text), edition `u32`, hash (32 bytes); or, for an empty stream, an empty text and zeros
//! 4. number of rated items `u32`; for each, ordered by item id: item (text), held answer (text), its actor (16 bytes),
//!    its revision `u64`, number of proposals `u32` and for each in order: answer (text), actor, revision `u64`
//! 5. number of texts that are not empty `u32`; for each, ordered by address: owner kind `u8` (0 analysis, 1 item),
//!    owner id (text, empty for the analysis), part `u8` (0 title, 1 reason, 2 notes), text. An owner of kind 2 is a
//!    measure, its id the op's replica (16 bytes) and counter `u64`; of kind 3 a milestone, its id the cycle (16 bytes)
//!    and number `u16`; both without a length. Parts 3 what, 4 sign, 5 sentence
//! 6. number of measures `u32`; for each, ordered by op id: replica, counter `u64`, then stamp of its beginning, and
//!    subject (text), owner (16 bytes, zeros for nobody), due (text `2026-03-04`, empty for none), state `u8` (0 open,
//!    1 in work, 2 done, 3 dropped), each with its stamp; then the stamp of the last look. A stamp is revision `u64`,
//!    actor (16 bytes), time in milliseconds `i64`
//! 7. number of questions `u32`; for each, ordered by op id: replica, counter, subject (text), cycle (16 bytes), text,
//!    stamp, settled `u8` (0 or 1) and, if settled, that stamp
//! 8. number of cycles `u32`; for each, ordered by id: cycle, consented `u8`, stamp, insight `u8` (0 progress,
//!    1 scores, 2 answers, 3 replay), stamp, number of homework marks `u32` and for each, ordered by milestone:
//!    milestone `u16`, done `u8`, stamp
//! 9. number of pins `u32`; for each, ordered by cycle, milestone, closing: cycle, milestone `u16`, closing `u32`,
//!    revision `u64`, moment `i64`, stamp
//!
//! Version 1 ended with the texts; owners and parts of later kinds did not exist.

use crate::analysis::{AnalysisState, Enrolment, Measure, Proposal, Question, Stamp};
use crate::event::{InsightLevel, MeasureState};
use crate::id::OpId;
use crate::text::{FieldAddress, Owner, Part};

/// Number of the canonical content written by this program.
pub const DIGEST_VERSION: u16 = 2;

/// Digest of everything that holds, equal wherever the same revision was reached.
#[must_use]
pub fn state_digest(state: &AnalysisState) -> [u8; 32] {
    let mut content = Content::new();
    content.bytes(b"etappe-state").u16(DIGEST_VERSION);
    content.u64(state.revision.0);
    match &state.created {
        Some(created) => {
            content.text(&created.catalogue_key).u32(created.catalogue_edition).bytes(&created.catalogue_hash)
        }
        None => content.text("").u32(0).bytes(&[0; 32]),
    };
    content.count(state.ratings.len());
    for (item, rating) in &state.ratings {
        content.text(item.as_str()).proposal(&rating.held).count(rating.proposals.len());
        for proposal in &rating.proposals {
            content.proposal(proposal);
        }
    }
    let texts = || state.texts.iter().filter(|(_, field)| !field.text.is_empty());
    content.count(texts().count());
    for (address, field) in texts() {
        content.address(address).text(&field.text);
    }
    content.count(state.measures.len());
    for (id, measure) in &state.measures {
        content.op_id(*id).measure(measure);
    }
    content.count(state.questions.len());
    for (id, question) in &state.questions {
        content.op_id(*id).question(question);
    }
    content.count(state.enrolments.len());
    for (cycle, enrolment) in &state.enrolments {
        content.bytes(&cycle.0).enrolment(enrolment);
    }
    content.count(state.pins.len());
    for (key, pin) in &state.pins {
        content.bytes(&key.cycle.0).u16(key.milestone.0).u32(key.closing);
        content.u64(pin.at_revision.0).i64(pin.moment_ms).stamp(pin.pinned);
    }
    content.finish()
}

/// Takes canonical content in, piece by piece.
pub(crate) struct Content(blake3::Hasher);

impl Content {
    pub(crate) fn new() -> Self {
        Self(blake3::Hasher::new())
    }

    pub(crate) fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(bytes);
        self
    }

    fn i64(&mut self, number: i64) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn u16(&mut self, number: u16) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn u32(&mut self, number: u32) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn u64(&mut self, number: u64) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn count(&mut self, count: usize) -> &mut Self {
        self.u32(u32::try_from(count).unwrap_or(u32::MAX))
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.count(text.len()).bytes(text.as_bytes())
    }

    fn proposal(&mut self, proposal: &Proposal) -> &mut Self {
        self.text(proposal.answer.as_str()).bytes(&proposal.actor.0).u64(proposal.revision.0)
    }

    fn stamp(&mut self, stamp: Stamp) -> &mut Self {
        self.u64(stamp.revision.0).bytes(&stamp.actor.0).i64(stamp.time_ms)
    }

    fn op_id(&mut self, id: OpId) -> &mut Self {
        self.bytes(&id.replica.0).u64(id.counter)
    }

    fn address(&mut self, address: &FieldAddress) -> &mut Self {
        match &address.owner {
            Owner::Analysis => self.bytes(&[0]).text(""),
            Owner::Item(item) => self.bytes(&[1]).text(item.as_str()),
            Owner::Measure(measure) => self.bytes(&[2]).op_id(*measure),
            Owner::Milestone(cycle, milestone) => self.bytes(&[3]).bytes(&cycle.0).u16(milestone.0),
        };
        self.bytes(&[match address.part {
            Part::Title => 0,
            Part::Reason => 1,
            Part::Notes => 2,
            Part::What => 3,
            Part::Sign => 4,
            Part::Sentence => 5,
        }])
    }

    fn measure(&mut self, measure: &Measure) -> &mut Self {
        let due = measure.due.value.map_or_else(String::new, |due| due.to_string());
        let state = match measure.state.value {
            MeasureState::Open => 0,
            MeasureState::InWork => 1,
            MeasureState::Done => 2,
            MeasureState::Dropped => 3,
        };
        self.stamp(measure.added).text(measure.subject.value.as_str()).stamp(measure.subject.stamp);
        self.bytes(&measure.owner.value.map_or([0; 16], |owner| owner.0)).stamp(measure.owner.stamp);
        self.text(&due).stamp(measure.due.stamp).bytes(&[state]).stamp(measure.state.stamp);
        self.stamp(measure.looked_at)
    }

    fn question(&mut self, question: &Question) -> &mut Self {
        self.text(question.subject.as_str()).bytes(&question.cycle.0).text(&question.text);
        self.stamp(question.asked).bytes(&[u8::from(question.settled.is_some())]);
        if let Some(settled) = question.settled {
            self.stamp(settled);
        }
        self
    }

    fn enrolment(&mut self, enrolment: &Enrolment) -> &mut Self {
        let insight = match enrolment.insight.value {
            InsightLevel::Progress => 0,
            InsightLevel::Scores => 1,
            InsightLevel::Answers => 2,
            InsightLevel::Replay => 3,
        };
        self.bytes(&[u8::from(enrolment.consented.value)]).stamp(enrolment.consented.stamp);
        self.bytes(&[insight]).stamp(enrolment.insight.stamp).count(enrolment.homework.len());
        for (milestone, done) in &enrolment.homework {
            self.u16(milestone.0).bytes(&[u8::from(done.value)]).stamp(done.stamp);
        }
        self
    }
}
