//! Some analyses with some editors each, all typing, against the real program in a process of its own.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use etappe_protocol::id::{ItemId, OptionCode};
use etappe_protocol::replica::Replica;
use etappe_protocol::text::FieldAddress;
use etappe_server::catalogue;
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::sleep_until;

use super::disk::log_size;
use super::editor::{ACTIONS_PER_S, Editor, Plan};
use super::ledger::Ledger;
use super::report::SceneReport;
use super::{ms, percentile, process};
use crate::seed::Seed;
use crate::server::Program;

/// Editors that type into one field.
const TYPISTS: usize = 2;

/// How many people, how long.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// Number of analyses.
    pub analyses: usize,
    /// Editors of each.
    pub editors: usize,
    /// Time before anything is measured.
    pub warm_up: Duration,
    /// Time that is measured.
    pub span: Duration,
}

impl Scene {
    /// Runs it in a fresh folder below `folder`, and checks that all editors of an analysis end with the same state.
    pub async fn run(self, folder: &Path) -> SceneReport {
        let data = tempfile::tempdir_in(folder).unwrap();
        let seed = Seed::plant(data.path(), self.analyses, self.analyses * self.editors).await;
        let before = log_size(data.path());
        let program = Program::start(data.path()).await;
        let ledger = Rc::new(RefCell::new(Ledger::default()));
        let mut report = LocalSet::new().run_until(self.load(&seed, &program, &ledger)).await;
        assert!(program.terminate().await.success(), "the server did not end well");
        let after = log_size(data.path());
        let acked = ledger.borrow().acked as f64;
        report.disk_bytes_per_op = (after.used - before.used) as f64 / acked;
        report.file_bytes_per_op = after.file.saturating_sub(before.file) as f64 / acked;
        report
    }

    async fn load(self, seed: &Seed, program: &Program, ledger: &Rc<RefCell<Ledger>>) -> SceneReport {
        let mut editors = Vec::new();
        for (number, person) in seed.members.iter().enumerate() {
            let stream = seed.streams[number / self.editors];
            let ledger = Rc::clone(ledger);
            editors.push(Editor::open(program.address(), &person.cookie, stream, ledger).await);
        }
        let first = Instant::now() + Duration::from_millis(100);
        let (begin, end) = (first + self.warm_up, first + self.warm_up + self.span);
        let items = Rc::new(items());
        let people = editors.len();
        let plan = |number| self.plan(number, people, first, end, &items);
        let tasks: Vec<JoinHandle<Replica>> =
            (0..people).zip(editors).map(|(number, editor)| spawn_local(editor.work(plan(number)))).collect();

        sleep_until(begin.into()).await;
        ledger.borrow_mut().begin(end);
        let (cpu_s, own_s, acked) =
            (process::cpu_s(program.id()), process::cpu_s(std::process::id()), ledger.borrow().acked);
        sleep_until(end.into()).await;
        let cpu_s = process::cpu_s(program.id()) - cpu_s;
        let own_s = process::cpu_s(std::process::id()) - own_s;
        let acked = ledger.borrow().acked - acked;

        let mut replicas = Vec::new();
        for task in tasks {
            replicas.push(task.await.unwrap());
        }
        for room in replicas.chunks(self.editors) {
            assert!(room.iter().all(|replica| replica.confirmed() == room[0].confirmed()), "replicas differ");
        }
        let mut ledger = ledger.borrow_mut();
        let mut at = |percent| ms(percentile(&mut ledger.visible_us, percent));
        let (visible_p50_ms, visible_p99_ms) = (at(50), at(99));
        let mut at = |percent| ms(percentile(&mut ledger.acked_us, percent));
        let (acked_p50_ms, acked_p99_ms) = (at(50), at(99));
        SceneReport {
            visible_p50_ms,
            visible_p99_ms,
            acked_p50_ms,
            acked_p99_ms,
            server_cpu_s_per_1000: cpu_s / acked as f64 * 1_000.0,
            peak_rss_mib: process::peak_rss_mib(program.id()),
            disk_bytes_per_op: 0.0,
            file_bytes_per_op: 0.0,
            ops_per_s: acked as f64 / self.span.as_secs_f64(),
            generator_cpu: own_s / self.span.as_secs_f64(),
        }
    }

    /// Everybody's actions lie evenly between those of the others.
    pub(super) fn plan(
        self,
        number: usize,
        people: usize,
        first: Instant,
        end: Instant,
        items: &Rc<Vec<(ItemId, Vec<OptionCode>)>>,
    ) -> Plan {
        let period = Duration::from_secs(1) / ACTIONS_PER_S;
        let phase = period * u32::try_from(number).unwrap() / u32::try_from(people).unwrap();
        let (item, _) = &items[number % self.editors / TYPISTS];
        let field = FieldAddress::reason(item.clone());
        Plan { first: first + phase, end, number, items: Rc::clone(items), field }
    }
}

/// Every statement of the default questionnaire with its answers.
pub(super) fn items() -> Vec<(ItemId, Vec<OptionCode>)> {
    let catalogue = catalogue::load_default().unwrap();
    let items = catalogue.items().map(|item| {
        let scale = catalogue.scale(&item.scale).unwrap();
        (item.id.clone(), scale.options.iter().map(|option| option.code.clone()).collect())
    });
    items.collect()
}
