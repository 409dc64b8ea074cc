//! A data folder with a region, a cycle, and teams that take part in it; and what a server does for them.

use std::path::Path;
use std::sync::Arc;

use etappe_protocol::civil::{CivilDate, CivilTime};
use etappe_protocol::cycle::{CycleCreatedV1, CycleOp, CycleState, MilestoneKind, Schedule};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ActorId, MilestoneId, OpId, RegionId, ReplicaId, StreamId};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_server::access::Role;
use etappe_server::app::{App, Store};
use etappe_server::catalogue;
use etappe_server::clock::Clock;
use etappe_server::event_log::{EventLog, SharedLog};
use etappe_server::random;
use etappe_server::snapshot::MemorySnapshots;
use etappe_server::stream::{Catalogues, Ledgers, NewAnalysis, Streams, StreamsConfig, create_analysis};

use crate::seed::{Person, person};

/// The milestone that every planted cycle has, and that can be closed.
pub const WORKSHOP: MilestoneId = MilestoneId(1);

/// What was put into a data folder.
#[derive(Clone, Debug)]
pub struct Programme {
    /// The region.
    pub region: RegionId,
    /// The cycle.
    pub cycle: StreamId,
    /// Who runs the cycle.
    pub coordinator: Person,
    /// Runs the installation.
    pub operator: Person,
    /// Sees counts.
    pub programme_lead: Person,
    /// The teams that take part, in the order in which they were planted.
    pub teams: Vec<Team>,
    /// A team that is only asked.
    pub invited: Team,
}

/// A team of the programme.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its analysis.
    pub analysis: StreamId,
    /// Its lead.
    pub lead: Person,
}

/// A fresh op id.
#[must_use]
pub fn op_id() -> OpId {
    OpId { replica: ReplicaId(random::bytes()), counter: 1 }
}

impl Programme {
    /// Puts a cycle with so many teams into an empty folder, and closes it again.
    pub async fn plant(data: &Path, teams: usize) -> Self {
        let store = Store::open(data).unwrap();
        let catalogue = Arc::new(catalogue::load_default().unwrap());
        let log: SharedLog = store.log.clone();
        let cycles: Ledgers<CycleState> = Ledgers::new(Arc::clone(&log), Clock::System);
        let installation: Ledgers<InstallationState> = Ledgers::new(Arc::clone(&log), Clock::System);
        let (region, cycle) = (RegionId(random::bytes()), StreamId(random::bytes()));
        let coordinator = person(&store, "Miriam", Role::Coordinator, &[cycle]);
        let operator = person(&store, "Olaf", Role::Operator, &[StreamId::INSTALLATION]);
        let lead = person(&store, "Petra", Role::ProgrammeLead, &[StreamId::INSTALLATION]);
        let install = |op| installation.submit(StreamId::INSTALLATION, operator.actor, op_id(), op);
        let name = "Nordtal".to_owned();
        install(InstallationOp::NameRegion { region, name, seen: Revision::ZERO }).await.unwrap();
        let created = CycleCreatedV1 {
            region,
            title: "Nordtal 2026".to_owned(),
            catalogue_key: catalogue.key.clone(),
            catalogue_edition: catalogue.edition,
            catalogue_hash: catalogue.hash().unwrap(),
        };
        let run = |op| cycles.submit(cycle, coordinator.actor, op_id(), op);
        run(CycleOp::Create(created)).await.unwrap();
        install(InstallationOp::ListCycle { cycle, region }).await.unwrap();
        let schedule = Schedule {
            kind: MilestoneKind::Workshop,
            title: "Workshop 1".to_owned(),
            date: CivilDate::new(2026, 3, 14).unwrap(),
            time: CivilTime::new(14, 0).unwrap(),
            duration_min: 180,
            zone: "Europe/Berlin".to_owned(),
            place: "Bibliothek".to_owned(),
        };
        run(CycleOp::Schedule { milestone: WORKSHOP, schedule, seen: Revision::ZERO }).await.unwrap();
        let mut planted = Vec::new();
        for number in 1..=teams + 1 {
            let analysis = StreamId(random::bytes());
            let title = format!("Projekt {number}");
            let new = NewAnalysis {
                stream: analysis,
                actor: coordinator.actor,
                catalogue: Arc::clone(&catalogue),
                title,
            };
            create_analysis(log.as_ref(), &Clock::System, new).await.unwrap();
            let initiative = format!("Initiative {number}");
            install(InstallationOp::ListAnalysis { analysis, initiative }).await.unwrap();
            run(CycleOp::Invite { analysis }).await.unwrap();
            let lead = person(&store, &format!("Leitung {number}"), Role::Lead, &[analysis]);
            planted.push(Team { analysis, lead });
        }
        let invited = planted.pop().unwrap();
        let mut catalogues = Catalogues::default();
        catalogues.add(catalogue::load_default().unwrap());
        let streams = Streams::new(
            Arc::clone(&log),
            Arc::new(MemorySnapshots::default()),
            Arc::new(catalogues),
            Clock::System,
            StreamsConfig::default(),
        );
        for team in &planted {
            let handle = streams.open(team.analysis).await.unwrap();
            handle.own(team.lead.actor, op_id(), Op::ConsentToEnrolment { cycle }).await.unwrap();
            run(CycleOp::Enrol { analysis: team.analysis }).await.unwrap();
        }
        streams.drain().await;
        cycles.drain().await;
        installation.drain().await;
        store.log.close().await.unwrap();
        Self { region, cycle, coordinator, operator, programme_lead: lead, teams: planted, invited }
    }

    /// Has a team grant its coordinators this much.
    pub async fn grant(&self, app: &App, team: &Team, level: InsightLevel) {
        let op = Op::GrantInsight { cycle: self.cycle, level };
        self.own(app, team, team.lead.actor, op).await;
    }

    /// Has the server carry out something on a team's analysis.
    pub async fn own(&self, app: &App, team: &Team, actor: ActorId, op: Op) {
        let handle = app.streams.open(team.analysis).await.unwrap();
        handle.own(actor, op_id(), op).await.unwrap();
    }

    /// Has the cycle's coordinator do something.
    pub async fn run(&self, app: &App, op: CycleOp) {
        app.programme.write_cycle(self.cycle, self.coordinator.actor, op_id(), op).await.unwrap();
    }

    /// Closes [`WORKSHOP`] with everything that a team has done so far.
    pub async fn close_behind(&self, app: &App, team: &Team) -> u32 {
        let done_ms = app.programme.analysis(team.analysis).await.unwrap().time_ms;
        // A moment that has passed: a closing never speaks of the millisecond that is not over.
        while app.clock.now_ms() <= done_ms {
            tokio::task::yield_now().await;
        }
        self.close(app, done_ms).await
    }

    /// Closes [`WORKSHOP`] as of a moment and pins every team that takes part; gives the number of the closing.
    pub async fn close(&self, app: &App, moment_ms: i64) -> u32 {
        let held = app.cycles.held(self.cycle).await.unwrap();
        let closing = held.state.milestones[&WORKSHOP].next_closing();
        self.run(app, CycleOp::Close { milestone: WORKSHOP, moment_ms, closing }).await;
        closing
    }
}
