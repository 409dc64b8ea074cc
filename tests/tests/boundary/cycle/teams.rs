//! Teams of a cycle: begun, invited, coming in and leaving by their own word.

use std::time::Duration;

use etappe_protocol::cycle::{CycleOp, Participation};
use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::installation::InstallationState;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::FieldAddress;
use etappe_protocol::view::{AskedQuestion, NewTeam, NewTeamMade};
use etappe_tests::client::Client;
use etappe_tests::http;
use tokio::time::sleep;

use super::support::{FIRST, Programme, Team, redeem, refused, wish, wish_id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_is_begun_invited_and_comes_in_by_its_own_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.invited("Übermut").await;
    let asked = programme.cycles_of(&team).await;
    assert_eq!(asked.len(), 1);
    assert!(asked[0].invited && !asked[0].enrolled);
    assert_eq!((asked[0].title.as_str(), asked[0].region.as_str()), ("Nord 2026", "Nord"));
    assert_eq!(asked[0].coordinators.len(), 2);
    assert_eq!(asked[0].milestones.len(), 2);
    assert!(matches!(programme.view().await.state.participations[&team.analysis], Participation::Invited(_)));

    assert_eq!(programme.word(&team, "consent").await.status, 200);
    refused(&programme.word(&team, "consent").await, "already_exists");
    assert!(programme.view().await.state.is_enrolled(team.analysis));
    assert!(programme.cycles_of(&team).await[0].enrolled);
    let open = Client::open(programme.address(), &team.lead, team.analysis).await.unwrap();
    assert_eq!(open.replica.confirmed().insight(programme.cycle), Some(InsightLevel::Scores), "the default");

    // Notes, homework and questions reach the team.
    programme.write(CycleOp::SendNote { to: None, text: "Bis bald!".into() }).await;
    let homework =
        CycleOp::SetHomework { milestone: FIRST, text: "Fragt nach.".into(), seen: Revision::ZERO };
    programme.write(homework).await;
    let seen = &programme.cycles_of(&team).await[0];
    assert_eq!(
        (seen.notes[0].text.as_str(), seen.milestones[0].homework.as_str()),
        ("Bis bald!", "Fragt nach.")
    );
    let path = format!("{}/team/{}/question", programme.path(), team.analysis);
    let question =
        AskedQuestion { subject: ItemId::new("A1.1").unwrap(), text: "Woran merkt ihr das?".into() };
    let cookie = programme.coordinators[0].clone();
    let asked: Revision = programme.post(&path, &cookie, &wish(question)).await.packed();
    assert!(Revision(2) < asked);

    // It leaves, and comes back when it is asked again.
    assert_eq!(programme.word(&team, "leave").await.status, 200);
    assert!(matches!(programme.view().await.state.participations[&team.analysis], Participation::Left(_)));
    assert!(programme.cycles_of(&team).await.is_empty());
    refused(&programme.word(&team, "consent").await, "not_listed");
    programme.write(CycleOp::Invite { analysis: team.analysis }).await;
    assert_eq!(programme.word(&team, "consent").await.status, 200);
    assert!(programme.view().await.state.is_enrolled(team.analysis));
    // The lead may also leave from the page, as an op like any other; the cycle follows.
    let mut client = Client::open(programme.address(), &team.lead, team.analysis).await.unwrap();
    client.replica.withdraw_enrolment(programme.cycle).unwrap();
    client.flush().await.unwrap();
    client.saved().await.unwrap();
    let left = async || {
        matches!(programme.view().await.state.participations[&team.analysis], Participation::Left(_))
    };
    for _ in 0..200 {
        if left().await {
            break;
        }
        sleep(Duration::from_millis(25)).await;
    }
    assert!(left().await);

    // What happened is written down, once each.
    let audit = programme.get("/api/audit", &programme.operator).await;
    let audit = String::from_utf8(audit.body).unwrap();
    let count = |kind: &str| audit.matches(&format!("\"kind\":\"{kind}\"")).count();
    assert_eq!(["cycle_begun", "team_begun", "enrolled", "left"].map(count), [1, 1, 2, 2], "{audit}");
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s09_whoever_does_not_run_a_cycle_is_told_that_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.enrolled("Übermut").await;
    let nowhere = StreamId([9; 16]);
    let told = programme.get(&format!("/api/cycle/{nowhere}"), &team.lead).await;
    assert_eq!(told.status, 404);
    // Only the number of the request differs.
    let words = |answer: &http::Answer| {
        let mut words = answer.json();
        words["request_id"] = "".into();
        (answer.status, words)
    };
    let same = |answer: &http::Answer| assert_eq!(words(answer), words(&told));
    let (real, lead, operator) = (programme.path(), team.lead.as_str(), programme.operator.as_str());
    let note = wish(CycleOp::SendNote { to: None, text: "Hallo".into() });
    let new = wish(NewTeam {
        initiative: String::new(),
        title: "x".into(),
        lead_name: "x".into(),
        lead_mail: None,
    });
    same(&programme.get(&real, lead).await);
    same(&programme.get("/api/installation", lead).await);
    same(&programme.post(&real, lead, &note).await);
    same(&programme.post(&format!("{real}/teams"), lead, &new).await);
    same(&programme.post(&real, operator, &note).await);
    let of_team = format!("/api/analysis/{}/cycles", team.analysis);
    same(&programme.get(&of_team, &programme.coordinators[0]).await);
    assert_eq!(programme.get(&real, operator).await.status, 200);
    assert_eq!(http::get(programme.address(), &real, None).await.status, 401);
    // A coordinator sees regions and the own cycles, the operator all.
    let own: InstallationState =
        programme.get("/api/installation", &programme.coordinators[0]).await.packed();
    assert_eq!((own.regions.len(), own.cycles.len(), own.analyses.len()), (1, 1, 0));
    let all: InstallationState = programme.get("/api/installation", operator).await.packed();
    assert_eq!(all.analyses[&team.analysis].initiative, "Hof");
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_team_is_begun_once_and_its_link_opens_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let (path, cookie) = (format!("{}/teams", programme.path()), programme.coordinators[0].clone());
    let new = wish(NewTeam {
        initiative: "Hof".into(),
        title: "Übermut".into(),
        lead_name: "Ann".into(),
        lead_mail: Some("ann@example.org".into()),
    });
    let first: NewTeamMade = programme.post(&path, &cookie, &new).await.packed();
    // Nobody heard the answer; the server was started again.
    programme.stop().await;
    programme.start().await;
    let second: NewTeamMade = programme.post(&path, &cookie, &new).await.packed();
    assert_eq!(first.analysis, second.analysis);
    assert_ne!(first.token, second.token);
    let status = async |token: &str| {
        let body = format!(r#"{{"token":"{token}"}}"#);
        http::post(programme.address(), "/api/redeem", None, &body).await.status
    };
    assert_eq!(status(&first.token).await, 404, "the later link takes its place");
    assert_eq!(status(&second.token).await, 200);
    assert_eq!(status(&second.token).await, 410, "used");
    // Whoever repeats it now does not get into somebody else's analysis.
    refused(&programme.post(&path, &cookie, &new).await, "already_exists");
    assert_eq!(programme.view().await.state.participations.len(), 1);
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_begins_a_team_without_a_cycle() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let address = programme.address();
    let body = format!(r#"{{"title":"Allein","initiative":"Hof","op_id":"{}"}}"#, wish_id());
    let begin =
        async |cookie: &str, body: &str| http::post(address, "/api/analyses", Some(cookie), body).await;
    assert_eq!(begin(&programme.coordinators[0], &body).await.status, 404);
    assert_eq!(begin(&programme.operator, "{}").await.status, 400);
    let first = begin(&programme.operator, &body).await.json();
    let second = begin(&programme.operator, &body).await.json();
    assert_eq!(first["id"], second["id"]);
    let lead = redeem(address, second["token"].as_str().unwrap()).await;
    let analysis = first["id"].as_str().unwrap().parse().unwrap();
    let client = Client::open(address, &lead, analysis).await.unwrap();
    assert_eq!(client.replica.shown_text(&FieldAddress::TITLE), "Allein");
    let team = Team { analysis, lead };
    assert!(programme.cycles_of(&team).await.is_empty());
    // It can be asked into a cycle later.
    programme.write(CycleOp::Invite { analysis }).await;
    assert_eq!(programme.word(&team, "consent").await.status, 200);
    programme.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_lead_gives_the_teams_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let team = programme.invited("Übermut").await;
    let invite = format!("/api/people/{}/invite", team.analysis);
    for role in ["member", "viewer", "guest"] {
        let body = format!(r#"{{"role":"{role}"}}"#);
        let made = http::post(programme.address(), &invite, Some(&team.lead), &body);
        let cookie = redeem(programme.address(), made.await.json()["token"].as_str().unwrap()).await;
        let other = Team { analysis: team.analysis, lead: cookie };
        for word in ["consent", "leave"] {
            assert_eq!(programme.word(&other, word).await.status, 404, "{role}: {word}");
        }
        let seen = programme.cycles_of(&other).await;
        assert_eq!(seen[0].coordinators.len(), if role == "guest" { 0 } else { 2 }, "{role}");
    }
    for cookie in [&programme.operator, &programme.coordinators[0]] {
        let other = Team { analysis: team.analysis, lead: cookie.clone() };
        assert_eq!(programme.word(&other, "consent").await.status, 404);
    }
    refused(&programme.word(&team, "leave").await, "not_enrolled");
    programme.stop().await;
}
