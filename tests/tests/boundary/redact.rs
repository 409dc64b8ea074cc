//! Making text unreadable while people work: nobody keeps it, nobody loses anything, and no file has it any more.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use etappe_protocol::commit::Commit;
use etappe_protocol::digest::state_digest;
use etappe_protocol::id::{ItemId, StreamId};
use etappe_protocol::redact::{BLOCK, Passage, RedactionAsked, RedactionFound, Target};
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::access::Role;
use etappe_server::erasure::JOURNAL_FILE;
use etappe_server::event_log::redb::{RedbLog, RedbOptions};
use etappe_server::event_log::{Alteration, EventLog, ReadLimit, Rewrite};
use etappe_server::ops::{rebuild, redact, verify};
use etappe_tests::client::{Client, Gone};
use etappe_tests::http;
use etappe_tests::programme::Programme;
use etappe_tests::seed;
use etappe_tests::server::Server;

use super::support::history;

const SECRET: &str = "Frau Kaltenbrunner-Özil";

fn reason() -> FieldAddress {
    FieldAddress::reason(ItemId::new("A1.1").unwrap())
}

/// How often the words stand in any file of a folder, in upper and lower case as written.
fn leaks(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let count = bytes.windows(SECRET.len()).filter(|window| *window == SECRET.as_bytes()).count();
        if 0 < count {
            found.push(format!("{}: {count}", path.file_name().unwrap().to_string_lossy()));
        }
    }
    found
}

async fn ask(
    address: SocketAddr,
    cookie: &str,
    analysis: StreamId,
    target: &Target,
    is_dry: bool,
) -> RedactionFound {
    let asked = RedactionAsked { target: target.clone(), is_dry };
    let path = format!("/api/analysis/{analysis}/redact");
    http::post_packed(address, &path, Some(cookie), &asked).await.packed()
}

fn words() -> Target {
    Target { passage: None, words: Some(SECRET.to_lowercase()) }
}

/// Verifies a folder that nobody serves: chains, redactions, and that the views are those of the log.
async fn verified(dir: &Path) -> Vec<String> {
    let mut hashes = Vec::new();
    let report = verify::verify(dir, true, &mut hashes).unwrap();
    assert!(report.is_clean(), "{report:?}");
    let (views, _) = rebuild::run(dir, true).await.unwrap();
    assert!(views.is_equal(), "{:?}", views.differences);
    String::from_utf8(hashes).unwrap().lines().map(str::to_owned).collect()
}

