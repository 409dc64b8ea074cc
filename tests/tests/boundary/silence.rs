//! S-22: whoever opens a connection and says nothing is sent away. Time is turned forward, not waited for.

use std::time::Duration;

use etappe_protocol::id::ReplicaId;
use etappe_protocol::limits;
use etappe_server::random;
use etappe_tests::seed::Seed;
use etappe_tests::server::Server;
use futures_util::StreamExt;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;

use super::support::Line;

/// Longer than every limit; the runtime's time jumps there whenever nobody has anything to do.
const LONG: Duration = Duration::from_secs(300);

/// The close code that somebody who says nothing is given, and after how long.
async fn end_of(line: &mut Line) -> (Option<u16>, Duration) {
    let began = Instant::now();
    loop {
        match timeout(LONG, line.socket.next()).await.unwrap() {
            Some(Ok(Message::Close(frame))) => {
                return (frame.map(|frame| frame.code.into()), began.elapsed());
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return (None, began.elapsed()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn s22_no_hello_in_time_ends_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 1).await;
    let server = Server::start(folder.path()).await;
    let mut line = Line::connect(server.address(), &planted.members[0].cookie).await;
    let (code, after) = end_of(&mut line).await;
    assert_eq!(code, Some(1008));
    assert!(after <= Duration::from_millis(limits::HANDSHAKE_MS + 1_000), "{after:?}");
    // Pings are not a hello.
    let mut line = Line::connect(server.address(), &planted.members[0].cookie).await;
    let began = Instant::now();
    for _ in 0..30 {
        line.message(Message::Ping(Vec::new().into())).await;
        tokio::time::advance(Duration::from_millis(500)).await;
    }
    assert_eq!(line.closed().await, Some(1008));
    assert!(began.elapsed() < Duration::from_secs(20));
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn s22_silence_after_the_hello_ends_the_connection() {
    let folder = tempfile::tempdir().unwrap();
    let planted = Seed::plant(folder.path(), 1, 1).await;
    let server = Server::start(folder.path()).await;
    let mut line =
        Line::hello(server.address(), &planted.members[0].cookie, ReplicaId(random::bytes())).await;
    line.subscribe(planted.streams[0], None).await.unwrap();
    let (code, after) = end_of(&mut line).await;
    assert_eq!(code, Some(1008));
    assert!(after <= Duration::from_millis(limits::SILENCE_MS + 1_000), "{after:?}");
    server.stop().await;
}
