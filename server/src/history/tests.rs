//! Any moment is the fold of the log, whatever is kept; and what is to be forgotten is forgotten.

use etappe_protocol::analysis::Meta;
use etappe_protocol::commit::Commit;
use etappe_protocol::event::{AnalysisCreatedV1, Event, RatingSetV1, RedactedV1, Replaced, TextEditedV1};
use etappe_protocol::id::{ActorId, ItemId, OpId, OptionCode, ReplicaId};
use etappe_protocol::text::{FieldAddress, Operation};

use super::*;
use crate::catalogue;
use crate::event_log::redb::{KeyframeRow, RedbOptions};
use crate::event_log::{Alteration, Append, Rewrite};

const TEAM: StreamId = StreamId([1; 16]);
const HEAD: u64 = 5_000;

fn created() -> Event {
    let catalogue = catalogue::load_default().unwrap();
    Event::AnalysisCreated(AnalysisCreatedV1 {
        catalogue_hash: catalogue.hash().unwrap(),
        catalogue_key: catalogue.key,
        catalogue_edition: catalogue.edition,
    })
}

fn commits() -> Vec<Arc<Commit>> {
    let first = created();
    let event = |number| if number == 1 { first.clone() } else { event_of(number) };
    (1..=HEAD).map(|number| Arc::new(commit(number, &event(number)))).collect()
}

fn commit(number: u64, event: &Event) -> Commit {
    Commit {
        stream: TEAM,
        revision: Revision(number),
        actor: ActorId([2; 16]),
        time_ms: i64::try_from(number / 2 * 1_000).unwrap(),
        op_id: OpId { replica: ReplicaId([3; 16]), counter: number },
        kind: event.kind(),
        salt: [0; 8],
        kept: None,
        body: event.encode_body().unwrap(),
    }
}

fn event_of(number: u64) -> Event {
    if number.is_multiple_of(3) {
        let answer = OptionCode::new(&(number / 3 % 4).to_string()).unwrap();
        Event::RatingSet(RatingSetV1 { item: ItemId::new("A1.1").unwrap(), answer })
    } else {
        let operation = Operation::splice(0, u32::from(9 < number), &format!("{number} "));
        Event::TextEdited(TextEditedV1 { field: FieldAddress::NOTES, operation })
    }
}

struct Scene {
    _folder: tempfile::TempDir,
    commits: Vec<Arc<Commit>>,
    log: Arc<RedbLog>,
    history: Arc<History>,
}

async fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let log = RedbLog::open(folder.path(), RedbOptions::default()).unwrap();
    let commits = commits();
    for (number, part) in commits.chunks(1_000).enumerate() {
        let expected = Revision(1_000 * number as u64);
        let append = Append { stream: TEAM, expected, commits: part.to_vec(), head: None };
        log.append(append).await.unwrap();
    }
    let mut catalogues = Catalogues::default();
    catalogues.add(catalogue::load_default().unwrap());
    let history = History::new(Arc::clone(&log), Arc::new(catalogues));
    Scene { _folder: folder, commits, log, history }
}

impl Scene {
    fn folded(&self, revision: u64) -> AnalysisState {
        let mut state = AnalysisState::default();
        for commit in self.commits.iter().take(usize::try_from(revision).unwrap()) {
            state.apply(Meta::from(commit.as_ref()), &commit.event().unwrap());
        }
        state
    }

    /// Replaces the body of the second commit.
    async fn redact(&self) {
        let replaced = self.commits[1].replaced([1; 8], self.commits[1].body.clone());
        let said = Replaced { revision: replaced.revision, content: replaced.content_hash() };
        let said = commit(HEAD + 1, &Event::Redacted(RedactedV1 { commits: vec![said] }));
        let replaced = BTreeMap::from([(replaced.revision, Arc::new(replaced))]);
        let alteration = Alteration::Redact { replaced, commits: vec![Arc::new(said)] };
        let rewrite = Rewrite { stream: TEAM, expected: Revision(HEAD), alteration };
        self.log.rewrite(rewrite).await.unwrap();
    }

    async fn keyframe(&self) -> Option<Revision> {
        self.log.keyframe(TEAM, Revision(u64::MAX)).await.unwrap().map(|(revision, _)| revision)
    }
}

