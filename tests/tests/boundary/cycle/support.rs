//! A programme over HTTP, as its people set it up: a region, a cycle with its coordinators, teams with their leads.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use etappe_protocol::analysis::Pin;
use etappe_protocol::cycle::{CycleOp, MilestoneKind, Schedule};
use etappe_protocol::id::{MilestoneId, OpId, RegionId, ReplicaId, StreamId};
use etappe_protocol::installation::InstallationOp;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::{CycleView, CycleWritten, NewCycle, NewTeam, NewTeamMade, TeamCycle, Wish};
use etappe_server::app::Store;
use etappe_server::clock::Clock;
use etappe_server::random;
use etappe_tests::client::Client;
use etappe_tests::http::{self, Answer};
use etappe_tests::server::{self, Server};
use serde::Serialize;

pub const FIRST: MilestoneId = MilestoneId(1);
pub const SECOND: MilestoneId = MilestoneId(2);

/// An id for one wish.
pub fn wish_id() -> OpId {
    OpId { replica: ReplicaId(random::bytes()), counter: 1 }
}

pub fn wish<T>(op: T) -> Wish<T> {
    Wish { op_id: wish_id(), op }
}

pub fn schedule(title: &str, date: &str) -> Schedule {
    Schedule {
        kind: MilestoneKind::Workshop,
        title: title.to_owned(),
        date: date.parse().unwrap(),
        time: "09:30".parse().unwrap(),
        duration_min: 180,
        zone: "Europe/Berlin".to_owned(),
        place: "Bücherei, Saal 2".to_owned(),
    }
}

/// A team and who leads it.
pub struct Team {
    pub analysis: StreamId,
    pub lead: String,
}

/// A running server with a cycle of two milestones and two coordinators.
pub struct Programme {
    pub server: Option<Server>,
    pub folder: PathBuf,
    /// Cookies.
    pub operator: String,
    pub coordinators: [String; 2],
    pub region: RegionId,
    pub cycle: StreamId,
}

