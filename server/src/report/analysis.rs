//! An analysis as tables: its answers, and its scores at each milestone. Who gave an answer is not in them.

use std::collections::{BTreeMap, BTreeSet};

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::catalogue::{Catalogue, Criterion, Item};
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::{ItemId, MilestoneId, OptionCode};
use etappe_protocol::score::{self, BasisPoints, CriterionScore, Outcome, ScoreSheet};
use etappe_protocol::text::FieldAddress;

use super::board::{Cell, Language, Table};
use crate::projection::date;

/// What tables of an analysis are made from.
pub struct Taken<'a> {
    /// The edition that holds now.
    pub catalogue: &'a Catalogue,
    /// What holds now.
    pub state: &'a AnalysisState,
    /// In order of their moments.
    pub sheets: Vec<MilestoneSheet<'a>>,
}

/// A score sheet with what its milestone is called.
pub struct MilestoneSheet<'a> {
    /// Title of the milestone.
    pub title: String,
    /// Title of the cycle.
    pub cycle: String,
    /// What was kept there.
    pub sheet: &'a ScoreSheet,
}

impl<'a> MilestoneSheet<'a> {
    /// Named by its cycle; by its number where the cycle is not here.
    #[must_use]
    pub fn of(sheet: &'a ScoreSheet, cycle: Option<&CycleState>) -> Self {
        let milestone = cycle.and_then(|cycle| cycle.milestones.get(&MilestoneId(sheet.milestone)));
        let title = milestone.map(|milestone| milestone.schedule.value.title.clone());
        let cycle = cycle.and_then(|cycle| cycle.title.as_ref()).map(|title| title.value.clone());
        let title = title.unwrap_or_else(|| format!("M{}", sheet.milestone));
        Self { title, cycle: cycle.unwrap_or_default(), sheet }
    }

    /// As a head of a column says it: a project may go through several cycles whose milestones are called alike.
    fn head(&self) -> String {
        format!("{} ({})", self.title, date(self.sheet.moment_ms))
    }
}

