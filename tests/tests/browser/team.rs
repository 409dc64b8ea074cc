//! The team's pages: measures together, the cycle, questions, scores, people.

use etappe_protocol::cycle::CycleOp;
use etappe_protocol::id::ItemId;
use etappe_protocol::revision::Revision;
use etappe_protocol::view::AskedQuestion;
use etappe_server::access::Role;
use etappe_tests::browser::{Browser, Driver};
use etappe_tests::seed::{self, Seed};
use etappe_tests::server::Server;
use serde_json::{Value, json};

use crate::Workshop;
use crate::cycle_support::{FIRST, Programme, wish};

/// The ids of the measures in the list, in its order.
const LISTED: &str =
    "return [...document.querySelectorAll('#measure-list .measure-form')].map(e => e.id.slice(8))";

async fn click(browser: &Browser, id: &str) {
    browser.find(id).await;
    let script = "document.querySelector(`[data-testid='${arguments[0]}']`).click()";
    browser.script(script, vec![json!(id)]).await;
}

/// Whether the console has nothing to say but about what is not there.
async fn assert_quiet(browser: &Browser) {
    let console = browser.console().await;
    let loud: Vec<_> = console.iter().filter(|line| !line.contains("404")).collect();
    assert!(loud.is_empty(), "{loud:?}");
}

async fn listed(browser: &Browser, count: usize) -> Vec<String> {
    let script = format!("{LISTED}.length === {count}");
    browser.until(&format!("{count} measures"), &script, vec![]).await;
    let ids = browser.script(LISTED, vec![]).await;
    ids.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a01_a_measure_of_somebody_else_appears_and_nobody_loses_their_place() {
    let workshop = Workshop::open(2).await;
    let [ayse, jonas] = workshop.people.as_slice() else { panic!("two people") };
    click(ayse, "add-measure-A1.1").await;
    ayse.until(
        "the new text has the focus",
        "return document.activeElement.id.startsWith('measure-what-')",
        vec![],
    )
    .await;
    ayse.devtools("Input.insertText", json!({ "text": "Drei Schulen fragen" })).await;
    ayse.until_state("saved").await;
    click(jonas, "tab-measures").await;
    let first = listed(jonas, 1).await.remove(0);
    let field = format!("measure-what-{first}");
    jonas.until_value(&field, "Drei Schulen fragen").await;
    let mark = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.focus(); e.setSelectionRange(5, 5); e.marked = true";
    jonas.script(mark, vec![json!(field)]).await;
    // Another one, due earlier: it would come first.
    click(ayse, "add-measure-A1.2").await;
    ayse.until_state("saved").await;
    let both = listed(jonas, 2).await;
    assert_eq!(both[0], first, "nothing moves while somebody is in the list");
    let second = both[1].clone();
    let due = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.value = arguments[1]; e.dispatchEvent(new Event('change', { bubbles: true }))";
    ayse.script(due, vec![json!(format!("measure-due-{second}")), json!("2026-01-15")]).await;
    jonas.until_value(&format!("measure-due-{second}"), "2026-01-15").await;
    let here =
        "const e = document.activeElement; return [e.dataset.testid, e.marked === true, e.selectionStart]";
    assert_eq!(jonas.script(here, vec![]).await, json!([field, true, 5]));
    // Somebody else's word is said, not typed over.
    click(ayse, "tab-measures").await;
    click(ayse, &format!("measure-state-in-work-{first}")).await;
    let said = "return [...document.querySelectorAll('.measure .remote')].some(e => e.textContent.includes('in Arbeit'))";
    jonas.until("the change of somebody else", said, vec![]).await;
    assert_eq!(jonas.script(here, vec![]).await, json!([field, true, 5]));
    assert_quiet(jonas).await;
    workshop.close().await;
}

#[tokio::test]
async fn turning_between_the_pages_keeps_the_socket_and_what_is_not_saved() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    browser.script("window.sockets = 0; const W = WebSocket; window.WebSocket = function (...a) { window.sockets++; return new W(...a) }", vec![]).await;
    browser.type_at_end("reason-A1.1", "bleibt").await;
    for tab in ["measures", "scores", "cycle", "people", "sheet"] {
        click(browser, &format!("tab-{tab}")).await;
        let here =
            "return document.querySelectorAll('#main').length === 1 && document.activeElement.id === 'main'";
        browser.until("the page has the focus", here, vec![]).await;
    }
    browser.until_value("reason-A1.1", "bleibt").await;
    browser.script("history.back()", vec![]).await;
    browser
        .until(
            "the address leads back",
            "return location.pathname.endsWith('/people') && !!document.querySelector('.members')",
            vec![],
        )
        .await;
    assert_eq!(browser.script("return window.sockets", vec![]).await, json!(0));
    assert_quiet(browser).await;
    workshop.close().await;
}

