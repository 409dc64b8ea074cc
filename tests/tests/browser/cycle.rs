//! A cycle in the browser: the live board, closing a milestone, and the way there from nothing.

use std::net::SocketAddr;

use etappe_protocol::id::StreamId;
use etappe_server::access::Role;
use etappe_tests::browser::{Browser, Driver};
use etappe_tests::programme::Programme;
use etappe_tests::seed;
use etappe_tests::server::Server;
use serde_json::json;

/// Opens an invitation and presses the button.
async fn come_in(browser: &Browser, server: SocketAddr, invitation: &str) {
    browser.client.goto(&format!("http://{server}/join#{invitation}")).await.unwrap();
    browser.find("join-button").await.click().await.unwrap();
}

/// Waits until the page says something.
async fn until_says(browser: &Browser, id: &str, text: &str) {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); \
                  return !!e && e.innerText.includes(arguments[1])";
    browser.until(&format!("{text:?} in {id}"), script, vec![json!(id), json!(text)]).await;
}

async fn says(browser: &Browser, id: &str) -> String {
    browser.find(id).await.text().await.unwrap()
}

async fn click(browser: &Browser, id: &str) {
    browser.find(id).await.click().await.unwrap();
}

async fn fill(browser: &Browser, id: &str, text: &str) {
    let field = browser.find(id).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

#[tokio::test]
async fn a09_the_board_is_live_and_stands_still_when_asked_to() {
    let data = tempfile::tempdir().unwrap();
    let programme = Programme::plant(data.path(), 1).await;
    let server = Server::start(data.path()).await;
    let driver = Driver::start().await;
    let (board, team) = (driver.browser().await, driver.browser().await);
    come_in(&board, server.address(), &programme.coordinator.invitation).await;
    until_says(&board, "board-link", "Aktualisiert").await;
    until_says(&board, "board", "Projekt 1").await;
    let same =
        "window.card = document.querySelector(`[data-testid='team-card'][data-team='${arguments[0]}']`)";
    let analysis = json!(programme.teams[0].analysis.to_string());
    board.script(same, vec![analysis.clone()]).await;

    team.join(server.address(), &programme.teams[0].lead.invitation).await;
    team.until_state("saved").await;
    until_says(&board, "board", "1 Person da").await;
    team.choose("radio-A1.1-2").await;
    team.until_state("saved").await;
    until_says(&board, "board", "1 von ").await;
    let kept = "return window.card.isConnected && window.card === document.querySelector(`[data-testid='team-card'][data-team='${arguments[0]}']`)";
    board.until("the same card", kept, vec![analysis]).await;

    click(&board, "pause").await;
    until_says(&board, "board-link", "Angehalten").await;
    team.choose("radio-A1.2-2").await;
    team.until_state("saved").await;
    // Somebody else's board shows it, so it would have been here as well.
    let other = driver.browser().await;
    come_in(&other, server.address(), &programme.coordinator.invitation).await;
    until_says(&other, "board", "2 von ").await;
    assert!(says(&board, "board").await.contains("1 von "), "it stands still");
    click(&board, "refresh").await;
    until_says(&board, "board", "2 von ").await;
    click(&board, "pause").await;
    until_says(&board, "board-link", "Aktualisiert").await;
    let console = board.console().await;
    assert!(console.is_empty(), "{console:?}");

    for browser in [board, team, other] {
        browser.close().await;
    }
    driver.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a_milestone_is_closed_and_opened_again_through_its_dialogs() {
    let data = tempfile::tempdir().unwrap();
    let programme = Programme::plant(data.path(), 2).await;
    let server = Server::start(data.path()).await;
    let driver = Driver::start().await;
    let browser = driver.browser().await;
    come_in(&browser, server.address(), &programme.coordinator.invitation).await;
    click(&browser, "board-plan").await;
    click(&browser, "close-1").await;
    until_says(&browser, "close-teams", "Projekt 2").await;
    let focused =
        "return document.querySelector(`[data-testid='dialog-close']`).contains(document.activeElement)";
    browser.until("focus in the dialog", focused, vec![]).await;
    click(&browser, "close-confirm").await;
    until_says(&browser, "close-result", "2 Teams sind festgehalten").await;
    click(&browser, "close-finished").await;
    let closed =
        "return document.querySelector(`[data-testid='milestone-1']`).dataset.closed === arguments[0]";
    browser.until("closed", closed, vec![json!("true")]).await;
    click(&browser, "reopen-1").await;
    click(&browser, "reopen-confirm").await;
    browser.until("open again", closed, vec![json!("false")]).await;
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
    browser.close().await;
    driver.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn an_empty_installation_leads_to_the_first_team_without_help() {
    let data = tempfile::tempdir().unwrap();
    let operator = seed::join(data.path(), "Olaf", Role::Operator, &[StreamId::INSTALLATION]).await;
    let server = Server::start(data.path()).await;
    let driver = Driver::start().await;
    let (olaf, miriam) = (driver.browser().await, driver.browser().await);
    come_in(&olaf, server.address(), &operator.invitation).await;
    fill(&olaf, "first-region", "Nordtal").await;
    click(&olaf, "first-region-add").await;
    fill(&olaf, "first-cycle", "Nordtal 2026").await;
    click(&olaf, "first-cycle-add").await;
    fill(&olaf, "invite-name-coordinator", "Miriam").await;
    click(&olaf, "invite-make").await;
    let link = says(&olaf, "invite-link").await;
    let token = link.rsplit_once('#').unwrap().1.to_owned();

    come_in(&miriam, server.address(), &token).await;
    until_says(&miriam, "board-title", "Nordtal 2026").await;
    until_says(&miriam, "board-empty", "Noch ist kein Team dabei").await;
    click(&miriam, "board-plan").await;
    click(&miriam, "add-workshop").await;
    click(&miriam, "schedule-save").await;
    until_says(&miriam, "milestone-1", "Workshop 1").await;
    fill(&miriam, "team-project", "Grüne Schule").await;
    fill(&miriam, "team-lead", "Ayşe").await;
    click(&miriam, "team-make").await;
    let link = says(&miriam, "team-link").await;
    assert!(link.contains("/join#"), "{link}");
    for browser in [olaf, miriam] {
        let console = browser.console().await;
        assert!(console.is_empty(), "{console:?}");
        browser.close().await;
    }
    driver.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a15_the_coordinators_pages_fit_320_pixels() {
    let data = tempfile::tempdir().unwrap();
    let programme = Programme::plant(data.path(), 2).await;
    let server = Server::start(data.path()).await;
    let driver = Driver::start().await;
    let browser = driver.browser().await;
    let size = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    come_in(&browser, server.address(), &programme.coordinator.invitation).await;
    browser.find("board-title").await;
    let cycle = format!("http://{}/c/{}", server.address(), programme.cycle);
    for (page, part) in [("", "team-card"), ("/plan", "milestone-1"), ("/projector", "projector-teams")] {
        browser.client.goto(&format!("{cycle}{page}")).await.unwrap();
        browser.find(part).await;
        let fits = "const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 320.5 \
                    && !e.closest('.visually-hidden, .print-only')); \
                    return document.documentElement.scrollWidth <= 320 || wide.map(e => e.outerHTML.slice(0, 60))";
        browser.until(&format!("{page} fits"), fits, vec![]).await;
    }
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
    browser.close().await;
    driver.stop().await;
    server.stop().await;
}
