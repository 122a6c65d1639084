//! Another server becomes the primary, and the old one keeps its connections open.

use std::time::{Duration, Instant};

use queue::redis::acl;
use queue::testing::proxy::Proxy;
use queue::testing::sentinel::Sentinel;
use queue::testing::server::{Server, ask, connect, free_port};
use queue::testing::{eventually, region, seat};
use queue::{Limits, RedisTransport, Stream, Transport};

use crate::{body, heartbeat};

const SHORTLY: Duration = Duration::from_millis(100);

async fn as_api(url: &str) -> RedisTransport {
    let connected = RedisTransport::connect(url, "upbeat", Limits::default()).await;
    connected.unwrap()
}

async fn as_prober(url: &str) -> RedisTransport {
    let connected = RedisTransport::connect_prober(url, "upbeat", Limits::default()).await;
    connected.unwrap()
}

/// A primary and who follows it.
async fn pair(users: &[String]) -> (Server, Server, u16, u16) {
    let (first, second) = (free_port(), free_port());
    let login = match users {
        [] => &[][..],
        _ => &["--masteruser", "test", "--masterauth", "test"],
    };
    let primary = Server::start_on(first, users, login).await;
    let follow = format!("127.0.0.1 {first}");
    let args = [login, &["--replicaof", &follow]].concat();
    let replica = Server::start_on(second, users, &args).await;
    let redis = connect(&replica.url()).await.unwrap();
    eventually("the replica has all data", async || {
        let info: String = ask(&redis, "INFO replication").await;
        info.contains("master_link_status:up").then_some(())
    })
    .await;
    (primary, replica, first, second)
}

/// Each of the fleet's connections: commands, two blocked readers, a subscriber.
#[tokio::test]
async fn a_demoted_primary_that_keeps_its_connections_open_is_left() {
    let (primary, replica, _, second) = pair(&[]).await;
    let proxy = Proxy::start(primary.socket()).await;
    let api = as_api(&proxy.url()).await;
    let prober = as_prober(&proxy.url()).await;
    let india = region("india");
    let (checks, results) = (Stream::checks(&india), Stream::results(&india));
    let announcements = api.announcements();
    let name = "india-1".parse().unwrap();
    let at_ms = prober.time_ms().await.unwrap();
    prober.beat(&india, &name, &heartbeat(at_ms)).await.unwrap();
    let long = Duration::from_secs(5);
    let (in_work, taking_in) = (seat(&checks, "india-1"), seat(&results, "api-1"));
    let (jobs, reports, ()) = tokio::join!(
        prober.read(&in_work, 1, long),
        api.read(&taking_in, 1, long),
        async {
            let (old, new) = (
                connect(&primary.url()).await.unwrap(),
                connect(&replica.url()).await.unwrap(),
            );
            eventually("both reads are blocked", async || {
                let clients: String = ask(&old, "INFO clients").await;
                clients.contains("blocked_clients:2").then_some(())
            })
            .await;
            let _: String = ask(&new, "REPLICAOF NO ONE").await;
            proxy.lead_to(replica.socket());
            let _: String = ask(&old, &format!("REPLICAOF 127.0.0.1 {second}")).await;
        }
    );
    assert!(jobs.is_err() && reports.is_err(), "who waited is told");
    let began = Instant::now();
    eventually("the api writes", async || api.try_write().await.ok()).await;
    eventually("the prober says that it lives", async || {
        prober.beat(&india, &name, &heartbeat(at_ms + 1)).await.ok()
    })
    .await;
    eventually("a job arrives", async || {
        api.publish(&checks, body("job")).await.ok()?;
        prober.read(&in_work, 9, SHORTLY).await.ok()?.pop()
    })
    .await;
    eventually("a report arrives", async || {
        prober.publish(&results, body("report")).await.ok()?;
        api.read(&taking_in, 9, SHORTLY).await.ok()?.pop()
    })
    .await;
    eventually("announcements are heard", async || {
        api.announce(7).await.ok()?;
        (*announcements.borrow() == 7).then_some(())
    })
    .await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
    let new = connect(&replica.url()).await.unwrap();
    let role: String = ask(&new, "HGET upbeat:{india}:probers india-1").await;
    assert!(role.contains(&(at_ms + 1).to_string()), "{role}");
}

