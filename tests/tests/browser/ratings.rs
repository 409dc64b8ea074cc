//! Ratings, and what happens when two people differ.

use etappe_tests::browser::Driver;
use etappe_tests::seed::Seed;
use etappe_tests::server::Program;

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
    let clear = "document.querySelector(`[data-testid='item-A1.1'] .answered button`).click()";
    jonas.until_state("saved").await;
    jonas.script(clear, vec![]).await;
    let none = "return document.querySelectorAll(`[data-testid^='radio-A1.1-']:checked`).length === 0";
    ayse.until("no answer", none, vec![]).await;
    workshop.close().await;
}

#[tokio::test]
async fn answers_that_cross_are_contested_until_somebody_settles() {
    let data = tempfile::tempdir().unwrap();
    let seed = Seed::plant(data.path(), 1, 2).await;
    let program = Program::start(data.path()).await;
    let driver = Driver::start().await;
    let (ayse, jonas) = (driver.browser().await, driver.browser().await);
    for (browser, member) in [(&ayse, &seed.members[0]), (&jonas, &seed.members[1])] {
        browser.join(program.address(), &member.invitation).await;
        browser.until_state("saved").await;
    }
    // While the server stands still nobody can see the other's choice, so the two are sure to cross.
    program.signal("-STOP").await;
    ayse.choose("radio-A1.2-4").await;
    jonas.choose("radio-A1.2-2").await;
    for browser in [&ayse, &jonas] {
        let unsaved = "return document.querySelector(`[data-testid='save-state']`).dataset.state !== 'saved'";
        browser.until("nothing unacked shown as saved", unsaved, vec![]).await;
    }
    program.signal("-CONT").await;
    for browser in [&ayse, &jonas] {
        browser.until_state("saved").await;
        browser.find("contested-A1.2").await;
    }
    jonas.find("settle-A1.2-4").await.click().await.unwrap();
    for browser in [&ayse, &jonas] {
        browser.until_chosen("radio-A1.2-4").await;
        let settled = "return !document.querySelector(`[data-testid='contested-A1.2']`)";
        browser.until("settled", settled, vec![]).await;
    }
    ayse.close().await;
    jonas.close().await;
    driver.stop().await;
    program.kill().await;
}
