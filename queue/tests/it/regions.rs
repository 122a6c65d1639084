//! How regions are found, beside a million keys of somebody else.

use std::time::{Duration, Instant};

use fred::clients::Client;
use fred::interfaces::ClientLike;
use fred::types::{ClusterHash, CustomCommand, Value};
use queue::redis::acl;
use queue::testing::server::{Server, ask, calls, connect};
use queue::testing::{eventually, region};
use queue::{Limits, RedisTransport, Transport};

use crate::heartbeat;

async fn found(api: &RedisTransport) -> Vec<String> {
    let probers = api.probers().await.unwrap();
    probers.iter().map(|seen| seen.region.to_string()).collect()
}

async fn guarded() -> Server {
    let users = [
        ("api", acl::api("upbeat")),
        ("india", acl::region("upbeat", &region("india"))),
        ("usa", acl::region("upbeat", &region("usa"))),
    ];
    let users = users.map(|(name, rules)| format!("user {name} on >{name} {}", rules.join(" ")));
    Server::start_with_users(&users).await
}

async fn fill(redis: &Client, keys: usize) {
    let script = format!("for i = 1, {keys} do redis.call('SET', 'foreign:' .. i, i) end");
    let command = CustomCommand::new("EVAL", ClusterHash::Random, false);
    let args: Vec<Value> = vec![script.into(), "0".into()];
    let _: Value = redis.custom(command, args).await.unwrap();
}

/// The first answer is there at once, a region is heard of at once, and nobody looks
/// through all keys for it.
#[tokio::test]
async fn a_new_region_is_found_at_once_among_many_foreign_keys() {
    let server = guarded().await;
    let redis = connect(&server.url()).await.unwrap();
    fill(&redis, 200_000).await;
    let (url, limits) = (server.url_as("api:api@"), Limits::default());
    let api = RedisTransport::connect(&url, "upbeat", limits)
        .await
        .unwrap();
    let url = server.url_as("india:india@");
    let prober = RedisTransport::connect_prober(&url, "upbeat", limits)
        .await
        .unwrap();
    assert_eq!(found(&api).await, [""; 0]);
    let at_ms = prober.time_ms().await.unwrap();
    let (india, name) = (region("india"), "india-1".parse().unwrap());
    let began = Instant::now();
    eventually("the region is found", async || {
        prober.beat(&india, &name, &heartbeat(at_ms)).await.unwrap();
        (found(&api).await == ["india"]).then_some(())
    })
    .await;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    let log: Value = ask(&redis, "ACL LOG").await;
    assert_eq!(log.into_array(), [], "something was refused on the way");

    // The search that every start makes is slow on purpose, and is over.
    eventually("the search is over", async || {
        let scans = calls(&redis, "scan").await;
        (scans >= 200).then_some(())
    })
    .await;
    let scans = calls(&redis, "scan").await;
    let began = Instant::now();
    let mut looks = 0;
    while began.elapsed() < Duration::from_secs(3) {
        assert_eq!(found(&api).await, ["india"]);
        looks += 1;
    }
    assert!(looks > 100, "{looks}");
    assert_eq!(
        calls(&redis, "scan").await,
        scans,
        "nobody searches for {looks} looks"
    );
}

/// As one of an older version does: it writes its heartbeat, and says nothing else.
#[tokio::test]
async fn a_prober_that_says_no_hello_is_found_by_a_search() {
    let server = Server::start().await;
    let redis = connect(&server.url()).await.unwrap();
    let (secs, _): (i64, i64) = ask(&redis, "TIME").await;
    let json = serde_json::to_string(&heartbeat(secs * 1_000)).unwrap();
    let _: u64 = ask(
        &redis,
        &format!("HSET upbeat:{{india}}:probers india-1 {json}"),
    )
    .await;
    let _: u64 = ask(&redis, "HSET upbeat:regions gone 1 Not-A-Name 1").await;
    let api = server.transport().await;
    eventually("it is found", async || {
        (found(&api).await == ["india"]).then_some(())
    })
    .await;
    eventually("what is not there any more is forgotten", async || {
        let names: Vec<String> = ask(&redis, "HKEYS upbeat:regions").await;
        (!names.contains(&"gone".to_owned())).then_some(())
    })
    .await;
    // Another api knows it from the first moment.
    let other = server.transport().await;
    assert_eq!(found(&other).await, ["india"]);
}

#[tokio::test]
async fn a_region_can_name_no_other() {
    let server = guarded().await;
    for command in [
        "PUBLISH upbeat:{usa}:hello 1",
        "PUBLISH upbeat:{moon}:hello 1",
        "PUBLISH upbeat:hello 1",
        "PUBLISH upbeat:feed 1",
        "SPUBLISH upbeat:{india}:hello 1",
        "PSUBSCRIBE upbeat:{*}:hello",
        "SUBSCRIBE upbeat:{india}:hello",
        "HSET upbeat:regions moon 1",
        "HGETALL upbeat:regions",
        "HDEL upbeat:regions usa",
        "HSET upbeat:{moon}:probers moon-1 {}",
        "FCALL upbeat_v2_beat 1 upbeat:{moon}:probers moon-1 {} 60 5 10",
        "FCALL upbeat_v2_beat 1 upbeat:regions moon 1 60 5 10",
        "HSET upbeat:health written 1",
    ] {
        let said = server.cli("india", "india", command);
        assert!(said.starts_with("NOPERM"), "{command}: {said}");
    }
    assert_eq!(
        server.cli("india", "india", "PUBLISH upbeat:{india}:hello 1"),
        "0"
    );
}

/// Without access rules anybody may say hello for anybody: a name without a prober is
/// no region.
#[tokio::test]
async fn a_name_without_a_heartbeat_is_no_region() {
    let server = Server::start().await;
    let (api, redis) = (
        server.transport().await,
        connect(&server.url()).await.unwrap(),
    );
    assert_eq!(found(&api).await, [""; 0]);
    eventually("the api listens", async || {
        let heard: u64 = ask(&redis, "PUBLISH upbeat:{moon}:hello 1").await;
        (heard > 0).then_some(())
    })
    .await;
    assert_eq!(found(&api).await, [""; 0]);
}
