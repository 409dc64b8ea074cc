//! The twin of the contract: one suite that every implementation of [`EventLog`] passes.
//!
//! A case panics with what it found. [`run_all`] runs every case on a log of its own; [`conformance_tests`] makes a
//! named test of each.

mod appending;
mod reading;
mod rewriting;

pub use appending::*;
pub use reading::*;
pub use rewriting::*;

use std::sync::Arc;

use etappe_protocol::commit::{Chain, Commit};
use etappe_protocol::event::EventKind;
use etappe_protocol::id::{ActorId, OpId, ReplicaId, StreamId};
use etappe_protocol::revision::Revision;

use super::{Append, ChainHead, EventLog, LogFuture, ReadLimit, SharedLog};

/// An implementation under test.
pub trait Fixture: Send {
    /// An empty log; asked for once.
    fn open(&mut self) -> LogFuture<'_, SharedLog>;

    /// Closes the log and opens it anew with all it holds; `None` where nothing outlives the handle.
    fn reopen(&mut self, log: SharedLog) -> LogFuture<'_, Option<SharedLog>>;
}

/// Runs every case, each on what `make` gives.
///
/// # Panics
/// When the log breaks its contract.
pub async fn run_all<F: Fixture>(mut make: impl FnMut() -> F) {
    macro_rules! run {
        ($_:expr; $($case:ident)*) => { $($case(make()).await;)* };
    }
    crate::conformance_cases!(run, ());
}

/// Hands something and the names of all cases to a macro.
#[macro_export]
macro_rules! conformance_cases {
    ($run:ident, $given:expr) => {
        $run! {
            $given;
            commits_are_gapless_and_in_order
            another_head_is_a_conflict
            later_calls_may_expect_queued_heads
            a_failure_takes_its_followers_along
            an_op_id_becomes_one_commit
            impossible_appends_are_refused
            one_of_many_writers_wins
            streams_do_not_disturb_each_other
            pages_keep_their_limits
            unknown_streams_are_empty
            ops_are_found
            the_highest_counter_is_known
            streams_are_listed_in_order
            a_scan_gives_everything_in_order
            receipts_come_after_visibility
            the_newest_position_is_told
            bytes_come_back_unchanged
            everything_outlives_the_handle
            a_rewrite_replaces_bodies_for_good
            a_deleted_stream_leaves_the_others_alone
            a_rewrite_of_something_else_is_refused
            a_closed_log_says_so
        }
    };
}

/// A named test for every case: `conformance_tests!(make_fixture())`.
#[macro_export]
macro_rules! conformance_tests {
    ($fixture:expr) => {
        use $crate::conformance_test_each;
        $crate::conformance_cases!(conformance_test_each, $fixture);
    };
}

/// What [`conformance_tests`] consists of.
#[macro_export]
macro_rules! conformance_test_each {
    ($fixture:expr; $($case:ident)*) => {
        $(#[tokio::test]
        async fn $case() {
            $crate::event_log::conformance::$case($fixture).await;
        })*
    };
}

/// A stream by number.
const fn stream(number: u8) -> StreamId {
    StreamId([number; 16])
}

const fn op(replica: u8, counter: u64) -> OpId {
    OpId { replica: ReplicaId([replica; 16]), counter }
}

fn commit(stream: StreamId, revision: u64, op_id: OpId) -> Commit {
    Commit {
        stream,
        revision: Revision(revision),
        actor: ActorId([9; 16]),
        time_ms: 1_700_000_000_000 + i64::try_from(revision).unwrap_or(0),
        op_id,
        kind: EventKind { event_type: 2, schema: 1 },
        salt: [revision.to_le_bytes()[0]; 8],
        kept: None,
        body: vec![stream.0[0]; 10],
    }
}

/// Commits `expected + 1 ..= expected + count` of a stream, op counters alike.
fn append(stream: StreamId, expected: u64, count: u64) -> Append {
    let revisions = expected + 1..=expected + count;
    let commits = revisions.map(|revision| Arc::new(commit(stream, revision, op(1, revision)))).collect();
    Append { stream, expected: Revision(expected), commits, head: None }
}

fn one(stream: StreamId, expected: u64, op_id: OpId) -> Append {
    let commits = vec![Arc::new(commit(stream, expected + 1, op_id))];
    Append { stream, expected: Revision(expected), commits, head: None }
}

fn with_head(mut append: Append) -> Append {
    let chain = append.commits.iter().fold(Chain::START, |chain, commit| chain.after(commit));
    let revision = append.commits.last().map_or(append.expected, |last| last.revision);
    append.head = Some(ChainHead { stream: append.stream, revision, chain });
    append
}

/// All commits of a stream, read in pages of at most `page`.
async fn read_all(log: &dyn EventLog, stream: StreamId, page: usize) -> Vec<Commit> {
    let mut all: Vec<Commit> = Vec::new();
    loop {
        let after = all.last().map_or(Revision::ZERO, |last| last.revision);
        let limit = ReadLimit { commits: page, ..ReadLimit::default() };
        let page = log.read(stream, after, limit).await.expect("a page");
        if page.commits.is_empty() {
            assert_eq!(page.head, after, "an empty page only at the head");
            return all;
        }
        all.extend(page.commits);
    }
}
