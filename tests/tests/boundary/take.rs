//! What a team takes out of the house: its history, which comes in elsewhere as it was, and its answers and scores as
//! tables that other programs read.

use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::access::Role;
use etappe_server::ops::{import, verify};
use etappe_tests::client::Client;
use etappe_tests::http::{self, Answer};
use etappe_tests::programme::{Programme, Team};
use etappe_tests::seed::{self, Person};
use etappe_tests::server::Server;

/// What a spreadsheet would take for a formula.
const FORMULA: &str = "=HYPERLINK(\"http://evil.example\")";

/// The team rates three statements, gives a reason, and lets a milestone be closed; afterwards it goes on.
async fn worked(server: &Server, programme: &Programme, team: &Team) {
    let mut client = Client::open(server.address(), &team.lead.cookie, team.analysis).await.unwrap();
    for number in 1..=3 {
        client.rate(&format!("A1.{number}"), "3").await.unwrap();
    }
    let reason = FieldAddress::reason(ItemId::new("A1.1").unwrap());
    client.edit(&reason, Operation::splice(0, 0, FORMULA)).await.unwrap();
    client.saved().await.unwrap();
    let subject = ItemId::new("A1.1").unwrap();
    programme.own(server.app(), team, team.lead.actor, Op::AddMeasure { subject }).await;
    programme.close_behind(server.app(), team).await;
    client.rate("A1.1", "2").await.unwrap();
    client.saved().await.unwrap();
}

async fn get(server: &Server, team: &Team, person: &Person, file: &str) -> Answer {
    let path = format!("/api/analysis/{}/{file}", team.analysis);
    http::get(server.address(), &path, Some(&person.cookie)).await
}

/// What `etappe verify --hashes` says of a stream.
fn hashes(data: &Path, stream: StreamId) -> String {
    let mut out = Vec::new();
    assert!(verify::verify(data, true, &mut out).unwrap().is_clean());
    let lines = String::from_utf8(out).unwrap();
    lines.lines().find(|line| line.starts_with(&stream.to_string())).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_taken_along_comes_in_elsewhere_as_it_was() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let team = &programme.teams[0];
    worked(&server, &programme, team).await;
    // More than a page of the log.
    let mut client = Client::open(server.address(), &team.lead.cookie, team.analysis).await.unwrap();
    for _ in 0..300 {
        client.edit(&FieldAddress::NOTES, Operation::splice(0, 0, "ä")).await.unwrap();
    }
    client.saved().await.unwrap();
    let answer = get(&server, team, &team.lead, "export.jsonl").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/jsonl")));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let text = String::from_utf8(answer.body).unwrap();
    assert!(!text.contains("Leitung"), "nobody is named");
    let file = elsewhere.path().join("analysis.jsonl");
    fs::write(&file, &text).unwrap();
    server.stop().await;
    let data = elsewhere.path().join("data");
    let report = import::run(&data, &file).unwrap();
    assert!(300 < report.commits);
    assert_eq!(hashes(&data, team.analysis), hashes(folder.path(), team.analysis));
    // It is an analysis there like any other.
    let lead = seed::join(&data, "Neu", Role::Lead, &[team.analysis]).await;
    let server = Server::start(&data).await;
    let client = Client::open_history(server.address(), &lead.cookie, team.analysis).await.unwrap();
    assert_eq!(client.replica.confirmed().revision.0, report.commits);
    // Its sheets are there, though the cycle that they are of is not.
    let rows = csv(&get(&server, team, &lead, "scores.csv").await.body);
    assert!(rows[0][3].starts_with("M1 (2") && rows[0][4] == "Jetzt", "{:?}", rows[0]);
    server.stop().await;
}

/// The rows of the first sheet, and the names of all.
fn workbook(bytes: &[u8]) -> (Vec<String>, Vec<Vec<Data>>) {
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let names = workbook.sheet_names();
    for name in &names {
        assert!(workbook.worksheet_formula(name).is_ok_and(|formulas| formulas.is_empty()), "S-25: {name}");
    }
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    (names, sheet.rows().map(<[Data]>::to_vec).collect())
}

fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn s_25_answers_and_scores_are_tables_that_other_programs_read() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let server = Server::start(folder.path()).await;
    let team = &programme.teams[0];
    worked(&server, &programme, team).await;

    let rows = csv(&get(&server, team, &team.lead, "answers.csv").await.body);
    assert_eq!(rows[0][..4], ["Nr.", "Hauptkriterium", "Teilkriterium", "Aussage"]);
    assert!(rows[0][4].starts_with("Workshop 1 (2"), "{:?}", rows[0]);
    assert_eq!(rows[0][5..], ["Jetzt", "Strittig", "Begründung"]);
    let row = rows.iter().find(|row| row[0] == "A1.1").unwrap();
    assert!(row[4] != row[5] && !row[4].is_empty() && !row[5].is_empty(), "{row:?}");
    assert_eq!(row[7], format!("'{FORMULA}"), "S-25");
    let answers = get(&server, team, &team.lead, "answers.xlsx?lang=en").await.body;
    let (names, sheet) = workbook(&answers);
    assert_eq!((names.as_slice(), sheet.len()), (&["Answers".to_owned()][..], rows.len()));
    assert_eq!(sheet[0][3], Data::String("Statement".to_owned()));

    let rows = csv(&get(&server, team, &team.lead, "scores.csv").await.body);
    assert_eq!(rows[0][..3], ["Nr.", "Kriterium", "Ebene"]);
    assert_eq!((rows[0][4].as_str(), rows[0][6].as_str()), ("Jetzt", "Abdeckung: Jetzt"));
    let part = rows.iter().find(|row| row[0] == "A1").unwrap();
    assert_eq!(part[2], "Teilkriterium");
    assert!(
        rows.iter().any(|row| row[0] == "A" && row[2] == "Hauptkriterium" && row[3] == "zu wenig bewertet")
    );
    let scores = get(&server, team, &team.lead, "scores.xlsx").await.body;
    let (names, sheet) = workbook(&scores);
    assert_eq!(names, ["Werte", "Abdeckung", "Meilensteine"]);
    assert_eq!(sheet.len(), rows.len());
    for bytes in [answers, scores] {
        assert!(read_by_libreoffice(&bytes).is_none_or(|text| text.contains("A1.1") || text.contains("A1")));
    }

    // Everything that left is written down, with the board of the cycle as well.
    for file in ["board.csv", "board.xlsx"] {
        let path = format!("/api/cycle/{}/{file}", programme.cycle);
        assert_eq!(http::get(server.address(), &path, Some(&programme.coordinator.cookie)).await.status, 200);
    }
    let rows = server.app().audit.rows(0, 1_000).await.unwrap();
    let exported: Vec<_> = rows
        .iter()
        .filter(|row| row.row.kind.name() == "exported")
        .map(|row| (row.row.actor, row.row.scope, row.row.detail.as_str()))
        .collect();
    let (lead, team) = (Some(team.lead.actor), Some(team.analysis));
    let (coordinator, cycle) = (Some(programme.coordinator.actor), Some(programme.cycle));
    let expected = [
        (lead, team, "answers"),
        (lead, team, "answers"),
        (lead, team, "scores"),
        (lead, team, "scores"),
        (coordinator, cycle, "board"),
        (coordinator, cycle, "board"),
    ];
    assert_eq!(exported, expected);
    server.stop().await;
}

/// The first sheet as LibreOffice reads it; `None` where it is not installed.
fn read_by_libreoffice(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    fs::write(&file, bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let mut office = Command::new("soffice");
    office.args([&profile, "--headless", "--convert-to", "csv", "--outdir"]).arg(folder.path()).arg(&file);
    let Ok(run) = office.output() else {
        println!("skipped: LibreOffice is not installed");
        return None;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(fs::read_to_string(folder.path().join("book.csv")).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn s_08_what_a_team_takes_along_is_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 2).await;
    let team = &programme.teams[0];
    let guest = seed::join(folder.path(), "Gast", Role::Guest, &[team.analysis]).await;
    let server = Server::start(folder.path()).await;
    let files = ["export.jsonl", "answers.csv", "answers.xlsx", "scores.csv", "scores.xlsx"];
    let strangers =
        [&programme.coordinator, &programme.operator, &programme.programme_lead, &programme.teams[1].lead];
    for file in files {
        let nowhere = format!("/api/analysis/{}/{file}", "7".repeat(32));
        let unknown = http::get(server.address(), &nowhere, Some(&team.lead.cookie)).await;
        for stranger in strangers {
            let answer = get(&server, team, stranger, file).await;
            let code = |answer: &Answer| answer.json()["error"].clone();
            assert_eq!((answer.status, code(&answer)), (404, code(&unknown)), "{file}");
        }
        let path = format!("/api/analysis/{}/{file}", team.analysis);
        assert_eq!(http::get(server.address(), &path, None).await.status, 401, "{file}");
        let expected = if file == "export.jsonl" { 404 } else { 200 };
        assert_eq!(
            get(&server, team, &guest, file).await.status,
            expected,
            "{file}: the past is not a guest's"
        );
    }
    server.stop().await;
}
