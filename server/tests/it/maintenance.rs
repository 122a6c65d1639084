//! Maintenance through the public API, with real checks.

use chrono::Datelike;
use serde_json::{Value, json};

use crate::support::{Client, Target, TestApp, eventually};

const FIELDS: &str = "id title websiteIds from to timeZone state cancelledAt
    rule { daily { from to } weekly { days from to } monthly { days from to }
        cron { expression durationSecs } }
    currentWindow { from to } nextWindow { from to }
    windows(first: 100) { nodes { from to } }";

/// Runs a mutation that takes an input or an id.
async fn change(ada: &Client, mutation: &str, input: Value) -> crate::support::Answer {
    let (kind, name) = match mutation {
        "createMaintenance" => ("CreateMaintenanceInput", "input"),
        "updateMaintenance" => ("UpdateMaintenanceInput", "input"),
        _ => ("ID", "id"),
    };
    let query =
        format!("mutation($input: {kind}!) {{ {mutation}({name}: $input) {{ {FIELDS} }} }}");
    ada.graphql(&query, json!({ "input": input })).await
}

async fn done(ada: &Client, mutation: &str, input: Value) -> Value {
    let answer = change(ada, mutation, input).await;
    answer.data(&format!("/{mutation}")).clone()
}

/// An instant so many seconds from now.
fn at(secs: i64) -> String {
    let at = chrono::Utc::now() + chrono::TimeDelta::seconds(secs);
    at.to_rfc3339()
}

async fn listed(ada: &Client, variables: Value) -> Vec<Value> {
    let query = "query($state: MaintenanceState, $websiteId: ID) {
        maintenances(state: $state, websiteId: $websiteId) { nodes { title } } }";
    let answer = ada.graphql(query, variables).await;
    let nodes = answer.data("/maintenances/nodes").as_array().unwrap();
    nodes.iter().map(|node| node["title"].clone()).collect()
}

async fn in_maintenance(ada: &Client, id: &str) -> bool {
    let website = ada.website(id, "inMaintenance").await;
    website["inMaintenance"].as_bool().unwrap()
}

async fn status(ada: &Client, id: &str, status: &str) {
    eventually(status, async || {
        (ada.website(id, "status").await["status"] == status).then_some(())
    })
    .await;
}

