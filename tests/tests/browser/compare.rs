//! Two points compared in the browser: for the team, and for its coordinator as far as the team allows.

use etappe_protocol::event::InsightLevel;
use etappe_protocol::id::ItemId;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_tests::browser::{Browser, Driver};
use etappe_tests::client::Client;
use etappe_tests::programme::Programme;
use etappe_tests::server::Server;
use serde_json::{Value, json};

/// Something before the workshop; behind it one answer goes down, another reason is written.
async fn work(server: &Server, programme: &Programme) {
    let team = &programme.teams[0];
    let mut client = Client::open(server.address(), &team.lead.cookie, team.analysis).await.unwrap();
    let reason = FieldAddress::reason(ItemId::new("A1.1").unwrap());
    for item in ["A1.1", "A1.2"] {
        client.rate(item, "3").await.unwrap();
    }
    client.edit(&reason, Operation::splice(0, 0, "Wir fragen Kinder.")).await.unwrap();
    client.saved().await.unwrap();
    programme.close_behind(server.app(), team).await;
    let pinned = server.app().programme.analysis(team.analysis).await.unwrap().revision;
    client.until(|client| pinned <= client.replica.confirmed().revision).await.unwrap();
    client.rate("A1.2", "1").await.unwrap();
    client.edit(&reason, Operation::splice(11, 6, "Jugendliche")).await.unwrap();
    client.saved().await.unwrap();
}

async fn until_says(browser: &Browser, id: &str, text: &str) {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); \
                  return !!e && e.innerText.includes(arguments[1])";
    browser.until(&format!("{text:?} in {id}"), script, vec![json!(id), json!(text)]).await;
}

async fn choose(browser: &Browser, id: &str, value: &str) {
    browser.find(id).await;
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.value = arguments[1]; \
                  e.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(script, vec![json!(id), json!(value)]).await;
}

async fn ask(browser: &Browser, script: &str) -> Value {
    browser.script(&format!("return {script}"), vec![]).await
}

