//! People in real browsers. Slow and few: what only a browser can show.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests end by panicking")]

#[path = "browser/coediting.rs"]
mod coediting;
#[path = "browser/compare.rs"]
mod compare;
#[path = "browser/cycle.rs"]
mod cycle;
#[path = "boundary/cycle/support.rs"]
#[expect(dead_code, reason = "the boundary suite uses all of it")]
mod cycle_support;
#[path = "browser/guide.rs"]
mod guide;
#[path = "browser/page.rs"]
mod page;
#[path = "browser/ratings.rs"]
mod ratings;
#[path = "browser/redact.rs"]
mod redact;
#[path = "browser/replay.rs"]
mod replay;
#[path = "browser/report.rs"]
mod report;
#[path = "browser/saving.rs"]
mod saving;
#[path = "browser/team.rs"]
mod team;

use etappe_tests::browser::{Browser, Driver};
use etappe_tests::seed::Seed;
use etappe_tests::server::Server;
use tempfile::TempDir;

/// A server with one analysis, and a browser for each of its people, already inside.
struct Workshop {
    server: Server,
    driver: Driver,
    people: Vec<Browser>,
    _data: TempDir,
}

impl Workshop {
    async fn open(people: usize) -> Self {
        let data = tempfile::tempdir().unwrap();
        let seed = Seed::plant(data.path(), 1, people).await;
        let server = Server::start(data.path()).await;
        let driver = Driver::start().await;
        let mut browsers = Vec::new();
        for member in &seed.members {
            let browser = driver.browser().await;
            browser.join(server.address(), &member.invitation).await;
            browser.until_state("saved").await;
            browsers.push(browser);
        }
        Self { server, driver, people: browsers, _data: data }
    }

    async fn close(self) {
        for browser in self.people {
            browser.close().await;
        }
        self.driver.stop().await;
        self.server.stop().await;
    }
}
