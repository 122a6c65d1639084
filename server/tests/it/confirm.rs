//! From a first failure to the verdict, with real checks, at an interval of an hour.

use std::time::Duration;

use entity::WebsiteStatus;
use entity::{Origin, Outcome, RegionKey, WebsiteKey};
use entity::{ask, status_change, tick, website};
use queue::redis::DEFAULT_PREFIX;
use queue::{
    GroupConsumer, Heartbeat, Job, JobResult, Limits, RedisTransport, Report, Stream, Transport,
    codec,
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::fleet;
use crate::support::{Client, Target, TestApp, TestRedis, eventually};

/// From the first failing vote to down, where failures answer at once.
const BOUND_MS: i64 = 10_000;

/// A website that is checked each hour, and not by its rhythm while a test lasts.
async fn create(ada: &Client, url: &str, retries: i32, timeout_ms: i64) -> String {
    let hour_ms = 3_600_000;
    loop {
        let id = create_any(ada, url, retries, timeout_ms).await;
        let now_ms = chrono::Utc::now().timestamp_millis();
        let grid = entity::slots::Grid::new(id.parse().unwrap(), hour_ms);
        if grid.first_from(now_ms) - now_ms > hour_ms / 10 {
            return id;
        }
        let query = "mutation($id: ID!) { deleteWebsite(id: $id) }";
        ada.graphql(query, json!({ "id": id }))
            .await
            .data("/deleteWebsite");
    }
}

async fn create_any(ada: &Client, url: &str, retries: i32, timeout_ms: i64) -> String {
    let query = "mutation($url: String!, $retries: Int!, $timeoutMs: Int!) {
        createWebsite(input: {
            url: $url, intervalSecs: 3600, retries: $retries, timeoutMs: $timeoutMs
        }) { id } }";
    let input = json!({ "url": url, "retries": retries, "timeoutMs": timeout_ms });
    let answer = ada.graphql(query, input).await;
    answer
        .data("/createWebsite/id")
        .as_str()
        .unwrap()
        .to_owned()
}

async fn check_now(ada: &Client, id: &str) {
    let query = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(query, json!({ "id": id }))
        .await
        .data("/checkNow");
}

async fn status(ada: &Client, id: &str, wanted: &str) {
    eventually(wanted, async || {
        (ada.website(id, "status").await["status"] == wanted).then_some(())
    })
    .await;
}

/// What is recorded of one website.
struct Record<'a> {
    db: &'a DatabaseConnection,
    key: WebsiteKey,
}

impl<'a> Record<'a> {
    async fn of(db: &'a DatabaseConnection, id: &str) -> Self {
        let id: Uuid = id.parse().unwrap();
        let found = website::Entity::find().filter(website::Column::Id.eq(id));
        let key = found.one(db).await.unwrap().unwrap().key;
        Self { db, key }
    }

    async fn ticks(&self) -> Vec<tick::Model> {
        tick::Entity::find()
            .filter(tick::Column::WebsiteKey.eq(self.key))
            .order_by_asc(tick::Column::CheckedAtMs)
            .all(self.db)
            .await
            .unwrap()
    }

    async fn changes(&self) -> Vec<(i64, WebsiteStatus)> {
        let changes = status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(self.key))
            .filter(status_change::Column::RegionKey.eq(RegionKey::ALL))
            .order_by_asc(status_change::Column::AtMs)
            .all(self.db)
            .await
            .unwrap();
        changes.iter().map(|row| (row.at_ms, row.status)).collect()
    }

    /// Waits until no region is asked any more.
    async fn all_answered(&self) {
        eventually("the questions to be answered", async || {
            let open = ask::Entity::find().filter(ask::Column::WebsiteKey.eq(self.key));
            open.one(self.db).await.unwrap().is_none().then_some(())
        })
        .await;
    }
}

