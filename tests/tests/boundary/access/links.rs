//! S-13, S-16, S-17, S-18, S-19, S-31: coming in by a link.

use std::process::Stdio;

use etappe_server::config::Config;
use etappe_tests::http::Answer;
use etappe_tests::server::{config, program};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::task::JoinSet;

use super::*;

fn body(token: &str, name: &str) -> String {
    json!({ "token": token, "name": name }).to_string()
}

async fn invited(address: SocketAddr, house: &House, body: Value) -> String {
    let path = format!("/api/people/{}/invite", house.stream());
    let answer = post(address, &path, &house.lead, body).await;
    assert_eq!(answer.status, 200);
    answer.json()["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn s13_the_cookie_is_locked_down_and_new_at_every_login() {
    let (house, server) = House::open().await;
    let address = server.address();
    let token = invited(address, &house, json!({ "role": "member", "team": true })).await;
    let planted = "0".repeat(32);
    let answer = http::post(address, "/api/redeem", Some(&planted), &body(&token, "Eva")).await;
    let header = answer.header("set-cookie").unwrap().to_owned();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7776000"] {
        assert!(header.split("; ").any(|part| part == attribute), "{header}");
    }
    let first = answer.cookie().unwrap();
    assert_ne!(first, planted, "a session that somebody else has laid there is not taken over");
    assert_eq!(http::get(address, "/api/me", Some(&planted)).await.status, 401);
    let again = http::post(address, "/api/redeem", Some(&first), &body(&token, "")).await.cookie().unwrap();
    assert_ne!(again, first);
    assert_eq!(http::get(address, "/api/me", Some(&first)).await.status, 401, "the old one has ended");
    let me = http::get(address, "/api/me", Some(&again)).await.json();
    assert_eq!((&me["name"], me["analyses"].as_array().unwrap().len()), (&json!("Eva"), 1));
    server.stop().await;

    let base_url = Some("https://app.example".to_owned());
    let server = Server::start_as(Config { base_url, ..config(house.path()) }).await;
    let headers = ["origin: https://app.example".to_owned(), "content-type: application/json".to_owned()];
    let body = body(&token, "Jonas");
    let answer = http::send(server.address(), "POST", "/api/redeem", &headers, &body).await;
    let header = answer.header("set-cookie").unwrap();
    assert!(header.starts_with("__Host-etappe=") && header.ends_with("; Secure"), "{header}");
    assert!(header.contains("; Path=/;") && !header.contains("Domain"), "{header}");
    server.stop().await;
}

