//! Reads the score sheets that were calculated by hand; their form is explained in the first of them.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

use std::collections::BTreeMap;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item, Localised, OptionKind, Scale, ScaleOption};
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{
    Answer, Answers, CriterionScore, Outcome, ScoreSheet, SheetCounts, SheetInputs, SheetMeasure, explain,
    sheet,
};

pub const DEFAULT: &str = include_str!("../golden/score-by-hand-default.txt");
pub const DEEP: &str = include_str!("../golden/score-by-hand-deep.txt");

/// A file, read.
pub struct ByHand {
    pub catalogue: Catalogue,
    pub answers: Answers,
    /// What is expected, as it is written, by criterion.
    pub expected: BTreeMap<ItemId, String>,
    pub counts: String,
}

fn both(text: &str) -> Localised {
    Localised { de: text.to_owned(), en: text.to_owned() }
}

fn scale(id: &str, options: &[&str]) -> Scale {
    let option = |text: &&str| {
        let (code, counts) = text.split_once('=').unwrap();
        let kind = match counts {
            "not-applicable" => OptionKind::NotApplicable,
            "unknown" => OptionKind::Unknown,
            points => OptionKind::Points(points.parse().unwrap()),
        };
        ScaleOption { code: OptionCode::new(code).unwrap(), name: both(code), anchor: both(code), kind }
    };
    Scale { id: id.to_owned(), options: options.iter().map(option).collect() }
}

/// The place where a criterion hangs: below its parent, or at the top.
fn place<'a>(criteria: &'a mut Vec<Criterion>, parent: Option<&str>) -> &'a mut Vec<Criterion> {
    match parent {
        None => criteria,
        Some(id) => &mut find(criteria, id).unwrap_or_else(|| panic!("no criterion {id}")).children,
    }
}

fn find<'a>(criteria: &'a mut [Criterion], id: &str) -> Option<&'a mut Criterion> {
    criteria
        .iter_mut()
        .find_map(|one| if one.id.as_str() == id { Some(one) } else { find(&mut one.children, id) })
}

pub fn read(text: &str) -> ByHand {
    let mut catalogue = Catalogue {
        key: "by-hand".to_owned(),
        edition: 1,
        title: both("by hand"),
        scoring_rule: 1,
        scales: Vec::new(),
        criteria: Vec::new(),
    };
    let (mut answers, mut expected) = (Answers::new(), BTreeMap::new());
    let (mut counts, mut last) = (String::new(), String::new());
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["scale", id, options @ ..] => catalogue.scales.push(scale(id, options)),
            ["criterion", id, rest @ ..] => {
                let (id, title, parent) = (ItemId::new(id).unwrap(), both(id), rest.get(1).copied());
                last = id.to_string();
                let criterion = Criterion { id, title, children: Vec::new(), items: Vec::new() };
                place(&mut catalogue.criteria, parent).push(criterion);
            }
            ["item", id, scale] => {
                let item =
                    Item { id: ItemId::new(id).unwrap(), statement: both(id), scale: (*scale).to_owned() };
                find(&mut catalogue.criteria, &last).unwrap().items.push(item);
            }
            ["answer", id, code, contested @ ..] => {
                let answer =
                    Answer { code: OptionCode::new(code).unwrap(), contested: contested == ["contested"] };
                assert_eq!(answers.insert(ItemId::new(id).unwrap(), answer), None, "{line}");
            }
            ["expect", id, rest @ ..] => {
                assert_eq!(expected.insert(ItemId::new(id).unwrap(), rest.join(" ")), None, "{line}");
            }
            ["counts", rest @ ..] => counts = rest.join(" "),
            _ => panic!("not understood: {line}"),
        }
    }
    ByHand { catalogue, answers, expected, counts }
}

/// The sheet of a file, at the second milestone of some cycle.
pub fn sheet_of(by_hand: &ByHand, catalogue: &Catalogue, measures: Vec<SheetMeasure>) -> ScoreSheet {
    sheet(inputs(by_hand, catalogue, measures)).unwrap()
}

/// What that sheet is made from.
pub fn inputs<'a>(
    by_hand: &'a ByHand,
    catalogue: &'a Catalogue,
    measures: Vec<SheetMeasure>,
) -> SheetInputs<'a> {
    SheetInputs {
        catalogue,
        answers: &by_hand.answers,
        measures,
        analysis: StreamId([0x51; 16]),
        cycle: StreamId([0xcc; 16]),
        milestone: 2,
        closing: 3,
        at_revision: Revision(400),
        moment_ms: 1_772_616_600_000,
    }
}

/// Three measures in two states, in no order.
pub fn measures() -> Vec<SheetMeasure> {
    let measure = |counter, subject, state, due, owner| {
        let id = OpId { replica: ReplicaId([0x4e; 16]), counter };
        SheetMeasure { id, subject: ItemId::new(subject).unwrap(), state, due, owner }
    };
    vec![
        measure(900, "P1b.2", 1, Some((2027, 3, 31)), Some(ActorId([0xac; 16]))),
        measure(4, "P2", 0, None, None),
        measure(7, "Q.1", 1, Some((2026, 12, 1)), None),
    ]
}

/// Computes the sheet and holds every number of it, and every explanation, to what was calculated by hand.
pub fn check(by_hand: &ByHand, catalogue: &Catalogue) {
    let sheet = sheet_of(by_hand, catalogue, Vec::new());
    let mut computed = BTreeMap::new();
    for criterion in &sheet.criteria {
        write(criterion, catalogue, &by_hand.answers, &mut computed);
    }
    assert_eq!(computed, by_hand.expected);
    assert_eq!(written(&sheet.counts), by_hand.counts);
}

fn write(
    score: &CriterionScore,
    catalogue: &Catalogue,
    answers: &Answers,
    out: &mut BTreeMap<ItemId, String>,
) {
    let calculation = explain(catalogue, answers, &score.id).unwrap();
    assert_eq!(calculation.outcome, score.outcome);
    let outcome = match score.outcome {
        Outcome::Value(points) => format!("value {} exact {}", points.get(), calculation.mean.unwrap().value),
        Outcome::TooFew => "too-few".to_owned(),
        Outcome::NotApplicable => "not-applicable".to_owned(),
    };
    let CriterionScore { rated, open, unknown, not_applicable, contested, .. } = score;
    let coverage = score.coverage.get();
    let line = format!(
        "{outcome} coverage {coverage} rated {rated} open {open} unknown {unknown} \
         not-applicable {not_applicable} contested {contested}"
    );
    out.insert(score.id.clone(), line);
    for child in &score.children {
        write(child, catalogue, answers, out);
    }
}

fn written(counts: &SheetCounts) -> String {
    let SheetCounts { statements, rated, unknown, unanswered, not_applicable, contested, measures: _ } =
        counts;
    format!(
        "statements {statements} rated {rated} unknown {unknown} unanswered {unanswered} \
         not-applicable {not_applicable} contested {contested}"
    )
}
