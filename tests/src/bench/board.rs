//! What a board costs: many analyses with editors at work, with and without somebody who looks at the board.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use etappe_protocol::frame::{ClientFrame, Hello, PROTOCOL_CURRENT, PROTOCOL_MIN, ServerFrame, View, Watch};
use etappe_protocol::id::{ReplicaId, StreamId};
use etappe_protocol::view::ViewName;
use etappe_server::access::Role;
use etappe_server::random;
use futures_util::{SinkExt, StreamExt};
use serde::Serialize;
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::sleep_until;
use tokio_tungstenite::tungstenite::Message;

use super::editor::Editor;
use super::ledger::Ledger;
use super::process;
use super::scene::{Scene, items};
use crate::programme::Programme;
use crate::seed;
use crate::server::Program;
use crate::wire;

/// People who look at the board at once.
const VIEWERS: usize = 3;
/// Spans without and with viewers, in turn: on a shared machine two long ones would say nothing.
const TURNS: u32 = 4;

/// What a board costs.
#[derive(Clone, Debug, Serialize)]
pub struct BoardReport {
    /// CPU of the server for an op while three people look, more than while nobody does, in percent; the median over
    /// turns with and without.
    pub extra_cpu_percent: f64,
    /// Analyses.
    #[serde(skip)]
    pub analyses: usize,
    /// Editors of all of them.
    #[serde(skip)]
    pub editors: usize,
    /// Updates that each viewer got in a second.
    #[serde(skip)]
    pub updates_per_s: f64,
    /// CPU seconds of the server for 1,000 acked ops while nobody looks.
    #[serde(skip)]
    pub alone_cpu_s_per_1000: f64,
}

/// Measures it in a fresh folder below `folder`.
pub(super) async fn run(folder: &Path, scene: Scene) -> BoardReport {
    let data = tempfile::tempdir_in(folder).unwrap();
    let programme = Programme::plant(data.path(), scene.analyses).await;
    let mut people = Vec::new();
    for team in &programme.teams {
        let names: Vec<_> = (0..scene.editors).map(|number| format!("Person {number}")).collect();
        let joined = seed::join_all(data.path(), &names, Role::Member, &[team.analysis]).await;
        people.extend(joined.into_iter().map(|person| (team.analysis, person)));
    }
    let program = Program::start(data.path()).await;
    let report = LocalSet::new().run_until(load(scene, &programme, &people, &program)).await;
    assert!(program.terminate().await.success(), "the server did not end well");
    report
}

async fn load(
    scene: Scene,
    programme: &Programme,
    people: &[(StreamId, seed::Person)],
    program: &Program,
) -> BoardReport {
    let ledger = Rc::new(RefCell::new(Ledger::default()));
    let mut editors = Vec::new();
    for (analysis, person) in people {
        editors.push(Editor::open(program.address(), &person.cookie, *analysis, Rc::clone(&ledger)).await);
    }
    let first = Instant::now() + Duration::from_millis(100);
    let begin = first + scene.warm_up;
    let end = begin + scene.span * (2 * TURNS);
    let items = Rc::new(items());
    let count = editors.len();
    let work = (0..count)
        .zip(editors)
        .map(|(number, editor)| spawn_local(editor.work(scene.plan(number, count, first, end, &items))));
    let tasks: Vec<JoinHandle<_>> = work.collect();
    sleep_until(begin.into()).await;
    let (mut alone, mut watched, mut updates) = (Vec::new(), Vec::new(), 0);
    for turn in 0..2 * TURNS {
        let viewers: Vec<_> = if turn % 2 == 0 { Vec::new() } else { viewers(programme, program.address()) };
        let (cpu_s, acked) = (process::cpu_s(program.id()), ledger.borrow().acked);
        sleep_until((begin + scene.span * (turn + 1)).into()).await;
        let cpu_s = process::cpu_s(program.id()) - cpu_s;
        let cost = cpu_s / (ledger.borrow().acked - acked) as f64 * 1_000.0;
        if turn % 2 == 0 {
            alone.push(cost)
        } else {
            watched.push(cost)
        }
        for viewer in viewers {
            viewer.abort();
            updates += viewer.count();
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut extra: Vec<f64> =
        alone.iter().zip(&watched).map(|(alone, watched)| (watched / alone - 1.0) * 100.0).collect();
    extra.sort_by(f64::total_cmp);
    let seconds = scene.span.as_secs_f64() * f64::from(TURNS) * VIEWERS as f64;
    BoardReport {
        extra_cpu_percent: (extra[extra.len() / 2] + extra[(extra.len() - 1) / 2]) / 2.0,
        analyses: scene.analyses,
        editors: count,
        updates_per_s: updates as f64 / seconds,
        alone_cpu_s_per_1000: alone.iter().sum::<f64>() / alone.len() as f64,
    }
}

/// Somebody who looks.
struct Viewer {
    task: JoinHandle<()>,
    updates: Rc<RefCell<usize>>,
}

impl Viewer {
    fn abort(&self) {
        self.task.abort();
    }

    fn count(&self) -> usize {
        *self.updates.borrow()
    }
}

fn viewers(programme: &Programme, address: SocketAddr) -> Vec<Viewer> {
    let viewer = |_| {
        let updates = Rc::new(RefCell::new(0));
        let (cookie, cycle) = (programme.coordinator.cookie.clone(), programme.cycle);
        let task = spawn_local(look(address, cookie, cycle, Rc::clone(&updates)));
        Viewer { task, updates }
    };
    (0..VIEWERS).map(viewer).collect()
}

async fn look(address: SocketAddr, cookie: String, cycle: StreamId, updates: Rc<RefCell<usize>>) {
    let mut socket = wire::connect(address, wire::request(address, &cookie)).await.unwrap();
    let replica = ReplicaId(random::bytes());
    let hello = Hello { min_version: PROTOCOL_MIN, max_version: PROTOCOL_CURRENT, replica };
    for frame in [ClientFrame::Hello(hello), ClientFrame::Watch(0, Watch { view: ViewName::Board(cycle) })] {
        socket.send(Message::Binary(frame.encode().unwrap().into())).await.unwrap();
    }
    while let Some(Ok(Message::Binary(bytes))) = socket.next().await {
        match ServerFrame::decode(&bytes).unwrap() {
            ServerFrame::View(0, View::Board(_)) => *updates.borrow_mut() += 1,
            ServerFrame::Welcome(_) => {}
            frame => panic!("unexpected {frame:?}"),
        }
    }
}
