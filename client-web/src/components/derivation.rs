//! How a number came about, statement by statement, for people who want to follow it.

use std::sync::Arc;

use etappe_protocol::catalogue::{Catalogue, Localised};
use etappe_protocol::id::ItemId;
use etappe_protocol::score::{
    self, Answers, Calculation, Fraction, Mean, PartName, PartResult, ScoreError, ScoreSheet, Standing,
    StatementLine, Statements,
};
use leptos::prelude::*;

use super::score_bars::{names, outcome_words, percent};
use super::{tr, use_lang};
use crate::locale::Lang;

/// What is explained: answers as they stand, or a sheet that was kept.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// The edition.
    pub catalogue: Arc<Catalogue>,
    /// The answers that count.
    pub answers: Arc<Answers>,
    /// The sheet, where it is one.
    pub sheet: Option<Arc<ScoreSheet>>,
}

impl Grounds {
    fn explain(&self, id: &ItemId) -> Result<Calculation, ScoreError> {
        match &self.sheet {
            Some(sheet) => score::calculation(sheet, &self.catalogue, id),
            None => score::explain(&self.catalogue, &self.answers, id),
        }
    }

    fn name(&self, id: &ItemId, lang: Lang) -> String {
        let (de, en) = names(&self.catalogue, id);
        match lang {
            Lang::De => de,
            Lang::En => en,
        }
    }
}

/// The derivation of one criterion; those below it open in place.
#[component]
pub fn Derivation(
    /// What it is made from.
    grounds: Grounds,
    /// Whose number.
    criterion: ItemId,
) -> impl IntoView {
    let Ok(calculation) = grounds.explain(&criterion) else {
        return view! { <p>{tr(|t| t.team.scores.newer)}</p> }.into_any();
    };
    let lang = use_lang();
    let Calculation { statements, parts, mean, outcome, rated, applicable, coverage, .. } = calculation;
    let number = move || outcome_words(lang.get().texts(), outcome);
    let has_parts = !parts.is_empty();
    let counted = parts.iter().filter(|part| matches!(part.result, PartResult::Value { .. })).count();
    let parts = parts.into_iter().map(|part| match part.name {
        PartName::Criterion(id) => {
            let (title, of) = (grounds.clone(), id.clone());
            let (inner, testid) = (grounds.clone(), format!("part-{id}"));
            let words = move || format!("{of} {}", title.name(&of, lang.get()));
            view! {
                <details class="part-line" data-testid=testid>
                    <summary>
                        <span>{words}</span>
                        <Result result=part.result/>
                    </summary>
                    <Derivation grounds=inner criterion=id/>
                </details>
            }
            .into_any()
        }
        PartName::OwnStatements => view! {
            <p class="part-line">
                <span>{tr(|t| t.team.scores.own_statements)}</span>
                <Result result=part.result/>
            </p>
        }
        .into_any(),
    });
    let parts = parts.collect_view();
    let count = u32::try_from(counted).unwrap_or(u32::MAX);
    let lead = move || has_parts.then(|| (lang.get().texts().team.scores.from_parts)(count));
    let base = move || {
        let words = &lang.get().texts().team.scores;
        let covered = (words.coverage)(rated, applicable, &percent(coverage));
        format!("{covered} {}", words.enough)
    };
    view! {
        <div class="derivation">
            <p class="derivation-lead">{lead}</p>
            {parts}
            {statements.map(|statements| view! { <Lines grounds=grounds.clone() statements=statements is_part=has_parts/> })}
            {has_parts.then(|| view! { <Sum mean=mean/> })}
            <p class="derivation-result">"= " <strong>{number}</strong></p>
            <p class="muted small">{base}</p>
        </div>
    }
    .into_any()
}

#[component]
fn Result(result: PartResult) -> impl IntoView {
    let lang = use_lang();
    let words = move || {
        let words = &lang.get().texts().team.scores;
        match &result {
            PartResult::Value { exact, rounded } => exact_and_rounded(exact, &percent(*rounded)),
            PartResult::TooFew => words.left_out_few.to_owned(),
            PartResult::NotApplicable => words.left_out_not_applicable.to_owned(),
        }
    };
    view! { <span class="line-worth">{words}</span> }
}

/// `2/3 ≈ 67 %`, and only the percentage where the fraction says no more.
fn exact_and_rounded(exact: &Fraction, rounded: &str) -> String {
    match exact.denominator().as_str() {
        "1" => rounded.to_owned(),
        _ => format!("{exact} ≈ {rounded}"),
    }
}

#[component]
fn Lines(grounds: Grounds, statements: Statements, is_part: bool) -> impl IntoView {
    let lang = use_lang();
    let rated = statements.rated;
    let lead = move || (0 < rated).then(|| (lang.get().texts().team.scores.from_statements)(rated));
    let lines = statements.lines.into_iter().map(|line| view! { <Line grounds=grounds.clone() line=line/> });
    let lines = lines.collect_view();
    view! {
        {(!is_part).then(|| view! { <p class="derivation-lead">{lead}</p> })}
        <ol class="statement-lines">{lines}</ol>
        <Sum mean=statements.mean/>
    }
}

#[component]
fn Line(grounds: Grounds, line: StatementLine) -> impl IntoView {
    let lang = use_lang();
    let StatementLine { item, answer, contested, standing } = line;
    let found = grounds.catalogue.item(&item);
    let statement = found.map(|item| item.statement.clone());
    let level: Option<Localised> = found.and_then(|item| {
        let scale = grounds.catalogue.scale(&item.scale)?;
        Some(scale.options.iter().find(|option| Some(&option.code) == answer.as_ref())?.name.clone())
    });
    let text = move || statement.as_ref().map(|statement| lang.get().pick(statement).to_owned());
    let chosen = move || {
        let level = level.as_ref()?;
        Some(match lang.get() {
            Lang::De => format!("„{}“", level.de),
            Lang::En => format!("“{}”", level.en),
        })
    };
    let worth = move || {
        let words = &lang.get().texts().team.scores;
        match standing {
            Standing::Rated { points, of } => {
                let share = standing.share().unwrap_or_else(Fraction::zero);
                format!("{} = {share}", (words.points)(points, of))
            }
            Standing::NotApplicable => words.left_out_not_applicable.to_owned(),
            Standing::Unknown => words.left_out_unknown.to_owned(),
            Standing::Unanswered => words.left_out_unanswered.to_owned(),
        }
    };
    let counts = matches!(standing, Standing::Rated { .. });
    view! {
        <li data-counts=counts.to_string()>
            <span class="item-id">{item.to_string()}</span>
            <span class="line-text">
                {text}
                <span class="line-level">{chosen}</span>
                {contested.then(|| view! { <span class="line-contested">{tr(|t| t.team.scores.contested_counts)}</span> })}
            </span>
            <span class="line-worth">{worth}</span>
        </li>
    }
}

#[component]
fn Sum(mean: Option<Mean>) -> impl IntoView {
    let lang = use_lang();
    let words = move || {
        let mean = mean.as_ref()?;
        let words = &lang.get().texts().team.scores;
        Some((words.sum)(&mean.sum.to_string(), mean.count, &mean.value.to_string()))
    };
    view! { <p class="derivation-sum">{words}</p> }
}
