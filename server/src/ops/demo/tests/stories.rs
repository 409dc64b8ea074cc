//! The five stories, each told by what the commits fold into.

use std::collections::BTreeMap;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::event::{Event, InsightLevel, MeasureState};
use etappe_protocol::id::{ItemId, MilestoneId};
use etappe_protocol::score::{BasisPoints, CriterionScore, answers, score};
use etappe_protocol::text::FieldAddress;

use super::*;

/// Scores of all criteria, main and sub.
fn scores(demo: &Demo, state: &AnalysisState) -> Vec<CriterionScore> {
    let main = score(&demo.catalogue, &answers(state)).unwrap();
    main.into_iter().flat_map(|main| main.children.clone().into_iter().chain([main])).collect()
}

fn values(scores: &[CriterionScore]) -> BTreeMap<ItemId, BasisPoints> {
    scores.iter().filter_map(|score| Some((score.id.clone(), score.outcome.value()?))).collect()
}

/// Answered with a level or as not applicable, in hundredths.
fn percent_answered(demo: &Demo, state: &AnalysisState) -> usize {
    let items = demo.catalogue.items();
    let settled = items.filter(|item| {
        let rating = state.ratings.get(&item.id);
        rating.is_some_and(|rating| demo.catalogue.rates(&item.id, &rating.held.answer))
    });
    settled.count() * 100 / demo.catalogue.items().count()
}

fn done(state: &AnalysisState) -> usize {
    state.measures.values().filter(|measure| measure.state.value == MeasureState::Done).count()
}

fn contested(state: &AnalysisState) -> usize {
    state.ratings.values().filter(|rating| rating.is_contested()).count()
}

#[test]
fn the_farm_starts_fast() {
    let demo = Demo::at(noon(0));
    let (_, history) = demo.team("Vom Acker");
    let first = demo.at_milestone(history, false, 1);
    assert!(90 < percent_answered(&demo, &first), "{} %", percent_answered(&demo, &first));
    let now = demo.now(history);
    assert!(6 <= done(&demo.at_milestone(history, false, 2)) && 7 <= done(&now));
    let (before, after) = (values(&scores(&demo, &first)), values(&scores(&demo, &now)));
    assert!(
        ["A", "B", "C"].iter().all(|id| before[&ItemId::new(id).unwrap()] < after[&ItemId::new(id).unwrap()])
    );
}

#[test]
fn the_library_stalls_after_workshop_1() {
    for days in 0..7 {
        let demo = Demo::at(noon(days));
        let (_, history) = demo.team("Code-Kaffee");
        let first = demo.at_milestone(history, false, 1);
        assert!(55 < percent_answered(&demo, &first));
        let team: Vec<_> = history.iter().filter(|commit| commit.actor != demo.coordinator()).collect();
        let after = team.iter().filter(|commit| first.time_ms + 3 * DAY_MS < commit.time_ms).count();
        assert!(0 < after && after * 8 < team.len(), "{after} of {}", team.len());
        let last = team.last().unwrap().time_ms;
        assert!(last < demo.now_ms - 12 * 7 * DAY_MS, "nothing for twelve weeks");
        let now = demo.now(history);
        assert_eq!(now.questions.values().filter(|question| question.settled.is_none()).count(), 1);
        let today = CivilDate::from_days(u32::try_from(Calendar::at(demo.now_ms).today).unwrap());
        assert_eq!(now.measures.values().filter(|measure| measure.is_overdue(today)).count(), 3);
        assert_eq!(now.insight(demo.cycle(false)), Some(InsightLevel::Scores), "as it is by default");
    }
}

