use etappe_protocol::id::{RegionId, ReplicaId};
use etappe_protocol::installation::{InstallationOp, InstallationState};

use super::*;
use crate::event_log::memory::MemoryLog;

const REGION: RegionId = RegionId([9; 16]);
const HOUSE: StreamId = StreamId::INSTALLATION;

fn op_id(counter: u64) -> OpId {
    OpId { replica: ReplicaId([7; 16]), counter }
}

fn name(name: &str, seen: u64) -> InstallationOp {
    InstallationOp::NameRegion { region: REGION, name: name.to_owned(), seen: Revision(seen) }
}

fn ledgers(log: &SharedLog) -> Ledgers<InstallationState> {
    Ledgers::new(Arc::clone(log), Clock::System)
}

#[tokio::test]
async fn s10_a_repeat_is_answered_with_the_first_commit_also_after_a_restart() {
    let log: SharedLog = MemoryLog::new();
    let (ann, ben) = (ActorId([1; 16]), ActorId([2; 16]));
    let house = ledgers(&log);
    assert_eq!(house.held(HOUSE).await.unwrap().revision, Revision::ZERO);
    let first = house.submit(HOUSE, ann, op_id(1), name("Nord", 0)).await.unwrap();
    assert_eq!(house.submit(HOUSE, ann, op_id(1), name("Süd", 0)).await.unwrap(), first);
    let refused = house.submit(HOUSE, ben, op_id(2), name("West", 0)).await;
    assert_eq!(refused, Err(LedgerError::Rejected(Rejection::ChangedSince)), "not overwritten unseen");
    house.submit(HOUSE, ben, op_id(3), name("West", 1)).await.unwrap();
    house.drain().await;
    assert_eq!(house.submit(HOUSE, ann, op_id(9), name("x", 9)).await, Err(LedgerError::Gone));
    let again = ledgers(&log);
    assert_eq!(again.submit(HOUSE, ann, op_id(1), name("Ost", 0)).await.unwrap(), first);
    let held = again.held(HOUSE).await.unwrap();
    assert_eq!((held.revision, held.state.regions[&REGION].value.as_str()), (Revision(2), "West"));
}

#[tokio::test]
async fn followers_see_every_change_once_it_is_durable() {
    let log: SharedLog = MemoryLog::new();
    let house = ledgers(&log);
    let mut held = house.follow(HOUSE).await.unwrap();
    for (counter, word) in (1..).zip(["Nord", "Süd", "West"]) {
        house.submit(HOUSE, ActorId([1; 16]), op_id(counter), name(word, counter - 1)).await.unwrap();
        let seen = held.wait_for(|held| held.as_ref().is_some_and(|held| held.revision.0 == counter)).await;
        let seen = seen.unwrap().clone().unwrap();
        assert_eq!(seen.state.regions[&REGION].value, word);
        assert_eq!(log.head(HOUSE).await.unwrap(), Revision(counter));
    }
}
