//! Ids that follow from what they answer, so that a step that is taken twice is the same step.

use etappe_protocol::id::{ActorId, MilestoneId, OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;

/// Every part has a fixed length within its context, so two lists of parts never read alike.
fn derive(context: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    id
}

/// The stream that a wish begins. The actor is in it, so that nobody begins somebody else's.
pub(super) fn begun(actor: ActorId, wish: OpId) -> StreamId {
    let counter = wish.counter.to_le_bytes();
    StreamId(derive("etappe stream begun by a wish", &[&actor.0, &wish.replica.0, &counter]))
}

/// The op that a wish over HTTP becomes in an analysis. Its replica is no tab's: a counter that somebody chooses here
/// must not make a colleague's ops look old.
pub(super) fn of_wish(actor: ActorId, wish: OpId) -> OpId {
    let counter = wish.counter.to_le_bytes();
    once(derive("etappe op of a wish", &[&actor.0, &wish.replica.0, &counter]))
}

/// The op with which a cycle follows a team's word, given at a revision of its analysis.
pub(super) fn following(cycle: StreamId, analysis: StreamId, word: Revision) -> OpId {
    once(derive("etappe cycle follows a team", &[&cycle.0, &analysis.0, &word.0.to_le_bytes()]))
}

/// The op with which a consent is taken back that a cycle does not want any more.
pub(super) fn undoing(cycle: StreamId, analysis: StreamId, word: Revision) -> OpId {
    once(derive("etappe consent that came to nothing", &[&cycle.0, &analysis.0, &word.0.to_le_bytes()]))
}

/// The op of a pin.
pub(crate) fn pin(cycle: StreamId, milestone: MilestoneId, closing: u32, analysis: StreamId) -> OpId {
    let (milestone, closing) = (milestone.0.to_le_bytes(), closing.to_le_bytes());
    once(derive("etappe pin of a closing", &[&cycle.0, &milestone, &closing, &analysis.0]))
}

const fn once(replica: [u8; 16]) -> OpId {
    OpId { replica: ReplicaId(replica), counter: 1 }
}
