//! The single line in which the ops of one stream are judged: pure, so that the server, the laws and a simulation
//! run the same one. Accepted is not durable; whoever drives this speaks of a commit only when it is on disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::{AnalysisState, Meta};
use crate::authority::Authority;
use crate::catalogue::Catalogue;
use crate::codec::CodecError;
use crate::commit::{Chain, Commit};
use crate::event::{Event, EventError, RedactedV1};
use crate::frame::Submit;
use crate::id::{ActorId, OpId, ReplicaId, StreamId};
use crate::op::Op;
use crate::rejection::Rejection;
use crate::revision::Revision;
use crate::text::{Bridge, EditContext, FieldAddress, FieldLog};

/// One stream at the head of all that was accepted.
#[derive(Clone, Debug)]
pub struct Sequence {
    stream: StreamId,
    catalogue: Arc<Catalogue>,
    state: AnalysisState,
    chain: Chain,
    /// For each replica that ever committed here: whose it is, and its highest counter.
    replicas: BTreeMap<ReplicaId, ReplicaMark>,
    sessions: BTreeMap<u64, Session>,
    fields: BTreeMap<FieldAddress, FieldLog>,
    /// Edits at or before this revision were never in `fields`.
    floor: Revision,
}

/// What the log knows of a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaMark {
    /// Whose replica it is.
    pub actor: ActorId,
    /// Highest counter of its commits.
    pub counter: u64,
}

#[derive(Clone, Debug)]
struct Session {
    replica: ReplicaId,
    actor: ActorId,
    authority: Authority,
    head: Revision,
    /// Counter of the last op judged in this session, whatever came of it.
    judged: u64,
    contexts: BTreeMap<FieldAddress, EditContext>,
}

/// A session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// All that was accepted; the session's own pending ops are sent once this is reached.
    pub head: Revision,
    /// The older session of the same replica, whose frames are dropped from now on.
    pub fenced: Option<u64>,
}

/// The replica id belongs to somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the replica belongs to another actor")]
pub struct ReplicaTaken;

/// What an op came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It became this commit; the state is already behind it.
    Accepted(Box<Commit>),
    /// It is refused, seen from the present head.
    Refused(Rejection),
    /// Its counter is not above the highest of this replica: the log knows whether it became a commit
    /// (answer with that, and [`Sequence::note`] it) or was refused before ([`Rejection::Superseded`]).
    Repeated(OpId),
    /// The session was fenced or closed: say nothing.
    Dropped,
}

impl Sequence {
    /// The empty stream.
    #[must_use]
    pub fn new(stream: StreamId, catalogue: Arc<Catalogue>) -> Self {
        Self::resume(stream, catalogue, AnalysisState::default(), Chain::START, BTreeMap::new())
    }

    /// A stream as it stood in a snapshot.
    #[must_use]
    pub fn resume(
        stream: StreamId,
        catalogue: Arc<Catalogue>,
        state: AnalysisState,
        chain: Chain,
        replicas: BTreeMap<ReplicaId, ReplicaMark>,
    ) -> Self {
        let floor = state.revision;
        Self {
            stream,
            catalogue,
            state,
            chain,
            replicas,
            sessions: BTreeMap::new(),
            fields: BTreeMap::new(),
            floor,
        }
    }

    /// What holds at the head.
    #[must_use]
    pub const fn state(&self) -> &AnalysisState {
        &self.state
    }

    /// The chain at the head.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// The questionnaire that ops are judged by.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What the log knows of each replica.
    #[must_use]
    pub const fn replicas(&self) -> &BTreeMap<ReplicaId, ReplicaMark> {
        &self.replicas
    }

    /// Folds in a commit from the log, when loading.
    ///
    /// # Errors
    /// [`EventError`]; then nothing has changed.
    pub fn replay(&mut self, commit: &Commit) -> Result<(), EventError> {
        let event = commit.event()?;
        self.fold(commit, event);
        Ok(())
    }

    /// Ends loading: no session can be based on what lies behind, so those edits need not be kept for transforming.
    pub fn loaded(&mut self) {
        self.fields.clear();
        self.floor = self.state.revision;
    }

