//! A server that answers and takes nothing, or not all: what is said of it, and that
//! heartbeats get through where they can.

use std::time::Duration;

use fred::clients::Client;
use fred::interfaces::{ClientLike, HashesInterface};
use fred::types::{ClusterHash, CustomCommand, Value};
use queue::testing::server::{Server, ask, connect};
use queue::testing::{eventually, region, seat};
use queue::{RedisTransport, Stream, Transport};

use crate::heartbeat;

async fn prober(server: &Server) -> RedisTransport {
    let limits = queue::Limits::default();
    let prober = RedisTransport::connect_prober(&server.url(), "upbeat", limits).await;
    prober.unwrap()
}

/// Carries out a command; `~` is a blank within a word.
async fn command(redis: &Client, command: &str) {
    let mut words = command.split(' ').map(|word| word.replace('~', " "));
    let name = words.next().unwrap_or_default();
    let command = CustomCommand::new(name, ClusterHash::Random, false);
    let args: Vec<Value> = words.map(Value::from).collect();
    let _: Value = redis.custom(command, args).await.unwrap();
}

/// Each state, what brings it about and ends it, what is said, and whether heartbeats
/// are taken meanwhile.
#[tokio::test]
async fn what_a_server_refuses_is_said_in_a_sentence() {
    let args = ["--appendonly", "no", "--enable-protected-configs", "yes"];
    let server = Server::start_with(&args, &[]).await;
    let (api, prober) = (server.transport().await, prober(&server).await);
    let redis = connect(&server.url()).await.unwrap();
    let (india, name) = (region("india"), "india-1".parse().unwrap());
    command(&redis, "SET something 1").await;
    for (begin, end, sentence, beats) in [
        (
            &["CONFIG SET maxmemory 1"][..],
            &["CONFIG SET maxmemory 0"][..],
            "out of memory (maxmemory)",
            true,
        ),
        (
            &["REPLICAOF 127.0.0.1 1"],
            &["REPLICAOF NO ONE"],
            "read-only replica",
            false,
        ),
        (
            &[
                "CONFIG SET replica-serve-stale-data no",
                "REPLICAOF 127.0.0.1 1",
            ],
            &["REPLICAOF NO ONE"],
            "read-only replica",
            false,
        ),
        (
            &["CONFIG SET min-replicas-to-write 1"],
            &["CONFIG SET min-replicas-to-write 0"],
            "too few replicas",
            false,
        ),
        (
            // It may be entered, and nothing can be written there.
            &["CONFIG SET save 9999~1", "CONFIG SET dir /proc", "BGSAVE"],
            &["CONFIG SET stop-writes-on-bgsave-error no"],
            "cannot save its data to disk",
            false,
        ),
    ] {
        api.try_write().await.unwrap();
        for step in begin {
            command(&redis, step).await;
        }
        let said = eventually(sentence, async || {
            api.try_write().await.err().and_then(|err| err.refusal())
        })
        .await;
        assert!(
            said.starts_with("Redis ") && said.contains(sentence),
            "{said}"
        );
        let at_ms = server_time(&redis).await;
        let beat = prober.beat(&india, &name, &heartbeat(at_ms)).await;
        assert_eq!(beat.is_ok(), beats, "{sentence}: {beat:?}");
        let may_beat = prober.try_beat(&india).await;
        assert_eq!(may_beat.is_ok(), beats, "{sentence}: {may_beat:?}");
        if beats {
            let seen = prober.neighbours(&india).await.unwrap();
            assert_eq!(seen[0].heartbeat.at_ms, at_ms, "{sentence}");
        }
        for step in end {
            command(&redis, step).await;
        }
        eventually("it takes everything again", async || {
            api.try_write().await.ok()?;
            prober.beat(&india, &name, &heartbeat(at_ms)).await.ok()
        })
        .await;
    }
}

async fn server_time(redis: &Client) -> i64 {
    let (secs, _): (i64, i64) = ask(redis, "TIME").await;
    secs * 1_000
}

/// A new prober too, and one whose heartbeat is longer than the one before.
#[tokio::test]
async fn a_full_server_takes_heartbeats_and_nothing_that_is_none() {
    let server = Server::start().await;
    let (_api, prober) = (server.transport().await, prober(&server).await);
    let redis = connect(&server.url()).await.unwrap();
    let india = region("india");
    command(&redis, "CONFIG SET maxmemory 1").await;
    let at_ms = server_time(&redis).await;
    let mut beat = heartbeat(at_ms);
    for (name, reason) in [("india-1", 10), ("india-1", 1_000), ("india-2", 10)] {
        beat.impairment = Some("x".repeat(reason));
        prober
            .beat(&india, &name.parse().unwrap(), &beat)
            .await
            .unwrap();
    }
    let mut names: Vec<String> = ask(&redis, "HKEYS upbeat:{india}:probers").await;
    names.sort();
    assert_eq!(names, ["india-1", "india-2"]);
    beat.impairment = Some("x".repeat(20_000));
    let err = prober
        .beat(&india, &"india-3".parse().unwrap(), &beat)
        .await;
    assert!(err.is_err(), "it would fill what is full");
    prober
        .retire(&india, &"india-1".parse().unwrap())
        .await
        .unwrap();
}