/// A browser that is signed in already.
async fn signed_in(driver: &Driver, programme: &Programme, cookie: &str, path: &str) -> Browser {
    let browser = driver.browser().await;
    let url = format!("http://{}", programme.address());
    let value = json!({ "name": "etappe", "value": cookie, "url": url, "httpOnly": true });
    browser.devtools("Network.setCookie", value).await;
    browser.client.goto(&format!("{url}{path}")).await.unwrap();
    browser.until_state("saved").await;
    browser
}

#[tokio::test]
async fn a_lead_lowers_insight_and_settles_a_question_and_reads_the_homework() {
    let data = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(data.path()).await;
    let team = programme.enrolled("Hofschule").await;
    let homework = CycleOp::SetHomework {
        milestone: FIRST,
        text: "Fragt drei Schulen.".to_owned(),
        seen: Revision::ZERO,
    };
    programme.write(homework).await;
    let path = format!("{}/team/{}/question", programme.path(), team.analysis);
    let question =
        AskedQuestion { subject: ItemId::new("A1.1").unwrap(), text: "Wen habt ihr gefragt?".to_owned() };
    let asked = programme.post(&path, &programme.coordinators[0], &wish(question)).await;
    assert_eq!(asked.status, 200);
    let driver = Driver::start().await;
    let browser = signed_in(&driver, &programme, &team.lead, &format!("/a/{}", team.analysis)).await;

    let shown = "const q = document.querySelector(`[data-testid='item-A1.1'] .question`); return !!q && q.textContent.includes('Wen habt ihr gefragt?')";
    browser.until("the question", shown, vec![]).await;
    click(&browser, "next-question").await;
    browser
        .script("document.querySelector(`[data-testid='item-A1.1'] .question button`).click()", vec![])
        .await;
    let settled = "return document.querySelector(`[data-testid='item-A1.1'] .question`).dataset.settled === 'true' && document.querySelector('.question-count').hidden";
    browser.until("settled", settled, vec![]).await;

    click(&browser, "tab-cycle").await;
    browser.until_chosen("insight-scores").await;
    browser.choose("insight-progress").await;
    click(&browser, "homework-1").await;
    browser.until_state("saved").await;
    browser.client.refresh().await.unwrap();
    browser.until_chosen("insight-progress").await;
    browser.until_chosen("homework-1").await;
    let board = programme.get(&format!("/api/analysis/{}/cycles", team.analysis), &team.lead).await;
    assert_eq!(board.status, 200);

    click(&browser, "leave-cycle").await;
    click(&browser, "confirm-leave").await;
    let left = "return !document.querySelector(`[data-testid='next-milestone']`)";
    browser.until("left", left, vec![]).await;
    assert_quiet(&browser).await;
    browser.close().await;
    driver.stop().await;
    programme.stop().await;
}

