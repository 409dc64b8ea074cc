//! `etappe demo`: a small programme to try things out with, and the links to come in.

mod content;

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use etappe_protocol::catalogue::Catalogue;
use etappe_protocol::event::AnalysisCreatedV1;
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId, StreamId};
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::Sequence;
use etappe_protocol::text::{FieldAddress, Operation};

use super::serve::{bind, runtime, stop_signal};
use crate::access::{Invite, Role};
use crate::app::{self, Store};
use crate::catalogue;
use crate::clock::Clock;
use crate::config::{Config, Site};
use crate::event_log::{Append, EventLog};
use crate::random;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long the printed links open something, in milliseconds.
const LINK_MS: i64 = 7 * DAY_MS;

/// Serves demo data until asked to stop, and prints how to come in.
///
/// # Errors
/// Whatever keeps the server from starting or going on, in words.
pub fn main(data: Option<PathBuf>, listen: SocketAddr) -> Result<(), Box<dyn Error>> {
    let temporary =
        if data.is_none() { Some(tempfile::Builder::new().prefix("etappe-demo-").tempdir()?) } else { None };
    let data = data.or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
    runtime()?.block_on(async {
        let listener = bind(listen).await?;
        let site = Site::new(None, listener.local_addr()?)?;
        let store = Store::open(&data)?;
        if store.people.is_empty()? {
            seed(&store).await?;
        }
        for line in links(&store, site.url())? {
            println!("{line}");
        }
        let config = Config::new(data);
        app::run(config, store, listener, stop_signal()?).await?;
        Ok(())
    })
}

/// What is printed: the address, and a link for each person of the demo.
fn links(store: &Store, url: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let expires_ms = Clock::System.now_ms().saturating_add(LINK_MS);
    let mut lines = vec![format!("etappe listens on {url}"), String::new()];
    lines
        .push("Open each link in a browser of its own, the second team link in a private window:".to_owned());
    for (label, name, role) in [
        ("coordinator ", content::COORDINATOR, Role::Coordinator),
        ("team member 1", content::MEMBERS[0], Role::Member),
        ("team member 2", content::MEMBERS[1], Role::Member),
    ] {
        let actor = actor_id(name);
        let streams: Vec<_> =
            store.people.memberships(actor)?.into_iter().map(|(stream, _)| stream).collect();
        if streams.is_empty() {
            return Err("this folder holds other data than the demo's: use `etappe serve`".into());
        }
        let name = Some(name.to_owned());
        let invite =
            Invite { actor: Some(actor), name, uses: None, ..Invite::personal(role, streams, expires_ms) };
        let made = store.people.invite(invite)?;
        lines.push(format!("  {label:<13} {url}/join#{}", made.token.secret()));
    }
    lines.push(String::new());
    lines.push("Stop with Ctrl-C.".to_owned());
    Ok(lines)
}

/// Ids made from the words, so that the demo's people are found again whatever name they have given themselves.
fn demo_id(kind: &str, name: &str) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(format!("etappe demo {kind} {name}").as_bytes()).as_bytes()[..16]);
    id
}

fn actor_id(name: &str) -> ActorId {
    ActorId(demo_id("actor", name))
}

/// The same teams with the same history each time; only the day it ends on differs.
async fn seed(store: &Store) -> Result<(), Box<dyn Error>> {
    let catalogue = Arc::new(catalogue::load_default()?);
    let now_ms = Clock::System.now_ms();
    let mut all = Vec::new();
    for team in content::TEAMS {
        let stream = StreamId(demo_id("stream", team.title));
        let mut members = Vec::new();
        for name in team.members {
            store.people.enter(actor_id(name), name, Role::Member, &[stream])?;
            members.push(actor_id(name));
        }
        history(store, &catalogue, stream, team, &members, now_ms).await?;
        all.push(stream);
    }
    store.people.enter(actor_id(content::COORDINATOR), content::COORDINATOR, Role::Coordinator, &all)?;
    Ok(())
}

async fn history(
    store: &Store,
    catalogue: &Arc<Catalogue>,
    stream: StreamId,
    team: &content::Team,
    members: &[ActorId],
    now_ms: i64,
) -> Result<(), Box<dyn Error>> {
    let mut sequence = Sequence::new(stream, Arc::clone(catalogue));
    let created = AnalysisCreatedV1 {
        catalogue_key: catalogue.key.clone(),
        catalogue_edition: catalogue.edition,
        catalogue_hash: catalogue.hash()?,
    };
    let mut ops = vec![
        Op::CreateAnalysis(created),
        Op::EditText { field: FieldAddress::TITLE, operation: Operation::splice(0, 0, team.title) },
    ];
    for (item, answer, reason) in team.answers {
        let item = ItemId::new(item)?;
        ops.push(Op::SetRating {
            item: item.clone(),
            answer: OptionCode::new(answer)?,
            seen: Revision::ZERO,
        });
        if !reason.is_empty() {
            let operation = Operation::splice(0, 0, reason);
            ops.push(Op::EditText { field: FieldAddress::reason(item), operation });
        }
    }
    let replica = ReplicaId(demo_id("replica", team.title));
    let start_ms = now_ms - i64::from(team.began_days_ago) * DAY_MS;
    let mut commits = Vec::new();
    for (index, op) in (0_u32..).zip(ops) {
        let author = members[index as usize / 2 % members.len()];
        let op_id = OpId { replica, counter: u64::from(index) + 1 };
        let time_ms = start_ms + i64::from(index) * 170_000;
        commits.push(Arc::new(sequence.judge_own(author, op_id, op, time_ms, random::bytes())?));
    }
    store.log.append(Append { stream, expected: Revision::ZERO, commits, head: None }).await?;
    Ok(())
}
