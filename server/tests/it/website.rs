//! Websites: making, finding, changing and removing them.

use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use crate::support::{Answer, Client, Target, TestApp, eventually};

const CREATE: &str = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) {
    id name url status intervalSecs timeoutMs retries regions quorum } }";

pub(crate) async fn create(client: &Client, input: Value) -> Answer {
    client.graphql(CREATE, json!({ "input": input })).await
}

async fn mutate(client: &Client, mutation: &str, id: &str) -> Answer {
    let fields = if mutation == "deleteWebsite" {
        ""
    } else {
        "{ id status }"
    };
    let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {fields} }}");
    client.graphql(&query, json!({ "id": id })).await
}

#[tokio::test]
async fn a_website_begins_with_good_defaults() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = create(&ada, json!({ "url": "a.test/path" })).await;
    let website = answer.data("/createWebsite");
    assert_eq!(website["url"], "https://a.test/path");
    assert_eq!(website["name"], "a.test");
    assert_eq!(website["intervalSecs"], 180);
    assert_eq!(website["timeoutMs"], 10_000);
    assert_eq!(website["retries"], 1);
    assert_eq!(website["quorum"], "majority");
    assert!(website["regions"].is_null(), "all, later ones too");
}

#[tokio::test]
async fn nobody_and_other_organizations_see_and_change_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let bob = app.user("bob").await;
    let id = ada.create_website("a.test").await;
    let unknown = "01890000-0000-7000-8000-000000000000";
    let query = "query($id: ID!) { website(id: $id) { id } }";
    for id in [id.as_str(), unknown] {
        assert_eq!(
            bob.graphql(query, json!({ "id": id })).await.code(),
            "NOT_FOUND"
        );
        for mutation in ["pauseWebsite", "resumeWebsite", "deleteWebsite", "checkNow"] {
            assert_eq!(
                mutate(&bob, mutation, id).await.code(),
                "NOT_FOUND",
                "{mutation}"
            );
        }
        let update = "mutation($id: ID!) { updateWebsite(input: { id: $id, name: \"b\" }) { id } }";
        assert_eq!(
            bob.graphql(update, json!({ "id": id })).await.code(),
            "NOT_FOUND"
        );
        let nobody = app.nobody();
        assert_eq!(
            nobody.graphql(query, json!({ "id": id })).await.code(),
            "UNAUTHENTICATED"
        );
        assert_eq!(
            mutate(&nobody, "checkNow", id).await.code(),
            "UNAUTHENTICATED"
        );
    }
    let list = bob
        .graphql("{ websites { edges { node { id } } } }", json!({}))
        .await;
    assert_eq!(list.data("/websites/edges"), &json!([]));
    assert_eq!(ada.website(&id, "id").await["id"], id.as_str());
}

#[tokio::test]
async fn malformed_ids_and_cursors_are_refused_with_their_field() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("a.test").await;
    for (query, field) in [
        ("{ website(id: \"7\") { id } }".to_owned(), "id"),
        (
            "mutation { pauseWebsite(id: \"x\") { id } }".to_owned(),
            "id",
        ),
        (
            "{ websites(after: \"x\") { edges { cursor } } }".to_owned(),
            "after",
        ),
        (
            "{ websites(first: 1001) { edges { cursor } } }".to_owned(),
            "first",
        ),
        (
            format!(
                "{{ website(id: \"{id}\") {{ ticks(after: \"AAAA\") {{ edges {{ cursor }} }} }} }}"
            ),
            "after",
        ),
        (
            format!(
                "{{ website(id: \"{id}\") {{ ticks(region: \"mars\") {{ edges {{ cursor }} }} }} }}"
            ),
            "region",
        ),
        (
            format!(
                "{{ website(id: \"{id}\") {{ uptime(to: \"2026-01-01T00:00:00Z\") {{ ratio }} }} }}"
            ),
            "from",
        ),
    ] {
        let answer = ada.graphql(&query, json!({})).await;
        assert_eq!(
            (answer.code(), answer.field()),
            ("BAD_USER_INPUT", field),
            "{query}"
        );
    }
}

