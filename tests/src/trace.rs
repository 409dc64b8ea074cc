//! Recorded keystrokes, typed again through real frames: one client per person, each transaction on exactly the
//! edits that its author had seen.

use std::fs::File;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

use etappe_protocol::digest::state_digest;
use etappe_protocol::id::StreamId;
use etappe_protocol::limits::{OPS_IN_FLIGHT, TEXT_INSERT_CHARS};
use etappe_protocol::replica::Change;
use etappe_protocol::text::{FieldAddress, Operation};
use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::client::{Client, Gone};

/// A recording, of one person or of several.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    /// What everybody ends up with.
    pub end_content: String,
    /// Number of people; absent in recordings of one.
    #[serde(default = "one")]
    pub num_agents: usize,
    /// What was typed, in an order in which parents come first.
    pub txns: Vec<Transaction>,
}

/// Edits made at once.
#[derive(Debug, Deserialize)]
pub struct Transaction {
    /// Who; 0 in recordings of one.
    #[serde(default)]
    pub agent: usize,
    /// The transactions that it was typed on top of; `None` in recordings of one: the one before.
    pub parents: Option<Vec<usize>>,
    /// Position, deleted, inserted; one after another.
    pub patches: Vec<(u32, u32, String)>,
}

const fn one() -> usize {
    1
}

impl Trace {
    /// Reads a recording, packed or not.
    ///
    /// # Errors
    /// In words, when it cannot be read.
    pub fn load(path: &Path) -> Result<Self, String> {
        let mut bytes = Vec::new();
        let mut file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        file.read_to_end(&mut bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut unpacked = Vec::new();
            let read = GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked);
            read.map_err(|error| format!("{}: {error}", path.display()))?;
            bytes = unpacked;
        }
        serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// For each transaction, how many of each agent's transactions its author had seen.
    fn seen(&self) -> Vec<Vec<usize>> {
        let mut seen: Vec<Vec<usize>> = Vec::with_capacity(self.txns.len());
        let mut typed = vec![0; self.num_agents];
        // What each transaction knows, itself included, is the union of its parents and itself.
        let mut known: Vec<Vec<usize>> = Vec::with_capacity(self.txns.len());
        for (index, txn) in self.txns.iter().enumerate() {
            let mut union = vec![0; self.num_agents];
            let before = [index.wrapping_sub(1)];
            let parents = txn.parents.as_deref().unwrap_or(if index == 0 { &[] } else { &before });
            for parent in parents {
                for (count, other) in union.iter_mut().zip(&known[*parent]) {
                    *count = (*count).max(*other);
                }
            }
            seen.push(union.clone());
            typed[txn.agent] += 1;
            union[txn.agent] = typed[txn.agent];
            known.push(union);
        }
        seen
    }
}

/// What a replay came to.
#[derive(Clone, Copy, Debug)]
pub struct Replayed {
    /// Ops that became commits.
    pub commits: u64,
    /// People.
    pub clients: usize,
}

/// Types a recording into the notes of an analysis; every client and the history must end in its text.
///
/// # Errors
/// In words, when anything differs.
pub async fn replay(
    trace: &Trace,
    address: SocketAddr,
    cookies: &[String],
    stream: StreamId,
) -> Result<Replayed, String> {
    let field = FieldAddress::NOTES;
    let mut people = Vec::new();
    for cookie in cookies.iter().cycle().take(trace.num_agents) {
        let client = Client::open(address, cookie, stream).await.map_err(gone)?;
        people.push(Typist { client, seen: vec![0; trace.num_agents] });
    }
    if people.iter().any(|typist| !typist.client.replica.shown_text(&field).is_empty()) {
        return Err("the notes of this analysis are not empty: a recording needs an empty text to begin on"
            .to_owned());
    }
    let replicas: Vec<_> = people.iter().map(|typist| typist.client.replica.id()).collect();
    for (index, (txn, seen)) in trace.txns.iter().zip(trace.seen()).enumerate() {
        let typist = &mut people[txn.agent];
        typist
            .catch_up(txn.agent, &seen, &replicas)
            .await
            .map_err(|error| format!("transaction {index}: {error}"))?;
        typist.make_room().await?;
        for (position, deleted, inserted) in &txn.patches {
            for edit in edits(*position, *deleted, inserted) {
                let typed = typist.client.replica.edit_text(&field, edit);
                typed.map_err(|error| format!("transaction {index}: {error}"))?;
            }
        }
        typist.client.flush().await.map_err(gone)?;
    }
    finish(trace, people, address, &cookies[0], stream).await
}