#[tokio::test]
async fn s16_secrets_are_in_no_file_no_log_and_no_answer() {
    let house = House::build().await;
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut child = Command::new(program())
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(house.path())
        .env("ETAPPE_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(log.reopen().unwrap())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let address = line.rsplit_once("//").unwrap().1.parse().unwrap();
    let once = invited(address, &house, json!({ "role": "member", "mail": "eva@example.org" })).await;
    let team = invited(address, &house, json!({ "role": "guest", "team": true })).await;
    let cookie = http::post(address, "/api/redeem", None, &body(&once, "Evelyn Zwo")).await.cookie().unwrap();
    let mut answers = Vec::new();
    for token in [&once, &team] {
        answers.push(http::post(address, "/api/invitation", None, &body(token, "")).await);
        answers.push(http::post(address, "/api/redeem", None, &format!("{{\"token\":\"{token}\",")).await);
    }
    answers.push(http::get(address, "/api/me", Some(&cookie)).await);
    answers.push(http::get(address, "/api/sessions", Some(&cookie)).await);
    answers.push(get(address, &format!("/api/people/{}", house.stream()), &house.lead).await);
    answers.push(get(address, "/api/audit", &house.operator).await);
    let told = Command::new("kill").arg(child.id().unwrap().to_string()).status().await.unwrap();
    assert!(told.success() && child.wait().await.unwrap().success());

    let secrets = [once.as_str(), &team, &cookie, &house.lead.cookie, &house.lead.invitation];
    let has = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    for answer in &answers {
        assert!(secrets.iter().all(|secret| !has(&answer.body, secret)));
    }
    for entry in std::fs::read_dir(house.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(secrets.iter().all(|secret| !has(&bytes, secret)), "{}", path.display());
        let may_name = path.ends_with("people.redb");
        assert!(may_name || !has(&bytes, "Evelyn") && !has(&bytes, "eva@example"), "{}", path.display());
    }
    let log = std::fs::read(log.path()).unwrap();
    assert!(has(&log, "request refused"), "there is something to look at");
    for word in secrets.into_iter().chain(["Evelyn", "eva@example.org"]) {
        assert!(!has(&log, word), "the log holds {word}");
    }
}

#[tokio::test]
async fn s17_opening_changes_nothing_and_closed_links_look_alike() {
    let (house, server) = House::open().await;
    let address = server.address();
    let token = invited(address, &house, json!({ "role": "viewer", "name": "Eva" })).await;
    for _ in 0..10 {
        http::get(address, "/join", None).await;
        http::get(address, &format!("/join?{token}"), None).await;
        let answer = http::post(address, "/api/invitation", None, &body(&token, "")).await;
        assert_eq!(answer.status, 200);
        let told = answer.json();
        assert_eq!(
            (&told["name"], &told["role"], &told["kind"]),
            (&json!("Eva"), &json!("viewer"), &json!("analysis"))
        );
        assert_eq!(
            (&told["title"], &told["scope"]),
            (&json!("Projekt 1"), &json!(house.stream().to_string()))
        );
    }
    assert_eq!(http::post(address, "/api/redeem", None, &body(&token, "Eva")).await.status, 200);
    for path in ["/api/redeem", "/api/invitation"] {
        let (status, told) = words(&http::post(address, path, None, &body(&token, "Eva")).await);
        assert_eq!((status, &told["error"]), (410, &json!("invitation_used")));
        assert!(told["message_de"].as_str().unwrap().contains("bereits benutzt"), "{told}");
    }

    let scope = house.stream();
    let revoked = invited(address, &house, json!({ "role": "member", "team": true })).await;
    let listed = get(address, &format!("/api/people/{scope}"), &house.lead).await.json();
    let link = listed["invitations"].as_array().unwrap().iter().find(|link| link["team"] == true).unwrap();
    let path = format!("/api/people/{scope}/revoke");
    assert_eq!(post(address, &path, &house.lead, json!({ "id": link["id"] })).await.status, 204);
    assert_eq!(post(address, &path, &house.lead, json!({ "id": link["id"] })).await.status, 404);
    let to_eva = invited(address, &house, json!({ "role": "member", "mail": "eva@example.org" })).await;
    let eva = http::post(address, "/api/redeem", None, &body(&to_eva, "Eva")).await.cookie().unwrap();
    let to_other = invited(address, &house, json!({ "role": "member", "mail": "jo@example.org" })).await;
    let unknown = words(&http::post(address, "/api/redeem", None, &body(&"a".repeat(32), "")).await);
    assert_eq!((unknown.0, &unknown.1["error"]), (404, &json!("invitation_closed")));
    let garbage = http::post(address, "/api/redeem", None, &body("no token", "")).await;
    let of_another = http::post(address, "/api/redeem", Some(&eva), &body(&to_other, "")).await;
    let revoked = http::post(address, "/api/redeem", None, &body(&revoked, "")).await;
    for (what, answer) in [("garbage", garbage), ("other mail", of_another), ("revoked", revoked)] {
        assert_eq!(words(&answer), unknown, "{what}");
    }
    server.stop().await;
}

#[tokio::test]
async fn s18_of_a_hundred_who_race_for_a_link_one_comes_in() {
    let (house, server) = House::open().await;
    let address = server.address();
    let token = invited(address, &house, json!({ "role": "member" })).await;
    let mut racers = JoinSet::new();
    for number in 0..100 {
        let body = body(&token, &format!("Racer {number}"));
        racers.spawn(async move { http::post(address, "/api/redeem", None, &body).await });
    }
    let answers: Vec<Answer> = racers.join_all().await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(200), count(410)), (1, 99));
    let listed = get(address, &format!("/api/people/{}", house.stream()), &house.lead).await.json();
    let names = listed["members"].as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap());
    assert_eq!(names.filter(|name| name.starts_with("Racer")).count(), 1);
    server.stop().await;
}

