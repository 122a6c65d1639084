//! The programs in `examples/`, each against a live server behind a proxy that cuts connections.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::{Client, CuttingProxy, Target, TestApp};
use crate::tidy::root;

/// An API key of the person's own organization.
async fn api_key(person: &Client) -> String {
    let own = person.graphql("{ organizations { id } }", json!({})).await;
    let create = "mutation($id: ID!) {
        createApiKey(input: { organizationId: $id, name: \"Example\", scope: WRITE }) { token } }";
    let id = own.data("/organizations/0/id");
    let made = person.graphql(create, json!({ "id": id })).await;
    made.data("/createApiKey/token")
        .as_str()
        .unwrap()
        .to_owned()
}

/// The slots of a website's ticks, oldest first.
async fn slots(person: &Client, id: &str) -> Vec<Value> {
    let ticks = person.website(id, "ticks { nodes { slot } }").await;
    let mut slots: Vec<Value> = ticks["ticks"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tick| tick["slot"].clone())
        .collect();
    slots.reverse();
    slots
}

/// The lines that a program prints, as it prints them.
fn lines(mut command: Command) -> mpsc::UnboundedReceiver<String> {
    let (lines, printed) = mpsc::unbounded_channel();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|err| panic!("{command:?}: {err}"));
    std::thread::spawn(move || {
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let _ = lines.send(line.unwrap());
        }
        assert!(child.wait().unwrap().success());
    });
    printed
}

/// Runs an example up to its third tick. Before each but the first the connection is cut.
async fn works(program: &[&str]) {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    for _ in 0..3 {
        ada.create_website(&target.url()).await;
    }
    let proxy = CuttingProxy::start(app.address).await;
    let mut command = Command::new(program[0]);
    command
        .args(&program[1..])
        .args([target.url().as_str(), "3"])
        .current_dir(root().join("examples"))
        .env("UPBEAT_URL", format!("http://{}", proxy.address))
        .env("UPBEAT_TOKEN", api_key(&ada).await);
    let mut printed = lines(command);
    let mut next = async || {
        let line = tokio::time::timeout(std::time::Duration::from_secs(60), printed.recv());
        let line = line.await.expect("it prints nothing");
        line.expect("it has ended too early")
    };
    for _ in 0..3 {
        let line = next().await;
        assert!(
            line.starts_with("website ") && line.ends_with("127.0.0.1"),
            "{line}"
        );
    }
    let created = next().await;
    let id = created
        .strip_prefix("created ")
        .unwrap_or_else(|| panic!("{created}"));
    let mut heard = Vec::new();
    for n in 0..3 {
        if n > 0 {
            proxy.cut();
            let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
            ada.graphql(check, json!({ "id": id }))
                .await
                .data("/checkNow");
        }
        let line = next().await;
        let mut words = line.split(' ');
        assert_eq!(words.next(), Some("tick"), "{line}");
        heard.push(json!(words.next().unwrap()));
    }
    assert_eq!(heard, slots(&ada, id).await);
    assert_eq!(printed.recv().await, None);
}

#[tokio::test]
async fn apollo_client_works() {
    works(&["node", "apollo/index.js"]).await;
}

#[tokio::test]
async fn urql_works() {
    works(&["node", "urql/index.js"]).await;
}

#[tokio::test]
async fn fetch_with_graphql_ws_works() {
    works(&["node", "graphql-ws/index.js"]).await;
}

#[tokio::test]
async fn python_works() {
    works(&["python3", "python/upbeat.py"]).await;
}

#[tokio::test]
async fn curl_works() {
    works(&["sh", "curl/upbeat.sh"]).await;
}
