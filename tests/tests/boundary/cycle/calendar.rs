//! The calendar feed: an address for one person, good for as long as they may see the cycle.

use etappe_protocol::cycle::{CycleOp, Schedule};
use etappe_protocol::revision::Revision;
use etappe_tests::http::{self, Answer};

use super::support::{FIRST, Programme, schedule};

async fn address(programme: &Programme, cookie: &str) -> Answer {
    programme.get(&format!("{}/calendar", programme.path()), cookie).await
}

async fn feed(programme: &Programme, path: &str) -> Answer {
    http::get(programme.address(), path, None).await
}

/// The path behind the host.
fn path(answer: &Answer) -> String {
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    url[url.find("/api/").unwrap()..].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_has_the_dates_and_ends_with_the_role() {
    let folder = tempfile::tempdir().unwrap();
    let mut programme = Programme::begin(folder.path()).await;
    let (team, asked) = (programme.enrolled("Übermut").await, programme.invited("Werkbank").await);
    let homework = CycleOp::SetHomework {
        milestone: FIRST,
        text: "Fragt nach;\nauch, wer fehlt.".into(),
        seen: Revision::ZERO,
    };
    programme.write(homework).await;
    let coordinator = programme.coordinators[0].clone();
    let own = path(&address(&programme, &coordinator).await);
    assert_eq!(path(&address(&programme, &coordinator).await), own, "asking changes nothing");
    let text = feed(&programme, &own).await;
    assert_eq!((text.status, text.header("content-type")), (200, Some("text/calendar; charset=utf-8")));
    let text = String::from_utf8(text.body).unwrap();
    for line in [
        &format!("UID:{}-1@etappe", programme.cycle),
        "DTSTART:20260304T083000Z",
        "DTEND:20260304T113000Z",
        "DTSTART:20260506T073000Z",
        "SUMMARY:Workshop 1: Nord 2026",
        "LOCATION:Bücherei\\, Saal 2",
        "DESCRIPTION:Fragt nach\\;\\nauch\\, wer fehlt.",
    ] {
        assert!(text.split("\r\n").any(|found| found == line), "{line} in {text}");
    }
    // A milestone that moves keeps its name, and says that it is newer.
    let moved = Schedule { time: "10:00".parse().unwrap(), ..schedule("Workshop 1", "2026-03-05") };
    programme.write(CycleOp::Schedule { milestone: FIRST, schedule: moved, seen: Revision(99) }).await;
    let again = String::from_utf8(feed(&programme, &own).await.body).unwrap();
    assert!(
        again.contains("DTSTART:20260305T090000Z") && again.contains(&format!("UID:{}-1@", programme.cycle))
    );
    let sequence = |text: &str| -> Vec<u64> {
        let numbers = text.split("\r\n").filter_map(|line| line.strip_prefix("SEQUENCE:"));
        numbers.map(|number| number.parse().unwrap()).collect()
    };
    assert!(sequence(&text)[0] < sequence(&again)[0]);

    // Teams that take part have one, too; others are told what is told of a cycle that does not exist.
    let of_team = path(&address(&programme, &team.lead).await);
    assert_ne!(of_team, own);
    assert_eq!(feed(&programme, &of_team).await.status, 200);
    for cookie in [&asked.lead, &programme.operator] {
        assert_eq!(address(&programme, cookie).await.status, 404);
    }
    let key = own.rsplit_once('=').unwrap().1;
    let swapped = own.replace(&key[..32], &of_team.rsplit_once('=').unwrap().1[..32]);
    let flipped = format!("{}{}", &own[..own.len() - 1], if own.ends_with('0') { "1" } else { "0" });
    for wrong in [&swapped, &flipped, &own[..own.len() - 1], own.split('?').next().unwrap()] {
        assert_eq!(feed(&programme, wrong).await.status, 404, "{wrong}");
    }
    // Neither survives the right to see the cycle.
    programme.word(&team, "leave").await;
    assert_eq!(feed(&programme, &of_team).await.status, 404);
    let me = programme.get("/api/me", &coordinator).await.json();
    assert_eq!(me["cycles"][0]["title"], "Nord 2026");
    let away = format!(r#"{{"actor":{},"role":null}}"#, me["actor"]);
    let role = format!("/api/people/{}/role", programme.cycle);
    let gone = http::post(programme.address(), &role, Some(&programme.operator), &away).await;
    assert_eq!(gone.status, 204);
    assert_eq!(feed(&programme, &own).await.status, 404);
    programme.stop().await;
}
