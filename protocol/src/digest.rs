//! The digest of a state: BLAKE3 over a listed canonical content, never the hash of a Rust struct.
//!
//! Version 1, every number little-endian, every text as `u32` length in bytes and its UTF-8 bytes:
//!
//! 1. the ASCII bytes `etappe-state`, then the version as `u16`
//! 2. revision `u64`
//! 3. catalogue key (text), edition `u32`, hash (32 bytes); or, for an empty stream, an empty text and zeros
//! 4. number of rated items `u32`; for each, ordered by item id: item (text), held answer (text), its actor (16 bytes),
//!    its revision `u64`, number of proposals `u32` and for each in order: answer (text), actor, revision `u64`
//! 5. number of texts that are not empty `u32`; for each, ordered by address: owner kind `u8` (0 analysis, 1 item),
//!    owner id (text, empty for the analysis), part `u8` (0 title, 1 reason, 2 notes), text

use crate::analysis::{AnalysisState, Proposal};
use crate::text::{Owner, Part};

/// Number of the canonical content written by this program.
pub const DIGEST_VERSION: u16 = 1;

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
        match &address.owner {
            Owner::Analysis => content.bytes(&[0]).text(""),
            Owner::Item(item) => content.bytes(&[1]).text(item.as_str()),
        };
        let part = match address.part {
            Part::Title => 0,
            Part::Reason => 1,
            Part::Notes => 2,
        };
        content.bytes(&[part]).text(&field.text);
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
}
