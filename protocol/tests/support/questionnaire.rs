//! Questionnaires of any shape with answers, and a second, slow way to score them.
//!
//! The slow way knows nothing of means: it looks for the weight that each single statement has in the end, and adds
//! up over one common denominator.

use std::collections::BTreeMap;

use etappe_protocol::catalogue::{Catalogue, Criterion, Item, OptionKind, Scale, ScaleOption};
use etappe_protocol::id::ItemId;
use etappe_protocol::score::{Answer, Answers, CriterionScore, Outcome};
use proptest::prelude::*;

use crate::sample::{self, both, code, item};

/// Points of the levels of each scale.
pub const SCALES: [&[u16]; 3] = [&[0, 1, 2, 3], &[0, 1], &[1, 5, 16]];

/// How a statement is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Level(u8),
    NotApplicable,
    Unknown,
    Nothing,
    Nonsense,
}

#[derive(Clone, Debug)]
pub struct Shape {
    /// Scale, answer, contested.
    pub items: Vec<(u8, Said, bool)>,
    pub children: Vec<Shape>,
}

pub fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        6 => (0_u8..4).prop_map(Said::Level),
        1 => Just(Said::NotApplicable),
        1 => Just(Said::Unknown),
        1 => Just(Said::Nothing),
        1 => Just(Said::Nonsense),
    ]
}

pub fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let items = |least: usize| prop::collection::vec((0_u8..3, said(), any::<bool>()), least..5);
    let leaf = items(1).prop_map(|items| Shape { items, children: Vec::new() });
    let shape = leaf.prop_recursive(3, 40, 3, move |inner| {
        (items(0), prop::collection::vec(inner, 1..4)).prop_map(|(items, children)| Shape { items, children })
    });
    prop::collection::vec(shape, 1..3)
}

/// The questionnaire and the answers; ids are the path.
pub fn build(shapes: &[Shape]) -> (Catalogue, Answers) {
    let mut answers = Answers::new();
    let criteria =
        shapes.iter().enumerate().map(|(index, shape)| criterion(&format!("C{index}"), shape, &mut answers));
    let criteria = criteria.collect();
    answers.insert(item("retired"), Answer { code: code("0"), contested: true });
    let scales = SCALES.iter().enumerate().map(|(index, points)| scale(index, points)).collect();
    (Catalogue { criteria, scales, ..sample::catalogue() }, answers)
}

fn scale(index: usize, points: &[u16]) -> Scale {
    let option =
        |name: &str, kind| ScaleOption { code: code(name), name: both(name), anchor: both(name), kind };
    let levels = points
        .iter()
        .enumerate()
        .map(|(level, points)| option(&level.to_string(), OptionKind::Points(*points)));
    let others = [option("x", OptionKind::NotApplicable), option("?", OptionKind::Unknown)];
    Scale { id: index.to_string(), options: levels.chain(others).collect() }
}

fn criterion(id: &str, shape: &Shape, answers: &mut Answers) -> Criterion {
    let mut items = Vec::new();
    for (index, (scale, said, contested)) in shape.items.iter().enumerate() {
        let id = item(&format!("{id}.{index}"));
        let levels = SCALES[usize::from(*scale)].len();
        let code = match said {
            Said::Level(level) => Some((usize::from(*level) % levels).to_string()),
            Said::NotApplicable => Some("x".to_owned()),
            Said::Unknown => Some("?".to_owned()),
            Said::Nothing => None,
            Said::Nonsense => Some("none".to_owned()),
        };
        if let Some(name) = code {
            answers.insert(id.clone(), Answer { code: sample::code(&name), contested: *contested });
        }
        items.push(Item { id, statement: both("…"), scale: scale.to_string() });
    }
    let children = shape.children.iter().enumerate();
    let children =
        children.map(|(index, child)| criterion(&format!("{id}-{index}"), child, answers)).collect();
    Criterion { id: item(id), title: both("…"), children, items }
}