#[tokio::test]
async fn a_team_sees_what_has_moved_since_the_workshop_and_a_link_shows_the_same() {
    let data = tempfile::tempdir().unwrap();
    let programme = Programme::plant(data.path(), 1).await;
    let server = Server::start(data.path()).await;
    work(&server, &programme).await;
    let team = &programme.teams[0];
    let driver = Driver::start().await;
    let browser = driver.browser().await;
    browser.join(server.address(), &team.lead.invitation).await;
    browser.until_state("saved").await;
    browser.find("tab-compare").await.click().await.unwrap();
    let sentence = "Seit Workshop 1: 1 Bewertung bewegt, nach unten.";
    until_says(&browser, "digest-sentence", sentence).await;
    until_says(&browser, "digest-also", "Außerdem: 1 Begründung überarbeitet.").await;
    until_says(&browser, "focus", "Tiefer eingeschätzt als vorher").await;
    until_says(&browser, "moved-A1.2", "nach unten").await;
    until_says(&browser, "moved-A1.1", "Begründung überarbeitet").await;
    let marks = "[...document.querySelectorAll('ins, del')].map(e => e.tagName + e.lastChild.data)";
    assert_eq!(ask(&browser, marks).await, json!(["DELKinder", "INSJugendliche"]));
    let spoken =
        ask(&browser, "document.querySelector('[data-testid=\"moved-A1.1\"] del').textContent").await;
    assert_eq!(spoken, json!("gestrichen: Kinder"), "not by line and colour alone");
    let links = "[...document.querySelectorAll('.change-made a')].filter(a => /\\/a\\/[0-9a-f]{32}\\/replay#r\\d+$/.test(a.href)).length";
    assert_eq!(ask(&browser, links).await, json!(2), "to the exact moment of each");

    // The address is the comparison.
    let path = format!("/a/{}/compare?from=m{}-1&to=now", team.analysis, programme.cycle);
    assert_eq!(ask(&browser, "location.pathname + location.search").await, json!(path));
    choose(&browser, "compare-from", "now").await;
    until_says(&browser, "compare-empty", "hat sich nichts geändert").await;
    browser.client.goto(&format!("http://{}{path}", server.address())).await.unwrap();
    until_says(&browser, "digest-sentence", sentence).await;
    choose(&browser, "compare-from", "r0").await;
    until_says(&browser, "digest-sentence", "Seit Beginn: 2 Bewertungen bewegt").await;
    // A point that has not come is named, and another can be chosen.
    let ahead = format!("http://{}/a/{}/compare?from=r0&to=r999", server.address(), team.analysis);
    browser.client.goto(&ahead).await.unwrap();
    until_says(&browser, "compare-trouble", "liegt noch vor euch").await;
    choose(&browser, "compare-to", "now").await;
    until_says(&browser, "digest-sentence", "Seit Beginn").await;

    // From a focus point to the statement, on the same connection.
    choose(&browser, "compare-from", &format!("m{}-1", programme.cycle)).await;
    until_says(&browser, "focus", "A1.2").await;
    browser.script("document.querySelector('[data-testid=focus] a').click()", vec![]).await;
    let there = "return location.pathname.split('/').length === 3 && document.activeElement.closest('[data-testid=\"item-A1.2\"]') !== null";
    browser.until("at the statement", there, vec![]).await;
    browser.script("history.back()", vec![]).await;
    until_says(&browser, "digest-sentence", sentence).await;

    let size = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    browser.until("fits", "return document.documentElement.scrollWidth <= 320", vec![]).await;
    let console = browser.console().await;
    let loud: Vec<_> = console.iter().filter(|line| !line.contains("409")).collect();
    assert!(loud.is_empty(), "{loud:?}");
    browser.close().await;
    driver.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a_coordinator_compares_and_follows_a_number_where_answers_are_granted() {
    let data = tempfile::tempdir().unwrap();
    let programme = Programme::plant(data.path(), 1).await;
    let server = Server::start(data.path()).await;
    work(&server, &programme).await;
    let team = &programme.teams[0];
    programme.grant(server.app(), team, InsightLevel::Answers).await;
    let driver = Driver::start().await;
    let browser = driver.browser().await;
    let address = format!("http://{}", server.address());
    browser.client.goto(&format!("{address}/join#{}", programme.coordinator.invitation)).await.unwrap();
    browser.find("join-button").await.click().await.unwrap();
    browser.find("board-link").await;
    let page = format!("{address}/c/{}/t/{}", programme.cycle, team.analysis);
    browser.client.goto(&page).await.unwrap();
    browser.find("why-A").await.click().await.unwrap();
    until_says(&browser, "dialog-derivation", "Aussagen, die zutreffen").await;
    browser.script("document.querySelector('dialog[open] .actions button').click()", vec![]).await;
    browser.find("compare-ask").await.click().await.unwrap();
    until_says(&browser, "digest-sentence", "Seit Workshop 1: 1 Bewertung bewegt, nach unten").await;
    let said = ask(&browser, "document.querySelector('[data-testid=compared]').innerText").await;
    let said = said.as_str().unwrap();
    assert!(said.contains("Jugendliche") && said.contains("[…]"), "{said}");
    assert!(!said.contains("Kinder") && !said.contains("Leitung") && !said.contains("Im Verlauf"), "{said}");

    // Scores alone explain nothing: there is nothing to derive a number from.
    programme.grant(server.app(), team, InsightLevel::Scores).await;
    browser.client.goto(&page).await.unwrap();
    browser.find("team-trend").await;
    let offers = "document.querySelectorAll('[data-testid^=\"why-\"], [data-testid=compare-ask]').length";
    assert_eq!(ask(&browser, offers).await, json!(0));
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
    browser.close().await;
    driver.stop().await;
    server.stop().await;
}
