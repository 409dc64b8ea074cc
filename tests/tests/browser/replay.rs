//! Looking back at an analysis: a place, its moment, steps, filters, and an old value given back.

use etappe_tests::browser::Browser;
use serde_json::{Value, json};

use crate::Workshop;

const AT: &str = "Number(document.querySelector(\"[data-testid='replay-at']\")?.dataset.revision ?? -1)";

async fn click(browser: &Browser, id: &str) {
    browser.find(id).await;
    let script = "document.querySelector(`[data-testid='${arguments[0]}']`).click()";
    browser.script(script, vec![json!(id)]).await;
}

/// Waits until an element says something.
async fn until_says(browser: &Browser, id: &str, words: &str) {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); return !!e && e.textContent.includes(arguments[1])";
    browser.until(&format!("{words:?} in {id}"), script, vec![json!(id), json!(words)]).await;
}

async fn until_at(browser: &Browser, revision: u64) {
    let script = format!("return {AT} === {revision}");
    browser.until(&format!("revision {revision}"), &script, vec![]).await;
}

/// Chooses in a list.
async fn choose(browser: &Browser, id: &str, value: &str) {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.value = arguments[1]; e.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(script, vec![json!(id), json!(value)]).await;
}

async fn assert_quiet(browser: &Browser) {
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
}

/// An analysis with a short history: rated 1, a reason, another rating, the reason changed. Revisions 1 and 2 are its
/// beginning.
async fn worked(browser: &Browser) {
    browser.choose("radio-A1.1-1").await;
    browser.until_state("saved").await;
    let insert = |text: &'static str| async move {
        browser.find("reason-A1.1").await.click().await.unwrap();
        browser.devtools("Input.insertText", json!({ "text": text })).await;
        browser.until_state("saved").await;
    };
    insert("Wir wissen es noch nicht").await;
    browser.choose("radio-A1.1-3").await;
    browser.until_state("saved").await;
    browser.choose("radio-A1.2-2").await;
    browser.until_state("saved").await;
}

#[tokio::test]
async fn a_link_opens_an_exact_revision_and_steps_lead_from_change_to_change() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    worked(browser).await;
    let address = browser.script("return location.pathname", vec![]).await;
    let page = format!("http://{}{}/replay#r3", workshop.server.address(), address.as_str().unwrap());
    browser.client.goto(&page).await.unwrap();
    until_at(browser, 3).await;
    let first = browser
        .script("return document.querySelector(\"[data-testid='replay-answer']\").textContent", vec![])
        .await;
    click(browser, "replay-next").await;
    until_says(browser, "replay-text", "Wir wissen es noch nicht").await;
    browser.until("the fresh words are marked", "const e = document.querySelector('.replay-words mark'); return !!e && e.textContent.includes('Wir wissen')", vec![]).await;
    click(browser, "replay-next").await;
    browser
        .until(
            "another answer",
            "return document.querySelector(\"[data-testid='replay-answer']\").textContent !== arguments[0]",
            vec![first],
        )
        .await;
    browser.until("the address follows", "return location.hash === '#r' + document.querySelector(\"[data-testid='replay-at']\").dataset.revision", vec![]).await;
    // Back to the beginning, by the list and by the slider's keys.
    click(browser, "replay-step-3").await;
    until_at(browser, 3).await;
    browser.find("replay-slider").await.send_keys("\u{e012}").await.unwrap();
    until_at(browser, 2).await;
    browser.find("replay-slider").await.send_keys("\u{e011}").await.unwrap();
    until_at(browser, 0).await;
    click(browser, "replay-previous").await;
    until_at(browser, 0).await;
    assert_quiet(browser).await;
    workshop.close().await;
}

#[tokio::test]
async fn only_what_is_looked_for_is_stepped_through_and_playing_ends_at_the_end() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    worked(browser).await;
    click(browser, "tab-replay").await;
    browser.find("replay-parts").await;
    let head = browser.script(&format!("return {AT}"), vec![]).await.as_u64().unwrap();
    // Answers only.
    choose(browser, "replay-kind", "0").await;
    let listed = "return [...document.querySelectorAll(\"[data-testid='replay-changes'] .replay-change\")].map(e => e.dataset.kind)";
    browser
        .until("only answers are listed", &format!("const kinds = (() => {{ {listed} }})(); return kinds.length === 3 && kinds.every(k => k === 'answers')"), vec![])
        .await;
    browser.find("replay-slider").await.send_keys("\u{e011}").await.unwrap();
    until_at(browser, 0).await;
    choose(browser, "replay-speed", "steps-30").await;
    click(browser, "replay-play").await;
    browser
        .until(
            "it has played to the end",
            &format!("const at = {AT}; return at === {head} && document.querySelector(\"[data-testid='replay-play']\").dataset.plays === 'false'"),
            vec![],
        )
        .await;
    // A statement can be followed whatever changes.
    click(browser, "replay-cell-A1.2").await;
    until_says(browser, "replay-focus", "A1.2").await;
    assert_quiet(browser).await;
    workshop.close().await;
}

#[tokio::test]
async fn an_old_value_is_given_back_as_a_new_change() {
    let workshop = Workshop::open(2).await;
    let [browser, other] = workshop.people.as_slice() else { panic!("two people") };
    worked(browser).await;
    click(browser, "tab-replay").await;
    browser.find("replay-parts").await;
    let head = browser.script(&format!("return {AT}"), vec![]).await.as_u64().unwrap();
    // As on a slow machine: a frame that comes behind the pace at which the card follows.
    let late = "const frame = window.requestAnimationFrame.bind(window); \
                window.requestAnimationFrame = work => setTimeout(() => frame(work), 400)";
    browser.script(late, vec![]).await;
    browser.script("location.hash = '#r3'", vec![]).await;
    until_at(browser, 3).await;
    // The card rests while the place moves.
    until_says(browser, "replay-focus", "A1.1").await;
    click(browser, "restore-answer").await;
    other.until_chosen("radio-A1.1-1").await;
    until_says(browser, "replay-more", "dazugekommen").await;
    click(browser, "restore-text").await;
    other.until_value("reason-A1.1", "").await;
    click(browser, "replay-reload").await;
    browser.until("the history has grown", &format!("const at = {AT}; return {head} < at"), vec![]).await;
    let sheet: Value = browser.script("return location.pathname.endsWith('/replay')", vec![]).await;
    assert_eq!(sheet, json!(true));
    assert_quiet(browser).await;
    workshop.close().await;
}
