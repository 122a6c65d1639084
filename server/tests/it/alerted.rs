//! How soon somebody is told, in a fleet of three regions.

use std::time::Duration;

use entity::{Outcome, tick};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::fleet;
use crate::support::{Receiver, Settings, Target, TestApp, TestRedis, eventually};

/// From the end of the first failed check to the webhook.
const BOUND_MS: i64 = 10_000;

#[tokio::test]
async fn who_listens_knows_within_ten_seconds_of_the_first_failed_check() {
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let app = TestApp::on(Settings {
        database_url: &database.url,
        redis_url: &redis.url,
        secret_key: "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    })
    .await;
    let ada = app.user("ada").await;
    let regions = ["india", "usa", "europe"];
    let _probers = regions.map(|region| fleet::prober(&redis, region, &format!("{region}-1")));
    fleet::wait_for_regions(&ada, &regions).await;
    let receiver = Receiver::start().await;
    let query = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }";
    let input = json!({ "name": "Ops", "webhook": receiver.webhook() });
    ada.graphql(query, json!({ "input": input }))
        .await
        .data("/createChannel");
    let mut target = Target::start().await;
    let query = "mutation($url: String!) {
        createWebsite(input: { url: $url, intervalSecs: 60 }) { id } }";
    ada.graphql(query, json!({ "url": target.url() }))
        .await
        .data("/createWebsite");
    eventually("the first checks", async || {
        (target.visits() >= 3).then_some(())
    })
    .await;
    target.switch_off().await;
    // The next slot is at most an interval away.
    tokio::time::timeout(Duration::from_secs(120), async {
        while receiver.types().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    let opened = receiver.requests.lock().unwrap()[0].clone();
    let body: Value = serde_json::from_slice(&opened.body).unwrap();
    assert_eq!(body["type"], "incident.opened");
    let first = tick::Entity::find()
        .filter(tick::Column::Outcome.eq(Outcome::Down))
        .order_by_asc(tick::Column::CheckedAtMs)
        .one(&app.database().await)
        .await
        .unwrap()
        .unwrap();
    let took_ms = opened.at_ms - first.checked_at_ms;
    assert!((0..=BOUND_MS).contains(&took_ms), "{took_ms} ms");
    let cause = body["data"]["incident"]["cause"].as_str().unwrap();
    assert!(cause.starts_with("connection refused by"), "{cause}");
    app.stop().await;
}