impl Programme {
    /// From an empty folder, over HTTP, as a new operator would.
    pub async fn begin(folder: &Path) -> Self {
        let store = Store::open(folder).unwrap();
        let expires_ms = Clock::System.now_ms() + 3_600_000;
        let link = store.people.invite_first_operator(expires_ms).unwrap().token;
        let server = Server::start_on(server::config(folder), store).await;
        let address = server.address();
        let operator = redeem(address, link.secret()).await;
        let region = RegionId(random::bytes());
        let op = InstallationOp::NameRegion { region, name: "Nord".to_owned(), seen: Revision::ZERO };
        let named = http::post_packed(address, "/api/installation", Some(&operator), &wish(op)).await;
        assert_eq!(named.packed::<Revision>(), Revision(1));
        let new = wish(NewCycle { region, title: "Nord 2026".to_owned() });
        let begun = http::post_packed(address, "/api/cycles", Some(&operator), &new).await;
        let cycle: StreamId = begun.packed();
        let again = http::post_packed(address, "/api/cycles", Some(&operator), &new).await;
        assert_eq!(again.packed::<StreamId>(), cycle, "the repeat of a wish is the same wish");
        let mut coordinators = [String::new(), String::new()];
        for (cookie, name) in coordinators.iter_mut().zip(["Miriam", "Jonas"]) {
            let path = format!("/api/people/{cycle}/invite");
            let body = format!(r#"{{"name":"{name}","role":"coordinator"}}"#);
            let made = http::post(address, &path, Some(&operator), &body).await.json();
            *cookie = redeem(address, made["token"].as_str().unwrap()).await;
        }
        let server = Some(server);
        let programme = Self { server, folder: folder.to_owned(), operator, coordinators, region, cycle };
        for (milestone, title, date) in
            [(FIRST, "Workshop 1", "2026-03-04"), (SECOND, "Workshop 2", "2026-05-06")]
        {
            let op = CycleOp::Schedule { milestone, schedule: schedule(title, date), seen: Revision::ZERO };
            programme.write(op).await;
        }
        programme
    }

    pub fn address(&self) -> SocketAddr {
        self.server.as_ref().unwrap().address()
    }

    pub async fn stop(&mut self) {
        self.server.take().unwrap().stop().await;
    }

    pub async fn start(&mut self) {
        self.server = Some(Server::start(&self.folder).await);
    }

    /// Closes a milestone as of now.
    pub async fn close(&self, milestone: MilestoneId, closing: u32) -> CycleWritten {
        self.write(CycleOp::Close { milestone, moment_ms: Clock::System.now_ms(), closing }).await
    }

    /// The pins of an analysis of this cycle, by milestone and closing.
    pub async fn pins(&self, team: &Team) -> BTreeMap<(u16, u32), Pin> {
        let client = Client::open(self.address(), &team.lead, team.analysis).await.unwrap();
        let pins = client.replica.confirmed().pins.iter();
        pins.map(|(key, pin)| ((key.milestone.0, key.closing), *pin)).collect()
    }

    /// Waits until an analysis has as many pins.
    pub async fn until_pinned(&self, team: &Team, count: usize) -> BTreeMap<(u16, u32), Pin> {
        let mut client = Client::open(self.address(), &team.lead, team.analysis).await.unwrap();
        client.until(|client| client.replica.confirmed().pins.len() == count).await.unwrap();
        self.pins(team).await
    }

    pub async fn post<T: Serialize>(&self, path: &str, cookie: &str, body: &T) -> Answer {
        http::post_packed(self.address(), path, Some(cookie), body).await
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        http::get(self.address(), path, Some(cookie)).await
    }

    pub fn path(&self) -> String {
        format!("/api/cycle/{}", self.cycle)
    }

    /// An op of the first coordinator that is accepted.
    pub async fn write(&self, op: CycleOp) -> CycleWritten {
        self.try_write(op).await.packed()
    }

    pub async fn try_write(&self, op: CycleOp) -> Answer {
        self.post(&self.path(), &self.coordinators[0], &wish(op)).await
    }

    pub async fn view(&self) -> CycleView {
        self.get(&self.path(), &self.coordinators[0]).await.packed()
    }

    /// A team that has been invited; its lead has come in.
    pub async fn invited(&self, title: &str) -> Team {
        let new = NewTeam {
            initiative: "Hof".to_owned(),
            title: title.to_owned(),
            lead_name: format!("Lead of {title}"),
            lead_mail: None,
        };
        let path = format!("{}/teams", self.path());
        let made = self.post(&path, &self.coordinators[0], &wish(new)).await.packed::<NewTeamMade>();
        Team { analysis: made.analysis, lead: redeem(self.address(), &made.token).await }
    }

    /// A team that takes part.
    pub async fn enrolled(&self, title: &str) -> Team {
        let team = self.invited(title).await;
        assert_eq!(self.word(&team, "consent").await.status, 200);
        team
    }

    /// A team's word: `consent` or `leave`.
    pub async fn word(&self, team: &Team, word: &str) -> Answer {
        let path = format!("/api/analysis/{}/{word}", team.analysis);
        let body = format!(r#"{{"cycle":"{}","op_id":"{}"}}"#, self.cycle, wish_id());
        http::post(self.address(), &path, Some(&team.lead), &body).await
    }

    pub async fn cycles_of(&self, team: &Team) -> Vec<TeamCycle> {
        self.get(&format!("/api/analysis/{}/cycles", team.analysis), &team.lead).await.packed()
    }
}

/// Comes in by a link; the cookie.
pub async fn redeem(address: SocketAddr, token: &str) -> String {
    let redeemed = http::post(address, "/api/redeem", None, &format!(r#"{{"token":"{token}"}}"#)).await;
    assert_eq!(redeemed.status, 200, "{}", String::from_utf8_lossy(&redeemed.body));
    redeemed.cookie().unwrap()
}

/// Checks that an op was refused, and how.
#[track_caller]
pub fn refused(answer: &Answer, rejection: &str) {
    assert_eq!(answer.status, 409, "{}", String::from_utf8_lossy(&answer.body));
    let json = answer.json();
    assert_eq!(json["rejection"], rejection);
    for language in ["message_de", "message_en"] {
        assert!(json[language].as_str().is_some_and(|message| !message.is_empty()), "{json}");
    }
}