    /// Judges an op of the server itself, made at the head.
    ///
    /// # Errors
    /// The rejection.
    pub fn judge_own(
        &mut self,
        actor: ActorId,
        op_id: OpId,
        op: Op,
        now_ms: i64,
        salt: [u8; 8],
    ) -> Result<Commit, Rejection> {
        let event = self.state.decide(&self.catalogue, actor, op)?;
        let body = event.encode_body().map_err(|_| Rejection::TextTooLong)?;
        let commit = self.commit(actor, op_id, &event, body, now_ms, salt);
        self.fold(&commit, event);
        Ok(commit)
    }

    /// Makes the commit that says which commits have other bodies from now on. What the state says is not made anew
    /// here: whoever stores the replacements loads the stream again.
    ///
    /// # Errors
    /// [`CodecError::TooLong`] for more commits than one event names.
    pub fn redact(
        &mut self,
        actor: ActorId,
        op_id: OpId,
        redacted: RedactedV1,
        now_ms: i64,
        salt: [u8; 8],
    ) -> Result<Commit, CodecError> {
        let event = Event::Redacted(redacted);
        let body = event.encode_body()?;
        let commit = self.commit(actor, op_id, &event, body, now_ms, salt);
        self.fold(&commit, event);
        Ok(commit)
    }

    /// Opens a session at the head, fencing the replica's older one.
    ///
    /// # Errors
    /// [`ReplicaTaken`].
    pub fn open_session(
        &mut self,
        session: u64,
        replica: ReplicaId,
        actor: ActorId,
        authority: Authority,
    ) -> Result<Opened, ReplicaTaken> {
        let owner = self.replicas.get(&replica).map(|mark| mark.actor);
        let older = self.sessions.iter().find(|(_, other)| other.replica == replica);
        let older = older.map(|(number, other)| (*number, other.actor));
        if owner.or(older.map(|(_, actor)| actor)).is_some_and(|owner| owner != actor) {
            return Err(ReplicaTaken);
        }
        let fenced = older.map(|(number, _)| number);
        if let Some(fenced) = fenced {
            self.sessions.remove(&fenced);
        }
        let head = self.state.revision;
        let opened = Session { replica, actor, authority, head, judged: 0, contexts: BTreeMap::new() };
        self.sessions.insert(session, opened);
        Ok(Opened { head, fenced })
    }

    /// What a session may do from now on; ops that it handed in before are judged already.
    pub fn set_authority(&mut self, session: u64, authority: Authority) {
        if let Some(session) = self.sessions.get_mut(&session) {
            session.authority = authority;
        }
    }

    /// Ends a session.
    pub fn close_session(&mut self, session: u64) {
        self.sessions.remove(&session);
    }

    /// Judges an op; `now_ms` and `salt` come from outside.
    ///
    /// # Errors
    /// [`CodecError`] when an event cannot be encoded, which is a defect.
    pub fn judge(
        &mut self,
        session: u64,
        submit: Submit,
        now_ms: i64,
        salt: [u8; 8],
    ) -> Result<Judgement, CodecError> {
        let Some(mut author) = self.sessions.remove(&session) else { return Ok(Judgement::Dropped) };
        let judgement = self.judge_for(&mut author, submit, now_ms, salt);
        self.sessions.insert(session, author);
        judgement
    }

    /// A session has noted that its text op with this counter was refused.
    pub fn note(&mut self, session: u64, counter: u64) {
        if let Some(session) = self.sessions.get_mut(&session) {
            session.contexts.values_mut().for_each(|context| context.note(counter));
        }
    }

