//! Two people and a coordinator, over real frames: rate, disagree, settle, type at once, see each other.

use etappe_protocol::digest::state_digest;
use etappe_protocol::frame::{ClientFrame, ServerFrame, View, Watch};
use etappe_protocol::id::{ItemId, OptionCode, ReplicaId};
use etappe_protocol::presence::Focus;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_protocol::view::{TeamLine, ViewName};
use etappe_server::access::Role;
use etappe_server::random;
use etappe_tests::client::Client;
use etappe_tests::programme::Programme;
use etappe_tests::seed;
use etappe_tests::server::Server;

use super::support::Line;

const ITEM: &str = "A1.1";

fn item() -> ItemId {
    ItemId::new(ITEM).unwrap()
}

fn answer(client: &Client) -> Option<&str> {
    client.replica.shown_rating(&item()).answer.map(OptionCode::as_str)
}

fn contested(client: &Client) -> bool {
    client.replica.confirmed().ratings.get(&item()).is_some_and(|rating| rating.is_contested())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_fill_in_one_analysis_and_their_coordinator_sees_only_counts() {
    let folder = tempfile::tempdir().unwrap();
    let programme = Programme::plant(folder.path(), 1).await;
    let team = &programme.teams[0];
    let (ada, stream) = (&team.lead, team.analysis);
    let ben = &seed::join(folder.path(), "Ben", Role::Member, &[stream]).await;
    let server = Server::start(folder.path()).await;
    let address = server.address();
    let mut a = Client::open(address, &ada.cookie, stream).await.unwrap();
    let mut b = Client::open(address, &ben.cookie, stream).await.unwrap();

    // They see each other, and where the other is.
    let both = |client: &Client| client.peers.as_ref().is_some_and(|peers| peers.peers.len() == 2);
    a.until(both).await.unwrap();
    b.until(both).await.unwrap();
    a.focus(Some(Focus::Item(item()))).await.unwrap();
    b.until(|b| {
        let peers = b.peers.iter().flat_map(|peers| &peers.peers);
        let there = |focus: &Option<Focus>| *focus == Some(Focus::Item(item()));
        peers.into_iter().any(|peer| peer.actor == ada.actor && there(&peer.focus))
    })
    .await
    .unwrap();

    // Neither has seen the other's answer: the first stands, both are shown.
    a.rate(ITEM, "2").await.unwrap();
    b.rate(ITEM, "4").await.unwrap();
    a.until(contested).await.unwrap();
    b.until(contested).await.unwrap();
    let held = a.replica.confirmed().ratings[&item()].clone();
    assert_eq!(held.proposals.len(), 1);
    assert_ne!(held.held.answer, held.proposals[0].answer);
    // Who has seen both settles.
    b.rate(ITEM, "3").await.unwrap();
    for client in [&mut a, &mut b] {
        client.until(|client| !contested(client)).await.unwrap();
        client.until(|client| answer(client) == Some("3")).await.unwrap();
    }

    // They type into one reason at once, at one place; each run stays whole.
    let reason = FieldAddress::reason(item());
    for (left, right) in "wir sind gut".chars().zip("das stimmt so".chars()) {
        let at = |client: &Client, typed: &str| {
            let text = client.replica.shown_text(&reason);
            u32::try_from(text.find(typed).map_or(0, |at| at + typed.len())).unwrap()
        };
        let typed = |client: &Client, whole: &str| {
            let shown = client.replica.shown_text(&reason).to_owned();
            (0..=whole.len())
                .rev()
                .map(|end| &whole[..end])
                .find(|part| shown.contains(part))
                .unwrap()
                .to_owned()
        };
        let place = at(&a, &typed(&a, "wir sind gut"));
        a.edit(&reason, Operation::splice(place, 0, &left.to_string())).await.unwrap();
        let place = at(&b, &typed(&b, "das stimmt so"));
        b.edit(&reason, Operation::splice(place, 0, &right.to_string())).await.unwrap();
    }
    a.saved().await.unwrap();
    b.saved().await.unwrap();
    let head = a.replica.confirmed().revision.max(b.replica.confirmed().revision);
    for client in [&mut a, &mut b] {
        client.until(|client| head <= client.replica.confirmed().revision).await.unwrap();
    }
    let text = a.replica.shown_text(&reason).to_owned();
    assert!(text.contains("wir sind gut") && text.contains("das stimmt s"), "{text:?}");
    assert_eq!(state_digest(a.replica.confirmed()), state_digest(b.replica.confirmed()));
    assert!(a.refused.is_empty() && b.refused.is_empty());

    // Names come from the people's store, never from events.
    let mut line = Line::hello(address, &ada.cookie, ReplicaId(random::bytes())).await;
    line.subscribe(stream, None).await.unwrap();
    let people = loop {
        if let ServerFrame::People(0, people) = line.next().await.unwrap() {
            break people.people;
        }
    };
    for (member, name) in [(ada, "Leitung 1"), (ben, "Ben")] {
        assert!(people.contains(&(member.actor, name.to_owned())), "{people:?}");
    }

    // The coordinator sees how far they are, and no answer.
    let coordinator = &programme.coordinator.cookie;
    let mut board = Line::hello(address, coordinator, ReplicaId(random::bytes())).await;
    board.send(&ClientFrame::Watch(7, Watch { view: ViewName::Board(programme.cycle) })).await;
    let counted = |line: &TeamLine| {
        let Some(progress) = &line.progress else { return false };
        let answered: u32 = progress.criteria.iter().map(|criterion| criterion.answered).sum();
        (answered, progress.here) == (1, 2)
    };
    loop {
        let frame = board.next().await.unwrap();
        assert!(!format!("{frame:?}").contains("wir sind gut"));
        let ServerFrame::View(7, View::Board(update)) = frame else { continue };
        if update.teams.iter().any(|line| line.analysis == stream && counted(line)) {
            break;
        }
    }
    let refused = Client::open(address, coordinator, stream).await;
    assert!(refused.is_err(), "nor may the coordinator follow");

    // Who leaves is gone from the list.
    drop(line);
    drop(b);
    a.until(|a| a.peers.as_ref().is_some_and(|peers| peers.peers.len() == 1)).await.unwrap();
    server.stop().await;
}
