//! Channels and maintenance that choose websites by tags, and follow them.

use serde_json::{Value, json};

use crate::support::{Client, Receiver, Target, TestApp, apps_on_both_engines, eventually};

async fn create(client: &Client, url: &str, tags: &[&str]) -> String {
    client
        .create(json!({ "url": url, "tags": tags, "intervalSecs": 10, "recoverySecs": 0 }))
        .await
}

async fn tag(client: &Client, id: &str, add: &[&str], remove: &[&str]) {
    let query = "mutation($input: TagWebsitesInput!) { tagWebsites(input: $input) { ids } }";
    let input = json!({ "websites": { "ids": [id] }, "add": add, "remove": remove });
    let answer = client.graphql(query, json!({ "input": input })).await;
    assert_eq!(answer.data("/tagWebsites/ids"), &json!([id]));
}

async fn told(receiver: &Receiver, types: &[&str]) {
    eventually("the alerts", async || {
        let told = receiver.types();
        assert!(told.len() <= types.len(), "{told:?}");
        (told == types).then_some(())
    })
    .await;
}

async fn a_channel_hears_of_websites_with_its_tags(app: TestApp) {
    let ada = app.user("ada").await;
    let receiver = Receiver::start().await;
    let channel = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id
        websiteIds tags { text } } }";
    let input = json!({ "name": "Ops", "webhook": receiver.webhook(), "tags": ["env:prod"] });
    let answer = ada.graphql(channel, json!({ "input": input })).await;
    let shown = answer.data("/createChannel");
    assert_eq!(shown["tags"], json!([{ "text": "env:prod" }]));
    assert!(shown["websiteIds"].is_null());
    let mut target = Target::start().await;
    target.switch_off().await;
    let tagged = create(&ada, &target.url(), &["ENV:prod"]).await;
    told(&receiver, &["incident.opened"]).await;
    let other = create(&ada, &target.url(), &["env:test"]).await;
    eventually("the other incident", async || {
        let website = ada.website(&other, "incidents { nodes { id } }").await;
        website["incidents"]["nodes"].get(0).map(drop)
    })
    .await;
    assert_eq!(receiver.types(), ["incident.opened"]);
    // It hears of what is open once the website gets the tag.
    tag(&ada, &other, &["env:prod"], &[]).await;
    told(&receiver, &["incident.opened", "incident.opened"]).await;
    // Of what it was told it hears the end, too.
    tag(&ada, &tagged, &[], &["env:prod"]).await;
    target.switch_on().await;
    let all = [
        "incident.opened",
        "incident.opened",
        "incident.resolved",
        "incident.resolved",
    ];
    told(&receiver, &all).await;

    let tags = ada.graphql("{ tags { id text } }", json!({})).await;
    let tags = tags.data("/tags").as_array().unwrap().iter();
    let used = tags.clone().find(|tag| tag["text"] == "env:prod").unwrap();
    let delete = "mutation($id: ID!) { deleteTag(id: $id) }";
    let refused = ada.graphql(delete, json!({ "id": used["id"] })).await;
    assert_eq!((refused.code(), refused.field()), ("CONFLICT", "id"));
    let update =
        "mutation($input: UpdateChannelInput!) { updateChannel(input: $input) { tags { text } } }";
    let input = json!({ "id": shown["id"], "tags": null });
    let answer = ada.graphql(update, json!({ "input": input })).await;
    assert!(answer.data("/updateChannel/tags").is_null());
    ada.graphql(delete, json!({ "id": used["id"] }))
        .await
        .data("/deleteTag");
}

async fn maintenance_is_for_websites_with_its_tags(app: TestApp) {
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let tagged = create(&ada, &target.url(), &["team:a"]).await;
    let other = create(&ada, &target.url(), &[]).await;
    let named = create(&ada, &target.url(), &[]).await;
    let now = chrono::Utc::now();
    let query = "mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) {
        id websiteIds tags { text } } }";
    let input = json!({
        "title": "Move",
        "from": now.to_rfc3339(),
        "to": (now + chrono::TimeDelta::hours(1)).to_rfc3339(),
        "websiteIds": [named],
        "tags": ["team:a"],
    });
    let answer = ada.graphql(query, json!({ "input": input })).await;
    let made = answer.data("/createMaintenance");
    assert_eq!(made["tags"], json!([{ "text": "team:a" }]));
    assert_eq!(made["websiteIds"], json!([tagged, named]));
    let affected = async |expected: [bool; 3]| {
        eventually("maintenance to follow", async || {
            let mut affected = [false; 3];
            for (at, id) in [&tagged, &other, &named].into_iter().enumerate() {
                let website = ada.website(id, "inMaintenance").await;
                affected[at] = website["inMaintenance"] == true;
            }
            (affected == expected).then_some(())
        })
        .await;
    };
    affected([true, false, true]).await;
    tag(&ada, &other, &["team:A"], &[]).await;
    affected([true, true, true]).await;
    tag(&ada, &tagged, &[], &["team:a"]).await;
    tag(&ada, &named, &["team:a"], &[]).await;
    affected([false, true, true]).await;
    tag(&ada, &named, &[], &["team:a"]).await;
    tag(&ada, &other, &[], &["team:a"]).await;
    affected([false, false, true]).await;

    let update = "mutation($input: UpdateMaintenanceInput!) { updateMaintenance(input: $input) {
        websiteIds tags { text } } }";
    let change = async |input: Value| ada.graphql(update, json!({ "input": input })).await;
    let refused = change(json!({ "id": made["id"], "websiteIds": [] })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "websiteIds")
    );
    let refused = change(json!({ "id": made["id"], "tags": [] })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "tags")
    );
    let only = change(json!({ "id": made["id"], "tags": null })).await;
    let only = only.data("/updateMaintenance");
    assert_eq!(
        (&only["websiteIds"], &only["tags"]),
        (&json!([named]), &Value::Null)
    );
    let all = change(json!({ "id": made["id"], "websiteIds": null })).await;
    assert!(all.data("/updateMaintenance/websiteIds").is_null());
    affected([true, true, true]).await;
}

apps_on_both_engines!(
    a_channel_hears_of_websites_with_its_tags,
    maintenance_is_for_websites_with_its_tags,
);
