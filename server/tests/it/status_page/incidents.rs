//! What people tell of troubles, and of maintenance.

use chrono::{TimeDelta, Utc};
use serde_json::json;

use super::{asked, create, done, get, is, read, says, stops_saying};
use crate::support::{Target, TestApp, apps_on_both_engines, eventually};

async fn an_incident_is_told_step_by_step(app: TestApp) {
    let ada = app.user("ada").await;
    let components = json!([
        { "name": "Shop", "status": "OPERATIONAL" },
        { "name": "Phone", "status": "OPERATIONAL" },
    ]);
    let page = create(
        &ada,
        json!({ "slug": "acme", "title": "Acme", "components": components }),
    )
    .await;
    let query = "query($id: ID!) { statusPage(id: $id) { components { id name } } }";
    let shop = ada.graphql(query, json!({ "id": page })).await;
    let shop = shop.data("/statusPage/components/0/id").clone();
    let affected = json!([{ "componentId": shop, "status": "DEGRADED" }]);
    let input = json!({ "statusPageId": page, "title": "Slow pages", "text": "We look *into* it.",
        "affected": affected });
    let incident = done(&ada, "createStatusPageIncident", input).await;
    assert!(incident["publishedAt"].is_null());
    let id = incident["id"].clone();
    let path = format!("/status/acme/incidents/{}", id.as_str().unwrap());
    // Nobody but members sees a draft.
    assert_eq!(get(&app, &path).await.status, 404);
    assert!(!read(&app, "/status/acme").await.contains("Slow pages"));
    done(&ada, "publishStatusPageIncident", id.clone()).await;
    says(&app, "/status/acme", "Slow pages").await;
    let page = read(&app, "/status/acme").await;
    assert!(page.contains("Some systems are degraded"), "{page}");
    assert!(
        read(&app, &path)
            .await
            .contains("We look <em>into</em> it.")
    );
    let update =
        json!({ "statusPageIncidentId": id, "state": "MONITORING", "text": "It is mended." });
    done(&ada, "postStatusUpdate", update).await;
    says(&app, &path, "It is mended.").await;
    assert!(
        read(&app, "/status/acme")
            .await
            .contains("Some systems are degraded")
    );
    let update = json!({ "statusPageIncidentId": id, "state": "RESOLVED", "text": "It is over." });
    let resolved = done(&ada, "postStatusUpdate", update).await;
    assert!(resolved["resolvedAt"].is_string());
    says(&app, "/status/acme", "All systems operational").await;
    let month = format!("/status/acme/history/{}", Utc::now().format("%Y-%m"));
    assert!(read(&app, &month).await.contains("Slow pages"));
    done(&ada, "deleteStatusPageIncident", id).await;
    stops_saying(&app, "/status/acme", "Slow pages").await;
    assert_eq!(get(&app, &path).await.status, 404);
}

async fn an_incident_of_a_website_is_drafted_or_published(app: TestApp) {
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let shop = ada
        .create(json!({ "url": target.url(), "intervalSecs": 10, "retries": 0 }))
        .await;
    is(&ada, &shop, "UP").await;
    let input = |slug: &str, publishes: bool| {
        json!({ "slug": slug, "title": slug, "publishIncidents": publishes,
            "websites": [{ "websiteId": shop, "name": "Shop" }] })
    };
    create(&ada, input("by-hand", false)).await;
    create(&ada, input("by-itself", true)).await;
    target.switch_off().await;
    let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(check, json!({ "id": shop }))
        .await
        .data("/checkNow");
    says(&app, "/status/by-itself", "Open incidents").await;
    let incidents = ada
        .graphql("{ incidents { nodes { id } } }", json!({}))
        .await;
    let id = incidents.data("/incidents/nodes/0/id").clone();
    let draft = "mutation($id: ID!) { draftStatusPageIncidents(id: $id) {
        id incidentId title publishedAt updates { text automatic } } }";
    let drafts = ada.graphql(draft, json!({ "id": id })).await;
    let drafts = drafts.data("/draftStatusPageIncidents").as_array().unwrap();
    assert_eq!(drafts.len(), 2);
    let mut published: Vec<bool> = drafts
        .iter()
        .map(|it| it["publishedAt"].is_string())
        .collect();
    published.sort_unstable();
    assert_eq!(published, [false, true]);
    assert!(drafts.iter().all(|it| it["incidentId"] == id));
    // A second time makes no second draft.
    let again = ada.graphql(draft, json!({ "id": id })).await;
    assert_eq!(
        again
            .data("/draftStatusPageIncidents")
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(
        !read(&app, "/status/by-hand")
            .await
            .contains("Open incidents")
    );
    let resolve = "mutation($id: ID!) { resolveIncident(id: $id) { id } }";
    ada.graphql(resolve, json!({ "id": id }))
        .await
        .data("/resolveIncident");
    stops_saying(&app, "/status/by-itself", "Open incidents").await;
    let open = "{ statusPages { incidents(open: true) { nodes { publishedAt } } } }";
    eventually("one draft", async || {
        let open = ada.graphql(open, json!({})).await;
        let pages = open.data("/statusPages").as_array().unwrap();
        let nodes = pages
            .iter()
            .flat_map(|it| it["incidents"]["nodes"].as_array().unwrap());
        nodes
            .clone()
            .all(|it| it["publishedAt"].is_null())
            .then_some(())
    })
    .await;
}

