//! Chromium with an authenticator that it simulates, driven by the DevTools protocol.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::support::eventually;

/// Flags of a browser that asks nobody but this host, and nothing of whoever runs the tests.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
    "--remote-debugging-port=0",
];

/// A page in a browser of its own, which is gone when this value is dropped.
pub(super) struct Page {
    browser: Child,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    authenticator: String,
    sent: u64,
    _directory: TempDir,
}

impl Page {
    /// Opens `url`, in a browser whose authenticator verifies everybody.
    pub(super) async fn open(url: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut browser = Command::new("chromium")
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", directory.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("`make test` installs chromium");
        let mut said = BufReader::new(browser.stderr.take().unwrap()).lines();
        let found = said.find_map(|line| {
            let line = line.unwrap();
            Some(line.strip_prefix("DevTools listening on ")?.to_owned())
        });
        // The browser waits for whoever reads what it says.
        std::thread::spawn(move || said.for_each(drop));
        let (socket, _) = connect_async(found.unwrap()).await.unwrap();
        let mut page = Self {
            browser,
            socket,
            session: None,
            authenticator: String::new(),
            sent: 0,
            _directory: directory,
        };
        let target = page
            .call("Target.createTarget", json!({ "url": url }))
            .await;
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = page.call("Target.attachToTarget", target).await;
        page.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        page.call("WebAuthn.enable", json!({})).await;
        let options = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let options = json!({ "options": options });
        let added = page.call("WebAuthn.addVirtualAuthenticator", options).await;
        page.authenticator = added["authenticatorId"].as_str().unwrap().to_owned();
        let loaded = format!("location.href == '{url}' && document.readyState == 'complete'");
        eventually("the page to load", async || {
            let loaded = page.evaluate(&loaded).await;
            (loaded == Ok(json!(true))).then_some(())
        })
        .await;
        page
    }

    /// What a script of the page comes to, or why it fails.
    pub(super) async fn evaluate(&mut self, script: &str) -> Result<Value, String> {
        let params = json!({
            "expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let answer = self.try_call("Runtime.evaluate", params).await?;
        match answer.get("exceptionDetails") {
            Some(failure) => Err(failure["exception"]["description"].to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// The passkeys that the authenticator has.
    pub(super) async fn credentials(&mut self) -> Vec<Value> {
        let authenticator = json!({ "authenticatorId": self.authenticator });
        let answer = self.call("WebAuthn.getCredentials", authenticator).await;
        answer["credentials"].as_array().unwrap().clone()
    }

    /// Sets the counter of its only passkey back, as a copy of it would have it.
    pub(super) async fn count_from(&mut self, count: u32) {
        let [mut credential] = self.credentials().await.try_into().unwrap();
        let authenticator = &self.authenticator;
        let id = &credential["credentialId"];
        let removed = json!({ "authenticatorId": authenticator, "credentialId": id });
        credential["signCount"] = json!(count);
        let added = json!({ "authenticatorId": authenticator, "credential": credential });
        self.call("WebAuthn.removeCredential", removed).await;
        self.call("WebAuthn.addCredential", added).await;
    }

    /// Whether the authenticator verifies the person from now on.
    pub(super) async fn verify_person(&mut self, verifies: bool) {
        let params = json!({ "authenticatorId": self.authenticator, "isUserVerified": verifies });
        self.call("WebAuthn.setUserVerified", params).await;
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        let answer = self.try_call(method, params).await;
        answer.unwrap_or_else(|err| panic!("{method}: {err}"))
    }

    async fn try_call(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let message = Message::text(message.to_string());
        self.socket.send(message).await.unwrap();
        loop {
            let Message::Text(text) = self.socket.next().await.unwrap().unwrap() else {
                continue;
            };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == json!(self.sent) {
                return match answer.get("error") {
                    Some(error) => Err(error.to_string()),
                    None => Ok(answer["result"].clone()),
                };
            }
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
