//! Changing many websites at once.

use serde_json::{Value, json};

use crate::support::{Client, History, NOW_MS, TestApp, apps_on_both_engines};

/// What became of the websites.
async fn change(client: &Client, mutation: &str, input: Value) -> Value {
    let kind = match mutation {
        "updateWebsites" => "UpdateWebsitesInput",
        "tagWebsites" => "TagWebsitesInput",
        _ => "WebsiteSelectionInput",
    };
    let query = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{
             ids errors {{ websiteId code field message retryAfterSecs }} }} }}"
    );
    let answer = client.graphql(&query, json!({ "input": input })).await;
    answer.data(&format!("/{mutation}")).clone()
}

async fn websites_are_changed_and_each_error_is_its_own(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let slow = json!({ "url": "https://a.test", "name": "slow", "timeoutMs": 20_000 });
    let slow = ada.create(slow).await;
    let quick = json!({ "url": "https://b.test", "name": "quick", "tags": ["env:prod"] });
    let quick = ada.create(quick).await;
    let foreign = eve.create(json!({ "url": "https://c.test" })).await;
    let unknown = "01890000-0000-7000-8000-000000000000";

    let ids = json!([slow, quick, foreign, unknown, quick]);
    let paused = change(&ada, "pauseWebsites", json!({ "ids": ids })).await;
    assert_eq!(paused["ids"], json!([slow, quick]));
    let errors = paused["errors"].as_array().unwrap();
    let mut missing: Vec<&str> = errors
        .iter()
        .map(|it| it["websiteId"].as_str().unwrap())
        .collect();
    missing.sort_unstable();
    let mut expected = [foreign.as_str(), unknown];
    expected.sort_unstable();
    assert_eq!(missing, expected);
    assert!(
        errors.iter().all(|error| error["code"] == "NOT_FOUND"),
        "{errors:?}"
    );
    assert_eq!(ada.website(&slow, "status").await["status"], "PAUSED");
    assert_ne!(eve.website(&foreign, "status").await["status"], "PAUSED");
    let resumed = change(
        &ada,
        "resumeWebsites",
        json!({ "filter": { "tags": ["env"] } }),
    )
    .await;
    assert_eq!(resumed, json!({ "ids": [quick], "errors": [] }));
    assert_eq!(ada.website(&slow, "status").await["status"], "PAUSED");
    assert_ne!(ada.website(&quick, "status").await["status"], "PAUSED");

    let faster = json!({ "websites": { "filter": {} }, "intervalSecs": 15, "tags": ["fast"] });
    let updated = change(&ada, "updateWebsites", faster).await;
    assert_eq!(updated["ids"], json!([quick]));
    let error = &updated["errors"][0];
    assert_eq!(
        (&error["websiteId"], &error["code"]),
        (&json!(slow), &json!("BAD_USER_INPUT"))
    );
    assert_eq!(error["field"], "intervalSecs");
    let fields = "intervalSecs tags { text }";
    let shown = ada.website(&quick, fields).await;
    assert_eq!(
        shown,
        json!({ "intervalSecs": 15, "tags": [{ "text": "fast" }] })
    );
    let shown = ada.website(&slow, fields).await;
    assert_eq!(shown, json!({ "intervalSecs": 180, "tags": [] }));

    let tags =
        json!({ "websites": { "ids": [slow, quick] }, "add": ["b:1", "a"], "remove": ["FAST"] });
    let tagged = change(&ada, "tagWebsites", tags).await;
    assert_eq!(tagged["ids"], json!([slow, quick]));
    let both = json!({ "tags": [{ "text": "a" }, { "text": "b:1" }] });
    for id in [&slow, &quick] {
        assert_eq!(ada.website(id, "tags { text }").await, both);
    }
    let many: Vec<String> = (0..19).map(|nth| format!("t{nth}")).collect();
    let tags = json!({ "websites": { "ids": [quick] }, "add": many });
    let refused = change(&ada, "tagWebsites", tags).await;
    assert_eq!(refused["errors"][0]["field"], "add");
    assert_eq!(ada.website(&quick, "tags { text }").await, both);

    let deleted = change(
        &ada,
        "deleteWebsites",
        json!({ "filter": { "search": "quick" } }),
    )
    .await;
    assert_eq!(deleted["ids"], json!([quick]));
    let left = ada
        .graphql("{ websites { nodes { id } } }", json!({}))
        .await;
    assert_eq!(left.data("/websites/nodes"), &json!([{ "id": slow }]));
}

async fn a_wrong_request_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let id = ada.create(json!({ "url": "https://a.test" })).await;
    let pause = "mutation($input: WebsiteSelectionInput!) { pauseWebsites(input: $input) { ids } }";
    let many: Vec<String> = (0..5_001_u32)
        .map(|nth| format!("01890000-0000-7000-8000-{nth:012}"))
        .collect();
    for (input, field) in [
        (json!({}), "filter"),
        (json!({ "ids": [id], "filter": {} }), "filter"),
        (json!({ "ids": ["x"] }), "ids"),
        (json!({ "ids": many }), "ids"),
        (json!({ "filter": { "region": "mars" } }), "region"),
        (json!({ "filter": { "tags": ["a,b"] } }), "tags"),
    ] {
        let refused = ada.graphql(pause, json!({ "input": input })).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    let tag = "mutation($input: TagWebsitesInput!) { tagWebsites(input: $input) { ids } }";
    let input = json!({ "websites": { "ids": [id] }, "add": ["a", ":"] });
    let refused = ada.graphql(tag, json!({ "input": input })).await;
    assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", "add"));
    let website = ada.website(&id, "status tags { text }").await;
    assert_ne!(website["status"], "PAUSED");
    assert_eq!(website["tags"], json!([]));
}

apps_on_both_engines!(
    websites_are_changed_and_each_error_is_its_own,
    a_wrong_request_changes_nothing,
);

/// Several transactions; the ledger of each website ends where it was paused.
async fn more_websites_than_a_transaction_holds(history: History) {
    history.fill(1_020).await;
    let counts = "{ websiteCounts { total up paused } }";
    let before = history.graphql(counts, json!({})).await;
    let expected = json!({ "total": 1_020, "up": 1_020, "paused": 0 });
    assert_eq!(before.data("/websiteCounts"), &expected);
    let pause = "mutation { pauseWebsites(input: { filter: {} }) { ids errors { code } } }";
    let (paused, statements) = history.observed(pause, json!({})).await;
    let paused = paused.data("/pauseWebsites");
    assert_eq!(paused["ids"].as_array().unwrap().len(), 1_020);
    assert_eq!(paused["errors"], json!([]));
    let feed = statements
        .iter()
        .filter(|it| it.sql.contains("INTO \"feed\""));
    assert_eq!(feed.count(), 3, "a row of the feed for each transaction");
    let after = history.graphql(counts, json!({})).await;
    let expected = json!({ "total": 1_020, "up": 0, "paused": 1_020 });
    assert_eq!(after.data("/websiteCounts"), &expected);
    let open = format!(
        "SELECT COUNT(*) FROM schedule WHERE valid_to_ms IS NULL OR valid_to_ms > {}",
        NOW_MS + 60_000
    );
    assert_eq!(history.number(&open).await, 0);
}

mod many {
    use crate::support::on_both_engines;

    use super::more_websites_than_a_transaction_holds;

    on_both_engines!(more_websites_than_a_transaction_holds);
}
