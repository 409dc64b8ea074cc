//! The board as a table: a row for each team, in the order of their titles. What a level does not include stays empty.

use etappe_protocol::catalogue::{Catalogue, Localised};
use etappe_protocol::cycle::CycleState;
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::ItemId;
use etappe_protocol::view::{TeamLine, TeamProgress};

use crate::projection::date;

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Deutsch.
    German,
    /// English.
    English,
}

/// A table with a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the sheet.
    pub title: String,
    /// One for each column.
    pub head: Vec<String>,
    /// As long as the head, each.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(u32),
    /// Hundredths of a percent.
    Share(u16),
    /// Nothing is known, or nothing is granted.
    Empty,
}

/// Columns before those of the milestones.
const GERMAN: [&str; 16] = [
    "Team",
    "Initiative",
    "Einblick",
    "Beantwortet",
    "Aussagen",
    "Noch offen (?)",
    "Strittig",
    "Offene Fragen der Begleitung",
    "Letzte Änderung",
    "Maßnahmen offen",
    "Maßnahmen in Arbeit",
    "Maßnahmen erledigt",
    "Maßnahmen verworfen",
    "Maßnahmen über der Frist",
    "Hausaufgaben erledigt",
    "Änderungen in 28 Tagen",
];
const ENGLISH: [&str; 16] = [
    "Team",
    "Initiative",
    "Insight",
    "Answered",
    "Statements",
    "Still open (?)",
    "Contested",
    "Open questions of coordinators",
    "Last change",
    "Measures open",
    "Measures in work",
    "Measures done",
    "Measures dropped",
    "Measures overdue",
    "Homework done",
    "Changes in 28 days",
];
/// Days of the last column.
const LATELY: usize = 28;

impl Language {
    /// The text in this language.
    pub(super) const fn of(self, text: &Localised) -> &String {
        match self {
            Self::German => &text.de,
            Self::English => &text.en,
        }
    }

    const fn level(self, level: Option<InsightLevel>) -> &'static str {
        match (self, level) {
            (Self::German, None) => "eingeladen",
            (Self::German, Some(InsightLevel::Progress)) => "Fortschritt",
            (Self::German, Some(InsightLevel::Scores)) => "Werte",
            (Self::German, Some(InsightLevel::Answers)) => "Antworten",
            (Self::German, Some(InsightLevel::Replay)) => "Verlauf",
            (Self::English, None) => "invited",
            (Self::English, Some(InsightLevel::Progress)) => "progress",
            (Self::English, Some(InsightLevel::Scores)) => "scores",
            (Self::English, Some(InsightLevel::Answers)) => "answers",
            (Self::English, Some(InsightLevel::Replay)) => "history",
        }
    }
}

/// Lays the board out; scores have a column for each closed milestone and main criterion of the cycle's questionnaire.
#[must_use]
pub fn board(
    language: Language,
    cycle: &CycleState,
    catalogue: Option<&Catalogue>,
    mut lines: Vec<TeamLine>,
) -> Table {
    lines.sort_by(|a, b| (&a.title, a.analysis).cmp(&(&b.title, b.analysis)));
    let head = match language {
        Language::German => GERMAN,
        Language::English => ENGLISH,
    };
    let mut head: Vec<String> = head.map(str::to_owned).to_vec();
    let criteria = catalogue.map_or(&[][..], |catalogue| &catalogue.criteria);
    let mut columns = Vec::new();
    for (id, milestone) in cycle.in_order().into_iter().filter(|(_, milestone)| milestone.is_closed) {
        for criterion in criteria {
            head.push(format!("{}: {}", milestone.schedule.value.title, language.of(&criterion.title)));
            columns.push((id, criterion.id.clone()));
        }
    }
    let row = |line: &TeamLine| {
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut row = vec![text(&line.title), text(&line.initiative), text(language.level(line.insight))];
        match &line.progress {
            Some(progress) => row.extend(numbers(progress)),
            None => row.resize(GERMAN.len(), Cell::Empty),
        }
        row.extend(columns.iter().map(|(milestone, criterion)| {
            let closed = line.scores.iter().find(|scores| scores.milestone == *milestone);
            closed.map_or(Cell::Empty, |scores| share(&scores.criteria, criterion))
        }));
        row
    };
    Table {
        title: cycle.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        rows: lines.iter().map(row).collect(),
        head,
    }
}

fn share(criteria: &[etappe_protocol::view::CriterionNow], criterion: &ItemId) -> Cell {
    let found = criteria.iter().find(|now| now.id == *criterion).and_then(|now| now.outcome.value());
    found.map_or(Cell::Empty, |points| Cell::Share(points.get()))
}

fn numbers(progress: &TeamProgress) -> Vec<Cell> {
    let sum = |part: fn(&etappe_protocol::view::CriterionProgress) -> u32| {
        Cell::Count(progress.criteria.iter().map(part).fold(0, u32::saturating_add))
    };
    let overdue = progress.due.iter().filter(|(day, _)| *day < progress.last_day);
    let lately = progress.activity.iter().rev().take(LATELY).copied();
    let mut cells = vec![
        sum(|criterion| criterion.answered),
        sum(|criterion| criterion.statements),
        Cell::Count(progress.open_questions),
        sum(|criterion| criterion.contested),
        Cell::Count(progress.asked),
        progress.last_change_ms.map_or(Cell::Empty, |changed_ms| Cell::Text(date(changed_ms).to_string())),
    ];
    cells.extend(progress.measures.map(Cell::Count));
    cells.push(Cell::Count(overdue.map(|(_, count)| *count).fold(0, u32::saturating_add)));
    cells.push(Cell::Count(u32::try_from(progress.homework_done.len()).unwrap_or(u32::MAX)));
    cells.push(Cell::Count(lately.fold(0, u32::saturating_add)));
    cells
}
