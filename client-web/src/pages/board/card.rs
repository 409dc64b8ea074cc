//! One team. The card stays the same element while its numbers change.

use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::chart::{self, Length};
use etappe_protocol::civil::CivilDate;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::view::{CriterionProgress, TeamLine, TeamProgress};
use leptos::prelude::*;

use super::scores::Scores;
use crate::components::icon::{Drawing, Icon};
use crate::components::score_bars::names;
use crate::components::{tr, use_lang};
use crate::cycle::order::{Order, moved};
use crate::cycle::phase::Point;
use crate::locale::cycle::BoardTexts;
use crate::locale::{Lang, ago};
use crate::panel::Panel;

/// Without a change for so long a team is called quiet, kindly.
const QUIET_MS: i64 = 21 * 86_400_000;
/// What is due within so many days is named.
const SOON_DAYS: u32 = 14;

/// A team's card.
#[component]
pub fn TeamCard(
    /// The page's panel.
    panel: Panel,
    /// Which team.
    team: StreamId,
) -> impl IntoView {
    let lang = use_lang();
    let line = panel.line(team);
    let shown = Memo::new(move |_| line.get());
    let title = title(shown);
    let initiative = Memo::new(move |_| {
        shown.with(|line| line.as_ref().map(|line| line.initiative.clone())).unwrap_or_default()
    });
    let insight = Memo::new(move |_| shown.with(|line| line.as_ref().and_then(|line| line.insight)));
    let is_in = move || insight.get().is_some();
    let granted = move || insight.get().map(|level| (lang.get().texts().cycle.board.granted)(level));
    let own = move || panel.order.with(|order| matches!(order, Order::Own(_)));
    let step = move |up: bool| {
        let order = panel.teams.with_untracked(|teams| moved(teams, team, up));
        panel.choose_order(order);
    };
    let heading = format!("team-{team}");
    let label = heading.clone();
    view! {
        <li class="team" data-testid="team-card" data-team=team.to_string() aria-labelledby=label>
            <header class="team-head">
                <h2 id=heading>
                    {move || if is_in() {
                        view! { <a href=format!("/c/{}/t/{team}", panel.stream)>{title}</a> }.into_any()
                    } else {
                        view! { <span>{title}</span> }.into_any()
                    }}
                </h2>
                <p class="muted small" hidden=move || initiative.with(String::is_empty)>{initiative}</p>
                <span class="team-move" hidden=move || !own()>
                    <button
                        type="button"
                        class="quiet"
                        aria-label=move || (lang.get().texts().cycle.board.up)(&title.get())
                        on:click=move |_| step(true)
                    >
                        <Drawing icon=Icon::Up/>
                    </button>
                    <button
                        type="button"
                        class="quiet"
                        aria-label=move || (lang.get().texts().cycle.board.down)(&title.get())
                        on:click=move |_| step(false)
                    >
                        <Drawing icon=Icon::Down/>
                    </button>
                </span>
            </header>
            <div hidden=move || !is_in()>
                <Criteria panel=panel shown=shown/>
                <Activity panel=panel shown=shown/>
                <Facts panel=panel shown=shown/>
                <Scores panel=panel shown=shown/>
                <p class="muted small granted">{granted}</p>
            </div>
            <div hidden=is_in>
                <p class="team-facts"><span class="fact">{tr(|t| t.cycle.board.invited)}</span></p>
                <p class="muted small">{tr(|t| t.cycle.board.invited_text)}</p>
            </div>
        </li>
    }
}

/// A team's title, or a word for there being none.
#[must_use]
pub fn title(shown: Memo<Option<TeamLine>>) -> Memo<String> {
    let untitled = tr(|t| t.untitled);
    Memo::new(move |_| {
        let title = shown.with(|line| line.as_ref().map(|line| line.title.clone())).unwrap_or_default();
        if title.is_empty() { untitled().to_owned() } else { title }
    })
}

/// Something of a team's progress, as long as it has agreed.
#[must_use]
pub fn progress<T: Clone + PartialEq + Send + Sync + 'static>(
    shown: Memo<Option<TeamLine>>,
    read: fn(&TeamProgress) -> T,
) -> Memo<Option<T>> {
    Memo::new(move |_| shown.with(|line| line.as_ref()?.progress.as_ref().map(read)))
}

/// The edition that a team answers, once it is there.
#[must_use]
pub fn catalogue(panel: Panel, shown: Memo<Option<TeamLine>>) -> Option<Arc<Catalogue>> {
    let name = shown.with(|line| line.as_ref().map(|line| line.catalogue.clone()))?;
    panel.catalogues.with(|known| known.get(&name).cloned())
}

