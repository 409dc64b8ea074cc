//! A lead makes words unreadable while somebody else has them on their screen.

use etappe_protocol::id::ItemId;
use etappe_protocol::text::{FieldAddress, Operation};
use etappe_server::access::Role;
use etappe_tests::browser::{Browser, Driver};
use etappe_tests::client::Client;
use etappe_tests::seed::{self, Seed};
use etappe_tests::server::Server;
use serde_json::json;

async fn until_says(browser: &Browser, id: &str, text: &str) {
    let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); \
                  return !!e && e.textContent.includes(arguments[1])";
    browser.until(&format!("{text:?} in {id}"), script, vec![json!(id), json!(text)]).await;
}

#[tokio::test]
async fn a_lead_makes_a_name_unreadable_and_everybody_sees_blocks() {
    let data = tempfile::tempdir().unwrap();
    let seed = Seed::plant(data.path(), 1, 1).await;
    let lea = seed::join(data.path(), "Lea", Role::Lead, &seed.streams).await;
    let server = Server::start(data.path()).await;
    let mut client = Client::open(server.address(), &lea.cookie, seed.streams[0]).await.unwrap();
    let reason = FieldAddress::reason(ItemId::new("A1.1").unwrap());
    client.edit(&reason, Operation::splice(0, 0, "Das macht Annika allein.")).await.unwrap();
    client.saved().await.unwrap();

    let driver = Driver::start().await;
    let (lead, member) = (driver.browser().await, driver.browser().await);
    member.join(server.address(), &seed.members[0].invitation).await;
    member.until_value("reason-A1.1", "Das macht Annika allein.").await;
    lead.join(server.address(), &lea.invitation).await;
    lead.until_state("saved").await;
    lead.find("tab-people").await.click().await.unwrap();
    lead.type_at_end("redact-words", "Bertram").await;
    lead.find("redact-look").await.click().await.unwrap();
    until_says(&lead, "redact-outcome", "nirgends").await;
    lead.script("document.querySelector(`[data-testid='redact-words']`).value = ''", vec![]).await;
    lead.type_at_end("redact-words", "Annika").await;
    lead.find("redact-look").await.click().await.unwrap();
    until_says(&lead, "redact-found", "einer Änderung an einem Text").await;
    // Looking changes nothing.
    assert_eq!(member.value("reason-A1.1").await, "Das macht Annika allein.");
    lead.find("confirm-redact").await.click().await.unwrap();
    until_says(&lead, "redact-outcome", "unkenntlich gemacht").await;
    member.until_value("reason-A1.1", "Das macht ██████ allein.").await;
    member.until_state("saved").await;
    for browser in [&lead, &member] {
        assert_eq!(browser.console().await, Vec::<String>::new());
    }
    lead.close().await;
    member.close().await;
    driver.stop().await;
    server.stop().await;
}
