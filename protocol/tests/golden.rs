//! Bytes that were once sent or stored are read for ever: one file for each shape, only ever added to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has said what it found")]

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/compared.rs"]
mod compared;
#[path = "support/programme.rs"]
mod programme;
#[path = "support/sample.rs"]
mod sample;
#[path = "support/shapes.rs"]
mod shapes;

use std::fmt::Debug;
use std::path::Path;
use std::{env, fs};

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::codec;
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::compare::Comparison;
use etappe_protocol::cycle::{CycleOp, CycleState};
use etappe_protocol::digest::state_digest;
use etappe_protocol::event::Event;
use etappe_protocol::frame::{ClientFrame, Failure, ServerFrame};
use etappe_protocol::history::{HistoryPage, Outline};
use etappe_protocol::installation::{InstallationOp, InstallationState};
use etappe_protocol::ledger::Aggregate;
use etappe_protocol::op::Op;
use etappe_protocol::presence::Focus;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use etappe_protocol::score::ScoreSheet;
use etappe_protocol::view::{
    AskedQuestion, CycleView, CycleWritten, NewCycle, NewTeam, NewTeamMade, TeamCycle, Wish,
};

/// The bytes of a golden file; writes it first when it is new and `ETAPPE_GOLDEN=write` asks for it.
fn golden(name: &str, what: &str, encoded: &[u8]) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let path = folder.join(format!("{name}.hex"));
    if !path.exists() && env::var("ETAPPE_GOLDEN").is_ok_and(|mode| mode == "write") {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, format!("# {what}\n{}", to_hex(encoded))).unwrap();
    }
    let Ok(text) = fs::read_to_string(&path) else {
        panic!("tests/golden/{name}.hex is missing: `cargo xtask golden` adds it")
    };
    from_hex(&text)
}