/// Progress by main criterion: three small bars with words.
#[component]
pub fn Criteria(
    /// The page's panel.
    panel: Panel,
    /// The team.
    shown: Memo<Option<TeamLine>>,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        let criteria =
            shown.with(|line| line.as_ref()?.progress.as_ref().map(|progress| progress.criteria.clone()));
        criteria.unwrap_or_default().into_iter().map(|criterion| criterion.id).collect::<Vec<ItemId>>()
    });
    view! {
        <ul class="criteria-progress">
            <For each=move || ids.get() key=Clone::clone let:id>
                <CriterionLine panel=panel shown=shown id=id/>
            </For>
        </ul>
    }
}

#[component]
fn CriterionLine(panel: Panel, shown: Memo<Option<TeamLine>>, id: ItemId) -> impl IntoView {
    let lang = use_lang();
    let (name_id, of) = (id.clone(), id.clone());
    let name = Memo::new(move |_| {
        let Some(catalogue) = catalogue(panel, shown) else { return String::new() };
        let (de, en) = names(&catalogue, &name_id);
        if lang.get() == Lang::De { de } else { en }
    });
    let counts = Memo::new(move |_| {
        shown.with(|line| {
            let criteria = &line.as_ref()?.progress.as_ref()?.criteria;
            let found = |criterion: &&CriterionProgress| criterion.id == of;
            criteria.iter().find(found).map(|criterion| (criterion.answered, criterion.statements))
        })
    });
    let counts = move || counts.get().unwrap_or_default();
    view! {
        <li class="criterion-progress">
            <span class="criterion-name">
                <span class="score-id">{id.to_string()}</span>
                {name}
            </span>
            <span class="criterion-count">{move || {
                let (answered, statements) = counts();
                (lang.get().texts().cycle.board.progress)(answered, statements)
            }}</span>
            <svg class="bar-line" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="bar-whole" width="100" height="4"></rect>
                <rect
                    class="bar-part"
                    height="4"
                    width=move || {
                        let (answered, statements) = counts();
                        (100 * answered / statements.max(1)).to_string()
                    }
                ></rect>
            </svg>
        </li>
    }
}

/// The small line of how much was going on, with its words.
#[component]
pub fn Activity(
    /// The page's panel.
    panel: Panel,
    /// The team.
    shown: Memo<Option<TeamLine>>,
) -> impl IntoView {
    let lang = use_lang();
    let weeks = progress(shown, |progress| by_week(&progress.activity));
    let last = progress(shown, |progress| progress.last_change_ms);
    let drawn = Memo::new(move |_| {
        let weeks = weeks.get().unwrap_or_default();
        chart::activity(&weeks, 20, Length::units(240), Length::units(28))
            .map(|activity| (activity.line, activity.area))
    });
    let total = move || weeks.with(|weeks| weeks.iter().flatten().sum::<u32>());
    let label = move || {
        let words = &lang.get().texts().cycle.board;
        match total() {
            0 => words.activity_none.to_owned(),
            count => (words.activity)(count),
        }
    };
    let when = Memo::new(move |_| {
        let lang = lang.get();
        last_words(&lang.texts().cycle.board, lang, panel.now_ms.get(), last.get().flatten())
    });
    view! {
        <div class="activity">
            <svg class="activity-line" viewBox="0 -2 240 32" preserveAspectRatio="none" role="img" aria-label=label>
                <path class="activity-area" d=move || drawn.with(|drawn| drawn.as_ref().map(|(_, area)| area.clone()))></path>
                <path
                    class="activity-stroke"
                    d=move || drawn.with(|drawn| drawn.as_ref().map(|(line, _)| line.clone()))
                    vector-effect="non-scaling-stroke"
                ></path>
            </svg>
            <span class="muted small" data-testid="last-change">{when}</span>
        </div>
    }
}

/// Changes a week, the last seven days being the last one: single days are too spiky for a line this small.
fn by_week(days: &[u32]) -> Vec<u32> {
    days.rchunks(7).rev().map(|week| week.iter().sum()).collect()
}

/// The last change in words.
#[must_use]
pub fn last_words(words: &BoardTexts, lang: Lang, now_ms: i64, last_ms: Option<i64>) -> String {
    match last_ms {
        None => words.not_begun.to_owned(),
        Some(last_ms) => {
            let ago = ago(lang, now_ms, last_ms);
            if last_ms + QUIET_MS < now_ms { (words.quiet)(&ago) } else { (words.last)(&ago) }
        }
    }
}