#[test]
fn the_university_looks_a_second_time_and_honestly() {
    let demo = Demo::at(noon(0));
    let (_, history) = demo.team("Sternwerkstatt");
    let (first, second) = (demo.at_milestone(history, false, 1), demo.at_milestone(history, false, 2));
    let (before, after) = (values(&scores(&demo, &first)), values(&scores(&demo, &second)));
    let is_sub = |id: &&ItemId| id.as_str().len() == 2;
    let lower: Vec<_> = before.keys().filter(is_sub).filter(|id| after.get(id) < before.get(id)).collect();
    assert!(6 <= lower.len(), "{lower:?}");
    for id in lower {
        let main = demo.catalogue.criteria.iter().flat_map(|main| &main.children);
        let items = main.filter(|sub| sub.id == *id).flat_map(|sub| &sub.items);
        let moved = items.filter(|item| {
            let answer =
                |state: &AnalysisState| state.ratings.get(&item.id).map(|rating| rating.held.answer.clone());
            answer(&first) != answer(&second)
        });
        for item in moved {
            let reason = second.texts.get(&FieldAddress::reason(item.id.clone())).unwrap();
            assert!(first.revision < reason.revision && 20 < reason.text.chars().count(), "{}", item.id);
        }
    }
    let measures = second.measures.values().filter(|measure| first.revision < measure.added.revision);
    let late = demo.now(history).measures.len() - second.measures.len();
    assert!(5 <= measures.count() + late);
}

#[test]
fn the_maker_space_argues_and_settles() {
    let demo = Demo::at(noon(0));
    let (team, history) = demo.team("Löten");
    assert_eq!((&*team.title, &*team.members[0], &*team.members[1]), (MIDDLE, "Ayşe Demir", "Jonas Feld"));
    let now = demo.now(history);
    assert!(4 <= contested(&now), "{}", contested(&now));
    let by: std::collections::BTreeSet<_> =
        now.ratings.values().flat_map(|rating| &rating.proposals).map(|proposal| proposal.actor).collect();
    assert!(3 <= by.len(), "several people propose");
    let mut ever = std::collections::BTreeSet::new();
    for commit in history {
        if let Event::RatingProposed(proposed) = commit.event().unwrap() {
            ever.insert(proposed.item);
        }
    }
    let settled = ever.iter().filter(|item| !now.ratings[*item].is_contested()).count();
    assert!(4 <= settled, "{settled} of {}", ever.len());
    assert!(demo.now_ms - 2 * DAY_MS < history.last().unwrap().time_ms, "in full swing");
    assert!(now.measures.values().any(|measure| measure.state.value == MeasureState::Dropped));
}

#[test]
fn the_research_room_finishes() {
    let demo = Demo::at(noon(0));
    let (_, history) = demo.team("Offenes Forschungslabor");
    let now = demo.now(history);
    for milestone in 0..5 {
        let sentence = FieldAddress::sentence(demo.cycle(true), MilestoneId(milestone));
        assert!(
            !now.text(&sentence).is_empty()
                && now.latest_pin(demo.cycle(true), MilestoneId(milestone)).is_some()
        );
    }
    let at = |milestone| values(&scores(&demo, &demo.at_milestone(history, true, milestone)));
    let (first, second, third, last) = (at(1), at(2), at(3), at(4));
    for id in ["A", "B", "C"].map(|id| ItemId::new(id).unwrap()) {
        assert!(first[&id] < second[&id] && second[&id] < third[&id] && third[&id] <= last[&id], "{id}");
    }
    assert_eq!(done(&now), now.measures.len());
    assert!(8 <= done(&now) && contested(&now) == 0);
}

#[test]
fn every_team_types_together_and_puts_slips_right() {
    let demo = Demo::at(noon(0));
    for team in &demo.content.teams {
        let history = demo.history(analysis_id(&team.title));
        let (mut typed, mut deleting, mut authors) = (0_usize, 0_usize, BTreeMap::<_, Vec<_>>::new());
        for commit in history {
            if let Event::TextEdited(edited) = commit.event().unwrap() {
                typed += 1;
                deleting += usize::from(0 < edited.operation.deleted_chars());
                authors.entry(edited.field).or_default().push(commit.actor);
            }
        }
        let shared =
            authors.values().filter(|authors| authors.iter().any(|author| *author != authors[0])).count();
        assert!(200 < typed && 5 < deleting && 1 < shared, "{}: {typed} {deleting} {shared}", team.title);
        let everybody = history.iter().map(|commit| commit.actor).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(everybody.len(), team.members.len() + 1);
        // What was typed is what the content says.
        let now = demo.now(history);
        for (item, said) in &team.statements {
            let last = said
                .iter()
                .map(|[_, _, reason]| reason.trim_start_matches('+'))
                .rfind(|text| !text.is_empty());
            let text = now.text(&FieldAddress::reason(ItemId::new(item).unwrap()));
            assert!(text.ends_with(last.unwrap_or_default()), "{item}: {text}");
        }
    }
}
