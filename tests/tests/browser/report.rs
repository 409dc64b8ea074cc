//! What is made to be printed: the report of an analysis, that of a cycle, and the questionnaire on paper.

use std::net::SocketAddr;

use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::ItemId;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::catalogue;
use etappe_tests::browser::{Browser, Driver};
use etappe_tests::client::Client;
use etappe_tests::programme::Programme;
use etappe_tests::server::Server;
use serde_json::json;

/// Opens an invitation and presses the button.
async fn come_in(browser: &Browser, server: SocketAddr, invitation: &str) {
    browser.client.goto(&format!("http://{server}/join#{invitation}")).await.unwrap();
    browser.find("join-button").await.click().await.unwrap();
    browser.until("inside", "return !location.pathname.startsWith('/join')", vec![]).await;
}

/// Looks at the page as paper has it, and gives the number of its pages.
async fn printed(browser: &Browser) -> u64 {
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
    let hidden = "return [...document.querySelectorAll('.bar, .skip, button, input, .report-tools')] \
                  .every(e => !e.checkVisibility())";
    browser.until("nothing to press", hidden, vec![]).await;
    let heads = "return [...document.querySelectorAll('table')].every(t => t.tHead && \
                 getComputedStyle(t.tHead).display === 'table-header-group')";
    browser.until("tables repeat their heads", heads, vec![]).await;
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
    let paper = json!({ "preferCSSPageSize": true, "printBackground": true });
    let pdf = browser.devtools("Page.printToPDF", paper).await;
    // Chromium writes each page as an object of its own, uncompressed.
    let count = "return atob(arguments[0]).match(/\\/Type \\/Page\\b/g).length";
    let pages = browser.script(count, vec![pdf["value"]["data"].clone()]).await;
    pages.as_u64().unwrap()
}

async fn says(browser: &Browser, what: &str) {
    let script = "return document.querySelector('main').textContent.includes(arguments[0])";
    browser.until(what, script, vec![json!(what)]).await;
}

/// Whether a line at the top of every page has this text.
async fn runs(browser: &Browser, title: &str) {
    let script = "return [...document.styleSheets].some(sheet => [...sheet.cssRules].some(rule => \
                  rule instanceof CSSPageRule && rule.cssText.includes(arguments[0])))";
    browser.until("a running head", script, vec![json!(title)]).await;
}

#[tokio::test]
async fn reports_and_the_questionnaire_are_made_for_paper() {
    let data = tempfile::tempdir().unwrap();
    let programme = Programme::plant(data.path(), 3).await;
    let server = Server::start(data.path()).await;
    let address = server.address();
    let team = &programme.teams[0];
    let mut client = Client::open(address, &team.lead.cookie, team.analysis).await.unwrap();
    for number in 1..=3 {
        client.rate(&format!("A1.{number}"), "3").await.unwrap();
    }
    let reason = FieldAddress::reason(ItemId::new("A1.1").unwrap());
    client.edit(&reason, Operation::splice(0, 0, "Wir fragen \"alle\" Schulen.")).await.unwrap();
    client.saved().await.unwrap();
    programme.close_behind(server.app(), team).await;
    client.rate("A1.1", "4").await.unwrap();
    client.saved().await.unwrap();
    programme.grant(server.app(), &programme.teams[1], InsightLevel::Progress).await;

    let driver = Driver::start().await;
    let browser = driver.browser().await;
    come_in(&browser, address, &team.lead.invitation).await;
    let go = async |path: String, id: &str| {
        browser.client.goto(&format!("http://{address}{path}")).await.unwrap();
        browser.find(id).await;
    };
    go(format!("/a/{}/scores", team.analysis), "to-report").await;
    let to = "return document.querySelector('[data-testid=to-report]').pathname";
    let path = browser.script(to, vec![]).await.as_str().unwrap().to_owned();
    go(path, "report").await;
    for word in ["Projekt 1", "Initiative 1", "Nordtal 2026", "Wir fragen \"alle\" Schulen.", "M0", "Jetzt"] {
        says(&browser, word).await;
    }
    runs(&browser, "Projekt 1").await;
    let statements = catalogue::load_default().unwrap().items().count();
    let rows = "return document.querySelectorAll('.report-statements tbody tr').length === arguments[0]";
    browser.until("every statement", rows, vec![json!(statements)]).await;
    let pages = printed(&browser).await;
    assert!((6..=16).contains(&pages), "cover, three areas, measures: {pages}");
    browser.find("with-reasons").await.click().await.unwrap();
    let without = "return ![...document.querySelectorAll('.report-reason')].some(e => e.checkVisibility())";
    browser.until("no reasons", without, vec![]).await;
    browser.find("lang-en").await.click().await.unwrap();
    says(&browser, "How the values come about").await;

    go(format!("/a/{}/blank", team.analysis), "blank").await;
    let boxes = "return document.querySelectorAll('.blank-item .blank-boxes').length === arguments[0]";
    browser.until("every statement", boxes, vec![json!(statements)]).await;
    let pages = printed(&browser).await;
    assert!((4..=16).contains(&pages), "{pages}");
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;

    let browser = driver.browser().await;
    come_in(&browser, address, &programme.coordinator.invitation).await;
    browser.client.goto(&format!("http://{address}/c/{}/report", programme.cycle)).await.unwrap();
    browser.find("cycle-report").await;
    let teams = "return [...document.querySelectorAll('.report-team h3')].map(e => e.textContent).join() === \
                 'Projekt 1,Projekt 2,Projekt 3'";
    browser.until("teams in the order of the alphabet", teams, vec![]).await;
    says(&browser, "Das Team zeigt seine Werte nicht.").await;
    let said = browser.script("return document.querySelector('main').textContent", vec![]).await;
    assert!(!said.as_str().unwrap().contains("Schulen"), "reasons are the teams' own");
    runs(&browser, "Nordtal 2026").await;
    assert!(1 < printed(&browser).await);
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;
    driver.stop().await;
    server.stop().await;
}