#[tokio::test]
async fn alerts_are_held_until_it_is_ended() {
    for app in [TestApp::new().await, TestApp::on_postgres().await] {
        let ada = app.user("ada").await;
        let mut target = Target::start().await;
        let input = json!({ "url": target.url(), "intervalSecs": 3_600, "retries": 1 });
        let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
        let answer = ada.graphql(query, json!({ "input": input })).await;
        let id = answer
            .data("/createWebsite/id")
            .as_str()
            .unwrap()
            .to_owned();
        status(&ada, &id, "UP").await;
        assert!(!in_maintenance(&ada, &id).await);

        let input =
            json!({ "title": "Move", "websiteIds": [id], "from": at(3_600), "to": at(7_200) });
        let planned = done(&ada, "createMaintenance", input).await;
        assert_eq!(
            (&planned["state"], &planned["rule"]),
            (&json!("UPCOMING"), &Value::Null)
        );
        assert!(!in_maintenance(&ada, &id).await);
        let started = done(&ada, "startMaintenance", planned["id"].clone()).await;
        assert_eq!(started["state"], "ACTIVE");
        assert_eq!(started["currentWindow"]["from"], started["from"]);
        assert_eq!(started["windows"]["nodes"].as_array().unwrap().len(), 1);
        assert!(in_maintenance(&ada, &id).await);

        target.switch_off().await;
        let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
        ada.graphql(check, json!({ "id": id }))
            .await
            .data("/checkNow");
        status(&ada, &id, "DOWN").await;
        let website = ada.website(
            &id,
            "incidents { nodes { id } } verdicts { nodes { kind } }",
        );
        let held = json!({ "incidents": { "nodes": [] },
            "verdicts": { "nodes": [{ "kind": "MAINTENANCE" }] } });
        assert_eq!(website.await, held);

        let ended = done(&ada, "endMaintenance", planned["id"].clone()).await;
        assert_eq!(
            (&ended["state"], &ended["nextWindow"]),
            (&json!("PAST"), &Value::Null)
        );
        assert!(!in_maintenance(&ada, &id).await);
        let opened = eventually("an incident", async || {
            let website = ada.website(&id, "incidents { nodes { openedAt } }").await;
            website.pointer("/incidents/nodes/0/openedAt").cloned()
        });
        let instant = |value: &Value| -> chrono::DateTime<chrono::Utc> {
            value.as_str().unwrap().parse().unwrap()
        };
        assert_eq!(instant(&opened.await), instant(&ended["to"]));
        let uptime = "uptime { maintenanceSecs windowSecs upSecs degradedSecs partialSecs downSecs
            unmeasuredSecs } changes { nodes { status maintenanceSecs } }";
        let website = ada.website(&id, uptime).await;
        let secs = |name: &str| website["uptime"][name].as_i64().unwrap();
        let parts = [
            "upSecs",
            "degradedSecs",
            "partialSecs",
            "downSecs",
            "maintenanceSecs",
            "unmeasuredSecs",
        ];
        assert_eq!(parts.map(secs).iter().sum::<i64>(), secs("windowSecs"));
        for again in ["endMaintenance", "startMaintenance"] {
            let refused = change(&ada, again, planned["id"].clone()).await;
            assert_eq!(
                (refused.code(), refused.field()),
                ("CONFLICT", "id"),
                "{again}"
            );
        }
    }
}