async fn maintenance_says_only_what_is_for_the_public(app: TestApp) {
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let shop = ada.create_website(&target.url()).await;
    is(&ada, &shop, "UP").await;
    let websites = json!([{ "websiteId": shop, "name": "Shop" }]);
    create(
        &ada,
        json!({ "slug": "acme", "title": "Acme", "websites": websites }),
    )
    .await;
    let in_hours = |hours: i64| (Utc::now() + TimeDelta::hours(hours)).to_rfc3339();
    let query =
        "mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) { id } }";
    let input = json!({ "title": "Swap db-7 in rack 4", "websiteIds": [shop],
        "from": in_hours(1), "to": in_hours(2) });
    let made = ada.graphql(query, json!({ "input": input })).await;
    let id = made.data("/createMaintenance/id").clone();
    says(&app, "/status/acme", "<h2>Maintenance</h2>").await;
    assert!(!read(&app, "/status/acme").await.contains("rack 4"));
    let update = "mutation($input: UpdateMaintenanceInput!) { updateMaintenance(input: $input) { publicTitle publicText } }";
    let input =
        json!({ "id": id, "publicTitle": "New disks", "publicText": "It will be *short*." });
    ada.graphql(update, json!({ "input": input }))
        .await
        .data("/updateMaintenance");
    says(&app, "/status/acme", "New disks").await;
    assert!(
        read(&app, "/status/acme")
            .await
            .contains("It will be <em>short</em>.")
    );
    let start = "mutation($id: ID!) { startMaintenance(id: $id) { id } }";
    ada.graphql(start, json!({ "id": id }))
        .await
        .data("/startMaintenance");
    says(&app, "/status/acme", "Maintenance in progress").await;
    let end = "mutation($id: ID!) { endMaintenance(id: $id) { id } }";
    ada.graphql(end, json!({ "id": id }))
        .await
        .data("/endMaintenance");
    stops_saying(&app, "/status/acme", "New disks").await;
    let month = format!("/status/acme/history/{}", Utc::now().format("%Y-%m"));
    assert!(read(&app, &month).await.contains("New disks"));
}

apps_on_both_engines!(
    an_incident_is_told_step_by_step,
    an_incident_of_a_website_is_drafted_or_published,
    maintenance_says_only_what_is_for_the_public,
);

#[tokio::test]
async fn what_is_wrong_with_an_incident_is_said() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let page = create(&ada, json!({ "slug": "acme", "title": "Acme" })).await;
    let tomorrow = (Utc::now() + TimeDelta::days(1)).to_rfc3339();
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (change, field) in [
        (json!({ "title": "" }), "title"),
        (json!({ "text": " " }), "text"),
        (json!({ "text": "x".repeat(100_000) }), "text"),
        (json!({ "beganAt": tomorrow }), "beganAt"),
        (
            json!({ "affected": [{ "componentId": nobody, "status": "DEGRADED" }] }),
            "affected[0].componentId",
        ),
    ] {
        let mut input = json!({ "statusPageId": page, "title": "Slow", "text": "It is." });
        input
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let answer = asked(&ada, "createStatusPageIncident", input).await;
        assert_eq!((answer.code(), answer.field()), ("BAD_USER_INPUT", field));
    }
}
