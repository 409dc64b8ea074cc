//! Laws of scoring, for questionnaires of any shape and any answers.

#![allow(clippy::unwrap_used, reason = "a test that panics has said what it found")]

#[path = "support/questionnaire.rs"]
mod questionnaire;
#[path = "support/sample.rs"]
mod sample;

use std::collections::BTreeMap;

use etappe_protocol::catalogue::{Catalogue, Criterion};
use etappe_protocol::codec;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::revision::Revision;
use etappe_protocol::score::{
    Answer, Answers, Calculation, CriterionScore, Fraction, Outcome, PartName, PartResult, ScoreSheet,
    SheetInputs, calculation, calculations, score, sheet,
};
use proptest::prelude::*;
use questionnaire::{build, by_id, shapes, slowly};
use sample::{cases, code};

fn made(catalogue: &Catalogue, answers: &Answers) -> ScoreSheet {
    sheet(SheetInputs {
        catalogue,
        answers,
        measures: Vec::new(),
        analysis: sample::stream(),
        cycle: StreamId([0xcc; 16]),
        milestone: 2,
        closing: 3,
        at_revision: Revision(400),
        moment_ms: 0,
    })
    .unwrap()
}

fn outcomes(scores: &[CriterionScore]) -> BTreeMap<ItemId, Outcome> {
    by_id(scores).into_iter().map(|(id, score)| (id, score.outcome)).collect()
}

/// Turns the order of everything around.
fn reversed(criteria: &[Criterion]) -> Vec<Criterion> {
    let turn = |criterion: &Criterion| Criterion {
        children: reversed(&criterion.children),
        items: criterion.items.iter().rev().cloned().collect(),
        ..criterion.clone()
    };
    criteria.iter().rev().map(turn).collect()
}

