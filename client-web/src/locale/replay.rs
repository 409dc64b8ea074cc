//! Words about looking back.

mod de;
mod en;

use etappe_protocol::event::InsightLevel;
use etappe_protocol::history::Kind;

use crate::replay::speed::Speed;

pub(super) use de::DE;
pub(super) use en::EN;

/// What the page about an analysis' history says.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct ReplayTexts {
    pub lead: &'static str,
    pub link: &'static str,
    pub slider: &'static str,
    pub slider_at: fn(u64, u64, &str) -> String,
    pub revision: fn(u64, u64) -> String,
    pub beginning: &'static str,
    pub forbidden: &'static str,
    pub trouble: &'static str,
    pub loading: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub speed: &'static str,
    pub speed_is: fn(Speed) -> &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub previous_milestone: &'static str,
    pub next_milestone: &'static str,
    pub nothing_further: &'static str,
    pub filters: &'static str,
    pub filter_criterion: &'static str,
    pub filter_kind: &'static str,
    pub filter_person: &'static str,
    pub all_criteria: &'static str,
    pub all_kinds: &'static str,
    pub everybody: &'static str,
    pub kind_is: fn(Kind) -> &'static str,
    pub timeline: fn(&str, &str) -> String,
    pub pace: &'static str,
    pub milestone: fn(u16) -> String,
    pub score_parts: &'static str,
    pub scores: &'static str,
    pub answers: &'static str,
    pub answers_hint: &'static str,
    pub cell: fn(&str, &str, &str) -> String,
    pub contested: &'static str,
    pub moment: &'static str,
    pub moment_empty: &'static str,
    pub back_to_change: &'static str,
    pub open: &'static str,
    pub answer: &'static str,
    pub no_text: &'static str,
    pub stands_against: fn(&str) -> String,
    pub restore_answer: &'static str,
    pub restore_text: &'static str,
    pub restore_state: &'static str,
    pub restored: &'static str,
    pub restore_hint: &'static str,
    pub redacted: &'static str,
    pub changes: &'static str,
    pub changes_hint: &'static str,
    pub no_changes: &'static str,
    pub new_changes: fn(u64) -> String,
    pub reload: &'static str,
    pub what: ChangeTexts,
}

/// What a change is called: nouns, so that they fit behind any name.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct ChangeTexts {
    pub began: &'static str,
    pub moved: fn(&str, &str, &str) -> String,
    pub proposed: fn(&str, &str, &str) -> String,
    pub withdrawn: fn(&str) -> String,
    pub title: &'static str,
    pub notes: &'static str,
    pub reason: fn(&str) -> String,
    pub measure: fn(&str) -> String,
    pub sign: fn(&str) -> String,
    pub sentence: &'static str,
    pub measure_added: fn(&str) -> String,
    pub measure_moved: fn(&str, &str) -> String,
    pub measure_owner: fn(&str) -> String,
    pub measure_due: fn(&str) -> String,
    pub measure_subject: fn(&str) -> String,
    pub measure_reviewed: &'static str,
    pub nobody: &'static str,
    pub asked: fn(&str) -> String,
    pub settled: fn(&str) -> String,
    pub insight: fn(InsightLevel) -> &'static str,
    pub joined: &'static str,
    pub left: &'static str,
    pub redacted: fn(usize) -> String,
    pub pinned: fn(&str) -> String,
    pub homework_done: &'static str,
    pub homework_open: &'static str,
    pub added: &'static str,
    pub removed: &'static str,
}
