//! Real browsers: one chromedriver per test, one browser of its own for each person.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

/// How long a page may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a page is looked at while waiting.
const LOOK: Duration = Duration::from_millis(25);

/// A running chromedriver.
pub struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    /// Starts chromedriver on a free port.
    ///
    /// # Panics
    /// When it is not installed.
    pub async fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is missing (Debian: apt-get install chromium chromium-driver)");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next_line().await.unwrap().expect("chromedriver ended");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Read on, so that a full pipe never stops it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }

    /// Opens a browser with nothing in it.
    pub async fn browser(&self) -> Browser {
        self.browser_sized(1280, 900).await
    }

    /// Opens a browser of this size in CSS pixels, with nothing in it.
    pub async fn browser_sized(&self, width: u32, height: u32) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let mut args: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        .map(str::to_owned)
        .into();
        args.push(format!("--user-data-dir={}", profile.path().display()));
        args.push(format!("--window-size={width},{height}"));
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": args }));
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        // A leave-taking page that warns of unsaved changes must not stop the test.
        capabilities.insert("unhandledPromptBehavior".to_owned(), json!("accept"));
        let connector = HttpConnector::new();
        let client =
            ClientBuilder::new(connector).capabilities(capabilities).connect(&self.url).await.unwrap();
        let session = client.session_id().await.unwrap().unwrap();
        Browser { client, driver: self.url.clone(), session, _profile: profile }
    }

    /// Ends the driver and with it what is left of its browsers.
    pub async fn stop(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// One person's browser.
pub struct Browser {
    /// For whatever the helpers do not cover.
    pub client: Client,
    driver: String,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Comes in by an invitation, as a person does: open the link, press the button.
    pub async fn join(&self, server: SocketAddr, invitation: &str) {
        self.client.goto(&format!("http://{server}/join#{invitation}")).await.unwrap();
        self.find("join-button").await.click().await.unwrap();
        self.find("save-state").await;
    }

    /// Waits for an element by its `data-testid`.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn find(&self, id: &str) -> Element {
        let selector = format!("[data-testid='{id}']");
        let began = Instant::now();
        loop {
            match self.client.find(Locator::Css(&selector)).await {
                Ok(element) => return element,
                // A page on its way to the next one answers nothing sensible; the next look sees that one.
                Err(error) => assert!(
                    began.elapsed() < PATIENCE,
                    "{id} is not there: {error}; console: {:?}",
                    self.console().await
                ),
            }
            sleep(LOOK).await;
        }
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Value {
        self.client.execute(script, args).await.unwrap()
    }

    /// Waits until a script gives `true`.
    ///
    /// # Panics
    /// When it does not become true in time.
    pub async fn until(&self, what: &str, script: &str, args: Vec<Value>) {
        let began = Instant::now();
        loop {
            let value = self.script(script, args.clone()).await;
            if value == Value::Bool(true) {
                return;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "{what} did not come: last {value}; console: {:?}",
                self.console().await
            );
            // Looking at a page again is how a browser is waited for; nothing is taken to be true by the time alone.
            sleep(LOOK).await;
        }
    }

    /// Waits until the value of a field is `text`.
    pub async fn until_value(&self, id: &str, text: &str) {
        let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); return !!e && e.value === arguments[1]";
        self.until(&format!("{text:?} in {id}"), script, vec![json!(id), json!(text)]).await;
    }

    /// The value of a field.
    pub async fn value(&self, id: &str) -> String {
        let script = "return document.querySelector(`[data-testid='${arguments[0]}']`).value";
        self.script(script, vec![json!(id)]).await.as_str().unwrap().to_owned()
    }

    /// Waits until the page says this about saving: `saved`, `saving`, `waiting` or `offline`.
    pub async fn until_state(&self, state: &str) {
        let script = "const e = document.querySelector(`[data-testid='save-state']`); return !!e && e.dataset.state === arguments[0]";
        self.until(&format!("state {state}"), script, vec![json!(state)]).await;
    }

    /// What the page says about saving.
    pub async fn state(&self) -> String {
        let script = "return document.querySelector(`[data-testid='save-state']`).dataset.state";
        self.script(script, vec![]).await.as_str().unwrap().to_owned()
    }

    /// Types into a field, at its end.
    pub async fn type_at_end(&self, id: &str, text: &str) {
        let element = self.find(id).await;
        let script = "const e = document.querySelector(`[data-testid='${arguments[0]}']`); e.focus(); e.setSelectionRange(e.value.length, e.value.length)";
        self.script(script, vec![json!(id)]).await;
        element.send_keys(text).await.unwrap();
    }

    /// Presses a key with Ctrl held, in a field.
    pub async fn ctrl(&self, id: &str, key: &str) {
        let keys = format!("{}{key}{}", Key::Control, Key::Null);
        self.find(id).await.send_keys(&keys).await.unwrap();
    }

    /// Chooses an option by clicking its label, as a person does.
    pub async fn choose(&self, radio: &str) {
        self.find(radio).await;
        let script = "document.querySelector(`[data-testid='${arguments[0]}']`).click()";
        self.script(script, vec![json!(radio)]).await;
    }

    /// Whether an option is chosen.
    pub async fn until_chosen(&self, radio: &str) {
        let script =
            "const e = document.querySelector(`[data-testid='${arguments[0]}']`); return !!e && e.checked";
        self.until(&format!("{radio} chosen"), script, vec![json!(radio)]).await;
    }

    /// Warnings and errors of the page since the last call.
    pub async fn console(&self) -> Vec<String> {
        let path = format!("/session/{}/se/log", self.session);
        let entries = self.driver_post(&path, &json!({ "type": "browser" })).await;
        let entries = entries["value"].as_array().cloned().unwrap_or_default();
        let of = |entry: &Value| format!("{} {}", entry["level"], entry["message"]);
        entries.iter().filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG").map(of).collect()
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, params: Value) -> Value {
        let path = format!("/session/{}/goog/cdp/execute", self.session);
        self.driver_post(&path, &json!({ "cmd": command, "params": params })).await
    }

    /// Closes the browser.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    async fn driver_post(&self, path: &str, body: &Value) -> Value {
        let address = self.driver.trim_start_matches("http://").parse().unwrap();
        let headers = ["content-type: application/json".to_owned()];
        crate::http::send(address, "POST", path, &headers, &body.to_string()).await.json()
    }
}
