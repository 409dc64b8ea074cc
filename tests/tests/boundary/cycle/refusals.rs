//! What coordinators may not do with their cycle is refused in words, and changes nothing.

use etappe_protocol::cycle::{CycleOp, Schedule};
use etappe_protocol::id::{ItemId, MilestoneId, RegionId, StreamId};
use etappe_protocol::installation::InstallationOp;
use etappe_protocol::limits;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{AskedQuestion, CycleWritten, NewCycle, NewTeam};

use super::support::{FIRST, Programme, SECOND, refused, schedule, wish};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refusal_of_a_cycle_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let (team, asked) = (programme.enrolled("Übermut").await, programme.invited("Werkbank").await);
    programme.close(SECOND, 1).await;
    let note = wish(CycleOp::SendNote { to: None, text: "Hallo".into() });
    let path = programme.path();
    let sent: CycleWritten = programme.post(&path, &programme.coordinators[1], &note).await.packed();
    let before = programme.view().await;

    let nowhere = StreamId([9; 16]);
    let (text, long, seen) = (String::from, |max: usize| "ä".repeat(max + 1), Revision::ZERO);
    let plan = |change: &dyn Fn(&mut Schedule)| {
        let mut schedule = schedule("Workshop 3", "2026-07-01");
        change(&mut schedule);
        CycleOp::Schedule { milestone: MilestoneId(3), schedule, seen }
    };
    let created = before.state.created.clone().unwrap();
    for (op, rejection) in [
        (CycleOp::Create(created), "forbidden"),
        (CycleOp::Enrol { analysis: asked.analysis }, "forbidden"),
        (CycleOp::Leave { analysis: team.analysis }, "forbidden"),
        (CycleOp::Retitle { title: text("  "), seen }, "text_missing"),
        (CycleOp::Retitle { title: long(limits::TITLE_CHARS), seen }, "text_too_long"),
        (plan(&|schedule| schedule.zone = text("Europe/Atlantis")), "unknown_option"),
        (plan(&|schedule| schedule.zone = text("")), "unknown_option"),
        (plan(&|schedule| schedule.duration_min = 0), "out_of_range"),
        (plan(&|schedule| schedule.title = text("")), "text_missing"),
        (plan(&|schedule| schedule.place = long(limits::TITLE_CHARS)), "text_too_long"),
        (CycleOp::RemoveMilestone { milestone: SECOND }, "unknown_milestone"),
        (CycleOp::RemoveMilestone { milestone: MilestoneId(9) }, "unknown_milestone"),
        (CycleOp::SetHomework { milestone: MilestoneId(9), text: text("x"), seen }, "unknown_milestone"),
        (
            CycleOp::SetHomework { milestone: FIRST, text: long(limits::HOMEWORK_CHARS), seen },
            "text_too_long",
        ),
        (CycleOp::Invite { analysis: team.analysis }, "already_exists"),
        (CycleOp::Invite { analysis: asked.analysis }, "already_exists"),
        (CycleOp::Invite { analysis: nowhere }, "not_listed"),
        (CycleOp::WithdrawInvitation { analysis: team.analysis }, "not_listed"),
        (CycleOp::SendNote { to: Some(asked.analysis), text: text("x") }, "not_enrolled"),
        (CycleOp::SendNote { to: None, text: text("") }, "text_missing"),
        (CycleOp::WithdrawNote { note: wish(()).op_id }, "not_listed"),
        (CycleOp::Close { milestone: SECOND, moment_ms: i64::MAX - 1, closing: 2 }, "out_of_range"),
        (CycleOp::Reopen { milestone: SECOND, closing: 2 }, "changed_since"),
        (CycleOp::Reopen { milestone: FIRST, closing: 1 }, "changed_since"),
        (CycleOp::Unarchive, "unchanged"),
    ] {
        let what = format!("{op:?}");
        let answer = programme.try_write(op).await;
        assert_eq!(answer.json()["rejection"], rejection, "{what}");
        refused(&answer, rejection);
    }
    // Somebody else was there since.
    let retitle = wish(CycleOp::Retitle { title: text("Nord"), seen: Revision(1) });
    let retitled: CycleWritten = programme.post(&path, &programme.coordinators[1], &retitle).await.packed();
    assert_eq!(retitled.revision, before.revision.next());
    refused(
        &programme.try_write(CycleOp::Retitle { title: text("Süd"), seen: Revision(1) }).await,
        "changed_since",
    );
    // S-10: the same op id with another content is answered with the first commit.
    let other = wish(CycleOp::Archive);
    let other = etappe_protocol::view::Wish { op_id: note.op_id, op: other.op };
    let again: CycleWritten = programme.post(&path, &programme.coordinators[0], &other).await.packed();
    assert_eq!(again.revision, sent.revision);
    // Not even understood.
    assert_eq!(programme.post(&path, &programme.coordinators[0], &"garbage").await.status, 400);
    let after = programme.view().await;
    assert_eq!(after.revision, before.revision.next(), "nothing but the new title");

    // Archived, a cycle rests; a team may still go.
    programme.write(CycleOp::Archive).await;
    for op in [
        CycleOp::SendNote { to: None, text: text("x") },
        CycleOp::Close { milestone: FIRST, moment_ms: before.state.title.unwrap().stamp.time_ms, closing: 1 },
        CycleOp::Archive,
    ] {
        refused(&programme.try_write(op).await, "archived");
    }
    refused(&programme.word(&asked, "consent").await, "archived");
    assert_eq!(programme.word(&team, "leave").await.status, 200);
    programme.write(CycleOp::Unarchive).await;
    assert_eq!(programme.word(&asked, "consent").await.status, 200);
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_around_a_cycle() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let (team, asked) = (programme.enrolled("Übermut").await, programme.invited("Werkbank").await);
    let (operator, coordinator) = (programme.operator.clone(), programme.coordinators[0].clone());
    let region = programme.region;
    let name = |region, name: &str, seen| {
        wish(InstallationOp::NameRegion { region, name: name.to_owned(), seen: Revision(seen) })
    };
    for (op, rejection) in [
        (name(region, "", 1), "text_missing"),
        (wish(InstallationOp::ListCycle { cycle: StreamId([9; 16]), region }), "forbidden"),
        (
            wish(InstallationOp::ListAnalysis { analysis: StreamId([9; 16]), initiative: String::new() }),
            "forbidden",
        ),
    ] {
        refused(&programme.post("/api/installation", &operator, &op).await, rejection);
    }
    let unknown = wish(NewCycle { region: RegionId([9; 16]), title: "x".into() });
    refused(&programme.post("/api/cycles", &operator, &unknown).await, "not_listed");
    let untitled = wish(NewCycle { region, title: " ".into() });
    refused(&programme.post("/api/cycles", &operator, &untitled).await, "text_missing");
    assert_eq!(programme.post("/api/cycles", &coordinator, &untitled).await.status, 404);

    let teams = format!("{}/teams", programme.path());
    let new = |title: &str, lead_name: &str, mail: Option<&str>| {
        wish(NewTeam {
            initiative: String::new(),
            title: title.to_owned(),
            lead_name: lead_name.to_owned(),
            lead_mail: mail.map(str::to_owned),
        })
    };
    let long = "ä".repeat(limits::TITLE_CHARS + 1);
    for (new, rejection) in [
        (new("", "Ann", None), "text_missing"),
        (new("Hof", " ", None), "text_missing"),
        (new(&long, "Ann", None), "text_too_long"),
        (new("Hof", &long, None), "text_too_long"),
    ] {
        refused(&programme.post(&teams, &coordinator, &new).await, rejection);
    }
    assert_eq!(programme.post(&teams, &coordinator, &new("Hof", "Ann", Some("ann"))).await.status, 400);

    let question = |subject: &str, text: &str| {
        wish(AskedQuestion { subject: ItemId::new(subject).unwrap(), text: text.to_owned() })
    };
    let path = format!("{}/team/{}/question", programme.path(), team.analysis);
    for (asked, rejection) in [
        (question("Z9.9", "Wie?"), "unknown_item"),
        (question("A1.1", " "), "text_missing"),
        (question("A1.1", &"ä".repeat(limits::QUESTION_CHARS + 1)), "text_too_long"),
    ] {
        refused(&programme.post(&path, &coordinator, &asked).await, rejection);
    }
    // S-07: a team that has not agreed, or is none, is told apart by nobody.
    for elsewhere in [asked.analysis, StreamId([9; 16])] {
        let path = format!("{}/team/{elsewhere}/question", programme.path());
        assert_eq!(programme.post(&path, &coordinator, &question("A1.1", "Wie?")).await.status, 404);
    }
    let all: etappe_protocol::installation::InstallationState =
        programme.get("/api/installation", &operator).await.packed();
    assert_eq!((all.regions.len(), all.cycles.len(), all.analyses.len()), (1, 1, 2), "nothing was begun");
    programme.stop().await;
}
