//! One stream, its log, and several replicas, driven by a script of small numbers: no clock, no network, no disk.

#![allow(dead_code, reason = "each test binary uses its own part of this module")]

mod check;
mod people;
mod stranger;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use etappe_protocol::analysis::AnalysisState;
use etappe_protocol::authority::Authority;
use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::digest::state_digest;
use etappe_protocol::frame::{Rejected, SentCommit, Submit};
use etappe_protocol::id::{OpId, ReplicaId};
use etappe_protocol::op::Op;
use etappe_protocol::rejection::Rejection;
use etappe_protocol::replica::{Change, Desync, Outgoing, Replica};
use etappe_protocol::revision::Revision;
use etappe_protocol::sequence::{Judgement, ReplicaMark, Sequence};
use etappe_protocol::text::FieldAddress;

use crate::sample::{actor, catalogue, created, item, replica, stream};

/// What the server says to one client.
#[derive(Clone, Debug)]
pub enum Down {
    Commit(SentCommit),
    Rejected(Rejected),
}

/// One client, its connection, and the server's end of it.
pub struct Client {
    pub replica: Replica,
    /// The session that the server knows; after a cut it lives on until the replica comes back.
    session: Option<u64>,
    connected: bool,
    up: VecDeque<Outgoing>,
    down: VecDeque<Down>,
    /// What was sent in this session.
    submitted: Vec<Submit>,
    /// Durable commits up to here are in `down` or were delivered.
    told: u64,
    /// Refusals that wait for what they were judged against.
    refusals: VecDeque<Rejected>,
    /// Marks that this client typed, that it deleted before anyone else knew, and that were handed back.
    typed: BTreeSet<char>,
    deleted: BTreeSet<char>,
    handed_back: BTreeSet<char>,
    /// Marks handed back with a fresh start, where the log may have them too.
    given_up: BTreeSet<char>,
}

pub struct World {
    pub sequence: Sequence,
    pub log: Vec<Commit>,
    digests: Vec<[u8; 32]>,
    durable: usize,
    pub clients: Vec<Client>,
    sessions: u64,
    now_ms: i64,
    marks: u32,
    stranger_is_in: bool,
    /// Why ops were refused.
    pub refused: Vec<Rejection>,
}

pub fn fields() -> [FieldAddress; 3] {
    [FieldAddress::TITLE, FieldAddress::NOTES, FieldAddress::reason(item("A.1"))]
}

impl World {
    pub fn new(clients: u8) -> Self {
        let mut world = Self {
            sequence: Sequence::new(stream(), catalogue().into()),
            log: Vec::new(),
            digests: vec![state_digest(&AnalysisState::default())],
            durable: 0,
            clients: (1..=clients).map(Client::new).collect(),
            sessions: 0,
            now_ms: 1_000,
            marks: 0,
            stranger_is_in: false,
            refused: Vec::new(),
        };
        let op_id = OpId { replica: ReplicaId([0xff; 16]), counter: 1 };
        let op = Op::CreateAnalysis(created());
        let first = world.sequence.judge_own(actor(0xff), op_id, op, 1_000, [0; 8]).unwrap();
        world.accept(first);
        world.flush(0);
        (0..world.clients.len()).for_each(|client| world.connect(client));
        world
    }

    /// One step; every number is a valid one.
    pub fn step(&mut self, number: u32) {
        let client = (number >> 8) as usize % self.clients.len();
        let argument = number >> 12;
        match number % 32 {
            0..=7 => self.edit(client, argument),
            8 => self.rate(client, argument),
            9 => self.measure(client, argument),
            10..=14 => self.send(client),
            15..=19 => self.receive(client),
            20..=22 => self.flush(argument),
            23..=27 => drop(self.deliver(client)),
            28 => self.repeat(client, argument),
            29 => self.cut(client),
            30 if argument & 1 == 0 => self.connect(client),
            30 => self.stranger(argument >> 1),
            _ if argument & 3 == 0 => self.crash(argument),
            _ if argument & 3 == 1 => self.start_afresh(client),
            _ => self.busy(client, argument),
        }
    }

