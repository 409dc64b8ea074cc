//! The cycles and the installation around the teams.

use std::collections::BTreeMap;
use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::civil::CivilTime;
use etappe_protocol::commit::Commit;
use etappe_protocol::cycle::{CycleCreatedV1, CycleOp, CycleState, MilestoneKind, Schedule};
use etappe_protocol::id::{ActorId, MilestoneId, OpId, RegionId, ReplicaId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::ledger::{Aggregate, Ledger};
use etappe_protocol::revision::Revision;

use super::calendar::{Calendar, DAY_MS, Days, MINUTE_MS, ZONE, date, local_ms};
use super::content::{Content, CyclePlan, Region, Team};
use super::{DemoError, actor_id, analysis_id, demo_id};

/// Who and when, for everything that is made.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) calendar: Calendar,
    pub(super) coordinator: ActorId,
    operator: ActorId,
    region: RegionId,
    current: Cycle<'a>,
    pilot: Cycle<'a>,
}

/// A cycle with its days.
#[derive(Debug)]
pub(super) struct Cycle<'a> {
    pub(super) stream: StreamId,
    text: &'a CyclePlan,
    days: Days,
    /// Milestones that are over and closed.
    closed: u16,
    is_pilot: bool,
}

/// A milestone that was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClosedMilestone {
    pub(super) cycle: StreamId,
    pub(super) milestone: MilestoneId,
    pub(super) closing: u32,
    pub(super) closed_ms: i64,
    pub(super) moment_ms: i64,
}

/// Whether a code of the content speaks of the pilot cycle.
pub(super) fn is_pilot(code: &str) -> bool {
    code.starts_with('p')
}

impl<'a> Plan<'a> {
    pub(super) fn new(region: &'a Region, calendar: Calendar) -> Self {
        let cycle = |text: &'a CyclePlan, days, closed, is_pilot| {
            let stream = StreamId(demo_id("cycle", &text.title));
            Cycle { stream, text, days, closed, is_pilot }
        };
        Self {
            calendar,
            coordinator: actor_id(&region.coordinator),
            operator: actor_id(&region.operator),
            region: RegionId(demo_id("region", &region.name)),
            current: cycle(&region.current, calendar.current, 3, false),
            pilot: cycle(&region.pilot, calendar.pilot, 5, true),
        }
    }

    /// The cycle under way, or the pilot.
    pub(super) const fn cycle(&self, is_pilot: bool) -> &Cycle<'a> {
        if is_pilot { &self.pilot } else { &self.current }
    }

    /// The cycles that a team takes or took part in, the earlier one first.
    pub(super) fn cycles_of(&self, team: &Team) -> impl Iterator<Item = &Cycle<'a>> {
        let pilot = team.pilot.then_some(&self.pilot);
        pilot.into_iter().chain(std::iter::once(&self.current))
    }

    /// When the coordinator made the analysis.
    pub(super) fn begun_ms(&self, team: &Team) -> i64 {
        let cycle = self.cycle(team.pilot);
        local_ms(cycle.days[0] - 24, 10, 10) + place(&team.title) * 7 * MINUTE_MS
    }

    /// The stream of the installation.
    pub(super) fn installation(&self, content: &Content) -> Result<Vec<Arc<Commit>>, DemoError> {
        let mut book = Book::<InstallationState>::new(StreamId::INSTALLATION);
        let region = self.region;
        let begun_ms = local_ms(self.pilot.days[0] - 40, 9, 30);
        let named =
            InstallationOp::NameRegion { region, name: content.region.name.clone(), seen: Revision::ZERO };
        book.write(begun_ms, self.operator, named)?;
        for cycle in [&self.pilot, &self.current] {
            let list = InstallationOp::ListCycle { cycle: cycle.stream, region };
            book.write(cycle.begun_ms(), self.operator, list)?;
            for team in content.teams.iter().filter(|team| team.pilot == cycle.is_pilot) {
                let (analysis, initiative) = (analysis_id(&team.title), team.initiative.clone());
                let list = InstallationOp::ListAnalysis { analysis, initiative };
                book.write(self.begun_ms(team), self.coordinator, list)?;
            }
        }
        Ok(book.commits)
    }

    /// The stream of a cycle: the plan, who takes part, what is said to the teams, the closings.
    pub(super) fn cycle_history(
        &self,
        content: &Content,
        catalogue: &Catalogue,
        is_pilot: bool,
    ) -> Result<Vec<Arc<Commit>>, DemoError> {
        let (cycle, coordinator) = (self.cycle(is_pilot), self.coordinator);
        let created = CycleCreatedV1 {
            region: self.region,
            title: cycle.text.title.clone(),
            catalogue_key: catalogue.key.clone(),
            catalogue_edition: catalogue.edition,
            catalogue_hash: catalogue.hash()?,
        };
        let mut entries = vec![(cycle.begun_ms(), self.operator, CycleOp::Create(created))];
        for (index, entry) in (1..).zip(cycle.schedule()?) {
            entries.push((cycle.begun_ms() + index * 4 * MINUTE_MS, coordinator, entry));
        }
        for team in content.teams.iter().filter(|team| team.pilot || !is_pilot) {
            let (analysis, lead) =
                (analysis_id(&team.title), team.members.first().map(|name| actor_id(name)));
            let asked_ms =
                if team.pilot == is_pilot { self.begun_ms(team) } else { cycle.begun_ms() + DAY_MS };
            entries.push((asked_ms + MINUTE_MS, coordinator, CycleOp::Invite { analysis }));
            let enrol = CycleOp::Enrol { analysis };
            entries.push((cycle.consent_ms(team) + 40, lead.unwrap_or(coordinator), enrol));
        }
        for [code, to, text] in &cycle.text.notes {
            let to = Some(to).filter(|to| !to.is_empty()).map(|title| analysis_id(title));
            let note = CycleOp::SendNote { to, text: text.clone() };
            entries.push((self.calendar.moment_ms(code)?, coordinator, note));
        }
        for closed in cycle.closed() {
            let ClosedMilestone { milestone, moment_ms, closing, closed_ms, .. } = closed;
            entries.push((closed_ms, coordinator, CycleOp::Close { milestone, moment_ms, closing }));
        }
        if is_pilot {
            entries.push((local_ms(cycle.days[4] + 5, 9, 15), coordinator, CycleOp::Archive));
        }
        entries.sort_by_key(|(time_ms, ..)| *time_ms);
        let mut book = Book::<CycleState>::new(cycle.stream);
        for (time_ms, actor, op) in entries {
            book.write(time_ms, actor, op)?;
        }
        Ok(book.commits)
    }
}