/// As an older api leaves it.
#[tokio::test]
async fn a_server_without_our_function_takes_heartbeats_all_the_same() {
    let server = Server::start().await;
    let prober = prober(&server).await;
    let redis = connect(&server.url()).await.unwrap();
    let (india, name) = (region("india"), "india-1".parse().unwrap());
    prober.beat(&india, &name, &heartbeat(5)).await.unwrap();
    let json: String = ask(&redis, "HGET upbeat:{india}:probers india-1").await;
    assert!(json.contains("\"at_ms\":5"), "{json}");
}

#[tokio::test]
async fn a_server_that_still_loads_is_waited_for() {
    let args = ["--appendonly", "yes", "--appendfsync", "no"];
    let slow = ["--key-load-delay", "200"];
    let mut server = Server::start_with(&[&args[..], &slow].concat(), &[]).await;
    let queue = server.transport().await;
    let checks = Stream::checks(&region("india"));
    queue
        .publish(&checks, vec![bytes::Bytes::from_static(b"job")])
        .await
        .unwrap();
    let redis = connect(&server.url()).await.unwrap();
    let pipeline = redis.pipeline();
    for key in 0..15_000 {
        let _: () = pipeline.hset(key.to_string(), ("a", 1)).await.unwrap();
    }
    let _: Vec<Value> = pipeline.all().await.unwrap();
    server.kill();
    server.start_again();
    let loading = eventually("it loads", async || {
        let said = server.cli("default", "", "PING");
        said.starts_with("LOADING").then_some(())
    });
    loading.await;
    let place = seat(&checks, "india-1");
    let read = eventually("it has loaded", async || {
        let read = queue.read(&place, 1, Duration::from_millis(100)).await;
        read.ok().filter(|entries| !entries.is_empty())
    });
    assert_eq!(read.await.len(), 1);
}

/// A node of a cluster that has no slots yet.
#[tokio::test]
async fn a_cluster_that_is_down_is_waited_for() {
    let port = queue::testing::server::free_port();
    // Its bus has a port 10,000 above, unless it is told.
    let bus = queue::testing::server::free_port().to_string();
    let args = ["--cluster-enabled", "yes", "--cluster-port", &bus];
    let server = Server::start_on(port, &[], &args).await;
    let prober = prober(&server).await;
    let india = region("india");
    let err = prober.try_beat(&india).await.unwrap_err();
    assert_eq!(
        err.refusal(),
        Some("Redis refuses commands: the cluster is down"),
        "{err:?}"
    );
    let redis = connect(&server.url()).await.unwrap();
    command(&redis, "CLUSTER ADDSLOTSRANGE 0 16383").await;
    eventually("it is up", async || prober.try_beat(&india).await.ok()).await;
}

#[tokio::test]
async fn what_is_wrong_for_good_is_told_from_what_may_pass() {
    let india = region("india");
    let rules = queue::redis::acl::region("upbeat", &india).join(" ");
    let server = Server::start_with_users(&[format!("user india on >india {rules}")]).await;
    let limits = queue::Limits::default;
    for (login, operation) in [("india:wrong@", ""), ("nobody:india@", ""), ("", "")] {
        let url = server.url_as(login);
        let connected = RedisTransport::connect_prober(&url, "upbeat", limits()).await;
        let err = match connected {
            Err(err) => err,
            Ok(queue) => queue.time_ms().await.unwrap_err(),
        };
        assert!(!err.may_pass(), "{login}{operation}: {err:?}");
    }
    // A prober's user cannot be the api's.
    let url = server.url_as("india:india@");
    let err = RedisTransport::connect(&url, "upbeat", limits())
        .await
        .unwrap_err();
    assert!(!err.may_pass(), "{err:?}");
    assert!(err.refusal().unwrap().contains("upbeat redis-acl"));
    let nowhere = "redis+unix:///tmp/upbeat-no-such-socket";
    for url in [nowhere, "redis://127.0.0.1:1", "redis://name.invalid:6379"] {
        let err = RedisTransport::connect(url, "upbeat", limits())
            .await
            .unwrap_err();
        assert!(err.may_pass(), "{url}: {err:?}");
    }
}
