//! What every language has to say.

use etappe_protocol::frame::Failure;
use etappe_protocol::rejection::Rejection;

use super::redact::RedactTexts;
use super::replay::ReplayTexts;
use super::team::TeamTexts;
use crate::sync::save_state::SaveState;

/// All words of the product in one language; plurals and the like are functions.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct Texts {
    // Everywhere
    pub skip: &'static str,
    pub language: &'static str,
    pub logout: &'static str,
    pub loading: &'static str,
    pub try_again: &'static str,
    pub just_now: &'static str,
    pub someone: &'static str,
    pub you: &'static str,
    pub untitled: &'static str,
    pub trouble: &'static str,
    pub trouble_text: &'static str,
    pub not_found: &'static str,
    pub not_found_text: &'static str,
    pub signed_out: &'static str,
    pub signed_out_text: &'static str,

    // Coming in
    pub join_title: &'static str,
    pub join_name: &'static str,
    pub join_name_missing: &'static str,
    pub join_button: &'static str,
    pub join_closed: &'static str,
    pub join_closed_text: &'static str,

    // Start
    pub start_title: &'static str,
    pub start_empty: &'static str,
    pub answered: fn(usize, usize) -> String,

    // The sheet
    pub criteria: &'static str,
    pub criteria_toggle: &'static str,
    pub of: fn(usize, usize) -> String,
    pub open_contested: fn(usize) -> String,
    pub previous_open: &'static str,
    pub next_open: &'static str,
    pub all_answered: &'static str,
    pub title_label: &'static str,
    pub title_placeholder: &'static str,
    pub notes: &'static str,
    pub notes_hint: &'static str,
    pub notes_placeholder: &'static str,
    pub reason: &'static str,
    pub reason_for: fn(&str) -> String,
    pub reason_placeholder: &'static str,
    pub reason_wanted: &'static str,
    pub clear: &'static str,
    pub clear_for: fn(&str) -> String,
    pub set_by: fn(&str, &str) -> String,
    pub not_saved_yet: &'static str,
    pub chars_left: fn(u32) -> String,
    pub too_long: fn(u32, u32) -> String,
    pub too_many_pending: &'static str,
    pub not_taken: &'static str,
    pub read_only: &'static str,
    pub empty_catalogue: &'static str,
    pub printed_unanswered: &'static str,

    // Two answers
    pub contested: fn(usize) -> String,
    pub contested_text: &'static str,
    pub counts_now: &'static str,
    pub settle: &'static str,
    pub settle_on: fn(&str) -> String,
    pub withdraw: &'static str,
    pub changed_by: fn(&str, &str) -> String,
    pub cleared_by: fn(&str) -> String,
    pub back_to: fn(&str) -> String,

    // Who is here
    pub here: &'static str,
    pub here_alone: &'static str,
    pub here_unknown: &'static str,
    pub here_now: fn(usize) -> String,
    pub at_item: fn(&str) -> String,
    pub at_title: &'static str,
    pub at_notes: &'static str,
    pub at_measure: &'static str,
    pub at_milestone: &'static str,
    pub looks_around: &'static str,

    // What is said aloud
    pub announce: &'static str,
    pub announce_off: &'static str,
    pub announce_section: &'static str,
    pub announce_all: &'static str,
    pub announced_lost: &'static str,

    // Saving
    pub saving: fn(SaveState, i64) -> String,
    pub leave: &'static str,

    // What is not saved
    pub refused_text: &'static str,
    pub refused_rating: &'static str,
    pub rejection: fn(Rejection) -> &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub insert_again: &'static str,
    pub dismiss: &'static str,

    // What stopped
    pub fenced: &'static str,
    pub fenced_text: &'static str,
    pub fenced_button: &'static str,
    pub ended: &'static str,
    pub ended_text: &'static str,
    pub ended_button: &'static str,
    pub failure: fn(Failure) -> &'static str,
    pub reload: &'static str,

    pub report: super::ReportTexts,
    pub scores: super::ScoreTexts,
    pub redact: RedactTexts,
    pub replay: ReplayTexts,
    pub compare: super::CompareTexts,
    pub cycle: super::cycle::CycleTexts,
    // The team's pages
    pub team: TeamTexts,
}
