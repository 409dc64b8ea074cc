//! Two people in one text.

use etappe_tests::browser::Browser;
use serde_json::json;

use crate::Workshop;

const FIELD: &str = "reason-A1.1";

#[tokio::test]
async fn two_people_type_into_one_reason_at_the_same_time() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    let (first, second) = ("Die Schulen fragen jedes Jahr. ", "Zwölf Anfragen – 🙂 – im Mai. ");
    tokio::join!(ayse.type_at_end(FIELD, first), jonas.type_at_end(FIELD, second));
    let length = first.chars().count() + second.chars().count();
    for browser in [ayse, jonas] {
        let script = "return [...document.querySelector(`[data-testid='${arguments[0]}']`).value].length === arguments[1]";
        browser.until("everybody's characters", script, vec![json!(FIELD), json!(length)]).await;
        browser.until_state("saved").await;
    }
    let text = ayse.value(FIELD).await;
    assert_eq!(text, jonas.value(FIELD).await, "both see the same");
    let mut typed: Vec<_> = first.chars().chain(second.chars()).collect();
    let mut seen: Vec<_> = text.chars().collect();
    typed.sort_unstable();
    seen.sort_unstable();
    assert_eq!(typed, seen, "nothing is lost and nothing is there twice");
    workshop.close().await;
}

#[tokio::test]
async fn a01_caret_selection_and_element_stay_while_others_type() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    ayse.type_at_end(FIELD, "mitten im Satz").await;
    ayse.until_state("saved").await;
    jonas.until_value(FIELD, "mitten im Satz").await;
    let mark = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.focus(); e.setSelectionRange(7, 9); e.marked = true";
    ayse.script(mark, vec![json!(FIELD)]).await;
    to_start(jonas).await;
    jonas.find(FIELD).await.send_keys("Wir sind ").await.unwrap();
    ayse.until_value(FIELD, "Wir sind mitten im Satz").await;
    let look = "const e = document.activeElement; return [e.dataset.testid, e.marked === true, e.selectionStart, e.selectionEnd]";
    assert_eq!(ayse.script(look, vec![]).await, json!([FIELD, true, 16, 18]));
    workshop.close().await;
}

#[tokio::test]
async fn undo_takes_back_ones_own_typing_only() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    ayse.type_at_end(FIELD, "meins").await;
    jonas.until_value(FIELD, "meins").await;
    jonas.type_at_end(FIELD, " und deins").await;
    ayse.until_value(FIELD, "meins und deins").await;
    ayse.ctrl(FIELD, "z").await;
    ayse.until_value(FIELD, " und deins").await;
    jonas.until_value(FIELD, " und deins").await;
    ayse.ctrl(FIELD, "y").await;
    jonas.until_value(FIELD, "meins und deins").await;
    workshop.close().await;
}

#[tokio::test]
async fn composing_a_character_is_not_disturbed() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    ayse.type_at_end(FIELD, "a").await;
    jonas.until_value(FIELD, "a").await;
    let compose = |text: &str| json!({ "text": text, "selectionStart": text.chars().count(), "selectionEnd": text.chars().count() });
    ayse.devtools("Input.imeSetComposition", compose("に")).await;
    to_start(jonas).await;
    jonas.find(FIELD).await.send_keys("1").await.unwrap();
    jonas.until_state("saved").await;
    ayse.devtools("Input.imeSetComposition", compose("にほ")).await;
    ayse.devtools("Input.insertText", json!({ "text": "日本" })).await;
    for browser in [ayse, jonas] {
        browser.until_value(FIELD, "1a日本").await;
    }
    workshop.close().await;
}

#[tokio::test]
async fn others_carets_and_names_are_shown() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    let other = "const p = document.querySelectorAll(`[data-testid='peer']`); return p.length === 1 && p[0].textContent.includes(arguments[0])";
    ayse.until("the other one", other, vec![json!("Person 2")]).await;
    jonas.until("the other one", other, vec![json!("Person 1")]).await;
    jonas.type_at_end(FIELD, "hier").await;
    let caret = "const c = document.querySelector(`[data-testid='item-A1.1'] .caret .caret-name`); return !!c && c.textContent.includes('Person')";
    ayse.until("the other's caret", caret, vec![]).await;
    workshop.close().await;
}

async fn to_start(browser: &Browser) {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.focus(); e.setSelectionRange(0, 0)";
    browser.script(script, vec![json!(FIELD)]).await;
}
