//! Recorded people, typing again.

use std::path::Path;
use std::time::Instant;

use etappe_tests::seed::Seed;
use etappe_tests::server::Server;
use etappe_tests::trace::{Trace, replay};

/// Types a recording again; without the recordings there is nothing to do.
async fn again(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/traces").join(name);
    if !path.exists() {
        println!("skipped: {name} is not beside this workspace");
        return;
    }
    let (trace, began) = (Trace::load(&path).unwrap(), Instant::now());
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, trace.num_agents).await;
    let cookies: Vec<_> = planted.members.iter().map(|member| member.cookie.clone()).collect();
    let server = Server::start(folder.path()).await;
    let replayed = replay(&trace, server.address(), &cookies, planted.streams[0]).await.unwrap();
    server.stop().await;
    println!("{name}: {replayed:?} in {:.1?}, all alike in the end", began.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_two_people_typing_into_one_text_end_as_recorded() {
    again("friendsforever.json.gz").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_one_person_typing_for_hours_ends_as_recorded() {
    again("sveltecomponent.json.gz").await;
}