    pub fn send(&mut self, client: usize) {
        let own = &mut self.clients[client];
        let Some(outgoing) = own.replica.next_outgoing() else { return };
        assert!(own.connected, "something is sent without a connection");
        if let Outgoing::Submit(submit) = &outgoing {
            own.submitted.push(submit.clone());
        }
        own.up.push_back(outgoing);
    }

    fn repeat(&mut self, client: usize, argument: u32) {
        let own = &mut self.clients[client];
        if own.connected && !own.submitted.is_empty() {
            let submit = own.submitted[argument as usize % own.submitted.len()].clone();
            own.up.push_back(Outgoing::Submit(submit));
        }
    }

    /// The server takes one message of the client, who may be gone by now.
    pub fn receive(&mut self, client: usize) {
        let Some(session) = self.clients[client].session else { return };
        let Some(outgoing) = self.clients[client].up.pop_front() else { return };
        let submit = match outgoing {
            Outgoing::Submit(submit) => submit,
            Outgoing::Noted(noted) => return self.sequence.note(session, noted.counter),
        };
        self.now_ms += 1;
        let counter = submit.counter;
        let salt = counter.to_le_bytes();
        match self.sequence.judge(session, submit, self.now_ms - 5 * (self.now_ms % 2), salt).unwrap() {
            Judgement::Accepted(commit) => self.accept(*commit),
            Judgement::Refused(reason) => self.refuse(client, counter, reason),
            // What the log has is answered with the commit, which a replica at the head has seen.
            Judgement::Repeated(op_id) if self.log.iter().any(|commit| commit.op_id == op_id) => {}
            Judgement::Repeated(_) => self.refuse(client, counter, Rejection::Superseded),
            Judgement::Dropped => panic!("a living session is dropped"),
        }
    }

    fn accept(&mut self, commit: Commit) {
        self.log.push(commit);
        self.digests.push(state_digest(self.sequence.state()));
    }

    fn refuse(&mut self, client: usize, counter: u64, reason: Rejection) {
        self.refused.push(reason);
        let at = self.sequence.state().revision;
        self.clients[client].refusals.push_back(Rejected { counter, at, reason });
    }

    /// All that was accepted is on disk now, and everybody is told; `order` says how soon refusals follow.
    pub fn flush(&mut self, order: u32) {
        self.durable = self.log.len();
        (0..self.clients.len()).for_each(|client| self.tell(client, order));
    }

    fn tell(&mut self, client: usize, order: u32) {
        let own = &mut self.clients[client];
        if !own.connected {
            return;
        }
        for commit in &self.log[own.told as usize..self.durable] {
            if order & 1 == 0 {
                own.tell_refusals(commit.revision.0 - 1);
            }
            own.down.push_back(Down::Commit(SentCommit::from(commit)));
        }
        own.told = self.durable as u64;
        own.tell_refusals(own.told);
    }

    /// The client takes one message.
    pub fn deliver(&mut self, client: usize) -> Option<Change> {
        let own = &mut self.clients[client];
        match own.down.pop_front() {
            None => None,
            Some(Down::Commit(commit)) => {
                let before = people::texts(&own.replica);
                let change = own.replica.on_committed(&commit).unwrap();
                match &change {
                    Change::TextEdited { field, operation, .. } => {
                        let before = before.get(field).map_or("", String::as_str);
                        let after = operation.apply(before).unwrap();
                        assert_eq!(own.replica.shown_text(field), after, "the change is not what was shown");
                    }
                    Change::TextSaved { field } => {
                        let before = before.get(field).map_or("", String::as_str);
                        assert_eq!(own.replica.shown_text(field), before, "an ack changed the text");
                    }
                    Change::Nothing => panic!("a commit came twice"),
                    // Nothing that is shown as text.
                    _ => {}
                }
                let digest = state_digest(own.replica.confirmed());
                assert_eq!(digest, self.digests[commit.revision.0 as usize], "I4 at {}", commit.revision);
                Some(change)
            }
            Some(Down::Rejected(rejected)) => {
                assert!(rejected.at <= own.replica.confirmed().revision, "told of the undelivered");
                match own.replica.on_rejected(&rejected) {
                    Ok(refused) => own.handed_back.extend(refused.iter().flat_map(|it| it.typed.chars())),
                    Err(Desync::Resume) => {
                        self.cut(client);
                        self.connect(client);
                    }
                    Err(desync) => panic!("{desync}"),
                }
                None
            }
        }
    }

