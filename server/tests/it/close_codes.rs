//! The close codes of `graphql-transport-ws`, as the client of graphql-ws gets them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tokio::sync::mpsc;

use crate::support::TestApp;

/// What the docs say of each.
const EXPECTED: [(&str, u64, &str); 14] = [
    ("a message that is none", 4400, "Invalid message"),
    ("a type that is unknown", 4400, "Invalid message"),
    (
        "an operation before the acknowledgement",
        4401,
        "Unauthorized",
    ),
    ("a token that is invalid", 4403, "Forbidden"),
    ("credentials that are none", 4403, "Forbidden"),
    // The upgrade is refused.
    ("another subprotocol", 1006, ""),
    (
        "no initialisation",
        4408,
        "Connection initialisation timeout",
    ),
    (
        "no operation for too long",
        4408,
        "No operation for too long",
    ),
    (
        "a subscriber that exists",
        4409,
        "Subscriber for 1 already exists",
    ),
    (
        "a second initialisation",
        4429,
        "Too many initialisation requests",
    ),
    ("a message that is too long", 1009, "Message too long"),
    ("too many sockets", 1013, "Too many sockets"),
    ("a session that ends", 4403, "Session ended"),
    ("a server that stops", 1001, "Going away"),
];

#[tokio::test]
async fn the_client_of_graphql_ws_gets_every_documented_code() {
    let app = TestApp::with(&["--sockets=2", "--socket-idle-secs=2"]).await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    let mut node = Command::new("node")
        .arg("close_codes.js")
        .arg(format!("ws://{}/graphql", app.address))
        .args([ada.token.as_ref().unwrap(), bob.token.as_ref().unwrap()])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(node.stdout.take().unwrap());
    let (said, mut lines) = mpsc::unbounded_channel();
    let reader = tokio::task::spawn_blocking(move || {
        for line in output.lines() {
            said.send(line.unwrap()).unwrap();
        }
        node.wait().unwrap()
    });
    let (mut app, mut found) = (Some(app), Vec::new());
    while let Some(line) = lines.recv().await {
        if line == "ready" {
            app.take().unwrap().stop().await;
            continue;
        }
        let closed: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| closed[name].as_str().unwrap().to_owned();
        found.push((
            text("name"),
            closed["code"].as_u64().unwrap(),
            text("reason"),
        ));
    }
    assert!(reader.await.unwrap().success(), "{found:?}");
    let expected = EXPECTED.map(|(name, code, reason)| (name.to_owned(), code, reason.to_owned()));
    assert_eq!(found, expected);
}

/// The docs and the server name the same codes and reasons.
#[test]
fn the_docs_name_every_code() {
    let docs = include_str!("../../../docs/LIMITS.md");
    for (_, code, reason) in EXPECTED.iter().filter(|(_, code, _)| *code != 1006) {
        let reason = reason.replace(" 1 ", " ID ");
        let row = format!("| {code} | {reason} |");
        assert!(docs.contains(&row), "{row}");
    }
}