/// The calculation adds up by itself, and its parts are what their own calculations say.
fn adds_up(calculation: &Calculation, others: &BTreeMap<ItemId, &Calculation>) {
    let counted: Vec<Fraction> = if calculation.parts.is_empty() {
        let lines = calculation.statements.iter().flat_map(|statements| &statements.lines);
        lines.filter_map(|line| line.standing.share()).collect()
    } else {
        let exact = |result: &PartResult| match result {
            PartResult::Value { exact, .. } => Some(exact.clone()),
            PartResult::TooFew | PartResult::NotApplicable => None,
        };
        for part in &calculation.parts {
            let (mean, outcome) = match &part.name {
                PartName::Criterion(id) => (others[id].mean.as_ref(), others[id].outcome),
                PartName::OwnStatements => {
                    let own = calculation.statements.as_ref().unwrap();
                    (own.mean.as_ref(), own.result.outcome())
                }
            };
            assert_eq!(exact(&part.result).as_ref(), mean.map(|mean| &mean.value));
            assert_eq!(part.result.outcome(), outcome);
        }
        calculation.parts.iter().filter_map(|part| exact(&part.result)).collect()
    };
    if let Some(mean) = &calculation.mean {
        assert_eq!((mean.count as usize, &mean.sum), (counted.len(), &counted.iter().sum()));
        assert_eq!(mean.sum.divided_by(mean.count), mean.value);
        assert_eq!(calculation.outcome, Outcome::Value(mean.value.basis_points()));
        assert!(mean.value <= Fraction::new(1, 1));
    } else {
        assert_eq!(calculation.outcome.value(), None);
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_slow_way_that_knows_no_means_comes_to_the_same(shapes in shapes()) {
        let (catalogue, answers) = build(&shapes);
        prop_assert_eq!(outcomes(&score(&catalogue, &answers).unwrap()), slowly(&catalogue, &answers));
    }

    #[test]
    fn counts_add_up_at_every_level(shapes in shapes()) {
        let (catalogue, answers) = build(&shapes);
        let scores = score(&catalogue, &answers).unwrap();
        for score in by_id(&scores).values() {
            prop_assert!(score.unknown <= score.open && score.contested <= score.statements());
            prop_assert_eq!(score.outcome == Outcome::NotApplicable, score.rated + score.open == 0);
        }
        let sheet = made(&catalogue, &answers);
        let counts = &sheet.counts;
        prop_assert_eq!(counts.statements as usize, catalogue.items().count());
        prop_assert_eq!(counts.statements, scores.iter().map(CriterionScore::statements).sum::<u32>());
        prop_assert_eq!(counts.rated + counts.unknown + counts.unanswered + counts.not_applicable, counts.statements);
        prop_assert_eq!(counts.contested, scores.iter().map(|score| score.contested).sum::<u32>());
    }

    #[test]
    fn a_better_answer_never_lowers_a_number(shapes in shapes(), which in any::<prop::sample::Index>()) {
        let (catalogue, answers) = build(&shapes);
        let levels: Vec<&ItemId> =
            answers.iter().filter(|(_, answer)| answer.code.as_str() == "0").map(|(id, _)| id).collect();
        prop_assume!(!levels.is_empty());
        let mut better = answers.clone();
        better.get_mut(levels[which.index(levels.len())]).unwrap().code = code("1");
        let (before, after) = (score(&catalogue, &answers).unwrap(), score(&catalogue, &better).unwrap());
        let after = by_id(&after);
        for (id, score) in by_id(&before) {
            prop_assert_eq!(score.outcome.value().is_some(), after[&id].outcome.value().is_some());
            prop_assert!(score.outcome.value() <= after[&id].outcome.value());
        }
    }

    #[test]
    fn the_order_of_criteria_and_statements_changes_no_number(shapes in shapes()) {
        let (catalogue, answers) = build(&shapes);
        let turned = Catalogue { criteria: reversed(&catalogue.criteria), ..catalogue.clone() };
        let (one, other) = (score(&catalogue, &answers).unwrap(), score(&turned, &answers).unwrap());
        prop_assert_eq!(outcomes(&one), outcomes(&other));
    }

    #[test]
    fn where_nothing_applies_there_is_no_number_anywhere(shapes in shapes()) {
        let (catalogue, _) = build(&shapes);
        let none = |id: &ItemId| (id.clone(), Answer { code: code("x"), contested: false });
        let answers: Answers = catalogue.items().map(|item| none(&item.id)).collect();
        let scores = score(&catalogue, &answers).unwrap();
        prop_assert!(outcomes(&scores).values().all(|outcome| *outcome == Outcome::NotApplicable));
    }

    #[test]
    fn every_calculation_adds_up_to_the_number_of_the_sheet(shapes in shapes()) {
        let (catalogue, answers) = build(&shapes);
        let sheet = made(&catalogue, &answers);
        let all = calculations(&sheet, &catalogue).unwrap();
        let others: BTreeMap<_, _> = all.iter().map(|one| (one.criterion.clone(), one)).collect();
        prop_assert_eq!(others.len(), by_id(&sheet.criteria).len());
        for one in &all {
            adds_up(one, &others);
            let score = sheet.criterion(&one.criterion).unwrap();
            prop_assert_eq!((score.outcome, score.coverage), (one.outcome, one.coverage));
            prop_assert_eq!(&calculation(&sheet, &catalogue, &one.criterion).unwrap(), one);
        }
    }

    #[test]
    fn sheets_read_back_and_say_the_same_again(shapes in shapes()) {
        let (catalogue, answers) = build(&shapes);
        let sheet = made(&catalogue, &answers);
        prop_assert_eq!(ScoreSheet::decode(&sheet.encode().unwrap()), Ok(sheet.clone()));
        prop_assert_eq!(&made(&catalogue, &sheet.answers()), &sheet);
    }

    #[test]
    fn the_digest_changes_with_the_answers_that_count_and_only_with_them(
        shapes in shapes(),
        which in any::<prop::sample::Index>(),
        said in questionnaire::said(),
        contested in any::<bool>(),
    ) {
        let mut other = shapes.clone();
        // The leftmost criterion without further ones has statements.
        let mut leaf = &mut other[0];
        while !leaf.children.is_empty() {
            leaf = &mut leaf.children[0];
        }
        let index = which.index(leaf.items.len());
        leaf.items[index] = (leaf.items[index].0, said, contested);
        let ((catalogue, one), (_, other)) = (build(&shapes), build(&other));
        let (one, other) = (made(&catalogue, &one), made(&catalogue, &other));
        prop_assert_eq!(one.digest == other.digest, one.answers == other.answers);
    }

    #[test]
    fn bytes_that_are_no_sheet_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        prop_assert!(ScoreSheet::decode(&bytes).is_err());
        // Few bytes can be a score by chance; then these are the only bytes of it.
        if let Ok(score) = codec::decode::<CriterionScore>(&bytes) {
            prop_assert_eq!(codec::encode(&score).unwrap(), bytes);
        }
        let (catalogue, answers) = build(&[]);
        let whole = made(&catalogue, &answers).encode().unwrap();
        prop_assert!(ScoreSheet::decode(&whole[..cut.index(whole.len())]).is_err());
    }
}