impl Cycle<'_> {
    fn begun_ms(&self) -> i64 {
        local_ms(self.days[0] - 30, 9, 40)
    }

    /// When a team agreed to take part.
    pub(super) fn consent_ms(&self, team: &Team) -> i64 {
        local_ms(self.days[0] - 16, 18, 20) + place(&team.title) * 13 * MINUTE_MS
    }

    /// The milestones that were closed. Workshops end with it; the preparation and the follow-up are closed the next
    /// morning for the evening before.
    pub(super) fn closed(&self) -> impl Iterator<Item = ClosedMilestone> {
        let (cycle, closed) = (self.stream, self.closed);
        (0..closed).zip(self.days).map(move |(number, day)| {
            let (closed_ms, moment_ms) = match number {
                0 | 4 => (local_ms(day + 1, 9, 12), local_ms(day, 22, 0)),
                _ => (local_ms(day, 18, 44), local_ms(day, 18, 44)),
            };
            let milestone = MilestoneId(number);
            ClosedMilestone { cycle, milestone, closing: 1, closed_ms, moment_ms }
        })
    }

    fn schedule(&self) -> Result<Vec<CycleOp>, DemoError> {
        let seen = Revision::ZERO;
        let mut plan = Vec::new();
        for ((number, day), [title, place]) in (0..).zip(self.days).zip(&self.text.milestones) {
            let (kind, duration_min, hour) = match number {
                0 => (MilestoneKind::Preparation, 60, 18),
                4 => (MilestoneKind::FollowUp, 120, 16),
                _ => (MilestoneKind::Workshop, 180, 16),
            };
            let schedule = Schedule {
                kind,
                title: title.clone(),
                date: date(day),
                time: CivilTime::new(hour, 0).map_err(|error| DemoError::Content(error.to_string()))?,
                duration_min,
                zone: ZONE.to_owned(),
                place: place.clone(),
            };
            plan.push(CycleOp::Schedule { milestone: MilestoneId(number), schedule, seen });
        }
        for (number, text) in (0..).zip(&self.text.homework) {
            if !text.is_empty() {
                let milestone = MilestoneId(number);
                plan.push(CycleOp::SetHomework { milestone, text: text.clone(), seen });
            }
        }
        Ok(plan)
    }
}

/// A number from 0 to 4 by which teams do not all do things in the same minute.
fn place(title: &str) -> i64 {
    i64::from(demo_id("place", title)[0]) % 5
}

/// The op ids and salts of one stream: a replica for each person and day, as a tab would have one.
pub(super) struct Pens {
    stream: StreamId,
    counters: BTreeMap<ReplicaId, u64>,
    salted: u64,
}

impl Pens {
    pub(super) const fn new(stream: StreamId) -> Self {
        Self { stream, counters: BTreeMap::new(), salted: 0 }
    }

    /// The id of the next op that somebody makes at a moment.
    pub(super) fn next_op(&mut self, actor: ActorId, time_ms: i64) -> OpId {
        let day = time_ms.div_euclid(DAY_MS);
        let replica = ReplicaId(demo_id("replica", &format!("{} {actor} {day}", self.stream)));
        let counter = self.counters.entry(replica).or_default();
        *counter += 1;
        OpId { replica, counter: *counter }
    }

    /// The salt of the next commit. Not random, so that the demo is the same every time: it has nothing to hide.
    pub(super) fn next_salt(&mut self) -> [u8; 8] {
        self.salted += 1;
        let mut salt = [0; 8];
        salt.copy_from_slice(&demo_id("salt", &format!("{} {}", self.stream, self.salted))[..8]);
        salt
    }
}

/// A plain stream while it is being written.
struct Book<A> {
    stream: StreamId,
    ledger: Ledger<A>,
    pens: Pens,
    commits: Vec<Arc<Commit>>,
}

impl<A: Aggregate> Book<A>
where
    A::Op: std::fmt::Debug,
{
    fn new(stream: StreamId) -> Self {
        Self { stream, ledger: Ledger::new(stream), pens: Pens::new(stream), commits: Vec::new() }
    }

    fn write(&mut self, time_ms: i64, actor: ActorId, op: A::Op) -> Result<(), DemoError> {
        let (op_id, salt) = (self.pens.next_op(actor, time_ms), self.pens.next_salt());
        let shown = format!("{op:?}");
        let commit = self.ledger.judge(actor, op_id, op, time_ms, salt);
        let commit = commit.map_err(|rejection| DemoError::Refused(self.stream, shown, rejection))?;
        self.ledger.replay(&commit).map_err(|error| DemoError::Content(error.to_string()))?;
        self.commits.push(Arc::new(commit));
        Ok(())
    }
}
