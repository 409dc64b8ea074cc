//! A data folder with one analysis and some people who may come in.

use std::path::Path;
use std::sync::Arc;

use etappe_protocol::id::{ActorId, StreamId};
use etappe_server::access::{Invite, Redemption, Role};
use etappe_server::app::Store;
use etappe_server::catalogue;
use etappe_server::clock::Clock;
use etappe_server::event_log::EventLog;
use etappe_server::random;
use etappe_server::stream::{NewAnalysis, create_analysis};

/// Somebody who may come in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub actor: ActorId,
    /// Value of the session cookie.
    pub cookie: String,
    /// Token of an invitation that was not redeemed yet.
    pub invitation: String,
}

/// What was put into a data folder.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The analyses.
    pub streams: Vec<StreamId>,
    /// Members of all of them.
    pub members: Vec<Person>,
    /// Coordinator of a cycle that none of them takes part in.
    pub coordinator: Person,
    /// A member of nothing.
    pub stranger: Person,
}

impl Seed {
    /// Puts `analyses` analyses and `members` members of all of them into an empty folder, and closes it again.
    pub async fn plant(data: &Path, analyses: usize, members: usize) -> Self {
        let store = Store::open(data).unwrap();
        let catalogue = Arc::new(catalogue::load_default().unwrap());
        let mut streams = Vec::new();
        for number in 1..=analyses {
            let stream = StreamId(random::bytes());
            let new = NewAnalysis {
                stream,
                actor: ActorId(random::bytes()),
                catalogue: Arc::clone(&catalogue),
                title: format!("Projekt {number}"),
            };
            create_analysis(store.log.as_ref(), &Clock::System, new).await.unwrap();
            streams.push(stream);
        }
        let member = |number| person(&store, &format!("Person {number}"), Role::Member, &streams);
        let members = (1..=members).map(member).collect();
        let coordinator = person(&store, "Miriam", Role::Coordinator, &[StreamId(random::bytes())]);
        let stranger = person(&store, "Fremd", Role::Member, &[]);
        store.log.close().await.unwrap();
        Self { streams, members, coordinator, stranger }
    }
}

/// Lets one more person into a data folder that nobody serves, with a role in some scopes.
pub async fn join(data: &Path, name: &str, role: Role, scopes: &[StreamId]) -> Person {
    let store = Store::open(data).unwrap();
    let joined = person(&store, name, role, scopes);
    store.log.close().await.unwrap();
    joined
}

/// As [`join`], for several people.
pub async fn join_all(data: &Path, names: &[String], role: Role, scopes: &[StreamId]) -> Vec<Person> {
    let store = Store::open(data).unwrap();
    let joined = names.iter().map(|name| person(&store, name, role, scopes)).collect();
    store.log.close().await.unwrap();
    joined
}

/// Adds somebody who has come in already.
pub(crate) fn person(store: &Store, name: &str, role: Role, streams: &[StreamId]) -> Person {
    let now_ms = Clock::System.now_ms();
    let actor = store.people.add_person(name, role, streams).unwrap();
    let invite = Invite {
        actor: Some(actor),
        name: Some(name.to_owned()),
        uses: None,
        ..Invite::personal(role, streams.to_vec(), now_ms + 86_400_000)
    };
    let token = store.people.invite(invite).unwrap().token;
    let redemption = Redemption { name: name.to_owned(), now_ms, ..Redemption::default() };
    let redeemed = store.people.redeem(&token, &redemption).unwrap().unwrap();
    Person { actor, cookie: redeemed.session.secret().to_owned(), invitation: token.secret().to_owned() }
}
