//! What a stolen prober can write into its own region's keys.

use std::time::Duration;

use bytes::Bytes;
use fred::interfaces::{HashesInterface, StreamsInterface};
use queue::testing::server::{Server, ask};
use queue::testing::{region, seat};
use queue::{ProberName, Stream, Transport};

use crate::heartbeat;

const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn nonsense_in_a_regions_keys_stops_nobody() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let results = Stream::results(&region("india"));
    let name = Bytes::from_static(b"\xff");
    let _: String = redis
        .xadd(
            "upbeat:{india}:results",
            false,
            None,
            "*",
            (name.clone(), "x"),
        )
        .await
        .unwrap();
    let _: i64 = redis
        .hset("upbeat:{india}:probers", (name, "x"))
        .await
        .unwrap();
    let _: i64 = ask(&redis, "HINCRBY upbeat:{india}:trimmed results_len -5").await;
    let _: i64 = ask(&redis, "HSET upbeat:{india}:trimmed results_age many").await;

    let backlog = queue.backlog(&results).await.unwrap();
    assert_eq!(
        (backlog.len, backlog.trimmed_len, backlog.trimmed_age),
        (1, 0, 0)
    );
    assert_eq!(queue.probers().await.unwrap(), []);
    let place = seat(&results, "api-1");
    let entries = queue.read(&place, 9, NOW).await.unwrap();
    assert_eq!(entries.len(), 1);
    let ids = [entries[0].id.clone()];
    assert_eq!(queue.claim(&place, NOW, &ids).await.unwrap().len(), 1);
}

/// `HSET` of probers and when they wrote.
fn fill(probers: impl Iterator<Item = (String, i64)>) -> String {
    let mut words = vec!["HSET upbeat:{india}:probers".to_owned()];
    for (name, at_ms) in probers {
        words.push(name);
        words.push(serde_json::to_string(&heartbeat(at_ms)).unwrap());
    }
    words.join(" ")
}

#[tokio::test]
async fn the_dead_make_room_in_a_full_region() {
    const KEY: &str = "upbeat:{india}:probers";
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let india = region("india");
    let name = |name: &str| -> ProberName { name.parse().unwrap() };
    let now_ms = queue.time_ms().await.unwrap();
    let has = async |name: &str| ask::<u64>(&redis, &format!("HEXISTS {KEY} {name}")).await == 1;

    // What no prober wrote goes first, then who is silent the longest.
    let living = (0..10).map(|i| (format!("living-{i}"), now_ms + 8_000));
    let dead = (0..988).map(|i| (format!("dead-{i}"), now_ms - 120_000 + i));
    let _: u64 = ask(&redis, &fill(living.chain(dead))).await;
    let _: u64 = ask(&redis, &fill([("far".to_owned(), now_ms * 2)].into_iter())).await;
    let _: u64 = ask(&redis, &format!("HSET {KEY} nonsense x")).await;
    assert_eq!(ask::<u64>(&redis, &format!("HLEN {KEY}")).await, 1_000);
    for i in 0..3 {
        let newcomer = name(&format!("new-{i}"));
        let taken = queue.beat(&india, &newcomer, &heartbeat(now_ms)).await;
        taken.unwrap();
        assert!(has(newcomer.as_str()).await);
    }
    assert!(!has("nonsense").await && !has("far").await);
    assert!(!has("dead-0").await && has("dead-1").await);
    for i in 0..10 {
        assert!(has(&format!("living-{i}")).await, "living-{i}");
    }
    assert_eq!(ask::<u64>(&redis, &format!("HLEN {KEY}")).await, 1_000);

    // The living stay, whoever comes, and a refusal keeps nothing any longer.
    let now_ms = queue.time_ms().await.unwrap();
    let _: u64 = ask(&redis, &format!("DEL {KEY}")).await;
    let living = (0..1_000).map(|i| (format!("living-{i}"), now_ms + 8_000));
    let _: u64 = ask(&redis, &fill(living)).await;
    let _: u64 = ask(&redis, &format!("EXPIRE {KEY} 100")).await;
    let refused = queue.beat(&india, &name("new"), &heartbeat(now_ms)).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(!has("new").await);
    assert_eq!(ask::<u64>(&redis, &format!("HLEN {KEY}")).await, 1_000);
    let ttl: i64 = ask(&redis, &format!("TTL {KEY}")).await;
    assert!((1..=100).contains(&ttl), "{ttl}");
    let known = name("living-7");
    let taken = queue.beat(&india, &known, &heartbeat(now_ms)).await;
    taken.unwrap();
    let ttl: i64 = ask(&redis, &format!("TTL {KEY}")).await;
    assert!(ttl > 100, "{ttl}");
}
