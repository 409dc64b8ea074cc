//! A line between client and server that is cut after a number of bytes, in the middle of whatever they were.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How many bytes a connection carries before both its ends find it gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// From the client.
    pub up: u64,
    /// From the server.
    pub down: u64,
}

impl Cut {
    /// A connection that is never cut.
    pub const NEVER: Self = Self { up: u64::MAX, down: u64::MAX };
}

/// Takes connections on a free port and leads them to a server.
pub struct Proxy {
    address: SocketAddr,
    plan: Arc<Mutex<Plan>>,
    accepting: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Plan {
    target: Option<SocketAddr>,
    cuts: VecDeque<Cut>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Proxy {
    /// A line that leads nowhere yet.
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let plan = Arc::<Mutex<Plan>>::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&plan)));
        Self { address, plan, accepting }
    }

    /// Where clients connect.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Leads new connections to this server.
    pub fn lead_to(&self, server: SocketAddr) {
        lock(&self.plan).target = Some(server);
    }

    /// Cuts one of the connections to come; those with no cut left are not cut.
    pub fn cut_next(&self, cut: Cut) {
        lock(&self.plan).cuts.push_back(cut);
    }

    /// Whether there are cuts that no connection has taken.
    #[must_use]
    pub fn cuts_left(&self) -> bool {
        !lock(&self.plan).cuts.is_empty()
    }
}

fn lock(plan: &Mutex<Plan>) -> MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, plan: Arc<Mutex<Plan>>) {
    while let Ok((client, _)) = listener.accept().await {
        let (target, cut) = {
            let mut plan = lock(&plan);
            (plan.target, plan.cuts.pop_front().unwrap_or(Cut::NEVER))
        };
        if let Some(target) = target {
            tokio::spawn(join(client, target, cut));
        }
    }
}

async fn join(client: TcpStream, target: SocketAddr, cut: Cut) {
    let Ok(server) = TcpStream::connect(target).await else { return };
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = carry(from_client, to_server, cut.up) => {}
        () = carry(from_server, to_client, cut.down) => {}
    }
}

/// Carries this many bytes and not one more.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut left: u64) {
    let mut buffer = [0; 4_096];
    while 0 < left {
        let room = usize::try_from(left).unwrap_or(buffer.len()).min(buffer.len());
        match from.read(&mut buffer[..room]).await {
            Ok(0) | Err(_) => return,
            Ok(count) => {
                if to.write_all(&buffer[..count]).await.is_err() {
                    return;
                }
                left -= count as u64;
            }
        }
    }
}
