use std::sync::Arc;

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::civil::CivilDate;
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::cycle::CycleState;
use etappe_protocol::id::{ActorId, MilestoneId, StreamId};
use etappe_protocol::installation::InstallationState;
use etappe_protocol::ledger::{Aggregate, Ledger};
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;

use super::calendar::{Calendar, DAY_MS, HOUR_MS};
use super::*;
use crate::clock::Stopwatch;
use crate::ops::verify::verify;

mod stories;

/// A demo as it comes out on one day.
struct Demo {
    content: Content,
    catalogue: Arc<Catalogue>,
    histories: Vec<Vec<Arc<Commit>>>,
    now_ms: i64,
}

/// Noon in Berlin, so many days after a Wednesday in winter.
fn noon(days: i64) -> i64 {
    let day = i64::from("2026-01-14".parse::<CivilDate>().unwrap().days());
    (day + days) * DAY_MS + 11 * HOUR_MS
}

impl Demo {
    fn at(now_ms: i64) -> Self {
        let content = content::load().unwrap();
        let histories = histories(&content, now_ms).unwrap();
        Self { content, catalogue: Arc::new(catalogue::load_default().unwrap()), histories, now_ms }
    }

    fn history(&self, stream: StreamId) -> &[Arc<Commit>] {
        self.histories.iter().find(|history| history[0].stream == stream).unwrap()
    }

    fn team(&self, start: &str) -> (&content::Team, &[Arc<Commit>]) {
        let team = self.content.teams.iter().find(|team| team.title.starts_with(start)).unwrap();
        (team, self.history(analysis_id(&team.title)))
    }

    fn cycle(&self, is_pilot: bool) -> StreamId {
        Plan::new(&self.content.region, Calendar::at(self.now_ms)).cycle(is_pilot).stream
    }

    fn coordinator(&self) -> ActorId {
        actor_id(&self.content.region.coordinator)
    }

    /// What held in an analysis at a revision.
    fn state_at(&self, history: &[Arc<Commit>], revision: Revision) -> AnalysisState {
        let mut sequence = Sequence::new(history[0].stream, Arc::clone(&self.catalogue));
        for commit in history.iter().take_while(|commit| commit.revision <= revision) {
            sequence.replay(commit).unwrap();
        }
        sequence.state().clone()
    }

    fn now(&self, history: &[Arc<Commit>]) -> AnalysisState {
        self.state_at(history, Revision(u64::MAX))
    }

    /// What held at a milestone of a cycle.
    fn at_milestone(&self, history: &[Arc<Commit>], is_pilot: bool, milestone: u16) -> AnalysisState {
        let (_, pin) = self.now(history).latest_pin(self.cycle(is_pilot), MilestoneId(milestone)).unwrap();
        self.state_at(history, pin.at_revision)
    }
}

fn fold<A: Aggregate>(history: &[Arc<Commit>]) -> A {
    let mut ledger = Ledger::<A>::new(history[0].stream);
    for commit in history {
        ledger.replay(commit).unwrap();
    }
    ledger.state().clone()
}

fn chains(demo: &Demo) -> Vec<(StreamId, Chain)> {
    let chain = |history: &Vec<Arc<Commit>>| {
        let end = history.iter().fold(Chain::START, |chain, commit| chain.after(commit));
        (history[0].stream, end)
    };
    demo.histories.iter().map(chain).collect()
}

#[test]
fn the_same_day_gives_the_same_commits() {
    let first = chains(&Demo::at(noon(0)));
    assert_eq!(first, chains(&Demo::at(noon(0) + 9 * HOUR_MS)));
    let next_day = chains(&Demo::at(noon(1)));
    assert!(first.iter().zip(&next_day).any(|(one, other)| one.1 != other.1));
    assert!(first.iter().zip(&next_day).all(|(one, other)| one.0 == other.0), "ids stay");
}

#[test]
fn every_day_of_the_year_has_a_whole_history_before_it() {
    for days in [0, 1, 2, 3, 4, 5, 6, 75, 140, 222, 290] {
        let demo = Demo::at(noon(days));
        let commits: usize = demo.histories.iter().map(Vec::len).sum();
        assert!((4_000..=7_000).contains(&commits), "{commits}");
        for history in &demo.histories {
            for (revision, pair) in (1..).zip(history.windows(2)) {
                assert_eq!(pair[0].revision, Revision(revision));
                assert!(pair[0].time_ms <= pair[1].time_ms && pair[1].time_ms < demo.now_ms);
            }
            // Nobody works at night: neither by the clock in summer nor by that in winter.
            assert!(
                history.iter().all(|commit| (6..22).contains(&(commit.time_ms.rem_euclid(DAY_MS) / HOUR_MS)))
            );
        }
    }
}