async fn down_within_seconds(app: TestApp) {
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let db = app.database().await;
    let mut ids = Vec::new();
    for retries in [0, 1, 3] {
        let id = create(&ada, &target.url(), retries, 10_000).await;
        status(&ada, &id, "UP").await;
        ids.push((retries, id));
    }
    target.switch_off().await;
    for (retries, id) in ids {
        check_now(&ada, &id).await;
        status(&ada, &id, "DOWN").await;
        let record = Record::of(&db, &id).await;
        let ticks = record.ticks().await;
        let failing: Vec<_> = ticks
            .iter()
            .filter(|tick| tick.outcome == Outcome::Down)
            .collect();
        assert_eq!(failing[0].origin, Origin::Person);
        let (down_ms, _) = record.changes().await.pop().unwrap();
        assert!(down_ms - failing[0].checked_at_ms <= BOUND_MS);
        if retries == 0 {
            // One attempt is not believed; a round of two is.
            assert_eq!(failing[0].attempts, 1);
            assert_eq!(failing[1].origin, Origin::Confirmation);
            assert_eq!(failing[1].attempts, 2);
            assert_eq!(failing[1].checked_at_ms, down_ms);
        }
        let answer = ada.website(&id, "uptime { slots { recorded } }").await;
        assert_eq!(answer["uptime"]["slots"]["recorded"], 0);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_refused_connection_is_down_within_seconds_at_an_hours_interval_on_sqlite() {
    down_within_seconds(TestApp::new().await).await;
}

#[tokio::test]
async fn a_refused_connection_is_down_within_seconds_at_an_hours_interval_on_postgres() {
    down_within_seconds(TestApp::on_postgres().await).await;
}

/// Within two time limits and 3 s, though each region has failed only once before.
#[tokio::test]
async fn a_website_that_hangs_is_down_within_two_time_limits() {
    let timeout_ms = 2_000;
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let id = create(&ada, &target.url(), 0, timeout_ms).await;
    status(&ada, &id, "UP").await;
    target.switch_off().await;
    target.hang().await;
    check_now(&ada, &id).await;
    status(&ada, &id, "DOWN").await;
    let db = app.database().await;
    let record = Record::of(&db, &id).await;
    let ticks = record.ticks().await;
    let first = ticks.iter().find(|tick| tick.outcome == Outcome::Down);
    let (first, (down_ms, _)) = (first.unwrap(), record.changes().await.pop().unwrap());
    assert_eq!(first.attempts, 1);
    let took_ms = down_ms - first.checked_at_ms;
    // Two attempts do hang for all of their time.
    assert!(
        (2 * timeout_ms..=2 * timeout_ms + 3_000).contains(&took_ms),
        "{took_ms}"
    );
    app.stop().await;
}

/// A region from which no website can be reached, whatever is asked of it.
async fn cut_off_region(redis: &TestRedis, region: &str) -> JoinHandle<()> {
    let transport = RedisTransport::connect(&redis.url, DEFAULT_PREFIX, Limits::default())
        .await
        .unwrap();
    let region = region.parse().unwrap();
    let seat = GroupConsumer {
        stream: Stream::checks(&region),
        consumer: "cut-off-1".to_owned(),
    };
    let prober = "cut-off-1".parse().unwrap();
    tokio::spawn(async move {
        loop {
            let at_ms = transport.time_ms().await.unwrap();
            let heartbeat = Heartbeat {
                at_ms,
                version: "0.1.0".to_owned(),
                egress_allow: vec!["127.0.0.0/8".to_owned()],
                impairment: None,
                instance: String::new(),
                load: queue::Load::default(),
            };
            let beat = transport.beat(&region, &prober, &heartbeat);
            beat.await.unwrap();
            let wait = Duration::from_millis(200);
            let entries = transport.read(&seat, 100, wait).await.unwrap();
            let mut answers = Vec::new();
            for entry in entries {
                let job: Job = codec::decode(&entry.body).unwrap();
                let report = Report {
                    key: job.key,
                    mac: job.mac,
                    checked_at_ms: transport.time_ms().await.unwrap(),
                    outcome: queue::Outcome::Down,
                    failure: None,
                    http_status: None,
                    phases: None,
                    attempts: job.check.retries + 1,
                    tls: None,
                    evidence: None,
                };
                answers.push(JobResult {
                    job: entry.id,
                    report: Some(codec::encode(&report).unwrap()),
                    dead: None,
                });
            }
            if !answers.is_empty() {
                transport.answer(&region, answers).await.unwrap();
            }
        }
    })
}

/// Two replicas, three regions, one of which is cut off: never down, and one round.
/// When the website itself is gone, it is down in seconds.
#[tokio::test(flavor = "multi_thread")]
async fn one_region_of_three_never_makes_it_down_and_two_do_in_seconds() {
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let (one, other) = TestApp::replicas(&database.url, &redis.url).await;
    let _probers = [
        fleet::prober(&redis, "india", "india-1"),
        fleet::prober(&redis, "usa", "usa-1"),
    ];
    let cut_off = cut_off_region(&redis, "europe").await;
    let ada = one.user("ada").await;
    fleet::wait_for_regions(&ada, &["india", "usa", "europe"]).await;
    let mut target = Target::start().await;
    let db = one.database().await;
    let mut ids = Vec::new();
    for retries in [0, 1] {
        let id = create(&ada, &target.url(), retries, 10_000).await;
        let record = Record::of(&db, &id).await;
        let ticks = eventually("first checks and a round", async || {
            let ticks = record.ticks().await;
            (ticks.len() >= 6).then_some(ticks)
        })
        .await;
        record.all_answered().await;
        status(&ada, &id, "PARTIAL").await;
        let says = "regionStatuses { region status }";
        let says = ada.website(&id, says).await["regionStatuses"].take();
        let mut says: Vec<_> = says
            .as_array()
            .unwrap()
            .iter()
            .map(Value::to_string)
            .collect();
        says.sort();
        assert_eq!(
            says,
            [
                r#"{"region":"europe","status":"DOWN"}"#,
                r#"{"region":"india","status":"UP"}"#,
                r#"{"region":"usa","status":"UP"}"#,
            ]
        );
        let answers = ticks
            .iter()
            .filter(|tick| tick.origin == Origin::Confirmation);
        assert_eq!(
            (ticks.len(), answers.count()),
            (6, 3),
            "first checks, and one round"
        );
        ids.push(id);
    }
    let never_down = async |id: &str| {
        let changes = Record::of(&db, id).await.changes().await;
        assert!(
            changes.iter().all(|change| change.1 != WebsiteStatus::Down),
            "{changes:?}"
        );
    };
    for id in &ids {
        never_down(id).await;
    }

    target.switch_off().await;
    for id in &ids {
        never_down(id).await;
        check_now(&ada, id).await;
        status(&ada, id, "DOWN").await;
        let record = Record::of(&db, id).await;
        record.all_answered().await;
        let ticks = record.ticks().await;
        let persons_ms = ticks
            .iter()
            .filter(|tick| tick.origin == Origin::Person)
            .map(|tick| tick.slot_ms)
            .max()
            .unwrap();
        let first = ticks
            .iter()
            .find(|tick| tick.slot_ms >= persons_ms && tick.outcome == Outcome::Down);
        let (down_ms, status) = record.changes().await.pop().unwrap();
        assert_eq!(status, WebsiteStatus::Down);
        assert!(down_ms - first.unwrap().checked_at_ms <= BOUND_MS);
    }
    cut_off.abort();
    one.stop().await;
    other.stop().await;
}
