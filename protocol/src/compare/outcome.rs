//! From two states and the way between them to what is said about it.

use std::collections::{BTreeMap, BTreeSet};

use super::comparer::{Comparer, held};
use super::comparison::{
    AnswerMove, Comparison, ContestedItem, CriterionMove, Digest, Direction, MeasureMove, MeasureSide, Place,
    QuestionMove, ScoreAt, TextChange,
};
use super::focus;
use super::words::word_diff;
use crate::analysis::{AnalysisState, Measure, Stamp};
use crate::catalogue::{Catalogue, Criterion, OptionKind};
use crate::civil::CivilDate;
use crate::event::MeasureState;
use crate::id::{ItemId, OptionCode};
use crate::score::{BasisPoints, CriterionScore, Outcome, ScoreError, answers, score};
use crate::text::{FieldAddress, Owner};

pub(super) fn comparison(
    comparer: &Comparer,
    catalogue: &Catalogue,
    today: CivilDate,
) -> Result<Comparison, ScoreError> {
    let (start, end) = (&comparer.start, &comparer.state);
    let answer_moves = answer_moves(comparer, catalogue);
    let scores = (score(catalogue, &answers(start))?, score(catalogue, &answers(end))?);
    let moves = answer_moves.iter().map(|moved| (&moved.item, moved.direction)).collect();
    let criteria = criteria(catalogue, &scores.0, &scores.1, &moves, start);
    let measures = measure_moves(comparer, today);
    let mut comparison = Comparison {
        from: place(start),
        to: place(end),
        catalogue: (catalogue.key.clone(), catalogue.edition),
        level: None,
        digest: Digest { commits: comparer.commits, ..Digest::default() },
        focus: Vec::new(),
        criteria,
        texts: text_changes(comparer),
        questions: question_moves(comparer),
        contested: contested(start, end, catalogue),
        people: comparer.people.clone(),
        answers: answer_moves,
        measures,
    };
    comparison.digest = digest(&comparison, end, catalogue);
    comparison.focus = focus::choose(&comparison, catalogue);
    Ok(comparison)
}

const fn place(state: &AnalysisState) -> Place {
    Place { revision: state.revision, time_ms: state.time_ms }
}

fn answer_moves(comparer: &Comparer, catalogue: &Catalogue) -> Vec<AnswerMove> {
    let (start, end) = (&comparer.start, &comparer.state);
    let moved = catalogue.items().filter_map(|item| {
        let (before, after) = (held(start, &item.id), held(end, &item.id));
        if before == after {
            return None;
        }
        let trace = comparer.answers.get(&item.id)?;
        let reason = FieldAddress::reason(item.id.clone());
        Some(AnswerMove {
            item: item.id.clone(),
            before: before.cloned(),
            after: after.cloned(),
            direction: direction(catalogue, &item.id, before, after),
            made: trace.made?,
            by: trace.by.clone(),
            reason_changed: start.text(&reason) != end.text(&reason),
            has_reason: !end.text(&reason).trim().is_empty(),
            reason: end.text(&reason).to_owned(),
        })
    });
    moved.collect()
}

fn direction(
    catalogue: &Catalogue,
    item: &ItemId,
    before: Option<&OptionCode>,
    after: Option<&OptionCode>,
) -> Direction {
    let points = |answer: Option<&OptionCode>| points(catalogue, item, answer?);
    match (points(before), points(after)) {
        (Some(before), Some(after)) if before < after => Direction::Up,
        (Some(before), Some(after)) if after < before => Direction::Down,
        (Some(_) | None, Some(_) | None) => Direction::Other,
    }
}

/// What an answer is worth, where it is a level of the statement's scale.
pub(super) fn points(catalogue: &Catalogue, item: &ItemId, answer: &OptionCode) -> Option<u16> {
    let scale = catalogue.scale(&catalogue.item(item)?.scale)?;
    match scale.options.iter().find(|option| option.code == *answer)?.kind {
        OptionKind::Points(points) => Some(points),
        OptionKind::NotApplicable | OptionKind::Unknown => None,
    }
}

fn text_changes(comparer: &Comparer) -> Vec<TextChange> {
    let changed = comparer.texts.iter().filter_map(|(field, by)| {
        let (before, after) = (comparer.start.text(field), comparer.state.text(field));
        let last = comparer.state.texts.get(field)?;
        let made = Stamp { revision: last.revision, actor: last.actor, time_ms: last.time_ms };
        (before != after).then(|| TextChange {
            field: field.clone(),
            runs: word_diff(before, after),
            made,
            by: by.clone(),
        })
    });
    changed.collect()
}

fn measure_moves(comparer: &Comparer, today: CivilDate) -> Vec<MeasureMove> {
    let moves = comparer.state.measures.iter().filter_map(|(id, measure)| {
        let before = comparer.start.measures.get(id).map(side);
        let after = side(measure);
        let is_same = before.as_ref() == Some(&after);
        (!is_same || after.state.is_live()).then(|| MeasureMove {
            id: *id,
            what: comparer.state.text(&FieldAddress::what(*id)).to_owned(),
            before,
            after,
            overdue: measure.is_overdue(today),
            made: measure.looked_at,
            by: comparer.measures.get(id).cloned().unwrap_or_default(),
        })
    });
    moves.collect()
}

fn side(measure: &Measure) -> MeasureSide {
    MeasureSide {
        subject: measure.subject.value.clone(),
        owner: measure.owner.value,
        due: measure.due.value,
        state: measure.state.value,
    }
}

