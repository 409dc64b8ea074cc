//! `etappe demo`: a made-up region to look around in, and the links to come in.
//!
//! One cycle is under way, days before its third workshop, with five teams and a story each; the cycle before it, which
//! one of them went through, is over. The content is data in `demo/content`; how it becomes commits is beside it. The
//! same commits come out each time for the same day.

mod calendar;
mod content;
mod dice;
mod region;
mod script;
mod team;
#[cfg(test)]
mod tests;
mod typing;

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use etappe_protocol::codec::CodecError;
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::id::{ActorId, StreamId};
use etappe_protocol::limits;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::revision::Revision;
use thiserror::Error;

use self::calendar::Calendar;
use self::content::Content;
use self::region::Plan;
use super::serve::{bind, runtime, stop_signal};
use crate::access::{Invite, People, Role};
use crate::app::{self, Store};
use crate::catalogue;
use crate::clock::Clock;
use crate::config::{Config, Site};
use crate::event_log::{Append, ChainHead, EventLog};

/// How long the printed links open something, in milliseconds.
const LINK_MS: i64 = 7 * calendar::DAY_MS;
/// Commits handed to the log at once; chain heads fall on the ends of such a piece.
const PIECE: usize = 512;

const _: () =
    assert!(limits::HEAD_EVERY == 2 * PIECE as u64, "a chain head stands behind every second piece");

/// Why there is no demo.
#[derive(Debug, Error)]
enum DemoError {
    /// The files of the content.
    #[error("demo content: {0}")]
    Content(String),
    /// An op that does not fit what is there.
    #[error("demo content: stream {0} refuses {1}: {2}")]
    Refused(StreamId, String, Rejection),
    /// The catalogue cannot be fingerprinted.
    #[error("catalogue: {0}")]
    Catalogue(#[from] CodecError),
}

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
        let content = content::load()?;
        plant(&store, &content, Clock::System.now_ms()).await?;
        for line in links(&store.people, &content, site.url())? {
            println!("{line}");
        }
        let config = Config::new(data);
        app::run(config, store, listener, stop_signal()?).await?;
        Ok(())
    })
}

/// What is printed: the address, and a link for each way to look at the demo.
fn links(people: &People, content: &Content, url: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let expires_ms = Clock::System.now_ms().saturating_add(LINK_MS);
    let mut lines = vec![format!("etappe listens on {url}"), String::new()];
    lines.push("Open each link in a browser of its own, the second in a private window:".to_owned());
    for (label, name, role, scope) in doors(content)? {
        let actor = actor_id(name);
        let is_there = people.memberships(actor)?.iter().any(|(stream, _)| *stream == scope);
        if !is_there {
            return Err("this folder holds other data than the demo's: use `etappe serve`".into());
        }
        let name = Some(name.to_owned());
        let personal = Invite::personal(role, vec![scope], expires_ms);
        let made = people.invite(Invite { actor: Some(actor), name, uses: None, ..personal })?;
        lines.push(format!("  {label:<14} {url}/join#{}", made.token.secret()));
    }
    lines.push(String::new());
    lines.push("Stop with Ctrl-C.".to_owned());
    Ok(lines)
}

/// Who the links are for, and what each of them opens: the board, a team in the middle of it, a finished one, the
/// programme, the installation.
fn doors(content: &Content) -> Result<Vec<(&'static str, &str, Role, StreamId)>, DemoError> {
    let missing = || DemoError::Content("a team is missing".to_owned());
    let region = &content.region;
    let cycle = Plan::new(region, Calendar::at(0)).cycle(false).stream;
    let middle = content.teams.iter().find(|team| team.title == MIDDLE).ok_or_else(missing)?;
    let finished = content.teams.iter().find(|team| team.pilot).ok_or_else(missing)?;
    let [first, second, ..] = middle.members.as_slice() else { return Err(missing()) };
    let lead = finished.members.first().ok_or_else(missing)?;
    let (middle, finished) = (analysis_id(&middle.title), analysis_id(&finished.title));
    Ok(vec![
        ("coordinator", &region.coordinator, Role::Coordinator, cycle),
        ("team member 1", first, Role::Lead, middle),
        ("team member 2", second, Role::Member, middle),
        ("finished team", lead, Role::Lead, finished),
        ("programme lead", &region.programme_lead, Role::ProgrammeLead, StreamId::INSTALLATION),
        ("operator", &region.operator, Role::Operator, StreamId::INSTALLATION),
    ])
}