struct Typist {
    client: Client,
    /// Transactions of each person that this one has been shown.
    seen: Vec<usize>,
}

impl Typist {
    /// Looks at exactly what the author of the next transaction had seen.
    async fn catch_up(
        &mut self,
        own: usize,
        wanted: &[usize],
        replicas: &[etappe_protocol::id::ReplicaId],
    ) -> Result<(), String> {
        let short =
            |seen: &[usize]| (0..wanted.len()).any(|agent| agent != own && seen[agent] < wanted[agent]);
        while short(&self.seen) {
            self.client.record = true;
            let change = self.client.step().await.map_err(gone)?;
            self.client.record = false;
            for commit in self.client.received.drain(..) {
                let author = replicas.iter().position(|replica| *replica == commit.op_id.replica);
                if let (Some(agent), Some(Change::TextEdited { .. })) = (author, &change) {
                    self.seen[agent] += 1;
                }
            }
        }
        self.only(own, wanted)
    }

    /// Takes in own acks, so that every transaction becomes an op of its own instead of joining an unsent one.
    async fn make_room(&mut self) -> Result<(), String> {
        while OPS_IN_FLIGHT <= self.client.replica.pending_len()
            && self.client.next_is_own().await.map_err(gone)?
        {
            self.client.step().await.map_err(gone)?;
        }
        Ok(())
    }

    fn only(&self, own: usize, wanted: &[usize]) -> Result<(), String> {
        match (0..wanted.len()).find(|agent| *agent != own && self.seen[*agent] != wanted[*agent]) {
            None => Ok(()),
            Some(agent) => Err(format!(
                "shown {} edits of person {agent} instead of {}",
                self.seen[agent], wanted[agent]
            )),
        }
    }
}

/// One patch as edits that fit an op each, as the browser splits what is pasted.
fn edits(position: u32, deleted: u32, inserted: &str) -> Vec<Operation> {
    let characters: Vec<char> = inserted.chars().collect();
    let mut edits = vec![Operation::splice(position, deleted, "")];
    let mut at = position;
    for piece in characters.chunks(TEXT_INSERT_CHARS) {
        edits.push(Operation::splice(at, 0, &piece.iter().collect::<String>()));
        at += u32::try_from(piece.len()).unwrap();
    }
    edits
}

async fn finish(
    trace: &Trace,
    people: Vec<Typist>,
    address: SocketAddr,
    cookie: &str,
    stream: StreamId,
) -> Result<Replayed, String> {
    let field = FieldAddress::NOTES;
    let clients = people.len();
    let mut people: Vec<_> = people.into_iter().map(|typist| typist.client).collect();
    for client in &mut people {
        client.saved().await.map_err(gone)?;
        if !client.refused.is_empty() {
            return Err(format!("edits were refused: {:?}", client.refused));
        }
    }
    let mut history = Client::open_history(address, cookie, stream).await.map_err(gone)?;
    let head = history.replica.confirmed().revision;
    history.until(|client| head <= client.replica.confirmed().revision).await.map_err(gone)?;
    let digest = state_digest(history.replica.confirmed());
    if history.replica.shown_text(&field) != trace.end_content {
        return Err("the replayed history differs from the recording's end".to_owned());
    }
    for (number, client) in people.iter_mut().enumerate() {
        client.until(|client| head <= client.replica.confirmed().revision).await.map_err(gone)?;
        if client.replica.shown_text(&field) != trace.end_content {
            return Err(format!("client {number} differs from the recording's end"));
        }
        if state_digest(client.replica.confirmed()) != digest {
            return Err(format!("client {number} differs from the replayed history"));
        }
    }
    Ok(Replayed { commits: head.0, clients })
}

fn gone(gone: Gone) -> String {
    format!("the connection ended: {gone:?}")
}
