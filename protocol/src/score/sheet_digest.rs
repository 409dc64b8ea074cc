//! The digest of a score sheet: BLAKE3 over a listed canonical content, never the hash of a Rust struct.
//!
//! It names what was scored and what came out, not the occasion: closing a milestone again without an edit in between
//! gives the same digest. No text that a person typed is covered, so redaction does not touch it; neither are due
//! dates and owners of measures.
//!
//! Version 1, every number little-endian, every text as `u32` length in bytes and its UTF-8 bytes:
//!
//! 1. the ASCII bytes `etappe-sheet`, then the version as `u16`
//! 2. scoring rule `u16`
//! 3. catalogue key (text), edition `u32`, hash (32 bytes)
//! 4. analysis (16 bytes), revision `u64`
//! 5. number of statements `u32`; for each, in the order of the catalogue: item (text), answer (text, empty for none),
//!    contested `u8` (0 or 1)
//! 6. the criteria: number of main criteria `u32`; for each, in the order of the catalogue: id (text), outcome `u8`
//!    (0 value, 1 too few, 2 not applicable), value in basis points `u16` (0 where there is none), coverage in basis
//!    points `u16`, rated, open, unknown, not applicable, contested, each `u32`, then its sub-criteria in the same way,
//!    their number first
//! 7. statements, rated, unknown, unanswered, not applicable, contested, each `u32`
//! 8. number of states that measures are in `u32`; for each, ordered by code: code `u8`, measures in it `u32`
//! 9. number of measures `u32`; for each, ordered by id: replica (16 bytes), counter `u64`, subject (text), state `u8`

use super::{CriterionScore, Outcome, ScoreSheet};
use crate::digest::Content;

/// Number of the canonical content written by this program.
pub const SHEET_DIGEST_VERSION: u16 = 1;

/// Digest of what the sheet says; its own `digest` is not part of it.
pub(super) fn digest(sheet: &ScoreSheet) -> [u8; 32] {
    let mut content = Content::new();
    content.bytes(b"etappe-sheet").u16(SHEET_DIGEST_VERSION);
    content.u16(sheet.scoring_rule);
    content.text(&sheet.catalogue_key).u32(sheet.catalogue_edition).bytes(&sheet.catalogue_hash);
    content.bytes(&sheet.analysis.0).u64(sheet.at_revision.0);
    content.count(sheet.answers.len());
    for line in &sheet.answers {
        let answer = line.answer.as_ref().map_or("", |code| code.as_str());
        content.text(line.item.as_str()).text(answer).bytes(&[line.contested.into()]);
    }
    criteria(&mut content, &sheet.criteria);
    let counts = &sheet.counts;
    content.u32(counts.statements).u32(counts.rated).u32(counts.unknown).u32(counts.unanswered);
    content.u32(counts.not_applicable).u32(counts.contested);
    content.count(counts.measures.len());
    for measures in &counts.measures {
        content.bytes(&[measures.state]).u32(measures.count);
    }
    content.count(sheet.measures.len());
    for measure in &sheet.measures {
        content.bytes(&measure.id.replica.0).u64(measure.id.counter);
        content.text(measure.subject.as_str()).bytes(&[measure.state]);
    }
    content.finish()
}

fn criteria(content: &mut Content, scores: &[CriterionScore]) {
    content.count(scores.len());
    for score in scores {
        let (outcome, value) = match score.outcome {
            Outcome::Value(points) => (0, points.get()),
            Outcome::TooFew => (1, 0),
            Outcome::NotApplicable => (2, 0),
        };
        content.text(score.id.as_str()).bytes(&[outcome]).u16(value).u16(score.coverage.get());
        content.u32(score.rated).u32(score.open).u32(score.unknown).u32(score.not_applicable);
        content.u32(score.contested);
        criteria(content, &score.children);
    }
}