    fn judge_for(
        &mut self,
        author: &mut Session,
        submit: Submit,
        now_ms: i64,
        salt: [u8; 8],
    ) -> Result<Judgement, CodecError> {
        let counter = submit.counter;
        let op_id = OpId { replica: author.replica, counter };
        if counter <= author.judged {
            return Ok(Judgement::Repeated(op_id));
        }
        author.judged = counter;
        // Only what the catalogue has is remembered, so that made-up addresses fill no memory.
        let field = submit.op.field().filter(|field| self.check_field(field).is_ok()).cloned();
        if counter <= self.highest(author.replica) {
            // At the head and still pending there: it is in no log, so it was refused in an older session whose answer
            // got lost. What was made on top of it may follow and must fall with it.
            if let Some(field) = field
                && author.head <= submit.base
            {
                author.context(&field).refuse(counter);
            }
            return Ok(Judgement::Repeated(op_id));
        }
        let decided = self.decide_in_context(author, submit);
        let encoded = decided.map(|(event, bridge)| (event.encode_body(), event, bridge));
        let refused = match encoded {
            Ok((Ok(body), event, bridge)) => {
                let commit = self.commit(author.actor, op_id, &event, body, now_ms, salt);
                if let (Some(field), Some(bridge)) = (field, bridge) {
                    author.context(&field).accept(bridge, commit.revision);
                }
                self.fold(&commit, event);
                return Ok(Judgement::Accepted(Box::new(commit)));
            }
            Ok((Err(CodecError::TooLong), ..)) => Ok(Judgement::Refused(Rejection::TextTooLong)),
            Ok((Err(error), ..)) => Err(error),
            Err(rejection) => Ok(Judgement::Refused(rejection)),
        };
        if let Some(field) = field {
            author.context(&field).refuse(counter);
        }
        refused
    }

    fn highest(&self, replica: ReplicaId) -> u64 {
        self.replicas.get(&replica).map_or(0, |mark| mark.counter)
    }

    fn check_field(&self, field: &FieldAddress) -> Result<(), Rejection> {
        self.state.check_field(&self.catalogue, field).map(|_| ())
    }

    fn commit(
        &self,
        actor: ActorId,
        op_id: OpId,
        event: &Event,
        body: Vec<u8>,
        now_ms: i64,
        salt: [u8; 8],
    ) -> Commit {
        Commit {
            stream: self.stream,
            revision: self.state.revision.next(),
            actor,
            // Moments are looked up by time, so it never runs backwards within a stream.
            time_ms: now_ms.max(self.state.time_ms),
            op_id,
            kind: event.kind(),
            salt,
            body,
            kept: None,
        }
    }

    fn decide_in_context(
        &mut self,
        author: &mut Session,
        submit: Submit,
    ) -> Result<(Event, Option<Bridge>), Rejection> {
        if submit.op.needs().is_none_or(|needed| author.authority < needed) {
            return Err(Rejection::Forbidden);
        }
        if self.state.revision < submit.base || submit.base < author.head {
            return Err(Rejection::BaseOutOfReach);
        }
        match submit.op {
            Op::EditText { field, operation } => {
                if !operation.fits_one_submit() {
                    return Err(Rejection::TextTooLong);
                }
                self.check_field(&field)?;
                let floor = self.floor;
                let log = self.fields.entry(field.clone()).or_insert_with(|| FieldLog::new(floor));
                let context =
                    author.contexts.entry(field.clone()).or_insert_with(|| EditContext::new(author.head));
                let (operation, bridge) =
                    context.bring_to_head(log, author.replica, submit.base, operation)?;
                let op = Op::EditText { field, operation };
                Ok((self.state.decide(&self.catalogue, author.actor, op)?, Some(bridge)))
            }
            op => Ok((self.state.decide(&self.catalogue, author.actor, op)?, None)),
        }
    }

    fn fold(&mut self, commit: &Commit, event: Event) {
        self.state.apply(Meta::from(commit), &event);
        self.chain = self.chain.after(commit);
        let mark = self.replicas.entry(commit.op_id.replica);
        let mark = mark.or_insert(ReplicaMark { actor: commit.actor, counter: 0 });
        mark.counter = mark.counter.max(commit.op_id.counter);
        if let Event::TextEdited(edited) = event {
            let floor = self.floor;
            self.fields.entry(edited.field).or_insert_with(|| FieldLog::new(floor)).push(
                commit.revision,
                commit.op_id.replica,
                edited.operation,
            );
        }
    }
}

impl Session {
    fn context(&mut self, field: &FieldAddress) -> &mut EditContext {
        let head = self.head;
        self.contexts.entry(field.clone()).or_insert_with(|| EditContext::new(head))
    }
}