async fn listing(app: TestApp) {
    let ada = app.user("ada").await;
    for search in ["\0", "a\u{1b}b"] {
        let query = "query($search: String) { websites(search: $search) { edges { cursor } } }";
        let refused = ada.graphql(query, json!({ "search": search })).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "search")
        );
    }
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(
            ada.create_website(&format!("https://n{n}.test/100%_a"))
                .await,
        );
    }
    let input = json!({ "url": "https://shop.example", "name": "The Shop" });
    create(&ada, input).await.data("/createWebsite");
    let query = "query($first: Int, $after: String, $search: String, $status: [WebsiteStatus!]) {
        websites(first: $first, after: $after, search: $search, status: $status) {
            edges { node { id name } } pageInfo { hasNextPage endCursor } } }";
    let page = async |variables: Value| {
        let answer = ada.graphql(query, variables).await;
        let list = answer.data("/websites").clone();
        let edges = list["edges"].as_array().unwrap();
        let names: Vec<String> = edges
            .iter()
            .map(|edge| edge["node"]["name"].as_str().unwrap().to_owned())
            .collect();
        (names, list["pageInfo"].clone())
    };
    let (names, info) = page(json!({ "first": 4 })).await;
    assert_eq!(names, ["n0.test", "n1.test", "n2.test", "n3.test"]);
    assert_eq!(info["hasNextPage"], true);
    let (names, info) = page(json!({ "first": 4, "after": info["endCursor"] })).await;
    assert_eq!(names, ["n4.test", "The Shop"]);
    assert_eq!(info["hasNextPage"], false);

    assert_eq!(page(json!({ "search": "the sh" })).await.0, ["The Shop"]);
    assert_eq!(
        page(json!({ "search": "SHOP.EXAMPLE" })).await.0,
        ["The Shop"]
    );
    assert_eq!(page(json!({ "search": "100%_" })).await.0.len(), 5);
    assert!(
        page(json!({ "search": "%" })).await.0.len() == 5,
        "a wildcard is a character"
    );
    assert!(page(json!({ "search": "1_0" })).await.0.is_empty());

    mutate(&ada, "pauseWebsite", &ids[2])
        .await
        .data("/pauseWebsite");
    assert_eq!(page(json!({ "status": ["PAUSED"] })).await.0, ["n2.test"]);
    assert_eq!(
        page(json!({ "status": ["PAUSED"], "search": "n3" }))
            .await
            .0
            .len(),
        0
    );
    mutate(&ada, "deleteWebsite", &ids[2])
        .await
        .data("/deleteWebsite");
    assert_eq!(page(json!({})).await.0.len(), 5);
    assert_eq!(
        mutate(&ada, "deleteWebsite", &ids[2]).await.code(),
        "NOT_FOUND"
    );
}

#[tokio::test]
async fn websites_are_listed_searched_and_filtered_on_sqlite() {
    listing(TestApp::new().await).await;
}

#[tokio::test]
async fn websites_are_listed_searched_and_filtered_on_postgres() {
    listing(TestApp::on_postgres().await).await;
}

#[tokio::test]
async fn a_paused_website_is_not_checked_until_it_is_resumed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let id = ada.create_website(&target.url()).await;
    eventually("the first check", async || {
        (ada.website(&id, "status").await["status"] == "UP").then_some(())
    })
    .await;
    assert_eq!(
        mutate(&ada, "pauseWebsite", &id)
            .await
            .data("/pauseWebsite/status"),
        "PAUSED"
    );
    assert_eq!(
        mutate(&ada, "pauseWebsite", &id)
            .await
            .data("/pauseWebsite/status"),
        "PAUSED"
    );
    let refused = mutate(&ada, "checkNow", &id).await;
    assert_eq!(refused.code(), "CONFLICT");
    let visits = target.visits();

    let resumed = mutate(&ada, "resumeWebsite", &id).await;
    assert_eq!(resumed.data("/resumeWebsite/status"), "PENDING");
    eventually("the check after resuming", async || {
        (ada.website(&id, "status").await["status"] == "UP").then_some(())
    })
    .await;
    assert!(target.visits() > visits);
}

