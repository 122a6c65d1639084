//! Subscribers who select the same of an event share its bytes, and nobody gets another's.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Client, Socket, Target, TestApp, eventually};

/// What a subscriber sends.
#[derive(Clone, Copy)]
struct Selection {
    text: &'static str,
    /// Key of its field, and those of what it selects of a website.
    keys: (&'static str, &'static [&'static str]),
    /// Variable of the selection: whether it has phases.
    deep: Option<bool>,
}

/// Documents alike in all but one point.
const SELECTIONS: [Selection; 6] = [
    plain(
        ("ticks", &["id", "name"]),
        "subscription($ids: [ID!], $after: String) { ticks(websiteIds: $ids, after: $after) {
        cursor website { id name } tick { slot region outcome askedBy } } }",
    ),
    plain(
        ("ticks", &["id", "url"]),
        "subscription($ids: [ID!], $after: String) { ticks(websiteIds: $ids, after: $after) {
        cursor website { id url } tick { slot region outcome askedBy } } }",
    ),
    plain(
        ("all", &["id", "name"]),
        "subscription($ids: [ID!], $after: String) { all: ticks(websiteIds: $ids, after: $after) {
        cursor website { id name } tick { slot region outcome askedBy } } }",
    ),
    plain(
        ("ticks", &["id", "name", "url"]),
        "subscription($ids: [ID!], $after: String) { ticks(websiteIds: $ids, after: $after) {
        cursor website { ...Known } tick { slot region outcome askedBy } } }
        fragment Known on Website { id name url }",
    ),
    Selection {
        text: DEEP,
        keys: ("ticks", &["id"]),
        deep: Some(true),
    },
    Selection {
        text: DEEP,
        keys: ("ticks", &["id"]),
        deep: Some(false),
    },
];

const DEEP: &str = "subscription($ids: [ID!], $after: String, $deep: Boolean!) {
    ticks(websiteIds: $ids, after: $after) { cursor website { id }
        tick { slot region outcome phases @include(if: $deep) { dnsMs connectMs ttfbMs } } } }";

const fn plain(keys: (&'static str, &'static [&'static str]), text: &'static str) -> Selection {
    Selection {
        text,
        keys,
        deep: None,
    }
}

impl Selection {
    fn variables(self, ids: Option<&[String]>, after: Option<&str>) -> Value {
        let mut variables = json!({ "ids": ids, "after": after });
        if let Some(deep) = self.deep {
            variables["deep"] = deep.into();
        }
        variables
    }
}

impl Selection {
    /// Sees that a message has what was selected, and nothing else.
    fn check(self, text: &str) {
        let message: Value = serde_json::from_str(text).unwrap();
        let (key, of_website) = self.keys;
        let event = &message["payload"]["data"][key];
        let website = event["website"]
            .as_object()
            .unwrap_or_else(|| panic!("{text}"));
        assert!(website.keys().eq(of_website), "{text}");
        let has_phases = event["tick"].get("phases").is_some();
        assert_eq!(has_phases, self.deep == Some(true), "{text}");
    }
}

/// One who listens, and whom to hear of.
struct Listener {
    socket: Socket,
    selection: Selection,
    ids: Option<Vec<String>>,
    /// Websites of those messages that may come.
    expected: Vec<String>,
}

impl Listener {
    async fn new(
        client: &Client,
        selection: Selection,
        own: &[String],
        only: Option<&str>,
    ) -> Self {
        let token = client.token.as_ref().unwrap();
        let mut socket = Socket::sign_in(client.address, token).await;
        let ids = only.map(|id| vec![id.to_owned()]);
        let variables = selection.variables(ids.as_deref(), None);
        socket.subscribe("1", selection.text, variables).await;
        Self {
            socket,
            selection,
            expected: ids.clone().unwrap_or_else(|| own.to_vec()),
            ids,
        }
    }

    /// The next `count` messages, as they were sent.
    async fn hear(&mut self, count: usize) -> Vec<String> {
        let mut heard = Vec::with_capacity(count);
        for _ in 0..count {
            heard.push(self.socket.receive_text().await);
        }
        heard
    }
}

fn event(text: &str) -> Value {
    let message: Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("next"), &json!("1"))
    );
    let data = message["payload"]["data"].as_object().unwrap();
    data.values()
        .next()
        .unwrap_or_else(|| panic!("{text}"))
        .clone()
}

fn cursor(text: &str) -> String {
    event(text)["cursor"].as_str().unwrap().to_owned()
}

/// The same events as a subscriber gets them who shares with nobody: its document has another
/// number of empty lines in front than any other.
async fn alone(
    client: &Client,
    listener: &Listener,
    heard: &[String],
    lines: usize,
) -> Vec<String> {
    let token = client.token.as_ref().unwrap();
    let mut socket = Socket::sign_in(client.address, token).await;
    let after = cursor(&heard[0]);
    let selection = listener.selection;
    let variables = selection.variables(listener.ids.as_deref(), Some(&after));
    let text = "\n".repeat(lines) + selection.text;
    socket.subscribe("1", &text, variables).await;
    let mut texts = Vec::new();
    for _ in 1..heard.len() {
        texts.push(socket.receive_text().await);
    }
    texts
}

