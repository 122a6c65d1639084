//! Ways to follow a page, read by the libraries that others read them with.

use std::io::Write;
use std::process::{Command, Stdio};

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use super::{create, done, get, is, read, says};
use crate::support::{Browser, Target, TestApp};

/// What Python's readers find in these documents.
fn read_by_others(documents: &Value) -> Value {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/status_page/readers.py"
    );
    // The packages are Debian's, and so is this Python.
    let mut child = Command::new("/usr/bin/python3")
        .args(["-W", "ignore", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(documents.to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let hint = "apt install python3-feedparser python3-icalendar python3-jsonschema, as `make \
                test` does";
    assert!(output.status.success(), "they refuse it, or {hint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn others_read_what_a_page_offers() {
    let app = TestApp::with(&["--public-url=https://upbeat.test/"]).await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let shop = ada.create_website(&target.url()).await;
    is(&ada, &shop, "UP").await;
    let odd = "Shop <&> \"größer\", 字; \\";
    let components = json!([
        { "websiteId": shop, "name": odd, "section": "Web", "latency": true, "regions": true },
        { "status": "UNKNOWN", "name": "Phone", "uptime": false },
    ]);
    let input = json!({ "slug": "acme", "title": odd, "components": components });
    let page = create(&ada, input).await;
    let query = "query($id: ID!) { statusPage(id: $id) { components { id } } }";
    let ids = ada.graphql(query, json!({ "id": page })).await;
    let id = ids.data("/statusPage/components/0/id").clone();
    let input = json!({ "statusPageId": page, "title": odd, "text": "We look *into* <it>.",
        "published": true, "affected": [{ "componentId": id, "status": "DEGRADED" }] });
    let incident = done(&ada, "createStatusPageIncident", input).await;
    let update = json!({ "statusPageIncidentId": incident["id"], "state": "IDENTIFIED",
        "text": "Found." });
    done(&ada, "postStatusUpdate", update).await;
    let (from, to) = (
        Utc::now() + TimeDelta::hours(1),
        Utc::now() + TimeDelta::hours(2),
    );
    let query =
        "mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) { id } }";
    let input = json!({ "title": "x", "websiteIds": [shop], "from": from.to_rfc3339(),
        "to": to.to_rfc3339(), "publicTitle": odd,
        "publicText": format!("{odd}\n\n{}", "long ".repeat(100)) });
    ada.graphql(query, json!({ "input": input }))
        .await
        .data("/createMaintenance");
    says(&app, "/status/acme/feed.atom", "Found.").await;
    says(&app, "/status/acme/maintenance.ics", "VEVENT").await;

    let text = async |path: &str| read(&app, &format!("/status/acme/{path}")).await;
    let json = text("status.json").await;
    let found = read_by_others(&json!({
        "atom": text("feed.atom").await,
        "rss": text("feed.rss").await,
        "calendar": text("maintenance.ics").await,
        "json": json,
        "schema": text("status.schema.json").await,
    }));
    for (name, version) in [("atom", "atom10"), ("rss", "rss20")] {
        let feed = &found[name];
        assert_eq!(feed["version"], version);
        assert_eq!(feed["title"], odd);
        assert_eq!(feed["link"], "https://upbeat.test/status/acme/");
        let entries = feed["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 3, "{feed}");
        // The announcement is as new as the updates, so the order is not asked for.
        let titled = |title: &str| {
            let mut entries = entries.iter();
            let entry = entries.find(|it| it["title"] == format!("{title}: {odd}"));
            entry.unwrap_or_else(|| panic!("{title}: {feed}")).clone()
        };
        let first = titled("Investigating");
        let path = format!("/incidents/{}", incident["id"].as_str().unwrap());
        assert_eq!(
            first["link"],
            format!("https://upbeat.test/status/acme{path}")
        );
        assert_eq!(first["html"], "<p>We look <em>into</em> &lt;it&gt;.</p>");
        assert!(
            titled("Identified")["html"]
                .as_str()
                .unwrap()
                .contains("Found.")
        );
    }
    let event = &found["calendar"][0];
    assert_eq!(event["summary"], format!("{odd}: {odd}"));
    let description = event["description"].as_str().unwrap();
    assert!(
        description.contains("long ".repeat(100).trim_end()),
        "{event}"
    );
    assert_eq!(
        event["from"],
        from.format("%Y-%m-%dT%H:%M:%S+00:00").to_string()
    );
    assert_eq!(
        event["to"],
        to.format("%Y-%m-%dT%H:%M:%S+00:00").to_string()
    );
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["status"], "degraded");
    assert_eq!(json["components"][1]["status"], "unknown");
    assert_eq!(json["components"][0]["days"].as_array().unwrap().len(), 90);
}

#[tokio::test]
async fn clients_of_statuspage_read_a_page() {
    let app = TestApp::with(&["--public-url=https://upbeat.test/"]).await;
    let ada = app.user("ada").await;
    let components = json!([
        { "status": "OPERATIONAL", "name": "Shop", "section": "Web" },
        { "status": "MAJOR_OUTAGE", "name": "Phone" },
    ]);
    let input = json!({ "slug": "acme", "title": "Acme", "components": components });
    let page = create(&ada, input).await;
    let input =
        json!({ "statusPageId": page, "title": "Slow", "text": "We look.", "published": true });
    done(&ada, "createStatusPageIncident", input).await;
    says(&app, "/status/acme/api/v2/summary.json", "Slow").await;
    let document = async |path: &str| -> Value {
        let text = read(&app, &format!("/status/acme/api/v2/{path}")).await;
        serde_json::from_str(&text).unwrap()
    };
    let summary = document("summary.json").await;
    assert_eq!(summary["page"]["url"], "https://upbeat.test/status/acme");
    assert_eq!(summary["status"]["indicator"], "major");
    let components = summary["components"].as_array().unwrap();
    let of = |name: &str| components.iter().find(|it| it["name"] == name).unwrap();
    assert_eq!(of("Web")["group"], true);
    assert_eq!(of("Shop")["group_id"], of("Web")["id"]);
    assert_eq!(of("Phone")["status"], "major_outage");
    assert_eq!(summary["incidents"][0]["status"], "investigating");
    assert_eq!(
        summary["incidents"][0]["incident_updates"][0]["body"],
        "We look."
    );
    for (path, field, count) in [
        ("components.json", "components", 3),
        ("incidents.json", "incidents", 1),
        ("incidents/unresolved.json", "incidents", 1),
        ("scheduled-maintenances.json", "scheduled_maintenances", 0),
        (
            "scheduled-maintenances/upcoming.json",
            "scheduled_maintenances",
            0,
        ),
        (
            "scheduled-maintenances/active.json",
            "scheduled_maintenances",
            0,
        ),
    ] {
        let document = document(path).await;
        assert_eq!(document[field].as_array().unwrap().len(), count, "{path}");
        assert_eq!(document["page"], summary["page"], "{path}");
    }
    assert_eq!(document("status.json").await["status"], summary["status"]);
}

#[tokio::test]
async fn other_pages_embed_badges_and_the_widget_of_a_public_page() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let components = json!([
        { "status": "DEGRADED", "name": "Shop <&>" },
        { "tag": "team:a", "name": "Services", "uptime": false },
    ]);
    let input = json!({ "slug": "acme", "title": "Acme", "components": components });
    let page = create(&ada, input).await;
    let query = "query($id: ID!) { statusPage(id: $id) { components { id } } }";
    let ids = ada.graphql(query, json!({ "id": page })).await;
    let ids = ids.data("/statusPage/components");
    let badge = |at: usize, figure: &str| {
        format!(
            "/status/acme/badges/{}/{figure}.svg",
            ids[at]["id"].as_str().unwrap()
        )
    };
    for (path, text) in [
        (
            "/status/acme/badge.svg".to_owned(),
            "Some systems are degraded",
        ),
        (badge(0, "status"), "Degraded"),
        (badge(1, "status"), "Not measured"),
    ] {
        let answer = get(&app, &path).await;
        assert_eq!(answer.headers["content-type"], "image/svg+xml", "{path}");
        assert_eq!(
            answer.headers["cross-origin-resource-policy"],
            "cross-origin"
        );
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let svg = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(svg.contains(text), "{svg}");
    }
    // What the page does not show is in no badge either.
    for path in [badge(0, "uptime"), badge(1, "uptime"), badge(0, "latency")] {
        assert_eq!(get(&app, &path).await.status, 404, "{path}");
    }
    let widget = get(&app, "/status/acme/widget").await;
    let policy = widget.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors *"), "{policy}");
    assert!(!widget.headers.contains_key("x-frame-options"));
    let home = get(&app, "/status/acme").await;
    assert!(!home.headers.contains_key("access-control-allow-origin"));

    let change = json!({ "id": page, "access": "MEMBERS" });
    done(&ada, "updateStatusPage", change).await;
    let token = format!("upbeat_session={}", ada.token.as_ref().unwrap());
    let member = Browser {
        cookie: Some(token),
        ..Browser::new(app.address)
    };
    for path in [
        "badge.svg",
        "widget",
        "feed.atom",
        "status.json",
        "api/v2/summary.json",
    ] {
        let path = format!("/status/acme/{path}");
        let refused = crate::support::eventually("a refusal", async || {
            let refused = get(&app, &path).await;
            (refused.status == 403).then_some(refused)
        })
        .await;
        assert!(
            !refused.headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
        let seen = member.get(&path, &[]).await;
        assert_eq!(seen.status, 200, "{path}");
        assert!(
            !seen.headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
}