fn question_moves(comparer: &Comparer) -> Vec<QuestionMove> {
    let moves = comparer.state.questions.iter().filter_map(|(id, question)| {
        let before = comparer.start.questions.get(id);
        let is_settled_before = before.is_some_and(|before| before.settled.is_some());
        (!is_settled_before).then(|| QuestionMove {
            id: *id,
            subject: question.subject.clone(),
            cycle: question.cycle,
            text: question.text.clone(),
            asked: question.asked,
            settled: question.settled,
            is_new: before.is_none(),
        })
    });
    moves.collect()
}

fn contested(start: &AnalysisState, end: &AnalysisState, catalogue: &Catalogue) -> Vec<ContestedItem> {
    let is =
        |state: &AnalysisState, item| state.ratings.get(item).is_some_and(|rating| rating.is_contested());
    let items = catalogue.items().map(|item| ContestedItem {
        item: item.id.clone(),
        before: is(start, &item.id),
        after: is(end, &item.id),
    });
    items.filter(|contested| contested.before || contested.after).collect()
}

fn criteria(
    catalogue: &Catalogue,
    before: &[CriterionScore],
    after: &[CriterionScore],
    moves: &BTreeMap<&ItemId, Direction>,
    start: &AnalysisState,
) -> Vec<CriterionMove> {
    fn walk(
        criterion: &Criterion,
        level: u8,
        scores: (&[CriterionScore], &[CriterionScore]),
        moves: &BTreeMap<&ItemId, Direction>,
        start: &AnalysisState,
        out: &mut Vec<CriterionMove>,
    ) {
        let mut one = CriterionMove {
            id: criterion.id.clone(),
            level,
            before: score_at(scores.0, &criterion.id),
            after: score_at(scores.1, &criterion.id),
            up: 0,
            down: 0,
            other: 0,
            unmoved: 0,
            still: Vec::new(),
            unanswered: Vec::new(),
        };
        for item in criterion.items_below() {
            match moves.get(&item.id) {
                Some(Direction::Up) => one.up += 1,
                Some(Direction::Down) => one.down += 1,
                Some(Direction::Other) => one.other += 1,
                None => one.unmoved += 1,
            }
        }
        for item in criterion.items.iter().filter(|item| !moves.contains_key(&item.id)) {
            match held(start, &item.id) {
                Some(answer) => one.still.push((item.id.clone(), answer.clone())),
                None => one.unanswered.push(item.id.clone()),
            }
        }
        out.push(one);
        for child in &criterion.children {
            walk(child, level.saturating_add(1), scores, moves, start, out);
        }
    }
    let mut out = Vec::new();
    for criterion in &catalogue.criteria {
        walk(criterion, 0, (before, after), moves, start, &mut out);
    }
    out
}

fn score_at(scores: &[CriterionScore], id: &ItemId) -> ScoreAt {
    let none = ScoreAt { outcome: Outcome::TooFew, coverage: BasisPoints::ZERO };
    let found = scores.iter().find_map(|score| score.find(id));
    found.map_or(none, |score| ScoreAt { outcome: score.outcome, coverage: score.coverage })
}

fn digest(comparison: &Comparison, end: &AnalysisState, catalogue: &Catalogue) -> Digest {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let went = |way| count(comparison.answers.iter().filter(|moved| moved.direction == way).count());
    let is_reason = |text: &&TextChange| matches!(text.field.owner, Owner::Item(_));
    let reasons = count(comparison.texts.iter().filter(is_reason).count());
    // What a new measure says is new with it.
    let is_of_new = |text: &&TextChange| match &text.field.owner {
        Owner::Measure(id) => comparison.measures.iter().any(|measure| measure.id == *id && measure.is_new()),
        Owner::Analysis | Owner::Item(_) | Owner::Milestone(..) => false,
    };
    let with_new = count(comparison.texts.iter().filter(is_of_new).count());
    let measures = |is: &dyn Fn(&MeasureMove) -> bool| {
        count(comparison.measures.iter().filter(|measure| is(measure)).count())
    };
    let questions = |is: &dyn Fn(&QuestionMove) -> bool| {
        count(comparison.questions.iter().filter(|question| is(question)).count())
    };
    let known: BTreeSet<_> = catalogue.items().map(|item| &item.id).collect();
    let unknown = end.ratings.iter().filter(|(item, rating)| {
        known.contains(item)
            && catalogue.accepts(item, &rating.held.answer)
            && !catalogue.rates(item, &rating.held.answer)
    });
    let own = |of: &dyn Fn(&CriterionMove) -> usize| count(comparison.criteria.iter().map(of).sum());
    Digest {
        commits: comparison.digest.commits,
        moved: count(comparison.answers.len()),
        up: went(Direction::Up),
        down: went(Direction::Down),
        other: went(Direction::Other),
        unmoved: own(&|criterion| criterion.still.len()),
        unanswered: own(&|criterion| criterion.unanswered.len()),
        reasons,
        texts: count(comparison.texts.len()).saturating_sub(reasons).saturating_sub(with_new),
        measures_new: measures(&MeasureMove::is_new),
        measures_done: measures(&|measure| measure.became(MeasureState::Done)),
        measures_dropped: measures(&|measure| measure.became(MeasureState::Dropped)),
        measures_changed: measures(&MeasureMove::is_changed),
        measures_live: measures(&|measure| measure.after.state.is_live()),
        asked: questions(&|question| question.is_new),
        settled: questions(&|question| question.settled.is_some()),
        open_questions: questions(&|question| question.settled.is_none()),
        unknown: count(unknown.count()),
        contested: count(comparison.contested.iter().filter(|contested| contested.after).count()),
    }
}