/// Words of the tables.
struct Words {
    answers: &'static str,
    answers_head: [&'static str; 4],
    now: &'static str,
    contested: &'static str,
    yes: &'static str,
    reason: &'static str,
    scores: &'static str,
    scores_head: [&'static str; 3],
    main: &'static str,
    below: &'static str,
    coverage: &'static str,
    too_few: &'static str,
    not_applicable: &'static str,
    milestones: &'static str,
    milestones_head: [&'static str; 13],
}

const GERMAN: Words = Words {
    answers: "Antworten",
    answers_head: ["Nr.", "Hauptkriterium", "Teilkriterium", "Aussage"],
    now: "Jetzt",
    contested: "Strittig",
    yes: "ja",
    reason: "Begründung",
    scores: "Werte",
    scores_head: ["Nr.", "Kriterium", "Ebene"],
    main: "Hauptkriterium",
    below: "Teilkriterium",
    coverage: "Abdeckung",
    too_few: "zu wenig bewertet",
    not_applicable: "passt nicht",
    milestones: "Meilensteine",
    milestones_head: [
        "Meilenstein",
        "Zyklus",
        "Stichtag",
        "Stand",
        "Fragebogen",
        "Ausgabe",
        "Auswertungsregel",
        "Aussagen",
        "Bewertet",
        "Noch offen (?)",
        "Ohne Antwort",
        "Passt nicht",
        "Strittig",
    ],
};

const ENGLISH: Words = Words {
    answers: "Answers",
    answers_head: ["No.", "Main criterion", "Sub-criterion", "Statement"],
    now: "Now",
    contested: "Contested",
    yes: "yes",
    reason: "Reason",
    scores: "Scores",
    scores_head: ["No.", "Criterion", "Level"],
    main: "main criterion",
    below: "sub-criterion",
    coverage: "Coverage",
    too_few: "too few rated",
    not_applicable: "does not apply",
    milestones: "Milestones",
    milestones_head: [
        "Milestone",
        "Cycle",
        "Date",
        "Revision",
        "Questionnaire",
        "Edition",
        "Scoring rule",
        "Statements",
        "Rated",
        "Still open (?)",
        "Unanswered",
        "Does not apply",
        "Contested",
    ],
};

const fn words(language: Language) -> &'static Words {
    match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    }
}

fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A row for each statement of the edition that holds now: its answer at each milestone and now, whether it is
/// contested, and the reason.
#[must_use]
pub fn answers(language: Language, taken: &Taken<'_>) -> Table {
    let words = words(language);
    let mut head: Vec<String> = words.answers_head.map(str::to_owned).to_vec();
    head.extend(taken.sheets.iter().map(MilestoneSheet::head));
    head.extend([words.now, words.contested, words.reason].map(str::to_owned));
    let at: Vec<BTreeMap<&ItemId, &OptionCode>> = taken
        .sheets
        .iter()
        .map(|named| {
            let answers = named.sheet.answers.iter();
            answers.filter_map(|answer| Some((&answer.item, answer.answer.as_ref()?))).collect()
        })
        .collect();
    let mut rows = Vec::new();
    each_item(&taken.catalogue.criteria, &mut Vec::new(), &mut |path, item| {
        let name = |criterion: &&Criterion| language.of(&criterion.title).clone();
        let below: Vec<_> = path.iter().skip(1).map(name).collect();
        let mut row = vec![
            text(item.id.as_str()),
            text(path.first().map(name).unwrap_or_default()),
            text(below.join(" / ")),
            text(language.of(&item.statement)),
        ];
        let said = |code: Option<&OptionCode>| text(said(language, taken.catalogue, item, code));
        row.extend(at.iter().map(|answers| said(answers.get(&item.id).copied())));
        let rating = taken.state.ratings.get(&item.id);
        row.push(said(rating.map(|rating| &rating.held.answer)));
        row.push(text(if rating.is_some_and(|rating| rating.is_contested()) { words.yes } else { "" }));
        row.push(text(taken.state.text(&FieldAddress::reason(item.id.clone()))));
        rows.push(row);
    });
    Table { title: words.answers.to_owned(), head, rows }
}

fn each_item<'a>(
    criteria: &'a [Criterion],
    path: &mut Vec<&'a Criterion>,
    visit: &mut impl FnMut(&[&'a Criterion], &'a Item),
) {
    for criterion in criteria {
        path.push(criterion);
        criterion.items.iter().for_each(|item| visit(path, item));
        each_item(&criterion.children, path, visit);
        path.pop();
    }
}

/// An answer in the words of its scale; the code alone where the scale does not have it any more.
fn said(language: Language, catalogue: &Catalogue, item: &Item, code: Option<&OptionCode>) -> String {
    let Some(code) = code else { return String::new() };
    let option = catalogue.scale(&item.scale).and_then(|scale| {
        let mut options = scale.options.iter();
        options.find(|option| option.code == *code)
    });
    option.map_or_else(|| code.to_string(), |option| language.of(&option.name).clone())
}

/// Three tables: scores of main and sub-criteria at each milestone and now, the coverage of the same, and what is to be
/// known of each milestone. Criteria that only an earlier edition had stand at the end, under their ids.
#[must_use]
pub fn scores(language: Language, taken: &Taken<'_>) -> Vec<Table> {
    let words = words(language);
    let now = score::score(taken.catalogue, &score::answers(taken.state)).unwrap_or_default();
    let mut columns: Vec<(String, BTreeMap<&ItemId, &CriterionScore>)> =
        taken.sheets.iter().map(|named| (named.head(), flat(&named.sheet.criteria))).collect();
    columns.push((words.now.to_owned(), flat(&now)));
    let mut criteria = Vec::new();
    listed(language, &taken.catalogue.criteria, true, &mut criteria);
    let known: BTreeSet<&ItemId> = criteria.iter().map(|(id, ..)| *id).collect();
    let gone: BTreeSet<&ItemId> = columns
        .iter()
        .flat_map(|(_, scores)| scores.keys().copied())
        .filter(|id| !known.contains(id))
        .collect();
    criteria.extend(gone.into_iter().map(|id| (id, id.as_str(), false)));
    let table = |title: &str, cell: &dyn Fn(&CriterionScore) -> Cell| Table {
        title: title.to_owned(),
        head: words
            .scores_head
            .map(str::to_owned)
            .into_iter()
            .chain(columns.iter().map(|(head, _)| head.clone()))
            .collect(),
        rows: criteria
            .iter()
            .map(|(id, title, is_main)| {
                let level = if *is_main { words.main } else { words.below };
                let mut row = vec![text(id.as_str()), text(*title), text(level)];
                row.extend(
                    columns.iter().map(|(_, scores)| scores.get(id).map_or(Cell::Empty, |score| cell(score))),
                );
                row
            })
            .collect(),
    };
    let value = |score: &CriterionScore| match score.outcome {
        Outcome::Value(points) => share(points),
        Outcome::TooFew => text(words.too_few),
        Outcome::NotApplicable => text(words.not_applicable),
    };
    let coverage = |score: &CriterionScore| share(score.coverage);
    vec![table(words.scores, &value), table(words.coverage, &coverage), milestones(words, taken)]
}

/// Scores and coverage in one table, for files that hold only one.
#[must_use]
pub fn scores_in_one(language: Language, taken: &Taken<'_>) -> Table {
    let words = words(language);
    let mut tables = scores(language, taken).into_iter();
    let mut one = tables.next().unwrap_or_else(|| Table {
        title: words.scores.to_owned(),
        head: Vec::new(),
        rows: Vec::new(),
    });
    let coverage = tables.next().filter(|coverage| coverage.title == words.coverage);
    if let Some(Table { head, rows, .. }) = coverage {
        let behind = words.scores_head.len();
        one.head.extend(head.iter().skip(behind).map(|head| format!("{}: {head}", words.coverage)));
        for (row, other) in one.rows.iter_mut().zip(rows) {
            row.extend(other.into_iter().skip(behind));
        }
    }
    one
}

fn milestones(words: &Words, taken: &Taken<'_>) -> Table {
    let row = |named: &MilestoneSheet<'_>| {
        let (sheet, counts) = (named.sheet, &named.sheet.counts);
        let count = |count: u64| u32::try_from(count).map_or(Cell::Empty, Cell::Count);
        let mut row = vec![
            text(&*named.title),
            text(&*named.cycle),
            text(date(sheet.moment_ms).to_string()),
            count(sheet.at_revision.0),
            text(&*sheet.catalogue_key),
            Cell::Count(sheet.catalogue_edition),
            Cell::Count(sheet.scoring_rule.into()),
        ];
        let counts = [
            counts.statements,
            counts.rated,
            counts.unknown,
            counts.unanswered,
            counts.not_applicable,
            counts.contested,
        ];
        row.extend(counts.map(Cell::Count));
        row
    };
    Table {
        title: words.milestones.to_owned(),
        head: words.milestones_head.map(str::to_owned).to_vec(),
        rows: taken.sheets.iter().map(row).collect(),
    }
}

const fn share(points: BasisPoints) -> Cell {
    Cell::Share(points.get())
}

/// All levels, by id.
fn flat(criteria: &[CriterionScore]) -> BTreeMap<&ItemId, &CriterionScore> {
    let mut scores = BTreeMap::new();
    let mut open: Vec<&CriterionScore> = criteria.iter().collect();
    while let Some(score) = open.pop() {
        open.extend(&score.children);
        scores.insert(&score.id, score);
    }
    scores
}

fn listed<'a>(
    language: Language,
    criteria: &'a [Criterion],
    is_main: bool,
    list: &mut Vec<(&'a ItemId, &'a str, bool)>,
) {
    for criterion in criteria {
        list.push((&criterion.id, language.of(&criterion.title), is_main));
        listed(language, &criterion.children, false, list);
    }
}