#[tokio::test]
async fn s19_asking_for_a_link_says_nothing_and_reaches_the_lead() {
    let house = House::build().await;
    let limits = etappe_server::config::Limits {
        links_per_mail: etappe_server::config::Rate::new(5, 600),
        links_per_address: etappe_server::config::Rate::new(20, 600),
        ..etappe_server::config::Limits::none()
    };
    let server = Server::start_as(Config { limits, ..config(house.path()) }).await;
    let address = server.address();
    let ask = |mail: String| async move {
        http::post(address, "/api/link-request", None, &json!({ "mail": mail }).to_string()).await
    };
    let to_eva = invited(address, &house, json!({ "role": "member", "mail": "eva@example.org" })).await;
    assert_eq!(http::post(address, "/api/redeem", None, &body(&to_eva, "Eva")).await.status, 200);
    let known = ask("eva@example.org".to_owned()).await;
    let unknown = ask("nobody@example.org".to_owned()).await;
    assert_eq!((known.status, &known.body), (202, &unknown.body));
    assert_eq!(unknown.status, 202);
    for _ in 0..4 {
        assert_eq!(ask("Nobody@example.org".to_owned()).await.status, 202);
    }
    let refused = ask("nobody@Example.org".to_owned()).await;
    assert_eq!(refused.status, 429, "five to an address");
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() > 60);
    for number in 0..13 {
        assert_eq!(ask(format!("{number}@example.org")).await.status, 202);
    }
    assert_eq!(ask("20@example.org".to_owned()).await.status, 429, "twenty from a place");
    assert_eq!(ask("no mail".to_owned()).await.status, 400);

    for other in [house.member(), &house.viewer, &house.seed.stranger] {
        let listed = get(address, "/api/link-requests", other).await.json();
        assert_eq!(listed, json!([]), "only who may invite them");
    }
    let listed = get(address, "/api/link-requests", &house.lead).await.json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["name"]), (1, &json!("Eva")));
    let eva = json!({ "actor": listed[0]["actor"] });
    assert_eq!(post(address, "/api/link-requests", house.member(), eva.clone()).await.status, 404);
    let made = post(address, "/api/link-requests", &house.lead, eva).await.json();
    let link = body(made["token"].as_str().unwrap(), "");
    let cookie = http::post(address, "/api/redeem", None, &link).await.cookie().unwrap();
    let me = http::get(address, "/api/me", Some(&cookie)).await.json();
    assert_eq!((&me["name"], &me["actor"]), (&json!("Eva"), &listed[0]["actor"]));
    assert_eq!(get(address, "/api/link-requests", &house.lead).await.json(), json!([]));
    server.stop().await;
}

type Lines = tokio::io::Lines<BufReader<tokio::process::ChildStdout>>;

/// `etappe serve` on a folder, up to the line that says where.
async fn serve(folder: &Path) -> (tokio::process::Child, SocketAddr, Lines) {
    let mut child = Command::new(program())
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .env("ETAPPE_LOG", "warn")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    let address = line.rsplit_once("//").unwrap().1.parse().unwrap();
    (child, address, lines)
}

/// The token of the next link that is printed, if any comes before the end.
async fn printed(lines: &mut Lines) -> Option<String> {
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((_, token)) = line.rsplit_once("/join#") {
            return Some(token.to_owned());
        }
    }
    None
}

#[tokio::test]
async fn s31_the_first_start_prints_a_link_for_one_operator_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _, mut lines) = serve(folder.path()).await;
    let first = printed(&mut lines).await.unwrap();
    child.kill().await.unwrap();
    let (mut child, address, mut lines) = serve(folder.path()).await;
    let second = printed(&mut lines).await.unwrap();
    assert_eq!(http::post(address, "/api/redeem", None, &body(&first, "Ute")).await.status, 404, "replaced");
    let told = http::post(address, "/api/invitation", None, &body(&second, "")).await.json();
    assert_eq!((&told["role"], &told["kind"]), (&json!("operator"), &json!("installation")));
    let cookie = http::post(address, "/api/redeem", None, &body(&second, "Ute")).await.cookie().unwrap();
    assert_eq!(http::get(address, "/api/me", Some(&cookie)).await.json()["operator"], json!(true));
    let again = http::post(address, "/api/redeem", None, &body(&second, "Eva")).await;
    assert!(matches!(again.status, 404 | 410), "{}", again.status);
    child.kill().await.unwrap();
    let (mut child, address, mut lines) = serve(folder.path()).await;
    assert_eq!(http::get(address, "/livez", None).await.status, 200);
    child.kill().await.unwrap();
    assert_eq!(printed(&mut lines).await, None, "somebody is here");
}
