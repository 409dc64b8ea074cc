//! S-03 to S-09, S-11, S-13, S-16 to S-19, S-23, S-24, S-29, S-31 to S-33, S-35, I10: people, what they may, and what
//! is written down about it.

mod audit;
mod links;
mod pace;
mod roles;
mod scopes;
mod sessions;

use std::net::SocketAddr;
use std::path::Path;

use etappe_protocol::frame::{ClientFrame, ServerFrame, Submit};
use etappe_protocol::id::StreamId;
use etappe_protocol::op::Op;
use etappe_protocol::revision::Revision;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::access::Role;
use etappe_tests::client::Gone;
use etappe_tests::http::{self, Answer};
use etappe_tests::seed::{self, Person, Seed};
use etappe_tests::server::Server;
use serde_json::Value;

use super::support::Line;

/// A house with two analyses and somebody of each kind in the first one.
struct House {
    folder: tempfile::TempDir,
    seed: Seed,
    lead: Person,
    viewer: Person,
    guest: Person,
    operator: Person,
}

impl House {
    async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = Seed::plant(folder.path(), 2, 2).await;
        let here = [seed.streams[0]];
        let lead = seed::join(folder.path(), "Leyla", Role::Lead, &here).await;
        let viewer = seed::join(folder.path(), "Vera", Role::Viewer, &here).await;
        let guest = seed::join(folder.path(), "Gast", Role::Guest, &here).await;
        let operator = seed::join(folder.path(), "Ute", Role::Operator, &[StreamId::INSTALLATION]).await;
        Self { folder, seed, lead, viewer, guest, operator }
    }

    async fn open() -> (Self, Server) {
        let house = Self::build().await;
        let server = Server::start(house.path()).await;
        (house, server)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn stream(&self) -> StreamId {
        self.seed.streams[0]
    }

    fn member(&self) -> &Person {
        &self.seed.members[0]
    }
}

async fn post(address: SocketAddr, path: &str, by: &Person, body: Value) -> Answer {
    http::post(address, path, Some(&by.cookie), &body.to_string()).await
}

async fn get(address: SocketAddr, path: &str, by: &Person) -> Answer {
    http::get(address, path, Some(&by.cookie)).await
}

/// An answer without what is different each time.
fn words(answer: &Answer) -> (u16, Value) {
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("request_id");
    (answer.status, body)
}

/// Rows of the audit log, as the operator is given them.
async fn audit(address: SocketAddr, operator: &Person) -> Vec<Value> {
    let answer = get(address, "/api/audit", operator).await;
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body).unwrap();
    text.lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// An edit of the notes, and what becomes of it.
async fn edit(line: &mut Line, counter: u64, base: Revision) -> Result<ServerFrame, Gone> {
    let op = Op::EditText { field: FieldAddress::NOTES, operation: Operation::splice(0, 0, "x") };
    line.send(&ClientFrame::Submit(0, Submit { counter, base, op })).await;
    loop {
        let frame = line.next().await?;
        match &frame {
            ServerFrame::Rejected(..) | ServerFrame::Failed(..) => return Ok(frame),
            ServerFrame::Committed(_, committed)
                if committed.commits.iter().any(|commit| base < commit.revision) =>
            {
                return Ok(frame);
            }
            _ => {}
        }
    }
}