#[tokio::test]
async fn i5_any_moment_is_the_fold_of_the_log_with_and_without_keyframes() {
    let scene = scene().await;
    let moments = [0, 1, 2, 4_999, 2_047, 2_048, 2_049, 4_096, 77, HEAD, 4_097, 3_000];
    for moment in moments {
        let state = scene.history.state_at(TEAM, Revision(moment)).await.unwrap();
        assert_eq!(state, scene.folded(moment), "{moment}");
    }
    assert_eq!(scene.keyframe().await, Some(Revision(4_096)), "kept by whoever passed");
    let ahead = scene.history.state_at(TEAM, Revision(HEAD + 1)).await;
    assert_eq!(ahead, Err(HistoryError::Ahead(Revision(HEAD))));
    scene.log.close().await.unwrap();
}

#[tokio::test]
async fn a_keyframe_that_is_not_of_this_log_is_not_believed() {
    let scene = scene().await;
    scene.history.make_keyframes(TEAM).await.unwrap();
    let (_, right) = scene.log.keyframe(TEAM, Revision(2_048)).await.unwrap().unwrap();
    let (_, later) = scene.log.keyframe(TEAM, Revision(4_096)).await.unwrap().unwrap();
    let mut torn = right.clone();
    *torn.last_mut().unwrap() ^= 1;
    let of_another = keyframe::write_state(&scene.folded(2_048), [7; 32]).unwrap();
    for state in [torn, later, of_another, Vec::new()] {
        let row = KeyframeRow { revision: Revision(2_048), outline: Vec::new(), state };
        scene.log.put_keyframe(TEAM, row, 0).await.unwrap();
        let state = scene.history.state_at(TEAM, Revision(2_050)).await.unwrap();
        assert_eq!(state, scene.folded(2_050));
        let (_, row) = scene.log.keyframe(TEAM, Revision(2_048)).await.unwrap().unwrap();
        assert!(row == right, "made anew");
    }
    scene.log.close().await.unwrap();
}

#[tokio::test]
async fn what_is_forgotten_is_gone_and_nothing_from_before_comes_back() {
    let scene = scene().await;
    let before = scene.log.forgotten();
    scene.history.look_around().await;
    let (revision, state) = scene.log.keyframe(TEAM, Revision(2_048)).await.unwrap().unwrap();
    scene.redact().await;
    assert_eq!(scene.keyframe().await, None);
    assert_eq!(scene.log.outlines(TEAM).await, Ok(Vec::new()));
    // Whoever began to fold before comes too late.
    let row = KeyframeRow { revision, outline: Vec::new(), state };
    scene.log.put_keyframe(TEAM, row, before).await.unwrap();
    assert_eq!(scene.keyframe().await, None);
    // The background has been this far already.
    scene.history.look_around().await;
    assert_eq!(scene.keyframe().await, Some(Revision(4_096)), "made again from the log");
    scene.log.close().await.unwrap();
}

#[tokio::test]
async fn an_outline_leads_from_the_first_commit_to_the_head_and_is_bounded() {
    let scene = scene().await;
    let (head, points) = scene.history.points(TEAM).await.unwrap();
    assert_eq!(head, Revision(HEAD));
    assert!((60..=OUTLINE_POINTS).contains(&points.len()), "{}", points.len());
    assert_eq!(points.first().map(|point| point.revision), Some(Revision(1)));
    assert_eq!(points.last().map(|point| point.revision), Some(head));
    assert!(points.is_sorted_by(|one, two| one.revision < two.revision));
    for point in &points {
        let state = scene.folded(point.revision.0);
        assert_eq!((point.time_ms, point.scores.is_empty()), (state.time_ms, false));
    }
    assert_eq!(scene.history.points(TEAM).await.unwrap().1, points, "the same from what is kept");
    scene.log.close().await.unwrap();
}

#[tokio::test]
async fn pages_and_moments_meet_at_every_revision() {
    let scene = scene().await;
    let page = scene.history.page(TEAM, Revision(2_048), true).await.unwrap();
    assert_eq!(page.start, Some(scene.folded(2_048)));
    assert_eq!((page.commits.len(), page.head), (PAGE_COMMITS, Revision(HEAD)));
    assert_eq!(page.commits[0], SentCommit::from(scene.commits[2_048].as_ref()));
    let last = scene.history.page(TEAM, Revision(HEAD), false).await.unwrap();
    assert_eq!((last.start, last.commits.len()), (None, 0));
    assert!(scene.history.page(TEAM, Revision(HEAD + 1), false).await.is_err());
    scene.log.close().await.unwrap();
}