#[tokio::test]
async fn an_invited_team_takes_part_by_a_button() {
    let data = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(data.path()).await;
    let team = programme.invited("Hofschule").await;
    let driver = Driver::start().await;
    let browser = signed_in(&driver, &programme, &team.lead, &format!("/a/{}", team.analysis)).await;
    click(&browser, "brief-invited").await;
    click(&browser, "consent").await;
    browser.find("next-milestone").await;
    assert!(programme.view().await.state.is_enrolled(team.analysis));
    browser.close().await;
    driver.stop().await;
    programme.stop().await;
}

#[tokio::test]
async fn a_number_opens_its_calculation_down_to_the_statement() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    for item in ["A1.1", "A1.2", "A1.3"] {
        browser.choose(&format!("radio-{item}-3")).await;
    }
    browser.until_state("saved").await;
    click(browser, "tab-scores").await;
    click(browser, "why-A1").await;
    let open = "const d = document.querySelector(`[data-testid='dialog-derivation']`); return d.open && d.querySelectorAll('.statement-lines li').length === 3 && d.textContent.includes('2/3') && d.textContent.includes('67')";
    browser.until("the calculation", open, vec![]).await;
    assert_quiet(browser).await;
    workshop.close().await;
}

#[tokio::test]
async fn a_link_for_the_room_lets_people_in_and_a_role_acts_at_once() {
    let data = tempfile::tempdir().unwrap();
    let seed = Seed::plant(data.path(), 1, 0).await;
    let lea = seed::join(data.path(), "Lea", Role::Lead, &seed.streams).await;
    let server = Server::start(data.path()).await;
    let driver = Driver::start().await;
    let lead = driver.browser().await;
    lead.join(server.address(), &lea.invitation).await;
    click(&lead, "tab-people").await;
    click(&lead, "room-button").await;
    lead.find("qr").await;
    let link = lead.value("room-link").await;
    let token = link.split_once('#').unwrap().1.to_owned();

    let guest = driver.browser().await;
    guest.client.goto(&link).await.unwrap();
    guest.type_at_end("join-name", "Ben").await;
    click(&guest, "join-button").await;
    guest.until_state("saved").await;
    let member = "return [...document.querySelectorAll('.member')].find(e => e.textContent.includes('Ben'))?.dataset.testid.slice(7) ?? null";
    let listed = "return [...document.querySelectorAll('.member')].some(e => e.textContent.includes('Ben'))";
    lead.until("Ben in the list", listed, vec![]).await;
    let Value::String(ben) = lead.script(member, vec![]).await else { panic!("no Ben") };
    let role = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.value = 'viewer'; e.dispatchEvent(new Event('change', { bubbles: true }))";
    lead.script(role, vec![json!(format!("role-{ben}"))]).await;
    let read_only = "return document.querySelector(`[data-testid='reason-A1.1']`).readOnly";
    guest.until("reading only, without a reload", read_only, vec![]).await;

    // The lead's own link stands in the list, too.
    let room = "[...document.querySelectorAll('.member')].find(e => e.textContent.includes('Raum'))";
    lead.script(&format!("{room}.querySelector('button').click()"), vec![]).await;
    lead.until("taken back", &format!("return !{room}"), vec![]).await;
    let late = driver.browser().await;
    late.client.goto(&format!("http://{}/join#{token}", server.address())).await.unwrap();
    late.find("lost-mail").await;
    for browser in [lead, guest, late] {
        browser.close().await;
    }
    driver.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a15_no_page_of_the_team_sticks_out_at_320_pixels() {
    let workshop = Workshop::open(1).await;
    let browser = &workshop.people[0];
    click(browser, "add-measure-A1.1").await;
    let size = json!({ "width": 320, "height": 640, "deviceScaleFactor": 1, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    for tab in ["measures", "scores", "cycle", "people", "sheet"] {
        click(browser, &format!("tab-{tab}")).await;
        browser.until("turned", "return document.activeElement.id === 'main'", vec![]).await;
        browser
            .until(&format!("{tab} fits"), "return document.documentElement.scrollWidth <= 320", vec![])
            .await;
    }
    workshop.close().await;
}
