//! What may be said of a website, and what is refused.

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::website::create;

#[tokio::test]
async fn what_cannot_be_watched_is_refused_with_its_field_and_nothing_is_stored() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let long = format!("https://a.test/{}", "x".repeat(2_048));
    for (input, field) in [
        (json!({ "url": "gopher://a.test" }), "url"),
        (json!({ "url": "https://ada:secret@a.test" }), "url"),
        (json!({ "url": long }), "url"),
        (json!({ "url": "https://" }), "url"),
        (json!({ "url": "tcp://a.test" }), "url"),
        (
            json!({ "url": "a.test", "intervalSecs": 9 }),
            "intervalSecs",
        ),
        (
            json!({ "url": "a.test", "intervalSecs": 86_401 }),
            "intervalSecs",
        ),
        (json!({ "url": "a.test", "timeoutMs": 499 }), "timeoutMs"),
        (json!({ "url": "a.test", "retries": 4 }), "retries"),
        (
            json!({ "url": "a.test", "regions": ["atlantis"] }),
            "regions",
        ),
        (json!({ "url": "a.test", "regions": [] }), "regions"),
        (json!({ "url": "a.test", "quorum": "most" }), "quorum"),
        (
            json!({ "url": "a.test", "intervalSecs": 10, "timeoutMs": 60_000 }),
            "timeoutMs",
        ),
        (json!({ "url": "a.test", "name": " " }), "name"),
        (json!({ "url": "a.test", "name": "a\nb" }), "name"),
        (
            json!({ "url": "a.test", "name": "bank\u{202e}moc" }),
            "name",
        ),
        (json!({ "url": "a.test", "name": "\u{200b}" }), "name"),
        (json!({ "url": "http:/127.0.0.1/" }), "url"),
        (json!({ "url": "https//example.org" }), "url"),
        (json!({ "url": "unix:/var/run/docker.sock" }), "url"),
    ] {
        let answer = create(&ada, input.clone()).await;
        assert_eq!(
            (answer.code(), answer.field()),
            ("BAD_USER_INPUT", field),
            "{input}"
        );
    }
    let stored = entity::website::Entity::find()
        .count(&app.database().await)
        .await
        .unwrap();
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn what_a_change_may_not_say_changes_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("a.test").await;
    let fields = "url name intervalSecs timeoutMs";
    let before = ada.website(&id, fields).await;
    let update = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { url } }";
    let change = async |mut input: Value| {
        input["id"] = json!(id);
        ada.graphql(update, json!({ "input": input })).await
    };
    for (input, field) in [
        (json!({ "url": "http:/127.0.0.1/" }), "url"),
        (json!({ "url": "www.example.org," }), "url"),
        (json!({ "url": "a..b.test" }), "url"),
        (json!({ "name": "a\u{202e}b" }), "name"),
        (json!({ "intervalSecs": 9 }), "intervalSecs"),
        (
            json!({ "intervalSecs": 10, "timeoutMs": 10_001 }),
            "timeoutMs",
        ),
    ] {
        let answer = change(input.clone()).await;
        assert_eq!(
            (answer.code(), answer.field()),
            ("BAD_USER_INPUT", field),
            "{input}"
        );
    }
    assert_eq!(ada.website(&id, fields).await, before);
    change(json!({ "intervalSecs": 60, "timeoutMs": 60_000 }))
        .await
        .data("/updateWebsite");
    let refused = change(json!({ "intervalSecs": 10 })).await;
    assert_eq!(refused.field(), "intervalSecs");
    change(json!({ "intervalSecs": 10, "timeoutMs": 10_000 }))
        .await
        .data("/updateWebsite");

    // What was taken by an earlier release can still be renamed.
    let sql = "UPDATE website SET url = 'https://a,b.test/', timeout_ms = 60000";
    app.database().await.execute_unprepared(sql).await.unwrap();
    change(json!({ "name": "Old" }))
        .await
        .data("/updateWebsite");
}

#[tokio::test]
async fn a_quorum_is_at_most_the_number_of_chosen_regions() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for (key, name) in [(101, "india"), (102, "usa")] {
        let row = entity::testing::region(entity::RegionKey(key), name, 0);
        let db = app.database().await;
        entity::region::Entity::insert(row)
            .exec_without_returning(&db)
            .await
            .unwrap();
    }
    let of = |regions: Value, quorum: &str| json!({ "url": "a.test", "regions": regions, "quorum": quorum });
    let refused = create(&ada, of(json!(["usa"]), "2")).await;
    assert_eq!(
        (refused.code(), refused.field(), refused.message()),
        (
            "BAD_USER_INPUT",
            "quorum",
            "quorum must be at most the number of regions, 1"
        )
    );
    let twice = create(&ada, of(json!(["usa", "usa"]), "2")).await;
    assert_eq!(twice.field(), "quorum");
    // Regions may come.
    create(&ada, of(Value::Null, "9"))
        .await
        .data("/createWebsite");
    let created = create(&ada, of(json!(["india", "usa"]), "2")).await;
    let id = created.data("/createWebsite/id").clone();

    let update =
        "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { quorum } }";
    let change = async |mut input: Value| {
        input["id"] = id.clone();
        ada.graphql(update, json!({ "input": input })).await
    };
    for input in [
        json!({ "quorum": "3" }),
        json!({ "regions": ["usa"] }),
        json!({ "regions": ["usa"], "quorum": "2" }),
    ] {
        let refused = change(input.clone()).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "quorum"),
            "{input}"
        );
    }
    change(json!({ "regions": ["usa"], "quorum": "any" }))
        .await
        .data("/updateWebsite");
    change(json!({ "regions": null, "quorum": "3" }))
        .await
        .data("/updateWebsite");

    // What was taken by an earlier release can still be renamed.
    let sql = "UPDATE website SET regions = '[101]', quorum = '2' WHERE quorum = '3'";
    app.database().await.execute_unprepared(sql).await.unwrap();
    change(json!({ "name": "Old" }))
        .await
        .data("/updateWebsite");
}

#[tokio::test]
async fn the_longest_host_names_its_website() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let host = format!("{0}.{0}.{0}.test", "x".repeat(63));
    let answer = create(&ada, json!({ "url": host })).await;
    let name = answer.data("/createWebsite/name").as_str().unwrap();
    assert_eq!(name, &host[..200.min(host.len())]);
    let longer = format!("{0}.{0}.{0}.{1}.test", "x".repeat(63), "y".repeat(50));
    let answer = create(&ada, json!({ "url": longer })).await;
    let name = answer.data("/createWebsite/name").as_str().unwrap();
    assert_eq!(name, &longer[..200]);
}
