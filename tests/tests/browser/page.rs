//! The page as a page: policy, language, width.

use serde_json::json;

use crate::Workshop;

#[tokio::test]
async fn s15_the_page_keeps_to_its_own_policy_and_its_own_server() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    browser.type_at_end("reason-A1.1", "x").await;
    browser.until_state("saved").await;
    let console = browser.console().await;
    assert!(console.is_empty(), "{console:?}");
    let foreign = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin))";
    assert_eq!(browser.script(foreign, vec![]).await, json!([]));
    workshop.close().await;
}

#[tokio::test]
async fn german_first_english_by_a_switch_that_is_remembered() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    let says = "return document.documentElement.lang === arguments[0] && document.body.innerText.includes(arguments[1])";
    browser.until("German", says, vec![json!("de"), json!("Alles gespeichert")]).await;
    browser.find("lang-en").await.click().await.unwrap();
    browser.until("English", says, vec![json!("en"), json!("saved")]).await;
    browser.client.refresh().await.unwrap();
    browser.find("save-state").await;
    browser.until("still English", says, vec![json!("en"), json!("saved")]).await;
    workshop.close().await;
}

#[tokio::test]
async fn a15_nothing_sticks_out_at_320_pixels() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    let size = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    browser.find("item-A1.1").await;
    browser.until("fits", "return document.documentElement.scrollWidth <= 320", vec![]).await;
    workshop.close().await;
}