    /// The connection breaks; the server does not notice and may still read what was on its way.
    pub fn cut(&mut self, client: usize) {
        let own = &mut self.clients[client];
        own.connected = false;
        own.replica.on_cut();
        own.down.clear();
        own.refusals.clear();
        own.submitted.clear();
    }

    pub fn connect(&mut self, client: usize) {
        if self.clients[client].connected {
            return;
        }
        let head = self.open(client);
        let own = &mut self.clients[client];
        own.told = own.replica.confirmed().revision.0;
        own.replica.on_resumed(head);
        self.tell(client, 0);
    }

    /// The client forgets all it has and is given the state at the head, once that is on disk.
    fn start_afresh(&mut self, client: usize) {
        self.cut(client);
        let head = self.open(client);
        self.flush(0);
        let own = &mut self.clients[client];
        let refused = own.replica.on_snapshot(self.sequence.state().clone(), head);
        own.given_up.extend(refused.iter().flat_map(|refused| refused.typed.chars()));
        own.down.clear();
        own.told = head.0;
    }

    fn open(&mut self, client: usize) -> Revision {
        self.sessions += 1;
        let own = &mut self.clients[client];
        let (id, actor) = (own.replica.id(), own.replica.actor());
        let opened = self.sequence.open_session(self.sessions, id, actor, Authority::Edit).unwrap();
        assert_eq!(opened.fenced, own.session, "the older session is fenced");
        own.session = Some(self.sessions);
        own.connected = true;
        own.up.clear();
        opened.head
    }

    /// Everything not on disk is gone, and so is every connection.
    fn crash(&mut self, argument: u32) {
        self.stranger_is_in = false;
        self.log.truncate(self.durable);
        self.digests.truncate(self.durable + 1);
        let from = (argument >> 2) as usize % (self.durable + 1);
        self.sequence = self.rebuilt_from(from);
        for client in 0..self.clients.len() {
            self.cut(client);
            self.clients[client].session = None;
            self.clients[client].up.clear();
        }
    }

    /// As after a start: a snapshot at one revision, then the rest of the log.
    fn rebuilt_from(&self, snapshot: usize) -> Sequence {
        let mut state = AnalysisState::default();
        let mut chain = Chain::START;
        let mut marks = BTreeMap::new();
        for commit in &self.log[..snapshot] {
            state.apply(commit.into(), &commit.event().unwrap());
            chain = chain.after(commit);
            marks.insert(
                commit.op_id.replica,
                ReplicaMark { actor: commit.actor, counter: commit.op_id.counter },
            );
        }
        let mut sequence = Sequence::resume(stream(), catalogue().into(), state, chain, marks);
        self.log[snapshot..].iter().for_each(|commit| sequence.replay(commit).unwrap());
        sequence.loaded();
        sequence
    }

    /// Lets everything arrive until nothing is left to say.
    pub fn drain(&mut self) {
        for client in 0..self.clients.len() {
            self.connect(client);
        }
        while self.clients.iter().any(|client| !client.is_quiet()) || self.durable < self.log.len() {
            for client in 0..self.clients.len() {
                self.send(client);
                self.receive(client);
                self.deliver(client);
            }
            self.flush(1);
        }
    }
}

impl Client {
    fn new(number: u8) -> Self {
        Self {
            replica: Replica::new(replica(number), actor(number)),
            session: None,
            connected: false,
            up: VecDeque::new(),
            down: VecDeque::new(),
            submitted: Vec::new(),
            told: 0,
            refusals: VecDeque::new(),
            typed: BTreeSet::new(),
            deleted: BTreeSet::new(),
            handed_back: BTreeSet::new(),
            given_up: BTreeSet::new(),
        }
    }

    fn tell_refusals(&mut self, durable: u64) {
        while let Some(refusal) = self.refusals.pop_front_if(|refusal| refusal.at.0 <= durable) {
            self.down.push_back(Down::Rejected(refusal));
        }
    }

    fn is_quiet(&self) -> bool {
        self.up.is_empty()
            && self.down.is_empty()
            && self.refusals.is_empty()
            && self.replica.pending_len() == 0
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}
