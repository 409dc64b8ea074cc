//! Ratings, and what happens when two people differ.

use serde_json::json;

use crate::Workshop;

#[tokio::test]
async fn a_rating_is_seen_by_the_others_at_once_and_can_be_taken_back() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    ayse.choose("radio-A1.1-3").await;
    ayse.until_state("saved").await;
    jonas.until_chosen("radio-A1.1-3").await;
    jonas.choose("radio-A1.1-2").await;
    ayse.until_chosen("radio-A1.1-2").await;
    jonas.find("clear-A1.1").await.click().await.unwrap();
    let none = "return document.querySelectorAll(`[data-testid^='radio-A1.1-']:checked`).length === 0";
    ayse.until("no answer", none, vec![]).await;
    workshop.close().await;
}

#[tokio::test]
async fn answers_that_cross_are_contested_until_somebody_settles() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    // Offline, so that the two choices are sure to cross.
    jonas.devtools("Network.enable", json!({})).await;
    cut(jonas, true).await;
    jonas.until_state("offline").await;
    jonas.choose("radio-A1.2-2").await;
    ayse.choose("radio-A1.2-4").await;
    ayse.until_state("saved").await;
    assert_ne!(jonas.state().await, "saved", "nothing unacked is shown as saved");
    cut(jonas, false).await;
    for browser in [ayse, jonas] {
        browser.until_state("saved").await;
        browser.find("contested-A1.2").await;
    }
    jonas.find("settle-A1.2-4").await.click().await.unwrap();
    for browser in [ayse, jonas] {
        browser.until_chosen("radio-A1.2-4").await;
        let settled = "return !document.querySelector(`[data-testid='contested-A1.2']`)";
        browser.until("settled", settled, vec![]).await;
    }
    workshop.close().await;
}

/// Cuts the page's own connections and keeps new ones from opening, or lets them through again.
async fn cut(browser: &etappe_tests::browser::Browser, offline: bool) {
    let script = if offline {
        "window.RealSocket ??= window.WebSocket;
         window.WebSocket = class { constructor() { throw new Error('offline'); } };
         window.dispatchEvent(new Event('offline'))"
    } else {
        "window.WebSocket = window.RealSocket; window.dispatchEvent(new Event('online'))"
    };
    browser.script(script, vec![]).await;
}
