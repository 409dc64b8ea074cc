//! What the team's pages have to say: navigation, measures, questions; more below.

mod cycle;
mod people;
mod scores;

use etappe_protocol::event::MeasureState;

use crate::desk::announcer::Gathered;
use crate::team::order::{Filter, SortBy};
use crate::team::tab::Tab;

pub use cycle::CycleTexts;
pub use people::{JoinTexts, PeopleTexts, SettingsTexts};
pub use scores::ScoreTexts;

/// The words of the team's pages.
#[derive(Debug)]
#[expect(missing_docs, reason = "the name and the German text say what each is for")]
pub struct TeamTexts {
    pub announced: fn(Gathered) -> String,
    pub refused: &'static str,
    pub pages: &'static str,
    pub tab: fn(Tab) -> &'static str,
    pub nobody: &'static str,
    pub print: &'static str,
    pub cancel: &'static str,

    pub measures: MeasureTexts,
    pub questions: QuestionTexts,
    pub cycle: CycleTexts,
    pub scores: ScoreTexts,
    pub people: PeopleTexts,
    pub settings: SettingsTexts,
    pub join: JoinTexts,
}

/// About measures.
#[derive(Debug)]
pub struct MeasureTexts {
    pub lead: &'static str,
    pub add_here: &'static str,
    pub add_here_for: fn(&str) -> String,
    pub list_for: fn(&str) -> String,
    pub add: &'static str,
    pub add_subject: &'static str,
    pub choose_subject: &'static str,
    pub sort: &'static str,
    pub sort_by: fn(SortBy) -> &'static str,
    pub filter: &'static str,
    pub filter_is: fn(Filter) -> &'static str,
    pub empty: &'static str,
    pub empty_filter: &'static str,
    pub count: fn(usize, usize) -> String,
    pub what: &'static str,
    pub what_placeholder: &'static str,
    pub what_missing: &'static str,
    pub sign: &'static str,
    pub sign_placeholder: &'static str,
    pub who: &'static str,
    pub due: &'static str,
    pub due_on: fn(&str) -> String,
    pub due_open: &'static str,
    pub overdue: &'static str,
    pub state: &'static str,
    pub state_is: fn(MeasureState) -> &'static str,
    pub look_again: &'static str,
    pub look_again_count: fn(usize) -> String,
    pub look_again_text: &'static str,
    pub still_valid: &'static str,
    pub changed_owner: fn(&str, &str) -> String,
    pub changed_due: fn(&str, &str) -> String,
    pub changed_state: fn(&str, &str) -> String,
    pub holds_now: fn(&str) -> String,
    pub close: &'static str,
}

/// About coordinators' questions.
#[derive(Debug)]
pub struct QuestionTexts {
    pub asks: fn(&str, &str) -> String,
    pub coordination: &'static str,
    pub settle: &'static str,
    pub settle_for: fn(&str) -> String,
    pub settled: fn(&str, &str) -> String,
    pub open: fn(usize) -> String,
    pub next: &'static str,
}
