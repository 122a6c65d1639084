//! A Redis that loses its data, restarts or is not there.

use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use queue::testing::server::{Server, ask, calls};
use queue::testing::{eventually, region, seat};
use queue::{Limits, RedisTransport, Stream, Transport};

use crate::body;

const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn a_group_is_made_again_when_redis_lost_its_memory() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    assert_eq!(queue.read(&place, 1, NOW).await.unwrap(), []);

    // While nobody reads.
    let _: String = ask(&redis, "FLUSHALL").await;
    queue.publish(&checks, body("one")).await.unwrap();
    let read = queue.read(&place, 1, NOW).await.unwrap();
    assert_eq!(read[0].body, "one");

    // While a read is blocked.
    let (read, ()) = tokio::join!(queue.read(&place, 1, Duration::from_secs(20)), async {
        eventually("the read is blocked", async || {
            let clients: String = ask(&redis, "INFO clients").await;
            clients.contains("blocked_clients:1").then_some(())
        })
        .await;
        let _: String = ask(&redis, "FLUSHALL").await;
        queue.publish(&checks, body("two")).await.unwrap();
    });
    assert_eq!(read.unwrap()[0].body, "two");
}

#[tokio::test]
async fn a_group_that_keeps_vanishing_makes_no_hot_loop() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    // Each command of the reader finds the stream deleted again.
    let deleting = tokio::spawn({
        let redis = redis.clone();
        async move {
            loop {
                let _: u64 = ask(&redis, "DEL upbeat:{india}:checks").await;
            }
        }
    });
    let start = Instant::now();
    let err = queue
        .read(&place, 1, Duration::from_secs(3))
        .await
        .unwrap_err();
    let took = start.elapsed();
    deleting.abort();
    assert_eq!(err.to_string(), "cannot read");
    assert!(took >= Duration::from_millis(700), "gave up after {took:?}");
    let reads = calls(&redis, "xreadgroup").await;
    assert!((1..=10).contains(&reads), "{reads} reads");
    assert!(calls(&redis, "xgroup|create").await <= 5);
}

#[tokio::test]
async fn a_server_that_came_back_is_used_again() {
    let mut server = Server::start().await;
    let queue = server.transport().await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    let announcements = queue.announcements();
    queue.publish(&checks, body("lost")).await.unwrap();
    assert_eq!(queue.read(&place, 1, NOW).await.unwrap().len(), 1);

    server.kill();
    let start = Instant::now();
    let err = queue.publish(&checks, body("refused")).await.unwrap_err();
    assert_eq!(err.to_string(), "cannot publish");
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "after {:?}",
        start.elapsed()
    );
    let err = queue
        .read(&place, 1, Duration::from_millis(100))
        .await
        .unwrap_err();
    assert_eq!(err.to_string(), "cannot read");

    server.restart().await;
    let read = eventually("what is published can be read", async || {
        queue.publish(&checks, body("kept")).await.ok()?;
        let read = queue
            .read(&place, 100, Duration::from_millis(100))
            .await
            .ok()?;
        read.into_iter().find(|entry| entry.body == "kept")
    })
    .await;
    assert_eq!(read.body, "kept");
    eventually("announcements are heard again", async || {
        queue.announce(7).await.ok()?;
        (*announcements.borrow() == 7).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_within_seconds() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("r.sock");
    let url = format!("redis+unix://{}", path.display());
    let connect = async || {
        let start = Instant::now();
        let err = RedisTransport::connect(&url, "upbeat", Limits::default())
            .await
            .unwrap_err();
        assert!(
            start.elapsed() < Duration::from_secs(8),
            "after {:?}",
            start.elapsed()
        );
        assert_eq!(err.to_string(), "cannot connect to Redis");
        assert!(std::error::Error::source(&err).is_some());
    };
    connect().await;
    // It takes the connection, and says nothing.
    let _listener = UnixListener::bind(&path).unwrap();
    connect().await;
}
