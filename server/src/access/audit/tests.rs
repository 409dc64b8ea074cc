use std::sync::atomic::{AtomicI64, Ordering};

use redb::{ReadableTable, TableDefinition};

use super::*;
use crate::golden;

type Rows<'a> = redb::Table<'a, u64, &'static [u8]>;

const TEAM: StreamId = StreamId([1; 16]);
const EVA: ActorId = ActorId([2; 16]);
const HOUR_MS: i64 = 60 * 60 * 1_000;

fn row() -> AuditRow {
    AuditRow {
        time_ms: 1_750_000_000_123,
        actor: Some(EVA),
        kind: AuditKind::RoleChanged,
        scope: Some(TEAM),
        target: Some([3; 16]),
        detail: "member > lead".to_owned(),
    }
}

struct Desk {
    folder: tempfile::TempDir,
    now: Arc<AtomicI64>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), now: Arc::new(AtomicI64::new(1_000 * HOUR_MS)) }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("audit.redb")
    }

    fn open(&self) -> Audit {
        Audit::new(AuditFile::open(&self.path()).unwrap(), Clock::Manual(Arc::clone(&self.now)))
    }

    fn later(&self, hours: i64) {
        self.now.fetch_add(hours * HOUR_MS, Ordering::Relaxed);
    }
}

#[test]
fn golden_rows_come_back_as_written() {
    let bytes = row().encode().unwrap();
    golden::check("access/golden/audit-1", &bytes);
    assert_eq!(AuditRow::decode(&bytes), Some(row()));
    assert_eq!(AuditRow::decode(&[&[2], &bytes[1..]].concat()), None, "another schema is not guessed at");
}

#[tokio::test]
async fn s32_rows_are_numbered_chained_and_a_change_is_found() {
    let desk = Desk::new();
    let audit = desk.open();
    for detail in ["one", "two", "three"] {
        audit.note(Entry::of(EVA, AuditKind::RoleChanged).at(TEAM).with(detail)).await;
    }
    let rows = audit.rows(0, 100).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(audit.rows(2, 100).await.unwrap(), rows[2..]);
    drop(audit);
    assert_eq!(verify(&desk.path()).unwrap(), AuditCheck { rows: 3, problem: None });
    let table: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("rows");
    let change = |work: &dyn Fn(&mut Rows<'_>)| {
        let database = redb::Database::create(desk.path()).unwrap();
        let transaction = database.begin_write().unwrap();
        work(&mut transaction.open_table(table).unwrap());
        transaction.commit().unwrap();
    };
    change(&|rows| {
        let mut value = rows.get(2).unwrap().unwrap().value().to_vec();
        *value.last_mut().unwrap() ^= 1;
        rows.insert(2, value.as_slice()).unwrap();
    });
    let problem = verify(&desk.path()).unwrap().problem.unwrap();
    assert!(problem.contains("row 2: the chain"), "{problem}");
    change(&|rows| drop(rows.remove(2).unwrap()));
    let problem = verify(&desk.path()).unwrap().problem.unwrap();
    assert!(problem.contains("row 3: a row is missing"), "{problem}");
}

#[tokio::test]
async fn looks_are_one_row_an_hour_and_the_team_sees_them() {
    let desk = Desk::new();
    let audit = desk.open();
    for _ in 0..5 {
        audit.looked(EVA, TEAM, Look::Board).await;
        audit.forbidden_op(EVA, TEAM).await;
    }
    audit.looked(EVA, TEAM, Look::Sheet).await;
    audit.looked(EVA, StreamId([9; 16]), Look::Board).await;
    drop(audit);
    let audit = desk.open();
    audit.looked(EVA, TEAM, Look::Board).await;
    desk.later(1);
    audit.looked(EVA, TEAM, Look::Board).await;
    let looks = audit.looks(TEAM, 10).await.unwrap();
    let seen: Vec<_> = looks.iter().map(|look| (look.what, look.time_ms / HOUR_MS)).collect();
    assert_eq!(seen, [(Look::Board, 1_001), (Look::Sheet, 1_000), (Look::Board, 1_000)]);
    assert_eq!(audit.looks(TEAM, 1).await.unwrap().len(), 1);
    assert_eq!(audit.rows(0, 100).await.unwrap().len(), 5);
}

#[tokio::test]
async fn what_is_past_its_time_goes_and_the_chain_still_holds() {
    let desk = Desk::new();
    let audit = desk.open();
    audit.looked(EVA, TEAM, Look::Board).await;
    audit.note(Entry::of(EVA, AuditKind::Login)).await;
    desk.later(10);
    audit.note(Entry::of(EVA, AuditKind::Login)).await;
    assert_eq!(audit.prune(5 * HOUR_MS).await.unwrap(), 2);
    assert_eq!(audit.prune(5 * HOUR_MS).await.unwrap(), 0, "a second run has nothing to do");
    assert!(audit.looks(TEAM, 10).await.unwrap().is_empty());
    desk.later(10);
    assert_eq!(audit.prune(5 * HOUR_MS).await.unwrap(), 1);
    audit.note(Entry::of(EVA, AuditKind::Login)).await;
    assert_eq!(audit.rows(0, 10).await.unwrap()[0].number, 4, "numbers are never used again");
    drop(audit);
    assert_eq!(verify(&desk.path()).unwrap(), AuditCheck { rows: 1, problem: None });
}

#[tokio::test]
async fn failed_logins_cannot_fill_the_disk() {
    let desk = Desk::new();
    let audit = desk.open();
    for _ in 0..100 {
        let failed = Entry { actor: None, ..Entry::of(EVA, AuditKind::LoginFailed) };
        audit.note(failed).await;
    }
    let rows = audit.rows(0, 1_000).await.unwrap().len();
    assert!((60..70).contains(&rows), "{rows}");
}
