//! Upbeat watches itself: metrics, readiness, troubles, the dead man's switch.

use std::sync::Arc;
use std::time::Duration;

use api::service::observed::Observed;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use net::{EgressPolicy, Resolver};
use prober::Probes;
use queue::{Heartbeat, Limits, Load, MemoryTransport, Transport};
use serde_json::{Value, json};
use server::health::deadman::{self, Deadman, Ping};
use server::health::{Health, Kind, Watch};

use crate::support::{Answer, Client, Settings, Target, TestApp, TestRedis, eventually};

async fn get(client: &Client, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Full::<Bytes>::default()).unwrap();
    let response = client.send(request).await;
    let body = String::from_utf8(response.body.to_vec()).unwrap();
    (response.status, body)
}

/// The value of a metric, `name{labels}` as it is written.
fn value(text: &str, metric: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.starts_with(metric))?;
    line[metric.len()..].trim().parse().ok()
}

#[tokio::test]
async fn metrics_tell_what_happens_and_what_each_of_them_means() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    ada.create_website(&target.url()).await;
    let nobody = app.nobody();
    let at_least_one = [
        r#"upbeat_ingest_reports_total{region="local",result="stored"}"#,
        r#"upbeat_reports_total{region="local",outcome="up"}"#,
        r#"upbeat_ingest_lag_seconds_count{region="local"}"#,
        r#"upbeat_http_requests_total{path="/graphql",status="200"}"#,
        r#"upbeat_probers_alive{region="local"}"#,
        r#"upbeat_prober_capacity_checks{region="local",prober="local-1"}"#,
        r#"upbeat_prober_answered_jobs{region="local",prober="local-1"}"#,
        r#"upbeat_queue_limit_entries{region="local",stream="results"}"#,
        r#"upbeat_websites{status="up"}"#,
        "upbeat_scheduler_leader",
        "upbeat_scheduler_jobs_published_total",
        "upbeat_database_up",
        "upbeat_queue_up",
        "process_resident_memory_bytes",
    ];
    let text = eventually("what is to be seen", async || {
        let (status, text) = get(&nobody, "/metrics").await;
        assert_eq!(status, 200);
        let seen = |metric: &&str| value(&text, metric).is_some_and(|value| value >= 1.0);
        at_least_one.iter().all(seen).then_some(text)
    })
    .await;
    assert_eq!(
        value(
            &text,
            r#"upbeat_trouble{kind="silent_region",region="local"}"#
        ),
        Some(0.0)
    );
    for line in text.lines().filter(|line| line.starts_with("# TYPE ")) {
        let name = line.split(' ').nth(2).unwrap();
        assert!(text.contains(&format!("# HELP {name} ")), "{name}");
    }
}

#[tokio::test]
async fn regions_tell_who_lives_and_what_waits() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let query = "{ regions { name silent impaired reason
        queue { checks { entries pending oldestAt } results { entries } dead { entries } }
        probers { name alive running capacity waitingResults } } }";
    let regions = eventually("the local prober", async || {
        let answer = ada.graphql(query, json!({})).await;
        let regions = answer.data("/regions").clone();
        (regions[0]["silent"] == false).then_some(regions)
    })
    .await;
    let nothing = json!({ "entries": 0, "pending": 0, "oldestAt": null });
    assert_eq!(
        regions,
        json!([{
            "name": "local", "silent": false, "impaired": false, "reason": null,
            "queue": { "checks": nothing, "results": { "entries": 0 }, "dead": { "entries": 0 } },
            "probers": [{
                "name": "local-1", "alive": true, "running": 0, "capacity": 1_000,
                "waitingResults": 0,
            }],
        }])
    );
}

/// The first account operates the installation; others see what concerns them.
#[tokio::test]
async fn who_does_not_operate_sees_no_inside() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let seen = "{ regions { name silent impaired reason } }";
    eventually("the local prober", async || {
        let answer = bob.graphql(seen, json!({})).await;
        (answer.data("/regions/0/silent") == false).then_some(())
    })
    .await;
    for inside in ["probers { name version }", "queue { checks { entries } }"] {
        let query = format!("{{ regions {{ name reason {inside} }} }}");
        let shown = ada.graphql(&query, json!({})).await;
        assert_eq!(shown.data("/regions/0/name"), "local");
        let answer = bob.graphql(&query, json!({})).await;
        assert_eq!(answer.code(), "FORBIDDEN");
        let region = &answer.0["data"]["regions"][0];
        assert_eq!(region["name"], "local", "{}", answer.0);
        let field = inside.split(' ').next().unwrap();
        assert_eq!(region[field], Value::Null);
        let nobody = app.nobody().graphql(&query, json!({})).await;
        assert_eq!(nobody.code(), "UNAUTHENTICATED");
    }
    let shown = instance(&ada).await;
    assert_eq!(shown.data("/instance/version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(instance(&bob).await.code(), "FORBIDDEN");
    assert_eq!(instance(&app.nobody()).await.code(), "UNAUTHENTICATED");
}

async fn instance(client: &Client) -> Answer {
    let query = "{ instance { version observedAt schedulerLatenessMs
        troubles { kind region text since } } }";
    client.graphql(query, json!({})).await
}

