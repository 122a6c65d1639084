//! Checks of what is not saved.

use serde_json::{Value, json};

use crate::fleet::{prober, wait_for_regions};
use crate::support::{Answer, Client, Target, TestApp, TestRedis, apps_on_both_engines};

async fn try_check(client: &Client, input: Value) -> Answer {
    let query = "mutation($input: CreateWebsiteInput!) { tryCheck(input: $input) { region
        result { url outcome httpStatus responseTimeMs attempts checkedAt failure { class detail }
            evidence { head } tls { version } } } }";
    client.graphql(query, json!({ "input": input })).await
}

async fn each_region_answers_and_nothing_is_stored(app: TestApp) {
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let up = try_check(&ada, json!({ "url": target.url(), "tags": ["shop"] })).await;
    let tried = up.data("/tryCheck");
    assert_eq!(tried[0]["region"], "local");
    let result = &tried[0]["result"];
    assert_eq!(result["outcome"], "UP");
    assert_eq!(
        (&result["httpStatus"], &result["url"]),
        (&json!(200), &json!(target.url()))
    );
    assert!(result["responseTimeMs"].as_f64().unwrap() > 0.0);
    assert!(result["failure"].is_null());
    let head = result["evidence"]["head"].as_str().unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(tried.get(1).is_none());

    let secret = json!({ "url": target.url(), "check": { "http": {
        "bearerToken": "let me in", "statuses": "404" } } });
    let down = try_check(&ada, secret).await;
    let result = down.data("/tryCheck/0/result");
    assert_eq!(
        (&result["outcome"], &result["attempts"]),
        (&json!("DOWN"), &json!(1))
    );
    assert_eq!(result["failure"]["class"], "STATUS");
    assert!(result["evidence"]["head"].is_string(), "{result}");
    assert!(target.last_request().contains("Bearer let me in"));

    target.switch_off().await;
    let refused = try_check(&ada, json!({ "url": target.url(), "retries": 3 })).await;
    let result = refused.data("/tryCheck/0/result");
    assert_eq!(result["failure"]["detail"], "connect.refused");
    assert_eq!(result["attempts"], 1);

    let wrong = try_check(&ada, json!({ "url": target.url(), "timeoutMs": 1 })).await;
    assert_eq!(
        (wrong.code(), wrong.field()),
        ("BAD_USER_INPUT", "timeoutMs")
    );
    let wrong = try_check(&ada, json!({ "url": target.url(), "regions": ["mars"] })).await;
    assert_eq!((wrong.code(), wrong.field()), ("BAD_USER_INPUT", "regions"));

    let db = app.database().await;
    for table in [
        "website",
        "tick",
        "ask",
        "tag",
        "trial_report",
        "evidence",
        "schedule",
    ] {
        use sea_orm::{ConnectionTrait, Statement};
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let count = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(count).await.unwrap().unwrap();
        let count: i64 = row.try_get_by_index(0).unwrap();
        assert_eq!(count, 0, "{table}");
    }
}

async fn changes_are_tried_with_the_stored_secrets(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let (target, elsewhere) = (Target::start().await, Target::start().await);
    let create = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let input = json!({ "url": target.url(), "intervalSecs": 86_400,
        "check": { "http": { "bearerToken": "let me in" } } });
    let created = ada.graphql(create, json!({ "input": input })).await;
    let id = created.data("/createWebsite/id").clone();
    let try_update = async |client: &Client, mut input: Value| {
        input["id"] = id.clone();
        let query = "mutation($input: UpdateWebsiteInput!) { tryUpdate(input: $input) { region
            result { outcome failure { class } } } }";
        client.graphql(query, json!({ "input": input })).await
    };
    let path = format!("{}path", target.url());
    let changed = json!({ "url": path, "check": { "http": { "statuses": "404" } } });
    let down = try_update(&ada, changed).await;
    let result = down.data("/tryUpdate/0/result");
    assert_eq!(result["failure"]["class"], "STATUS");
    let request = target.last_request();
    assert!(request.starts_with("GET /path "), "{request}");
    assert!(!request.contains("let me in"), "{request}");

    let up = try_update(&ada, json!({ "url": path })).await;
    assert_eq!(up.data("/tryUpdate/0/result/outcome"), "UP");
    let request = target.last_request();
    assert!(request.contains("Bearer let me in"), "{request}");

    // Nobody leads the secret elsewhere by a try, and nobody else tries it.
    let led = try_update(&ada, json!({ "url": elsewhere.url() })).await;
    assert_eq!((led.code(), led.field()), ("BAD_USER_INPUT", "url"));
    assert_eq!(elsewhere.visits(), 0);
    assert_eq!(try_update(&eve, json!({})).await.code(), "NOT_FOUND");

    let query = "query($id: ID!) { website(id: $id) { url
        ticks(first: 10) { nodes { askedBy } } } }";
    let kept = ada.graphql(query, json!({ "id": id })).await;
    assert_eq!(kept.data("/website/url"), &json!(target.url()));
    let ticks = kept.data("/website/ticks/nodes").as_array().unwrap();
    assert!(
        ticks.len() <= 1,
        "only the first check is recorded: {ticks:?}"
    );
}

#[tokio::test]
async fn an_account_tries_ten_at_once() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let target = Target::start().await;
    let input = || json!({ "url": target.url() });
    for _ in 0..10 {
        try_check(&ada, input())
            .await
            .data("/tryCheck/0/result/outcome");
    }
    let refused = try_check(&ada, input()).await;
    assert_eq!(refused.code(), "RATE_LIMITED");
    assert!(refused.0["errors"][0]["extensions"]["retryAfterSecs"].as_i64() > Some(0));
    try_check(&bob, input())
        .await
        .data("/tryCheck/0/result/outcome");
}

apps_on_both_engines!(
    each_region_answers_and_nothing_is_stored,
    changes_are_tried_with_the_stored_secrets,
);

/// The replica that asks need not be the one that ingests the answers.
#[tokio::test]
async fn a_fleet_answers_whichever_replica_is_asked() {
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let (one, other) = TestApp::replicas(&database.url, &redis.url).await;
    let _probers = ["india", "usa"].map(|region| prober(&redis, region, region));
    let target = Target::start().await;
    let ada = one.user("ada").await;
    wait_for_regions(&ada, &["india", "usa"]).await;
    for app in [&one, &other] {
        let asks = Client {
            address: app.address,
            token: ada.token.clone(),
        };
        let tried = try_check(&asks, json!({ "url": target.url() })).await;
        let tried = tried.data("/tryCheck").as_array().unwrap().clone();
        let regions: Vec<&str> = tried
            .iter()
            .map(|it| it["region"].as_str().unwrap())
            .collect();
        assert_eq!(regions, ["india", "usa"]);
        assert!(
            tried.iter().all(|it| it["result"]["outcome"] == "UP"),
            "{tried:?}"
        );
    }
}