#[test]
fn pins_are_the_last_commits_at_or_before_their_moments() {
    let demo = Demo::at(noon(0));
    let mut late = 0;
    for team in &demo.content.teams {
        let history = demo.history(analysis_id(&team.title));
        let pins = demo.now(history).pins;
        assert_eq!(pins.len(), if team.pilot { 8 } else { 3 });
        for pin in pins.values() {
            let before = history.iter().filter(|commit| commit.time_ms <= pin.moment_ms).count();
            assert_eq!(pin.at_revision, Revision(before as u64));
            assert!(pin.moment_ms <= pin.pinned.time_ms && pin.pinned.actor == demo.coordinator());
            late += u32::from(pin.at_revision.next() < pin.pinned.revision);
        }
    }
    assert!(0 < late, "somebody went on working between a moment and its closing");
}

#[test]
fn the_cycles_hold_the_plan_the_teams_and_the_closings() {
    let demo = Demo::at(noon(0));
    let calendar = Calendar::at(demo.now_ms);
    let titles = |state: &CycleState| state.title.as_ref().unwrap().value.clone();
    let current: CycleState = fold(demo.history(demo.cycle(false)));
    let pilot: CycleState = fold(demo.history(demo.cycle(true)));
    assert_ne!(titles(&current), titles(&pilot));
    let closed = |state: &CycleState| -> Vec<bool> {
        state.in_order().iter().map(|(_, milestone)| milestone.is_closed).collect()
    };
    assert_eq!(closed(&current), [true, true, true, false, false]);
    assert_eq!(closed(&pilot), [true; 5]);
    assert_eq!((current.enrolled().count(), pilot.enrolled().count()), (5, 1));
    assert!(current.archived.is_none() && pilot.archived.is_some());
    let homework =
        |state: &CycleState| state.milestones.values().filter(|one| one.homework.is_some()).count();
    assert!(3 <= homework(&current) && 3 <= homework(&pilot));
    assert!(4 <= current.notes.len());
    let third = &current.milestones[&MilestoneId(3)].schedule.value;
    assert_eq!((third.zone.as_str(), i64::from(third.date.days())), ("Europe/Berlin", calendar.current[3]));
    let moments = |state: &CycleState| -> Vec<_> {
        state.milestones.values().flat_map(|one| &one.closings).map(|closing| closing.moment_ms).collect()
    };
    for (cycle, state) in [(demo.cycle(false), &current), (demo.cycle(true), &pilot)] {
        for analysis in state.enrolled() {
            let analysis = demo.now(demo.history(analysis));
            assert!(analysis.enrolment(cycle).is_some());
            let pins = analysis.pins.iter().filter(|(key, _)| key.cycle == cycle);
            assert_eq!(pins.map(|(_, pin)| pin.moment_ms).collect::<Vec<_>>(), moments(state));
        }
    }
    let installation: InstallationState = fold(demo.history(StreamId::INSTALLATION));
    let counts = (installation.regions.len(), installation.cycles.len(), installation.analyses.len());
    assert_eq!(counts, (1, 2, 5));
}

#[tokio::test]
async fn a_seeded_folder_is_sound_and_its_links_open_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let stopwatch = Stopwatch::start();
    let store = Store::open(folder.path()).unwrap();
    let content = content::load().unwrap();
    seed(&store.people, store.log.as_ref(), &content, noon(0)).await.unwrap();
    // 3 seconds is what a release build promises; this only finds what has gone badly wrong.
    assert!(stopwatch.elapsed().as_secs() < 30, "{:?}", stopwatch.elapsed());
    for team in &content.teams {
        let people = store.people.people(analysis_id(&team.title)).unwrap();
        assert!((3..=5).contains(&people.len()));
        assert_eq!(people.iter().filter(|member| member.role == Role::Lead).count(), 1);
    }
    let lines = links(&store.people, &content, "http://127.0.0.1:1").unwrap();
    for label in
        ["coordinator", "team member 1", "team member 2", "finished team", "programme lead", "operator"]
    {
        assert_eq!(lines.iter().filter(|line| line.trim_start().starts_with(label)).count(), 1, "{label}");
    }
    assert!(lines.iter().filter(|line| line.starts_with("  ")).all(|line| line.contains("/join#")));
    store.log.close().await.unwrap();
    drop(store);
    let report = verify(folder.path(), false, &mut Vec::new()).unwrap();
    assert_eq!(report.problems, []);
    assert!(report.streams == 8 && 4_000 <= report.commits && 0 < report.heads, "{report:?}");
}

#[tokio::test]
async fn a_folder_with_other_people_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.people.add_person("Ute", Role::Operator, &[StreamId::INSTALLATION]).unwrap();
    assert!(links(&store.people, &content::load().unwrap(), "http://127.0.0.1:1").is_err());
}