/// What each criterion comes to, by id: `Ok` with basis points, or why there is none.
pub fn slowly(catalogue: &Catalogue, answers: &Answers) -> BTreeMap<ItemId, Outcome> {
    let mut all = Vec::new();
    catalogue.criteria.iter().for_each(|criterion| below(criterion, &mut all));
    all.into_iter().map(|criterion| (criterion.id.clone(), slow(catalogue, answers, criterion))).collect()
}

fn below<'a>(criterion: &'a Criterion, all: &mut Vec<&'a Criterion>) {
    all.push(criterion);
    criterion.children.iter().for_each(|child| below(child, all));
}

fn slow(catalogue: &Catalogue, answers: &Answers, criterion: &Criterion) -> Outcome {
    let items: Vec<&Item> = criterion.items_below().collect();
    match covered(catalogue, answers, &items) {
        None => Outcome::NotApplicable,
        Some(false) => Outcome::TooFew,
        Some(true) => {
            let mut weighted = Vec::new();
            weigh(catalogue, answers, criterion, 1, &mut weighted);
            let common = weighted.iter().fold(1, |common, (_, denominator)| lcm(common, *denominator));
            let sum: u128 =
                weighted.iter().map(|(points, denominator)| points * (common / denominator)).sum();
            let (whole, rest) = (sum * 10_000 / common, sum * 10_000 % common);
            let rounded = if common <= rest * 2 { whole + 1 } else { whole };
            Outcome::Value(u16::try_from(rounded).unwrap().try_into().unwrap())
        }
    }
}

/// Points and denominator of every statement that counts: its scale's most points, times the number of those it
/// shares each mean with on the way up.
fn weigh(
    catalogue: &Catalogue,
    answers: &Answers,
    criterion: &Criterion,
    share: u128,
    out: &mut Vec<(u128, u128)>,
) {
    let counts = |items: Vec<&Item>| covered(catalogue, answers, &items) == Some(true);
    let children = criterion.children.iter().filter(|child| counts(child.items_below().collect()));
    let children: Vec<&Criterion> = children.collect();
    let own = counts(criterion.items.iter().collect());
    let share = share * (children.len() as u128 + u128::from(own));
    children.into_iter().for_each(|child| weigh(catalogue, answers, child, share, out));
    if own {
        let points: Vec<_> =
            criterion.items.iter().filter_map(|item| points(catalogue, answers, item)).collect();
        out.extend(points.iter().map(|(count, of)| (*count, of * points.len() as u128 * share)));
    }
}

fn points(catalogue: &Catalogue, answers: &Answers, item: &Item) -> Option<(u128, u128)> {
    let level = answers.get(&item.id)?.code.as_str().parse::<usize>().ok()?;
    let index: usize = catalogue.scale(&item.scale)?.id.parse().ok()?;
    Some((SCALES[index][level].into(), (*SCALES[index].iter().max()?).into()))
}

/// Whether six of ten statements that apply are rated; `None` where none applies.
fn covered(catalogue: &Catalogue, answers: &Answers, items: &[&Item]) -> Option<bool> {
    let is_out = |item: &&&Item| answers.get(&item.id).is_some_and(|answer| answer.code.as_str() == "x");
    let rated = items.iter().filter(|item| points(catalogue, answers, item).is_some()).count();
    let base = items.len() - items.iter().filter(is_out).count();
    (0 < base).then(|| base * 6 <= rated * 10)
}

fn lcm(one: u128, other: u128) -> u128 {
    let (mut high, mut low) = (one, other);
    while low != 0 {
        (high, low) = (low, high % low);
    }
    (one / high).checked_mul(other).unwrap()
}

/// Every score at every level, by id.
pub fn by_id(scores: &[CriterionScore]) -> BTreeMap<ItemId, &CriterionScore> {
    fn walk<'a>(score: &'a CriterionScore, out: &mut BTreeMap<ItemId, &'a CriterionScore>) {
        out.insert(score.id.clone(), score);
        score.children.iter().for_each(|child| walk(child, out));
    }
    let mut out = BTreeMap::new();
    scores.iter().for_each(|score| walk(score, &mut out));
    out
}
