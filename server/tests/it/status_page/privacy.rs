//! Nothing private is in any public answer.

use std::collections::BTreeSet;

use chrono::Utc;
use serde_json::{Value, json};

use super::{create, done, get, says};
use crate::support::{Target, TestApp, eventually};

/// Addresses below the page that HTML, XML and JSON of it name.
fn links(text: &str) -> impl Iterator<Item = String> {
    let starts = text.match_indices("/status/acme").map(|(at, _)| at);
    starts.map(|at| {
        let rest = &text[at..];
        let end = rest
            .find(|c: char| "\"'<>?# )\\&".contains(c))
            .unwrap_or(rest.len());
        rest[..end].to_owned()
    })
}

#[tokio::test]
async fn no_answer_tells_of_what_is_not_shown() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let mut websites = Vec::new();
    for at in 0..20 {
        let input = json!({ "url": format!("{}internal-path-{at}", target.url()),
            "name": format!("internal-name-{at}"), "tags": [format!("internal:tag-{at}")],
            "intervalSecs": 10, "retries": 0 });
        websites.push(ada.create(input).await);
    }
    for website in &websites {
        super::is(&ada, website, "UP").await;
    }
    let mut components: Vec<Value> = (0..2)
        .map(|at| json!({ "websiteId": websites[at], "name": format!("Public {at}"), "regions": true, "latency": true }))
        .collect();
    components.push(json!({ "tag": "internal:tag-2", "name": "Public 2" }));
    let input = json!({ "slug": "acme", "title": "Acme", "components": components,
        "publishIncidents": true });
    let page = create(&ada, input).await;
    let query =
        "mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) { id } }";
    let at = |hours: i64| (Utc::now() + chrono::TimeDelta::hours(hours)).to_rfc3339();
    let input = json!({ "title": "internal-maintenance", "from": at(1), "to": at(2) });
    let maintenance = ada.graphql(query, json!({ "input": input })).await;
    let maintenance = maintenance.data("/createMaintenance/id").clone();
    let draft =
        json!({ "statusPageId": page, "title": "internal-draft", "text": "internal-draft" });
    let draft = done(&ada, "createStatusPageIncident", draft).await;
    target.switch_off().await;
    let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    for website in &websites {
        ada.graphql(check, json!({ "id": website }))
            .await
            .data("/checkNow");
    }
    let incidents = "{ incidents(first: 100) { nodes { id } } }";
    let incidents = eventually("incidents", async || {
        let answer = ada.graphql(incidents, json!({})).await;
        let nodes = answer.data("/incidents/nodes").as_array().unwrap().clone();
        (nodes.len() == websites.len()).then_some(nodes)
    })
    .await;
    says(&app, "/status/acme", "Open incidents").await;

    let viewer = ada
        .graphql("{ viewer { id } organizations { id } }", json!({}))
        .await;
    let mut private: Vec<String> = websites.clone();
    private.extend(
        incidents
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned()),
    );
    private.extend([&maintenance, &draft["id"]].map(|id| id.as_str().unwrap().to_owned()));
    let viewer = viewer.data("");
    private.extend(
        [&viewer["viewer"]["id"], &viewer["organizations"][0]["id"]]
            .map(|id| id.as_str().unwrap().to_owned()),
    );
    private.extend(["internal", "ada@", "127.0.0.1", "500"].map(str::to_owned));
    private.push(target.address.port().to_string());

    // Everything that can be reached from the page, and what is asked for by scripts.
    let month = Utc::now().format("%Y-%m");
    let mut paths = BTreeSet::from([
        "/status/acme".to_owned(),
        format!("/status/acme/history/{month}"),
        "/status/acme/badge.svg".to_owned(),
        "/status/acme/widget".to_owned(),
    ]);
    for name in [
        "summary",
        "status",
        "components",
        "incidents",
        "incidents/unresolved",
        "scheduled-maintenances",
        "scheduled-maintenances/upcoming",
        "scheduled-maintenances/active",
    ] {
        paths.insert(format!("/status/acme/api/v2/{name}.json"));
    }
    let known = "query($id: ID!) { statusPage(id: $id) { components { id } } }";
    let known = ada.graphql(known, json!({ "id": page })).await;
    for component in known.data("/statusPage/components").as_array().unwrap() {
        let id = component["id"].as_str().unwrap();
        for figure in ["status", "uptime"] {
            paths.insert(format!("/status/acme/badges/{id}/{figure}.svg"));
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(path) = paths.pop_first() {
        if !seen.insert(path.clone()) || path.ends_with("/logo") {
            continue;
        }
        let answer = get(&app, &path).await;
        assert_eq!(answer.status, 200, "{path}");
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let headers = format!("{:?}", answer.headers);
        for word in &private {
            // Digits of a port, or a status, may be part of a number that is none.
            let is_number = word.chars().all(|c| c.is_ascii_digit());
            let is_in = |text: &str| match is_number {
                true => text.contains(&format!(":{word}")) || text.contains(&format!(" {word} ")),
                false => text.contains(word.as_str()),
            };
            assert!(!is_in(&text), "{path} tells of {word}: {text}");
            assert!(!is_in(&headers), "{path} tells of {word}: {headers}");
        }
        if path.contains("/days/") && !path.ends_with(".json") {
            paths.insert(format!("{path}.json"));
        }
        paths.extend(links(&text).filter(|link| !seen.contains(link)));
    }
    for part in [
        "/days/",
        ".json",
        "/incidents/",
        "/history",
        "/feed.rss",
        ".ics",
    ] {
        assert!(
            seen.iter().any(|path| path.contains(part)),
            "{part} was not reached: {seen:?}"
        );
    }
}
