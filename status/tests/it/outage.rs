//! The database goes away and comes back: results wait in the queue.

use std::collections::HashSet;

use entity::{feed, tick};
use queue::testing::eventually;
use queue::{Outcome, Stream, Transport, codec};
use sea_orm::{EntityTrait, PaginatorTrait};
use status::ingest;
use tokio_util::sync::CancellationToken;

use crate::postgres_server::Server;
use crate::support::{INDIA, World};

#[tokio::test]
async fn what_comes_in_without_the_database_is_stored_once_when_it_is_back() {
    let mut server = Server::start().await;
    let world = World::on(&server.url(), None).await;
    let website = world.website(Some(vec![INDIA])).await;
    let stream = Stream::results(&"india".parse().unwrap());
    let publish = async |slots: std::ops::Range<i64>| {
        let bodies = slots
            .map(|nth| world.report(&website, "india", nth, Outcome::Up).1)
            .map(|report| codec::encode(&report).unwrap());
        world
            .transport
            .publish(&stream, bodies.collect())
            .await
            .unwrap();
    };
    let stored = async |expected: u64| {
        let count = tick::Entity::find().count(&world.db).await.ok()?;
        (count == expected).then_some(())
    };

    let shutdown = CancellationToken::new();
    let ingest = tokio::spawn(ingest::run(world.ingester("one"), shutdown.clone()));
    publish(0..20).await;
    eventually("the first ticks", async || stored(20).await).await;
    let nothing_waits = async || {
        let backlog = world.transport.backlog(&stream).await.unwrap();
        (backlog.len == 0).then_some(())
    };
    eventually("their acknowledgement", nothing_waits).await;

    server.stop();
    publish(20..60).await;
    eventually("the ingester to hold some", async || {
        let backlog = world.transport.backlog(&stream).await.unwrap();
        (backlog.pending > 0).then_some(())
    })
    .await;
    publish(60..100).await;
    assert_eq!(world.transport.backlog(&stream).await.unwrap().len, 80);

    server.restart().await;
    eventually("every tick", async || stored(100).await).await;
    eventually("nothing to wait", nothing_waits).await;
    let feed = feed::Entity::find().all(&world.db).await.unwrap();
    let keys: Vec<_> = feed.iter().flat_map(feed::Model::keys).collect();
    assert_eq!(keys.len(), 100, "each tick in the feed once");
    assert_eq!(keys.into_iter().collect::<HashSet<_>>().len(), 100);

    shutdown.cancel();
    ingest.await.unwrap().unwrap();
}