#[tokio::test]
async fn who_lives_and_is_not_able_says_what_is_missing() {
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let app = TestApp::on(Settings {
        database_url: &database.url,
        redis_url: &redis.url,
        secret_key: "",
    })
    .await;
    let (ada, nobody) = (app.user("ada").await, app.nobody());
    assert_eq!(get(&nobody, "/readyz").await.0, 200);
    eventually("an observation without troubles", async || {
        let shown = instance(&ada).await;
        let shown = shown.data("/instance");
        let is_well = shown["troubles"] == json!([]) && shown["schedulerLatenessMs"].is_i64();
        (is_well && shown["observedAt"].is_string()).then_some(())
    })
    .await;
    drop(redis);
    let body = eventually("not to be ready", async || {
        let (status, body) = get(&nobody, "/readyz").await;
        (status == 503).then_some(body)
    })
    .await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&body["ready"], &body["database"]),
        (&json!(false), &json!("ok"))
    );
    assert_ne!(body["queue"], "ok");
    assert_eq!(get(&nobody, "/healthz").await, (200, "ok".to_owned()));
    eventually("the trouble to be exported", async || {
        let (_, text) = get(&nobody, "/metrics").await;
        let metric = r#"upbeat_trouble{kind="queue_away",region=""}"#;
        (value(&text, metric) == Some(1.0)).then_some(())
    })
    .await;
    let shown = instance(&ada).await;
    let trouble = shown.data("/instance/troubles/0");
    assert_eq!(
        (&trouble["kind"], &trouble["region"]),
        (&json!("queue_away"), &Value::Null)
    );
    assert!(trouble["text"].is_string() && trouble["since"].is_string());
}

/// A watch over a server's database and a queue of its own, where no prober lives.
async fn watch(app: &TestApp, health: &Health, now_ms: i64) -> (Watch, Arc<MemoryTransport>) {
    let transport = Arc::new(MemoryTransport::new(Limits::default()));
    let watch = Watch::new(
        app.database().await,
        transport.clone(),
        scheduler::Health::default(),
        Limits::default(),
        health.clone(),
        Observed::default(),
        now_ms,
    );
    (watch, transport)
}

#[tokio::test]
async fn a_region_falls_silent_and_comes_back() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    ada.create_website(&target.url()).await;
    let begin_ms = chrono::Utc::now().timestamp_millis();
    let health = Health::default();
    let (mut watch, transport) = watch(&app, &health, begin_ms).await;
    let is_silent = || health.troubles().contains(&Kind::SilentRegion);
    watch.pass(begin_ms + 15_000).await;
    assert!(!is_silent());
    watch.pass(begin_ms + 15_001).await;
    assert!(is_silent());
    let heartbeat = Heartbeat {
        at_ms: begin_ms + 25_000,
        version: String::new(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: Load::default(),
    };
    let (region, prober) = ("local".parse().unwrap(), "local-1".parse().unwrap());
    transport.beat(&region, &prober, &heartbeat).await.unwrap();
    watch.pass(begin_ms + 25_001).await;
    assert!(!is_silent());
}

#[tokio::test]
async fn the_dead_mans_switch_is_held_only_while_monitoring_works() {
    let app = TestApp::new().await;
    let receiver = Target::start().await;
    let deadman = Deadman {
        url: receiver.url().parse().unwrap(),
        every: Duration::from_secs(60),
    };
    let resolver = Resolver::from_system();
    let probes = Probes::new(EgressPolicy::open(), resolver, vec![]).unwrap();
    let begin_ms = chrono::Utc::now().timestamp_millis();
    let health = Health::default();
    let ping = async |now_ms| deadman::pass(&deadman, &probes, &health, now_ms).await;
    assert_eq!(
        ping(begin_ms).await,
        Ok(Ping::Withheld),
        "nobody has looked yet"
    );

    let (mut watch, _transport) = watch(&app, &health, begin_ms).await;
    watch.pass(begin_ms).await;
    assert_eq!(ping(begin_ms).await, Ok(Ping::Taken));
    assert!(receiver.last_request().starts_with("GET / "), "a GET");
    assert_eq!(
        ping(begin_ms + 60_000).await,
        Ok(Ping::Withheld),
        "nobody looks any more"
    );

    // This watch's scheduler never ends a pass.
    watch.pass(begin_ms + 10_001).await;
    assert_eq!(ping(begin_ms + 10_001).await, Ok(Ping::Withheld));
    assert_eq!(receiver.visits(), 1);
}

#[tokio::test]
async fn a_running_server_pings_whom_it_is_told_to() {
    let receiver = Target::start().await;
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/u.db", directory.path().display());
    let environment = [
        ("DATABASE_URL", database.as_str()),
        ("UPBEAT_LISTEN", "127.0.0.1:0"),
        ("UPBEAT_DEADMAN_URL", &receiver.url()),
        ("UPBEAT_DEADMAN_SECS", "1"),
        ("UPBEAT_LOG_FORMAT", "json"),
    ];
    let _server = crate::support::Process::start("upbeat", &["serve"], &environment);
    eventually("pings", async || (receiver.visits() >= 2).then_some(())).await;
}