/// It is asked all the time, for five seconds, and then may be written to again.
#[tokio::test]
async fn a_server_that_stays_a_replica_makes_no_hot_loop() {
    let (primary, replica, _, _) = pair(&[]).await;
    let proxy = Proxy::start(primary.socket()).await;
    let queue = as_api(&proxy.url()).await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    queue.read(&place, 1, SHORTLY).await.unwrap();
    // Whoever connects from now on finds a replica.
    proxy.lead_to(replica.socket());
    let redis = connect(&primary.url()).await.unwrap();
    let _: String = ask(&redis, "REPLICAOF 127.0.0.1 1").await;
    let (began, before) = (Instant::now(), proxy.connections());
    let mut refused = 0;
    while began.elapsed() < Duration::from_secs(5) {
        let (written, read) = tokio::join!(queue.try_write(), queue.read(&place, 1, SHORTLY));
        assert!(written.is_err() && read.is_err());
        refused += u32::from(written.unwrap_err().refusal().is_some());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(refused > 20, "{refused} refusals");
    // Commands and a reader, after 0.5, 1.5 and 3.5 s.
    let connections = proxy.connections() - before;
    assert!((2..=10).contains(&connections), "{connections} connections");
    let redis = connect(&replica.url()).await.unwrap();
    let _: String = ask(&redis, "REPLICAOF NO ONE").await;
    eventually("it is used again", async || {
        queue.publish(&checks, body("after")).await.ok()?;
        queue.read(&place, 9, SHORTLY).await.ok()?.pop()
    })
    .await;
}

/// As the users that an operator's access rules make.
#[tokio::test]
async fn sentinel_says_where_the_primary_is() {
    let india = region("india");
    let users = [
        ("api", acl::api("upbeat")),
        ("india", acl::region("upbeat", &india)),
    ];
    let users = users.map(|(name, rules)| format!("user {name} on >{name} {}", rules.join(" ")));
    let (primary, replica, first, second) = pair(&users).await;
    let sentinel = Sentinel::start(first, "test").await;
    let api = as_api(&sentinel.url_as("api:api@")).await;
    let url = sentinel.url_as("india:india@");
    let prober = as_prober(&url).await;
    let checks = Stream::checks(&india);
    let place = seat(&checks, "india-1");
    let arrives = async || {
        eventually("a job arrives", async || {
            api.publish(&checks, body("job")).await.ok()?;
            prober.read(&place, 9, SHORTLY).await.ok()?.pop()
        })
        .await
    };
    arrives().await;
    sentinel.fail_over().await;
    assert!(sentinel.primary().contains(&second.to_string()));
    arrives().await;
    let count = |server: &Server| server.cli("test", "test", "XLEN upbeat:{india}:checks");
    eventually("the old one follows", async || {
        (count(&primary) == count(&replica)).then_some(())
    })
    .await;
    // The new one stands still: its connections stay open, and nobody answers.
    replica.freeze();
    eventually("the first one is the primary again", async || {
        sentinel
            .primary()
            .contains(&first.to_string())
            .then_some(())
    })
    .await;
    arrives().await;
    replica.thaw();
}

/// Sentinel ends the connections of whom it demotes itself. Who is demoted by hand keeps
/// them, and refuses what is written.
#[tokio::test]
async fn sentinel_is_asked_again_where_a_demoted_primary_keeps_its_connections_open() {
    let users = ["user fleet on >fleet ~* &* +@all".to_owned()];
    let (primary, replica, first, second) = pair(&users).await;
    let sentinel = Sentinel::start(first, "test").await;
    let url = sentinel.url_as("fleet:fleet@");
    let (api, prober) = (as_api(&url).await, as_prober(&url).await);
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    let arrives = async || {
        eventually("a job arrives", async || {
            api.publish(&checks, body("job")).await.ok()?;
            prober.read(&place, 9, SHORTLY).await.ok()?.pop()
        })
        .await
    };
    arrives().await;
    let (old, new) = (
        connect(&primary.url()).await.unwrap(),
        connect(&replica.url()).await.unwrap(),
    );
    let _: String = ask(&new, "REPLICAOF NO ONE").await;
    sentinel.lead_to(second, "test");
    let _: String = ask(&old, &format!("REPLICAOF 127.0.0.1 {second}")).await;
    arrives().await;
}
