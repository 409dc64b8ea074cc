//! "Saved" means on disk, and nothing that was called saved is ever gone.

use etappe_protocol::limits;
use etappe_tests::browser::Driver;
use etappe_tests::seed::Seed;
use etappe_tests::server::Program;
use serde_json::json;

const FIELD: &str = "reason-A1.1";

#[tokio::test]
async fn saved_is_said_only_when_it_is_on_disk() {
    let data = tempfile::tempdir().unwrap();
    let seed = Seed::plant(data.path(), 1, 1).await;
    let program = Program::start(data.path()).await;
    let driver = Driver::start().await;
    let browser = driver.browser().await;
    browser.join(program.address(), &seed.members[0].invitation).await;
    browser.until_state("saved").await;
    program.signal("-STOP").await;
    browser.type_at_end(FIELD, "noch nicht").await;
    let unsaved = "return document.querySelector(`[data-testid='save-state']`).dataset.state !== 'saved'";
    browser.until("unsaved", unsaved, vec![]).await;
    program.signal("-CONT").await;
    browser.until_state("saved").await;
    browser.close().await;
    driver.stop().await;
    program.kill().await;
}

#[tokio::test]
async fn killing_the_server_loses_nothing_and_the_page_comes_back_by_itself() {
    let data = tempfile::tempdir().unwrap();
    let seed = Seed::plant(data.path(), 1, 2).await;
    let program = Program::start(data.path()).await;
    let address = program.address();
    let driver = Driver::start().await;
    let (ayse, jonas) = (driver.browser().await, driver.browser().await);
    ayse.join(address, &seed.members[0].invitation).await;
    jonas.join(address, &seed.members[1].invitation).await;
    ayse.type_at_end(FIELD, "vor dem Ende. ").await;
    ayse.choose("radio-A1.1-3").await;
    ayse.until_state("saved").await;
    program.kill().await;
    ayse.until_state("offline").await;
    ayse.type_at_end(FIELD, "ohne Netz. ").await;
    jonas.until_state("offline").await;
    let program = Program::start_at(data.path(), address).await;
    for browser in [&ayse, &jonas] {
        browser.until_value(FIELD, "vor dem Ende. ohne Netz. ").await;
        browser.until_state("saved").await;
        browser.until_chosen("radio-A1.1-3").await;
    }
    ayse.close().await;
    jonas.close().await;
    driver.stop().await;
    program.kill().await;
}

#[tokio::test]
async fn what_is_refused_stays_in_sight() {
    let data = tempfile::tempdir().unwrap();
    let seed = Seed::plant(data.path(), 1, 2).await;
    let program = Program::start(data.path()).await;
    let driver = Driver::start().await;
    let (ayse, jonas) = (driver.browser().await, driver.browser().await);
    for (browser, member) in [(&ayse, &seed.members[0]), (&jonas, &seed.members[1])] {
        browser.join(program.address(), &member.invitation).await;
        browser.until_state("saved").await;
    }
    // Each fits alone; together they are longer than a reason may be, and neither page can know of the other.
    program.signal("-STOP").await;
    let half = limits::REASON_CHARS * 3 / 5;
    let texts = ["a".repeat(half), "j".repeat(half)];
    for (browser, text) in [&ayse, &jonas].into_iter().zip(&texts) {
        browser.find(FIELD).await.click().await.unwrap();
        browser.devtools("Input.insertText", json!({ "text": text })).await;
        browser.until_value(FIELD, text).await;
    }
    program.signal("-CONT").await;
    ayse.until_state("saved").await;
    jonas.until_state("saved").await;
    let kept = ayse.value(FIELD).await;
    assert!(texts.contains(&kept), "one of the two is stored, whole");
    jonas.until_value(FIELD, &kept).await;
    let (refused, lost) = if kept == texts[0] { (&jonas, &texts[1]) } else { (&ayse, &texts[0]) };
    let shown = "const q = document.querySelector(`[data-testid='item-A1.1'] .refused blockquote`); return !!q && q.textContent === arguments[0]";
    refused.until("what was typed", shown, vec![json!(lost)]).await;
    let dismiss = "const b = [...document.querySelectorAll(`[data-testid='item-A1.1'] .refused button`)]; b[b.length - 1].click()";
    refused.script(dismiss, vec![]).await;
    let gone = "return !document.querySelector(`[data-testid='item-A1.1'] .refused`)";
    refused.until("the notice dismissed", gone, vec![]).await;
    // The field is open again: what is typed next is judged by itself.
    refused.type_at_end(FIELD, "!").await;
    for browser in [&ayse, &jonas] {
        browser.until_value(FIELD, &format!("{kept}!")).await;
    }
    ayse.close().await;
    jonas.close().await;
    driver.stop().await;
    program.kill().await;
}