/// Takes in what comes until the subscription ends.
async fn cut(client: &mut Client) {
    loop {
        match client.step().await {
            Ok(_) => {}
            Err(Gone::Failed(_)) => return,
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p01_a_passage_is_gone_from_every_file_and_every_screen_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let (lead, stream) = (&programme.teams[0].lead, programme.teams[0].analysis);
    let guest = &seed::join(folder.path(), "Gast", Role::Guest, &[stream]).await;
    let server = Server::start(folder.path()).await;
    let address = server.address();
    let mut a = Client::open(address, &lead.cookie, stream).await.unwrap();
    // In the notes letter by letter, in a reason at once and taken back again, in the title.
    for (at, letter) in (0..).zip(SECRET.chars()) {
        a.edit(&FieldAddress::NOTES, Operation::splice(at, 0, &letter.to_string())).await.unwrap();
    }
    a.edit(&FieldAddress::NOTES, Operation::splice(0, 0, "Wir fragen ")).await.unwrap();
    a.edit(&reason(), Operation::splice(0, 0, SECRET)).await.unwrap();
    let length = u32::try_from(SECRET.chars().count()).unwrap();
    a.edit(&reason(), Operation::splice(0, length, "weil es hilft")).await.unwrap();
    a.edit(&FieldAddress::TITLE, Operation::splice(0, 0, &format!("{SECRET}: "))).await.unwrap();
    a.saved().await.unwrap();
    let mut g = Client::open(address, &guest.cookie, stream).await.unwrap();
    let before = a.replica.confirmed().clone();
    assert!(!leaks(folder.path()).is_empty(), "the test can find it");

    let found = ask(address, &lead.cookie, stream, &words(), true).await;
    assert_eq!((found.fields.len(), found.is_shown), (3, true), "{found:?}");
    assert_eq!(found.commits, u64::from(length) + 2);
    assert_eq!(
        a.replica.confirmed().text(&FieldAddress::NOTES),
        format!("Wir fragen {SECRET}"),
        "only asked"
    );

    // Somebody is in the middle of a word that nobody has seen yet.
    a.replica.edit_text(&FieldAddress::NOTES, Operation::splice(0, 0, "Ja: ")).unwrap();
    assert_eq!(ask(address, &lead.cookie, stream, &words(), false).await, found);
    for client in [&mut a, &mut g] {
        cut(client).await;
    }
    a.reconnect(address, &lead.cookie).await.unwrap();
    g.reconnect(address, &guest.cookie).await.unwrap();
    a.saved().await.unwrap();
    let head = a.replica.confirmed().revision;
    g.until(|g| g.replica.confirmed().revision == head && g.refreshed == 1).await.unwrap();
    let blocks = BLOCK.to_string().repeat(SECRET.chars().count());
    for client in [&a, &g] {
        let now = client.replica.confirmed();
        assert_eq!(now.text(&FieldAddress::NOTES), format!("Ja: Wir fragen {blocks}"));
        assert_eq!(now.text(&reason()), "weil es hilft");
        assert!(now.text(&FieldAddress::TITLE).starts_with(&format!("{blocks}: ")));
        assert_eq!(now.ratings, before.ratings);
        assert_eq!(state_digest(now), state_digest(a.replica.confirmed()), "I4");
    }
    // Who comes with the whole history is given the same, and it does not say it either.
    let whole = history(address, &lead.cookie, stream).await;
    assert_eq!(state_digest(whole.replica.confirmed()), state_digest(a.replica.confirmed()), "I7");
    assert!(whole.received.iter().all(|commit| !String::from_utf8_lossy(&commit.body).contains(SECRET)));
    assert_eq!(leaks(folder.path()), Vec::<String>::new(), "while it runs");
    let again = ask(address, &lead.cookie, stream, &words(), true).await;
    assert_eq!(again, RedactionFound::default());
    server.stop().await;
    assert_eq!(leaks(folder.path()), Vec::<String>::new(), "and stopped");
    verified(folder.path()).await;
    let journal = fs::read_to_string(folder.path().join(JOURNAL_FILE)).unwrap();
    assert_eq!(journal.lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marked_passage_goes_and_what_is_beside_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let planted = seed::Seed::plant(folder.path(), 1, 1).await;
    let stream = planted.streams[0];
    let lead = &seed::join(folder.path(), "Leyla", Role::Lead, &[stream]).await;
    let server = Server::start(folder.path()).await;
    let address = server.address();
    let mut a = Client::open(address, &lead.cookie, stream).await.unwrap();
    a.edit(&reason(), Operation::splice(0, 0, "Anna sagt: Anna war da.")).await.unwrap();
    a.saved().await.unwrap();
    let at = a.replica.confirmed().revision;
    let passage = |from, to| Target { passage: Some(Passage { field: reason(), from, to, at }), words: None };
    let asked = RedactionAsked { target: passage(0, 99), is_dry: true };
    let path = format!("/api/analysis/{stream}/redact");
    assert_eq!(http::post_packed(address, &path, Some(&lead.cookie), &asked).await.status, 400);
    let member = &planted.members[0];
    assert_eq!(http::post_packed(address, &path, Some(&member.cookie), &asked).await.status, 404, "no lead");
    assert_eq!(ask(address, &lead.cookie, stream, &passage(11, 15), false).await.commits, 1);
    cut(&mut a).await;
    a.reconnect(address, &lead.cookie).await.unwrap();
    a.until(|a| a.replica.confirmed().text(&reason()) == "Anna sagt: ████ war da.").await.unwrap();
    server.stop().await;
    // The same again on the machine itself, for what is left.
    let dry = redact::run(folder.path(), stream, "anna".to_owned(), true).await.unwrap();
    let done = redact::run(folder.path(), stream, "anna".to_owned(), false).await.unwrap();
    assert_eq!((dry.commits, &dry.fields), (1, &done.fields));
    verified(folder.path()).await;
    let server = Server::start(folder.path()).await;
    let whole = history(server.address(), &lead.cookie, stream).await;
    assert_eq!(whole.replica.confirmed().text(&reason()), "████ sagt: ████ war da.");
    server.stop().await;
}

/// I9: a body that was swapped without a commit that says so is found, and one that was swapped back.
#[tokio::test]
async fn i9_a_swapped_body_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let planted = seed::Seed::plant(folder.path(), 1, 1).await;
    let stream = planted.streams[0];
    let log = RedbLog::open(folder.path(), RedbOptions::default()).unwrap();
    let page = log.read(stream, Revision::ZERO, ReadLimit::default()).await.unwrap();
    let last = page.commits.last().unwrap();
    let swapped = last.replaced([1; 8], last.body.clone());
    // A commit that says nothing of it takes the place of the one that would.
    let next = Commit {
        revision: page.head.next(),
        op_id: etappe_protocol::id::OpId { counter: 900, ..last.op_id },
        kept: None,
        ..last.clone()
    };
    let alteration =
        Alteration::Redact { replaced: [(last.revision, swapped.into())].into(), commits: vec![next.into()] };
    log.rewrite(Rewrite { stream, expected: page.head, alteration }).await.unwrap();
    log.close().await.unwrap();
    let report = verify::verify(folder.path(), false, &mut Vec::new()).unwrap();
    assert_eq!(report.problem_count, 1, "{report:?}");
    assert!(report.problems[0].what.contains("no redaction names"), "{report:?}");
}