#[tokio::test]
async fn another_target_voids_what_was_seen_of_the_old_one() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let mut gone = Target::start().await;
    gone.switch_off().await;
    let id = ada.create_website(&target.url()).await;
    let status = async |wanted: &str| {
        eventually(wanted, async || {
            (ada.website(&id, "status").await["status"] == wanted).then_some(())
        })
        .await;
    };
    status("UP").await;
    let update = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { status name url } }";
    let renamed = ada
        .graphql(update, json!({ "input": { "id": id, "name": "Other" } }))
        .await;
    assert_eq!(
        renamed.data("/updateWebsite/status"),
        "UP",
        "a name changes nothing"
    );
    let moved = ada
        .graphql(update, json!({ "input": { "id": id, "url": gone.url() } }))
        .await;
    assert_eq!(moved.data("/updateWebsite/status"), "PENDING");
    assert_eq!(moved.data("/updateWebsite/name"), "Other");
    status("DOWN").await;
    let tick = ada
        .website(
            &id,
            "lastTick { outcome attempts failure { class detail reason } }",
        )
        .await;
    assert_eq!(tick["lastTick"]["failure"]["class"], "CONNECT");
    assert_eq!(tick["lastTick"]["failure"]["detail"], "connect.refused");
    assert_eq!(tick["lastTick"]["attempts"], 2);
    let refused = ada
        .graphql(update, json!({ "input": { "id": id, "intervalSecs": 5 } }))
        .await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "intervalSecs")
    );
}

#[tokio::test]
async fn a_change_takes_effect_behind_all_that_is_recorded() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("http://127.0.0.1:9/").await;
    eventually("the first tick", async || {
        (!ada.website(&id, "lastTick { slot }").await["lastTick"].is_null()).then_some(())
    })
    .await;
    // As if another replica, whose clock is ahead, had stored a tick meanwhile.
    let db = app.database().await;
    let status = entity::website_status::Entity::find()
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    let ahead_ms = status.last_slot_ms.unwrap() + 3_600_000;
    let sql = format!("UPDATE website_status SET last_slot_ms = {ahead_ms}");
    db.execute_unprepared(&sql).await.unwrap();

    mutate(&ada, "pauseWebsite", &id)
        .await
        .data("/pauseWebsite");
    let status = entity::website_status::Entity::find()
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert!(status.since_ms > ahead_ms);
    let row = entity::schedule::Entity::find()
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert!(
        row.valid_to_ms.unwrap() > ahead_ms,
        "its slot lies inside its row"
    );
}

#[tokio::test]
async fn another_rhythm_is_checked_at_once_and_keeps_what_was_seen() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let id = ada.create_website(&target.url()).await;
    eventually("the first check", async || {
        (ada.website(&id, "status").await["status"] == "UP").then_some(())
    })
    .await;
    let update = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { status intervalSecs } }";
    let input = json!({ "input": { "id": id, "intervalSecs": 86_400 } });
    let updated = ada.graphql(update, input).await;
    assert_eq!(updated.data("/updateWebsite/intervalSecs"), 86_400);
    assert_eq!(updated.data("/updateWebsite/status"), "UP");
    eventually("a check of the new rhythm", async || {
        let field = "ticks { edges { node { askedBy } } }";
        let ticks = ada.website(&id, field).await["ticks"]["edges"]
            .as_array()
            .unwrap()
            .clone();
        let asked = ticks
            .iter()
            .filter(|tick| tick["node"]["askedBy"] == "PERSON");
        (asked.count() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn check_now_asks_out_of_turn() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let input = json!({ "url": target.url(), "intervalSecs": 86_400 });
    let id = create(&ada, input)
        .await
        .data("/createWebsite/id")
        .as_str()
        .unwrap()
        .to_owned();
    let ticks = async |count: usize| {
        eventually("ticks", async || {
            let field = "ticks { edges { node { askedBy outcome region } } }";
            let website = ada.website(&id, field).await;
            let edges = website["ticks"]["edges"].as_array().unwrap().clone();
            (edges.len() == count).then_some(edges)
        })
        .await
    };
    ticks(1).await;
    mutate(&ada, "checkNow", &id).await.data("/checkNow");
    for edge in ticks(2).await {
        let expected = json!({ "askedBy": "PERSON", "outcome": "UP", "region": "local" });
        assert_eq!(edge["node"], expected);
    }
    let slots = ada
        .website(&id, "uptime { slots { planned recorded } ratio }")
        .await;
    assert_eq!(
        slots["uptime"]["slots"],
        json!({ "planned": 0, "recorded": 0 }),
        "not in the ledger"
    );
    assert_eq!(slots["uptime"]["ratio"], 1.0);
}
