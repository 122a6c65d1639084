//! The fleet form: PostgreSQL, Redis, and probers as processes of their own.

use serde_json::json;

use crate::support::{Client, Process, Settings, Target, TestApp, TestRedis, eventually};

/// Starts `upbeat-prober`, with loopback opened.
pub(crate) fn prober(redis: &TestRedis, region: &str, name: &str) -> Process {
    Process::start(
        "upbeat-prober",
        &["--region", region, "--name", name],
        &[
            ("REDIS_URL", &redis.url),
            ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
            ("UPBEAT_LOG", "warn"),
        ],
    )
}

/// Waits until each of `regions` has a living prober.
pub(crate) async fn wait_for_regions(client: &Client, regions: &[&str]) {
    eventually("the regions' probers", async || {
        let answer = client
            .graphql("{ regions { name probers { name } } }", json!({}))
            .await;
        let list = answer.data("/regions").as_array().unwrap().clone();
        let staffed = |name: &&&str| {
            list.iter().any(|region| {
                region["name"] == **name && !region["probers"].as_array().unwrap().is_empty()
            })
        };
        (regions.iter().filter(staffed).count() == regions.len()).then_some(())
    })
    .await;
}

/// A short cut of `make fleet-check`: two regions, two probers each, one killed.
#[tokio::test]
async fn a_fleet_records_every_slot_once_though_a_prober_is_killed() {
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let settings = Settings {
        database_url: &database.url,
        redis_url: &redis.url,
        secret_key: "",
    };
    let app = TestApp::on(settings).await;
    let ada = app.user("ada").await;
    let mut india = vec![
        prober(&redis, "india", "india-1"),
        prober(&redis, "india", "india-2"),
    ];
    let _usa = [
        prober(&redis, "usa", "usa-1"),
        prober(&redis, "usa", "usa-2"),
    ];
    wait_for_regions(&ada, &["india", "usa"]).await;
    // The shape of the queue, as anybody sees it with redis-cli.
    eventually("two consumers", async || {
        let consumers = redis.cli(&["XINFO", "CONSUMERS", "upbeat:{india}:checks", "india"]);
        (consumers.contains("india-1") && consumers.contains("india-2")).then_some(())
    })
    .await;

    let target = Target::start().await;
    let mut ids = Vec::new();
    for _ in 0..30 {
        ids.push(ada.create_website(&target.url()).await);
    }
    let recorded = async |least: i64| {
        eventually("slots to be recorded", async || {
            for id in &ids {
                let slots = ada
                    .website(id, "uptime { slots { planned recorded missing } }")
                    .await;
                if slots["uptime"]["slots"]["recorded"].as_i64().unwrap() < least {
                    return None;
                }
            }
            Some(())
        })
        .await;
    };
    recorded(2).await;
    india.remove(0).kill();
    // Two regions, at least two more slots each after the kill.
    recorded(8).await;
    for id in &ids {
        let website = ada
            .website(id, "status uptime { slots { planned recorded missing } }")
            .await;
        let slots = &website["uptime"]["slots"];
        assert_eq!(slots["missing"], 0, "{website}");
        assert_eq!(slots["planned"], slots["recorded"]);
        assert_eq!(website["status"], "UP");
    }
    for region in ["india", "usa"] {
        let stream = format!("upbeat:{{{region}}}:checks");
        eventually("nothing pending", async || {
            let pending = redis.cli(&["XPENDING", &stream, region]);
            pending.starts_with('0').then_some(())
        })
        .await;
    }
    app.stop().await;
}

#[tokio::test]
async fn on_postgres_without_redis_a_second_server_is_refused() {
    let app = TestApp::on_postgres().await;
    let config = [
        "upbeat",
        "serve",
        "--listen=127.0.0.1:0",
        "--database-url",
        &app.database_url,
    ];
    let cli = <server::config::Cli as clap::Parser>::parse_from(config);
    let server::config::Command::Serve(config) = cli.command else {
        unreachable!()
    };
    let stop = tokio_util::sync::CancellationToken::new();
    let second = server::serve::run(*config, stop, |_| panic!("it listens")).await;
    let error = second.unwrap_err().to_string();
    assert!(
        error.contains("DATABASE_URL") && error.contains("already"),
        "{error}"
    );
    app.stop().await;
}