fn to_hex(bytes: &[u8]) -> String {
    let line = |line: &[u8]| line.iter().map(|byte| format!("{byte:02x} ")).collect::<String>();
    bytes.chunks(32).map(|chunk| format!("{}\n", line(chunk).trim_end())).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

#[track_caller]
fn same<T: PartialEq + Debug>(name: &str, what: &str, value: &T, encoded: &[u8], read: impl Fn(&[u8]) -> T) {
    let stored = golden(name, what, encoded);
    assert_eq!(to_hex(&stored), to_hex(encoded), "{name} is encoded differently now");
    assert_eq!(read(&stored), *value, "{name} is read differently now");
}

#[test]
fn golden_client_frames() {
    for (name, frame) in shapes::client_frames() {
        let read = |bytes: &[u8]| ClientFrame::decode(bytes).unwrap();
        let file = format!("frame-client-{name}");
        same(
            &file,
            &format!("client frame {name}, protocol version 1"),
            &frame,
            &frame.encode().unwrap(),
            read,
        );
    }
}

#[test]
fn golden_server_frames() {
    for (name, frame) in shapes::server_frames() {
        let read = |bytes: &[u8]| ServerFrame::decode(bytes).unwrap();
        let file = format!("frame-server-{name}");
        same(
            &file,
            &format!("server frame {name}, protocol version 1"),
            &frame,
            &frame.encode().unwrap(),
            read,
        );
    }
}

#[test]
fn golden_ops() {
    for (name, op) in shapes::ops() {
        let read = |bytes: &[u8]| codec::decode::<Op>(bytes).unwrap();
        same(&format!("op-{name}"), &format!("op {name}"), &op, &codec::encode(&op).unwrap(), read);
    }
}

#[test]
fn golden_events() {
    for (name, event) in shapes::events() {
        let kind = event.kind();
        let what = format!("body of event {name}, type {}, schema {}", kind.event_type, kind.schema);
        let read = |bytes: &[u8]| Event::decode(kind, bytes).unwrap();
        same(&format!("event-{name}"), &what, &event, &event.encode_body().unwrap(), read);
    }
}

#[test]
fn golden_record() {
    let commit = shapes::commit();
    let read = |bytes: &[u8]| Commit::decode(bytes).unwrap();
    same("record-v1", "stored record, format 1, of a rating-set-v1", &commit, &commit.encode(), read);
    let chain =
        golden("chain-v1", "chain after the record in record-v1.hex alone", &Chain::START.after(&commit).0);
    assert_eq!(chain, Chain::START.after(&commit).0);
}

#[test]
fn golden_redacted_record() {
    let commit = shapes::commit().replaced([0xa5; 8], vec![1, 2, 3]);
    let read = |bytes: &[u8]| Commit::decode(bytes).unwrap();
    same(
        "record-redacted-v1",
        "stored record, format 3, of a replaced body",
        &commit,
        &commit.encode(),
        read,
    );
    assert_eq!(Chain::START.after(&commit), Chain::START.after(&shapes::commit()), "the chain holds");
}

#[test]
fn golden_state() {
    let state = shapes::state_around();
    let read = |bytes: &[u8]| codec::decode::<AnalysisState>(bytes).unwrap();
    same(
        "state-v2",
        "analysis state as sent in snapshots, schema 2",
        &state,
        &codec::encode(&state).unwrap(),
        read,
    );
    let digest =
        golden("state-digest-v2", "digest, version 2, of the state in state-v2.hex", &state_digest(&state));
    assert_eq!(digest, state_digest(&state));
}

/// Schema 1 is what schema 2 begins with. It was sent by programs of protocol version 1 only and never kept, so nothing
/// has to read it; that it is not taken for schema 2 has to hold.
#[test]
fn golden_state_of_schema_1_is_told_apart() {
    let before = golden("state-v1", "analysis state as sent in snapshots, schema 1", &[]);
    assert!(codec::decode::<AnalysisState>(&before).is_err());
    let now = codec::encode(&shapes::state()).unwrap();
    assert_eq!(to_hex(&now[..before.len()]), to_hex(&before));
    assert_eq!(now[before.len()..], [0; 4], "no measures, questions, cycles, pins");
}

#[test]
fn golden_cycle() {
    for (name, event) in programme::cycle_events() {
        let (kind, body) = CycleState::encode(&event).unwrap();
        let what = format!("body of cycle event {name}, type {}, schema {}", kind.event_type, kind.schema);
        let read = |bytes: &[u8]| CycleState::decode(kind, bytes).unwrap();
        same(&format!("event-cycle-{name}"), &what, &event, &body, read);
    }
    for (name, op) in programme::cycle_ops() {
        let read = |bytes: &[u8]| codec::decode::<CycleOp>(bytes).unwrap();
        same(
            &format!("op-cycle-{name}"),
            &format!("cycle op {name}"),
            &op,
            &codec::encode(&op).unwrap(),
            read,
        );
    }
    let cycle = programme::cycle();
    let read = |bytes: &[u8]| codec::decode::<CycleState>(bytes).unwrap();
    same(
        "cycle-v1",
        "cycle as sent to its coordinators, schema 1",
        &cycle,
        &codec::encode(&cycle).unwrap(),
        read,
    );
}

#[test]
fn golden_installation() {
    for (name, event) in programme::installation_events() {
        let (kind, body) = InstallationState::encode(&event).unwrap();
        let what =
            format!("body of installation event {name}, type {}, schema {}", kind.event_type, kind.schema);
        let read = |bytes: &[u8]| InstallationState::decode(kind, bytes).unwrap();
        same(&format!("event-installation-{name}"), &what, &event, &body, read);
    }
}

#[test]
fn golden_calls() {
    let (wish, op) = (programme::OP_ID, programme::new_cycle());
    let wish = Wish { op_id: wish, op };
    let read = |bytes: &[u8]| codec::decode::<Wish<NewCycle>>(bytes).unwrap();
    same("call-new-cycle", "wish for a new cycle", &wish, &codec::encode(&wish).unwrap(), read);
    let team = programme::new_team();
    let read = |bytes: &[u8]| codec::decode::<NewTeam>(bytes).unwrap();
    same("call-new-team", "new team", &team, &codec::encode(&team).unwrap(), read);
    let made = programme::new_team_made();
    let read = |bytes: &[u8]| codec::decode::<NewTeamMade>(bytes).unwrap();
    same("call-new-team-made", "new team, made", &made, &codec::encode(&made).unwrap(), read);
    let asked = programme::asked_question();
    let read = |bytes: &[u8]| codec::decode::<AskedQuestion>(bytes).unwrap();
    same("call-asked-question", "question to a team", &asked, &codec::encode(&asked).unwrap(), read);
    let view = programme::cycle_view();
    let read = |bytes: &[u8]| codec::decode::<CycleView>(bytes).unwrap();
    same("call-cycle-view", "cycle with names", &view, &codec::encode(&view).unwrap(), read);
    let written = programme::cycle_written();
    let read = |bytes: &[u8]| codec::decode::<CycleWritten>(bytes).unwrap();
    same("call-cycle-written", "answer to a cycle op", &written, &codec::encode(&written).unwrap(), read);
    let op = InstallationOp::NameRegion {
        region: programme::new_cycle().region,
        name: "Nord".into(),
        seen: Revision(300),
    };
    let read = |bytes: &[u8]| codec::decode::<InstallationOp>(bytes).unwrap();
    same("op-installation-name-region", "installation op", &op, &codec::encode(&op).unwrap(), read);
    let cycles = vec![programme::team_cycle()];
    let read = |bytes: &[u8]| codec::decode::<Vec<TeamCycle>>(bytes).unwrap();
    same("call-team-cycles", "cycles of a team", &cycles, &codec::encode(&cycles).unwrap(), read);
}

#[test]
fn golden_comparison() {
    let said = compared::comparison();
    let read = |bytes: &[u8]| codec::decode::<Comparison>(bytes).unwrap();
    let what = "two points compared, as sent to the team";
    same("call-comparison", what, &said, &codec::encode(&said).unwrap(), read);
    let said = compared::granted();
    let what = "two points compared, as sent to a coordinator who sees answers";
    same("call-comparison-answers", what, &said, &codec::encode(&said).unwrap(), read);
}

#[test]
fn golden_history() {
    let page = shapes::history_page();
    let read = |bytes: &[u8]| codec::decode::<HistoryPage>(bytes).unwrap();
    same("call-history-page", "page of a history", &page, &codec::encode(&page).unwrap(), read);
    let outline = shapes::outline();
    let read = |bytes: &[u8]| codec::decode::<Outline>(bytes).unwrap();
    same("call-history-outline", "history at a glance", &outline, &codec::encode(&outline).unwrap(), read);
}

#[test]
fn golden_catalogue() {
    let catalogue = sample::catalogue();
    let read = |bytes: &[u8]| codec::decode::<Catalogue>(bytes).unwrap();
    same("catalogue-v1", "catalogue edition as sent", &catalogue, &codec::encode(&catalogue).unwrap(), read);
}

#[test]
fn golden_score_sheet() {
    let deep = by_hand::read(by_hand::DEEP);
    let sheet = by_hand::sheet_of(&deep, &deep.catalogue, by_hand::measures());
    let read = |bytes: &[u8]| ScoreSheet::decode(bytes).unwrap();
    let what = "score sheet, format 1, digest version 1, of score-by-hand-deep.txt with three measures";
    same("score-sheet-v1", what, &sheet, &sheet.encode().unwrap(), read);
}

/// Where the order of the variants is what is sent, the whole order stands in one file.
#[test]
fn golden_code_numbers() {
    let rejections = [
        Rejection::Forbidden,
        Rejection::UnknownItem,
        Rejection::UnknownOption,
        Rejection::UnknownField,
        Rejection::OutOfRange,
        Rejection::TextTooLong,
        Rejection::DependsOnRejected,
        Rejection::Superseded,
        Rejection::ChangedSince,
        Rejection::NothingToWithdraw,
        Rejection::TooManyProposals,
        Rejection::BaseOutOfReach,
        Rejection::AlreadyExists,
        Rejection::Unavailable,
    ];
    let rejections_2 = [
        Rejection::UnknownMeasure,
        Rejection::UnknownQuestion,
        Rejection::NotEnrolled,
        Rejection::UnknownMilestone,
        Rejection::TextMissing,
        Rejection::TooMany,
        Rejection::Archived,
        Rejection::Unchanged,
        Rejection::NotListed,
    ];
    let failures = [
        Failure::Version,
        Failure::UnknownStream,
        Failure::Unreadable,
        Failure::NewerEvents,
        Failure::FutureRevision,
        Failure::ReplicaTaken,
        Failure::Fenced,
        Failure::Subscription,
        Failure::Unavailable,
        Failure::Restarting,
        Failure::TooSlow,
        Failure::SessionEnded,
    ];
    let encoded: Vec<u8> = rejections.iter().flat_map(|code| codec::encode(code).unwrap()).collect();
    assert_eq!(golden("rejections-v1", "every rejection, in order", &encoded), encoded);
    let encoded: Vec<u8> = failures.iter().flat_map(|code| codec::encode(code).unwrap()).collect();
    assert_eq!(golden("failures-v1", "every failure, in order", &encoded), encoded);
    let encoded: Vec<u8> = rejections_2.iter().flat_map(|code| codec::encode(code).unwrap()).collect();
    assert_eq!(golden("rejections-v2", "rejections that came with protocol version 2", &encoded), encoded);
    let encoded = codec::encode(&Failure::RateLimited).unwrap();
    assert_eq!(golden("failures-v2", "the failure that came with protocol version 2", &encoded), encoded);
    let focus = codec::encode(&Focus::Item(sample::item("A.1"))).unwrap();
    assert_eq!(golden("focus-item", "focus on an item", &focus), focus);
}
