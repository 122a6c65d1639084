//! What a stolen prober can write into its own region's keys.

use std::time::Duration;

use bytes::Bytes;
use fred::interfaces::{HashesInterface, StreamsInterface};
use queue::testing::server::{Server, ask, connect};
use queue::testing::{region, seat};
use queue::{Stream, Transport};

const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn nonsense_in_a_regions_keys_stops_nobody() {
    let server = Server::start().await;
    let (queue, redis) = (
        server.transport().await,
        connect(&server.url()).await.unwrap(),
    );
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
