//! Tags: given to websites, found by, renamed, colored and removed.

use serde_json::{Value, json};

use crate::support::{Client, TestApp, apps_on_both_engines};

async fn create(client: &Client, name: &str, tags: &[&str]) -> String {
    client
        .create(json!({ "name": name, "url": "https://a.test", "tags": tags }))
        .await
}

/// Names of the websites with these tags.
async fn tagged(client: &Client, tags: &[&str]) -> Vec<String> {
    let query = "query($tags: [String!]) { websites(tags: $tags) { nodes { name } } }";
    let answer = client.graphql(query, json!({ "tags": tags })).await;
    let nodes = answer.data("/websites/nodes").as_array().unwrap().iter();
    let names = nodes.map(|node| node["name"].as_str().unwrap().to_owned());
    names.collect()
}

/// Tags of the organization.
async fn all(client: &Client) -> Vec<Value> {
    let query = "{ tags { id text name value color websiteCount } }";
    let answer = client.graphql(query, json!({})).await;
    answer.data("/tags").as_array().unwrap().clone()
}

async fn websites_are_found_by_their_tags(app: TestApp) {
    let ada = app.user("ada").await;
    create(&ada, "a", &["env:prod", "team:Payments"]).await;
    create(&ada, "b", &["Env: Prod ", "team:search", "ENV:prod"]).await;
    create(&ada, "c", &["env:test", "team:payments"]).await;
    create(&ada, "d", &["env"]).await;
    create(&ada, "e", &[]).await;
    let cases: [(&[&str], &[&str]); 8] = [
        (&["env:prod"], &["a", "b"]),
        (&["ENV:PROD"], &["a", "b"]),
        (&["env:prod", "env:test"], &["a", "b", "c"]),
        (&["env:prod", "team:payments"], &["a"]),
        (&["env"], &["a", "b", "c", "d"]),
        (&["env", "team"], &["a", "b", "c"]),
        (&["nothing"], &[]),
        (&[], &["a", "b", "c", "d", "e"]),
    ];
    for (tags, expected) in cases {
        assert_eq!(tagged(&ada, tags).await, expected, "{tags:?}");
    }
    let tags = all(&ada).await;
    let texts: Vec<&str> = tags
        .iter()
        .map(|tag| tag["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "env",
            "env:prod",
            "env:test",
            "team:Payments",
            "team:search"
        ]
    );
    assert_eq!(
        (&tags[1]["name"], &tags[1]["value"]),
        (&json!("env"), &json!("prod"))
    );
    assert_eq!(tags[1]["websiteCount"], 2);
    assert!(tags[0]["value"].is_null() && tags[0]["color"].is_null());
    let both = "{ websites(search: \"a.test\", tags: [\"team:payments\"], first: 1) {
        nodes { name tags { text } } pageInfo { hasNextPage endCursor } } }";
    let answer = ada.graphql(both, json!({})).await;
    let page = answer.data("/websites");
    assert_eq!(page["nodes"][0]["name"], "a");
    let shown = json!([{ "text": "env:prod" }, { "text": "team:Payments" }]);
    assert_eq!(page["nodes"][0]["tags"], shown);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
}

async fn a_tag_changes_on_all_its_websites(app: TestApp) {
    let ada = app.user("ada").await;
    let first = create(&ada, "a", &["env:prod", "old"]).await;
    create(&ada, "b", &["env:prod"]).await;
    let update = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) {
        tags { text } } }";
    let input = json!({ "id": first, "tags": ["new", "env:prod"] });
    let answer = ada.graphql(update, json!({ "input": input })).await;
    let shown = json!([{ "text": "env:prod" }, { "text": "new" }]);
    assert_eq!(answer.data("/updateWebsite/tags"), &shown);
    let input = json!({ "id": first, "name": "A" });
    let answer = ada.graphql(update, json!({ "input": input })).await;
    assert_eq!(answer.data("/updateWebsite/tags"), &shown);

    let tags = all(&ada).await;
    let id = tags[0]["id"].as_str().unwrap();
    let change = "mutation($input: UpdateTagInput!) { updateTag(input: $input) { text color } }";
    let input = json!({ "id": id, "text": "stage: production", "color": "#1F6FEB" });
    let answer = ada.graphql(change, json!({ "input": input })).await;
    let changed = json!({ "text": "stage:production", "color": "#1f6feb" });
    assert_eq!(answer.data("/updateTag"), &changed);
    assert_eq!(tagged(&ada, &["stage:production"]).await, ["A", "b"]);
    let input = json!({ "id": id, "color": null });
    let answer = ada.graphql(change, json!({ "input": input })).await;
    assert!(answer.data("/updateTag/color").is_null());
    for (input, field) in [
        (json!({ "id": id, "text": "NEW" }), "text"),
        (json!({ "id": id, "text": "a:" }), "text"),
        (json!({ "id": id, "color": "red" }), "color"),
    ] {
        let refused = ada.graphql(change, json!({ "input": input })).await;
        assert_eq!(refused.field(), field, "{input}");
    }
    let delete = "mutation($id: ID!) { deleteTag(id: $id) }";
    let answer = ada.graphql(delete, json!({ "id": id })).await;
    assert_eq!(answer.data("/deleteTag"), id);
    assert!(tagged(&ada, &["stage"]).await.is_empty());
    assert_eq!(tagged(&ada, &["new"]).await, ["A"]);

    let remove = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    ada.graphql(remove, json!({ "id": first }))
        .await
        .data("/deleteWebsite");
    let counts = all(&ada).await;
    assert!(
        counts.iter().all(|tag| tag["websiteCount"] == 0),
        "{counts:?}"
    );
}

async fn wrong_tags_are_refused_and_change_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let create = "mutation($tags: [String!]) { createWebsite(input: { url: \"a.test\",
        tags: $tags }) { id } }";
    let many: Vec<String> = (0..21).map(|nth| format!("t{nth}")).collect();
    let long = "x".repeat(101);
    for tags in [
        json!(many),
        json!([long]),
        json!(["a,b"]),
        json!([":x"]),
        json!([" "]),
    ] {
        let refused = ada.graphql(create, json!({ "tags": tags })).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "tags")
        );
    }
    let many: Vec<String> = (0..51).map(|nth| format!("t{nth}")).collect();
    let list = "query($tags: [String!]) { websites(tags: $tags) { nodes { id } } }";
    let refused = ada.graphql(list, json!({ "tags": many })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "tags")
    );
    assert!(all(&ada).await.is_empty() && tagged(&ada, &[]).await.is_empty());

    let new = "mutation($text: String!) { createTag(input: { text: $text }) { id } }";
    ada.graphql(new, json!({ "text": "Shop" }))
        .await
        .data("/createTag");
    let again = ada.graphql(new, json!({ "text": "sHOP" })).await;
    assert_eq!((again.code(), again.field()), ("CONFLICT", "text"));
}

apps_on_both_engines!(
    websites_are_found_by_their_tags,
    a_tag_changes_on_all_its_websites,
    wrong_tags_are_refused_and_change_nothing,
);