async fn check_now(client: &Client, id: &str) {
    let query = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    let answer = client.graphql(query, json!({ "id": id })).await;
    answer.data("/checkNow");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_subscriber_gets_its_own_selection_of_its_own_websites() {
    let app = TestApp::new().await;
    let target = Target::start().await;
    let mut people = Vec::new();
    for name in ["ada", "bob"] {
        let person = app.user(name).await;
        let mut own = Vec::new();
        for _ in 0..2 {
            own.push(person.create_website(&target.url()).await);
        }
        people.push((person, own));
    }
    let mut listeners = Vec::new();
    for (person, own) in &people {
        for selection in SELECTIONS {
            // Twice the same, and one who hears of one website only.
            for only in [None, None, Some(own[1].as_str())] {
                listeners.push((person, Listener::new(person, selection, own, only).await));
            }
        }
    }
    // The first tick of each website, and two more.
    for _ in 0..2 {
        for (person, own) in &people {
            for id in own {
                check_now(person, id).await;
            }
        }
    }
    for (number, (person, listener)) in listeners.iter_mut().enumerate() {
        let count = 3 * listener.expected.len();
        let heard = listener.hear(count).await;
        for text in &heard {
            let event = event(text);
            listener.selection.check(text);
            let id = event["website"]["id"].as_str().unwrap();
            assert!(listener.expected.iter().any(|own| own == id), "{text}");
        }
        let cursors: BTreeSet<String> = heard.iter().map(|text| cursor(text)).collect();
        assert_eq!(cursors.len(), count, "each once");
        let alone = alone(person, listener, &heard, number + 1).await;
        assert_eq!(heard[1..], alone, "the same bytes as alone");
    }
}

/// Documents of changes of status and of incidents, alike in all but one point and under the
/// same name, with the keys of an event.
const OTHERS: [(&str, &[&str]); 7] = [
    (
        "subscription($after: String) { e: statusChanges(after: $after) {
        cursor website { id name } status } }",
        &["cursor", "website", "status"],
    ),
    (
        "subscription($after: String) { e: statusChanges(after: $after) {
        cursor website { id url } status } }",
        &["cursor", "website", "status"],
    ),
    (
        "subscription($after: String) { e: statusChanges(after: $after, withRegions: true) {
        cursor website { id url } status } }",
        &["cursor", "website", "status"],
    ),
    (
        "subscription($after: String) { e: statusChanges(after: $after) {
        cursor website { id } at } }",
        &["cursor", "website", "at"],
    ),
    (
        "subscription($after: String) { e: ticks(after: $after)
        { cursor website { id } } }",
        &["cursor", "website"],
    ),
    (
        "subscription($after: String) { e: statusChanges(after: $after)
        { cursor website { id } } }",
        &["cursor", "website"],
    ),
    (
        "subscription($after: String) { e: incidents(after: $after) {
        cursor kind incident { website { id } } at } }",
        &["cursor", "kind", "incident", "at"],
    ),
];

/// The first messages of a subscription, as they were sent, from `after` on.
async fn first(client: &Client, document: &str, after: Option<&str>, count: usize) -> Vec<String> {
    let token = client.token.as_ref().unwrap();
    let mut socket = Socket::sign_in(client.address, token).await;
    socket
        .subscribe("1", document, json!({ "after": after }))
        .await;
    let mut heard = Vec::with_capacity(count);
    for _ in 0..count {
        heard.push(socket.receive_text().await);
    }
    heard
}

/// Brings a website down, and resolves its incident by hand.
async fn break_down(client: &Client, target: &mut Target, id: &str) {
    target.switch_off().await;
    check_now(client, id).await;
    let open = "{ incidents(open: true) { nodes { id } } }";
    let incident = eventually("the incident", async || {
        let answer = client.graphql(open, json!({})).await;
        let nodes = answer.data("/incidents/nodes").as_array().unwrap();
        nodes.first().map(|node| node["id"].clone())
    })
    .await;
    let resolve = "mutation($id: ID!) { resolveIncident(id: $id) { id } }";
    let answer = client.graphql(resolve, json!({ "id": incident })).await;
    answer.data("/resolveIncident");
    check_now(client, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_another_subscription_or_another_organizations_events() {
    let app = TestApp::new().await;
    let mut target = Target::start().await;
    let mut people = Vec::new();
    let begin = "subscription { e: ticks { cursor } }";
    for name in ["ada", "bob"] {
        let person = app.user(name).await;
        let before = person.create_website(&target.url()).await;
        let start = cursor(&first(&person, begin, None, 1).await[0]);
        people.push((person, before, start));
    }
    let mut listeners = Vec::new();
    for (person, id, after) in &people {
        for (document, keys) in OTHERS {
            for _ in 0..2 {
                let token = person.token.as_ref().unwrap();
                let mut socket = Socket::sign_in(person.address, token).await;
                socket
                    .subscribe("1", document, json!({ "after": after }))
                    .await;
                listeners.push((person, id, document, keys, socket));
            }
        }
    }
    for (person, id, _) in &people {
        break_down(person, &mut target, id).await;
    }
    for (number, (person, id, document, keys, socket)) in listeners.iter_mut().enumerate() {
        // The status changes of a website as a whole: up, down; an incident opens and resolves.
        let mut heard = Vec::new();
        for _ in 0..2 {
            heard.push(socket.receive_text().await);
        }
        for text in &heard {
            let event = event(text);
            let mut wanted = keys.to_vec();
            wanted.sort_unstable();
            let mut found: Vec<&str> = event.as_object().unwrap().keys().map(|it| &**it).collect();
            found.sort_unstable();
            assert_eq!(found, wanted, "{text}");
            let website = event.get("website").or(event.pointer("/incident/website"));
            assert_eq!(website.unwrap()["id"], **id, "{text}");
        }
        // The same events as one gets them who shares with nobody.
        let alone = "\n".repeat(number + 1) + document;
        let after = cursor(&heard[0]);
        let rest = first(person, &alone, Some(&after), 1).await;
        assert_eq!(heard[1..], rest, "the same bytes as alone");
    }
}