/// What else there is to know, in few words each.
#[component]
pub fn Facts(
    /// The page's panel.
    panel: Panel,
    /// The team.
    shown: Memo<Option<TeamLine>>,
) -> impl IntoView {
    let lang = use_lang();
    let here = progress(shown, |progress| progress.here);
    let facts = Memo::new(move |_| {
        let words = &lang.get().texts().cycle.board;
        let (today, last) = (panel.today.get(), panel.phase().last().cloned());
        shown.with(|line| {
            let progress = line.as_ref().and_then(|line| line.progress.as_ref());
            progress
                .map(|progress| facts(words, progress, today, homework(panel, last.as_ref())))
                .unwrap_or_default()
        })
    });
    let here = move || here.get().unwrap_or(0);
    view! {
        <ul class="team-facts">
            <li class="fact" data-on=move || (here() > 0).to_string() data-testid="here">
                {move || (lang.get().texts().cycle.board.here)(here())}
            </li>
            <For each=move || facts.get() key=|fact| fact.0 let:fact>
                <li class="fact" data-kind=fact.0>
                    {move || facts.with(|facts| facts.iter().find(|known| known.0 == fact.0).map(|known| known.1.clone()))}
                </li>
            </For>
        </ul>
    }
}

/// The milestone behind which homework is to be done now, if any was given.
fn homework(panel: Panel, last: Option<&Point>) -> Option<etappe_protocol::id::MilestoneId> {
    let milestone = last?.milestone;
    let given = panel.cycle.with(|cycle| {
        let homework = cycle.as_ref()?.milestones.get(&milestone)?.homework.as_ref()?;
        Some(!homework.value.is_empty())
    });
    given.unwrap_or(false).then_some(milestone)
}

/// Names and words of what there is to say, in the order in which it is said.
fn facts(
    words: &BoardTexts,
    progress: &TeamProgress,
    today: CivilDate,
    homework: Option<etappe_protocol::id::MilestoneId>,
) -> Vec<(&'static str, String)> {
    let contested = progress.criteria.iter().map(|criterion| criterion.contested).sum::<u32>();
    let soon_day = CivilDate::from_days(today.days() + SOON_DAYS);
    let overdue = progress.due.iter().filter(|(day, _)| *day < today).map(|(_, count)| count).sum::<u32>();
    let soon = progress
        .due
        .iter()
        .filter(|(day, _)| today <= *day && *day <= soon_day)
        .map(|(_, count)| count)
        .sum::<u32>();
    let [open, in_work, _, _] = progress.measures;
    let done = homework.map(|milestone| progress.homework_done.contains(&milestone));
    let mut facts = Vec::new();
    let mut add = |name, count: u32, say: fn(u32) -> String| {
        if 0 < count {
            facts.push((name, say(count)));
        }
    };
    add("contested", contested, words.contested);
    add("open", progress.open_questions, words.open_questions);
    add("asked", progress.asked, words.asked);
    add("overdue", overdue, words.overdue);
    add("due", soon, words.due);
    if overdue + soon == 0 {
        add("measures", open + in_work, words.measures);
    }
    if let Some(done) = done {
        let said = if done { words.homework_done } else { words.homework_open };
        facts.push((if done { "homework-done" } else { "homework" }, said.to_owned()));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_counted_from_the_servers_day() {
        let today: CivilDate = "2026-03-12".parse().unwrap();
        let progress = TeamProgress {
            criteria: vec![],
            open_questions: 3,
            asked: 0,
            last_change_ms: None,
            here: 0,
            measures: [2, 3, 4, 0],
            due: vec![
                ("2026-03-11".parse().unwrap(), 1),
                ("2026-03-12".parse().unwrap(), 1),
                ("2026-03-26".parse().unwrap(), 1),
                ("2026-03-27".parse().unwrap(), 1),
            ],
            homework_done: vec![],
            activity: vec![],
            last_day: today,
        };
        let words = &Lang::De.texts().cycle.board;
        let said: Vec<String> =
            facts(words, &progress, today, None).into_iter().map(|(_, said)| said).collect();
        assert_eq!(
            said,
            [
                "3-mal „wissen wir noch nicht“",
                "1 Maßnahme über dem Termin",
                "2 Maßnahmen in den nächsten 14 Tagen"
            ]
        );
        let quiet = TeamProgress { due: vec![], open_questions: 0, ..progress };
        let said = facts(words, &quiet, today, Some(etappe_protocol::id::MilestoneId(1)));
        assert_eq!(
            said,
            [("measures", "5 Maßnahmen".to_owned()), ("homework", "Aufgabe noch offen".to_owned())]
        );
    }

    #[test]
    fn weeks_are_counted_back_from_today() {
        assert_eq!(by_week(&[1, 1, 1, 1, 1, 1, 1, 1, 5]), [2, 11]);
        assert_eq!(by_week(&[]), [0; 0]);
    }

    #[test]
    fn a_quiet_team_is_named_kindly() {
        let words = &Lang::De.texts().cycle.board;
        let said = |last_ms| last_words(words, Lang::De, 100 * 86_400_000, last_ms);
        assert_eq!(said(None), "noch nicht begonnen");
        assert_eq!(said(Some(97 * 86_400_000)), "zuletzt vor 3 Tagen");
        assert_eq!(said(Some(50 * 86_400_000)), "seit einer Weile ruhig, zuletzt vor 50 Tagen");
    }
}