/// The team whose work is in full swing.
const MIDDLE: &str = "Löten am Freitag – Werkstatt Nordhafen";

/// Ids made from the words, so that the demo's people are found again whatever name they have given themselves.
fn demo_id(kind: &str, name: &str) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(format!("etappe demo {kind} {name}").as_bytes()).as_bytes()[..16]);
    id
}

fn actor_id(name: &str) -> ActorId {
    ActorId(demo_id("actor", name))
}

fn analysis_id(title: &str) -> StreamId {
    StreamId(demo_id("stream", title))
}

/// The commits of every stream, each from its beginning.
fn histories(content: &Content, now_ms: i64) -> Result<Vec<Vec<Arc<Commit>>>, Box<dyn Error>> {
    let catalogue = Arc::new(catalogue::load_default()?);
    let plan = Plan::new(&content.region, Calendar::at(now_ms));
    let mut histories = vec![plan.installation(content)?];
    for is_pilot in [true, false] {
        histories.push(plan.cycle_history(content, &catalogue, is_pilot)?);
    }
    for team in &content.teams {
        histories.push(team::history(&plan, &catalogue, team)?);
    }
    Ok(histories)
}

/// Writes everything where nobody is yet.
async fn plant(store: &Store, content: &Content, now_ms: i64) -> Result<(), Box<dyn Error>> {
    if store.people.is_empty()? {
        seed(&store.people, store.log.as_ref(), content, now_ms).await?;
    }
    Ok(())
}

/// A folder with the demo as it comes out at a moment, for tests of other commands, and the names of its people.
#[cfg(test)]
pub(super) async fn planted(now_ms: i64) -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let content = content::load().unwrap();
    plant(&store, &content, now_ms).await.unwrap();
    store.log.close().await.unwrap();
    let region = content.region;
    let members = content.teams.into_iter().flat_map(|team| team.members);
    let others = [region.coordinator, region.programme_lead, region.operator];
    (folder, members.chain(others).collect())
}

/// Writes everything into an empty folder.
async fn seed(
    people: &People,
    log: &dyn EventLog,
    content: &Content,
    now_ms: i64,
) -> Result<(), Box<dyn Error>> {
    let mut receipts = Vec::new();
    for history in histories(content, now_ms)? {
        let mut chain = Chain::START;
        for piece in history.chunks(PIECE) {
            let (Some(first), Some(last)) = (piece.first(), piece.last()) else { continue };
            let (stream, revision) = (last.stream, last.revision);
            chain = piece.iter().fold(chain, |chain, commit| chain.after(commit));
            let head = revision.0.is_multiple_of(limits::HEAD_EVERY);
            let head = head.then_some(ChainHead { stream, revision, chain });
            let expected = Revision(first.revision.0.saturating_sub(1));
            receipts.push(log.append(Append { stream, expected, commits: piece.to_vec(), head }));
        }
    }
    for receipt in receipts {
        receipt.await?;
    }
    enter(people, content)
}

/// Enters everybody last: a folder with people in it is one that is complete.
fn enter(people: &People, content: &Content) -> Result<(), Box<dyn Error>> {
    let region = &content.region;
    for team in &content.teams {
        let scope = [analysis_id(&team.title)];
        for (index, name) in team.members.iter().enumerate() {
            let role = if index == 0 { Role::Lead } else { Role::Member };
            people.enter(actor_id(name), name, role, &scope)?;
        }
    }
    let plan = Plan::new(region, Calendar::at(0));
    let cycles = [plan.cycle(false).stream, plan.cycle(true).stream];
    people.enter(actor_id(&region.coordinator), &region.coordinator, Role::Coordinator, &cycles)?;
    let installation = [StreamId::INSTALLATION];
    let programme_lead = &region.programme_lead;
    people.enter(actor_id(programme_lead), programme_lead, Role::ProgrammeLead, &installation)?;
    people.enter(actor_id(&region.operator), &region.operator, Role::Operator, &installation)?;
    Ok(())
}