#[tokio::test]
async fn it_is_announced_changed_and_cancelled_by_its_organization_alone() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (one, two) = (
        ada.create_website("a.test").await,
        ada.create_website("b.test").await,
    );
    // On days that are neither today nor yesterday, in whatever zone.
    let today = chrono::Utc::now().weekday().num_days_from_monday();
    let mut days = [(today + 4) % 7 + 1, (today + 3) % 7 + 1];
    let weekly = json!({ "weekly": { "days": days, "from": "22:00", "to": "02:00" } });
    days.sort_unstable();
    let input = json!({ "title": " Backup ", "websiteIds": [one], "rule": weekly,
        "timeZone": "europe/berlin" });
    let backup = done(&ada, "createMaintenance", input).await;
    assert_eq!(
        (&backup["title"], &backup["timeZone"]),
        (&json!("Backup"), &json!("Europe/Berlin"))
    );
    let shown = json!({ "daily": null, "monthly": null, "cron": null,
        "weekly": { "days": days, "from": "22:00", "to": "02:00" } });
    assert_eq!((&backup["rule"], &backup["from"]), (&shown, &Value::Null));
    let now = json!({ "title": "Now", "from": at(-60), "to": at(600) });
    let now = done(&ada, "createMaintenance", now).await;
    assert_eq!(
        (&now["state"], &now["websiteIds"]),
        (&json!("ACTIVE"), &Value::Null)
    );
    // What was before it was announced is not claimed.
    assert_eq!(now["from"], now["currentWindow"]["from"]);
    let from: chrono::DateTime<chrono::Utc> = now["from"].as_str().unwrap().parse().unwrap();
    assert!(chrono::Utc::now() - from < chrono::TimeDelta::seconds(30));
    for id in [&one, &two] {
        assert!(in_maintenance(&ada, id).await);
    }
    for (variables, expected) in [
        (json!({}), json!(["Now", "Backup"])),
        (json!({ "websiteId": one }), json!(["Now", "Backup"])),
        (json!({ "websiteId": two }), json!(["Now"])),
        (json!({ "state": "ACTIVE" }), json!(["Now"])),
        (json!({ "state": "UPCOMING" }), json!(["Backup"])),
        (json!({ "state": "PAST" }), json!([])),
    ] {
        assert_eq!(
            json!(listed(&ada, variables.clone()).await),
            expected,
            "{variables}"
        );
    }

    // Other websites, another time and title.
    let input = json!({ "id": now["id"], "websiteIds": [two], "title": "Later" });
    let later = done(&ada, "updateMaintenance", input).await;
    assert_eq!(
        (&later["websiteIds"], &later["title"]),
        (&json!([two]), &json!("Later"))
    );
    assert!(!in_maintenance(&ada, &one).await && in_maintenance(&ada, &two).await);
    let daily = json!({ "daily": { "from": "03:00", "to": "04:00" } });
    let input = json!({ "id": now["id"], "rule": daily, "websiteIds": null });
    let moved = done(&ada, "updateMaintenance", input).await;
    assert_eq!(
        (&moved["from"], &moved["websiteIds"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        moved["rule"]["daily"],
        json!({ "from": "03:00", "to": "04:00" })
    );

    // As a calendar asks: what reaches into two days, 03:30 of the first being within a window.
    let day = (chrono::Utc::now() + chrono::TimeDelta::days(10)).date_naive();
    let query = "query($id: ID!, $from: DateTime, $to: DateTime) { maintenance(id: $id) {
        windows(from: $from, to: $to) { nodes { from } } } }";
    let variables = json!({ "id": now["id"], "from": format!("{day}T03:30:00Z"),
        "to": format!("{}T03:00:00Z", day + chrono::TimeDelta::days(2)) });
    let windows = ada.graphql(query, variables).await;
    let begin = |days| {
        let day = day + chrono::TimeDelta::days(days);
        json!({ "from": format!("{day}T03:00:00+00:00") })
    };
    let found = windows.data("/maintenance/windows/nodes");
    assert_eq!(found, &json!([begin(0), begin(1)]));

    // To others it does not exist.
    assert!(listed(&bob, json!({})).await.is_empty());
    let read = "query($id: ID!) { maintenance(id: $id) { title } }";
    let variables = json!({ "id": backup["id"] });
    assert_eq!(
        ada.graphql(read, variables.clone())
            .await
            .data("/maintenance/title"),
        "Backup"
    );
    assert_eq!(bob.graphql(read, variables).await.code(), "NOT_FOUND");
    for mutation in ["cancelMaintenance", "startMaintenance", "endMaintenance"] {
        let refused = change(&bob, mutation, backup["id"].clone()).await;
        assert_eq!(refused.code(), "NOT_FOUND", "{mutation}");
    }
    let input = json!({ "id": backup["id"], "title": "Mine" });
    assert_eq!(
        change(&bob, "updateMaintenance", input).await.code(),
        "NOT_FOUND"
    );
    let input = json!({ "title": "Mine", "websiteIds": [one], "from": at(1), "to": at(2) });
    assert_eq!(
        change(&bob, "createMaintenance", input).await.code(),
        "NOT_FOUND"
    );
    let foreign = bob.graphql(
        "query($id: ID) { maintenances(websiteId: $id) { nodes { id } } }",
        json!({ "id": one }),
    );
    assert_eq!(foreign.await.code(), "NOT_FOUND");

    let cancelled = done(&ada, "cancelMaintenance", backup["id"].clone()).await;
    assert_eq!(
        (&cancelled["state"], &cancelled["windows"]["nodes"]),
        (&json!("PAST"), &json!([]))
    );
    let again = done(&ada, "cancelMaintenance", backup["id"].clone()).await;
    assert_eq!(again["cancelledAt"], cancelled["cancelledAt"]);
    let input = json!({ "id": backup["id"], "title": "Again" });
    let refused = change(&ada, "updateMaintenance", input).await;
    assert_eq!((refused.code(), refused.field()), ("CONFLICT", "id"));
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_the_name_of_its_field() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    ada.create_website("a.test").await;
    let daily = |from: &str, to: &str| json!({ "rule": { "daily": { "from": from, "to": to } } });
    let cron = |expression: &str, secs: i32| json!({ "rule": { "cron": { "expression": expression, "durationSecs": secs } } });
    for (field, mut input) in [
        ("from", json!({})),
        ("from", json!({ "to": at(60) })),
        ("to", json!({ "from": at(60) })),
        ("from", json!({ "from": "tomorrow", "to": at(60) })),
        ("to", json!({ "from": at(60), "to": at(30) })),
        (
            "to",
            json!({ "from": "2030-01-01T00:00:00Z", "to": "2030-01-01T00:00:00Z" }),
        ),
        ("to", json!({ "from": at(-60), "to": at(-30) })),
        ("to", json!({ "from": at(60), "to": at(93 * 86_400) })),
        // The clocks skip the whole window.
        (
            "to",
            json!({ "from": "2030-03-31T02:10", "to": "2030-03-31T02:50",
            "timeZone": "Europe/Berlin" }),
        ),
        (
            "timeZone",
            json!({ "from": at(1), "to": at(60), "timeZone": "Mars/Base" }),
        ),
        (
            "timeZone",
            json!({ "from": at(1), "to": at(60), "timeZone": "+02:00" }),
        ),
        ("title", json!({ "title": "", "from": at(1), "to": at(60) })),
        (
            "websiteIds",
            json!({ "websiteIds": [], "from": at(1), "to": at(60) }),
        ),
        ("rule", json!({ "rule": {} })),
        (
            "rule",
            json!({ "from": at(1), "rule": { "daily": { "from": "01:00", "to": "02:00" } } }),
        ),
        ("rule.daily.from", daily("25:00", "02:00")),
        ("rule.daily.to", daily("01:00", "2")),
        ("rule.daily.to", daily("01:00", "01:00")),
        (
            "rule.weekly.days",
            json!({ "rule": { "weekly": { "days": [], "from": "01:00", "to": "02:00" } } }),
        ),
        (
            "rule.weekly.days",
            json!({ "rule": { "weekly": { "days": [8], "from": "01:00", "to": "02:00" } } }),
        ),
        (
            "rule.monthly.days",
            json!({ "rule": { "monthly": { "days": [0], "from": "01:00", "to": "02:00" } } }),
        ),
        ("rule.cron.expression", cron("0 0 30 2 *", 60)),
        ("rule.cron.expression", cron("whenever", 60)),
        ("rule.cron.expression", cron("* * * * *", 60)),
        ("rule.cron.durationSecs", cron("0 0 * * *", 59)),
    ] {
        if input["title"].is_null() {
            input["title"] = json!("Move");
        }
        let refused = change(&ada, "createMaintenance", input.clone()).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", field),
            "{input}"
        );
    }
    assert!(listed(&ada, json!({})).await.is_empty());
    let once = json!({ "title": "Move", "from": at(600), "to": at(900) });
    let once = done(&ada, "createMaintenance", once).await;
    let input = json!({ "id": once["id"], "to": at(300) });
    let refused = change(&ada, "updateMaintenance", input).await;
    assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", "to"));
    let read = "query($id: ID!) { maintenance(id: $id) { to } }";
    let kept = ada.graphql(read, json!({ "id": once["id"] })).await;
    assert_eq!(kept.data("/maintenance/to"), &once["to"]);
    // One that the clocks repeat lasts until they have done so.
    let input = json!({ "title": "Autumn", "timeZone": "America/New_York",
        "from": "2030-11-03T01:15", "to": "2030-11-03T01:45" });
    let autumn = done(&ada, "createMaintenance", input).await;
    let window = json!({ "from": "2030-11-03T05:15:00+00:00", "to": "2030-11-03T06:45:00+00:00" });
    assert_eq!(autumn["nextWindow"], window);
}
