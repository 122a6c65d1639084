//! A provider in Node, on loopback.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use http_body_util::Full;
use hyper::Request;
use serde_json::{Value, json};

use super::REDIRECT_URL;
use crate::support::Client;
use crate::tidy::root;

/// A provider; it is gone when this value is dropped.
pub(super) struct Provider {
    process: Child,
    /// What it says, for which there must be a reader.
    _said: BufReader<ChildStdout>,
    pub(super) issuer: String,
}

impl Provider {
    pub(super) fn start() -> Self {
        let mut process = Command::new("node")
            .args(["oidc-provider.js", REDIRECT_URL])
            .current_dir(root().join("server/tests/node"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("`make test` needs Node");
        let mut issuer = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut issuer).unwrap();
        assert!(
            issuer.starts_with("http://"),
            "`make test` installs oidc-provider"
        );
        Self {
            process,
            _said: said,
            issuer: issuer.trim().to_owned(),
        }
    }

    /// Flags of a server that signs people in by it.
    pub(super) fn flags(&self) -> Vec<String> {
        [
            "--public-url=https://upbeat.test",
            &format!("--oidc-issuer={}", self.issuer),
            "--oidc-client-id=upbeat",
            "--oidc-client-secret=the secret+of/the client",
            "--oidc-scopes=email groups",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Whoever comes next is `sub`, with these claims.
    pub(super) async fn person(&self, sub: &str, mut claims: Value) {
        claims["sub"] = json!(sub);
        self.set(json!({ "person": claims })).await;
    }

    /// Whoever comes next is Ada, with a verified address and these groups.
    pub(super) async fn ada(&self, groups: &[&str]) {
        let claims = json!({
            "email": "Ada@example.org", "email_verified": true, "groups": groups,
        });
        self.person("ada-at-the-provider", claims).await;
    }

    /// Says what it is to do, and returns how often its keys were read.
    pub(super) async fn set(&self, what: Value) -> Value {
        let address = self.issuer.strip_prefix("http://").unwrap();
        let request = Request::post("/test").body(Full::from(what.to_string()));
        let client = Client::nobody(address.parse().unwrap());
        let response = client.send(request.unwrap()).await;
        let told: Value = serde_json::from_slice(&response.body).unwrap();
        told["readings"].clone()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
