//! A subscriber that does not keep up, on a feed of the test's own making.

use std::sync::Arc;
use std::time::Duration;

use api::live::{self, Audience, Cursor, Live};
use entity::feed::{TickKey, pack};
use entity::tick::{Origin, Outcome};
use entity::{feed, feed_head, organization, tick, website};
use futures_util::StreamExt;
use migration::testing::TestDb;
use queue::{Limits, MemoryTransport, Transport};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, DatabaseConnection, EntityTrait,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const NOW_MS: i64 = 1_790_000_000_000;

/// More batches than a subscriber may be behind.
const BATCHES: i64 = 400;

async fn website(db: &DatabaseConnection) -> website::Model {
    let now = DateTimeUtc::from_timestamp_millis(NOW_MS).unwrap();
    let organization_id = Uuid::now_v7();
    organization::ActiveModel {
        id: Set(organization_id),
        name: Set("Acme".to_owned()),
        personal_of: Set(None),
        created_at: Set(now),
        changes: Set(0),
    }
    .insert(db)
    .await
    .unwrap();
    website::ActiveModel {
        key: NotSet,
        id: Set(Uuid::now_v7()),
        organization_id: Set(organization_id),
        name: Set("a.test".to_owned()),
        url: Set("https://a.test/".to_owned()),
        interval_ms: Set(10_000),
        timeout_ms: Set(1_000),
        retries: Set(1),
        paused: Set(false),
        quorum: Set("majority".to_owned()),
        regions: Set(None),
        how: Set(None),
        secrets: Set(None),
        revision: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
    }
    .insert(db)
    .await
    .unwrap()
}

/// A batch of one tick, as ingest writes it.
async fn write_batch(db: &DatabaseConnection, website_key: i32, seq: i64) {
    let key = TickKey {
        website_key,
        region_key: 1,
        slot_ms: NOW_MS + seq,
    };
    tick::Entity::insert(tick::ActiveModel {
        website_key: Set(website_key),
        region_key: Set(1),
        slot_ms: Set(key.slot_ms),
        checked_at_ms: Set(key.slot_ms),
        revision: Set(1),
        origin: Set(Origin::Schedule),
        outcome: Set(Outcome::Up),
        attempts: Set(1),
        ..Default::default()
    })
    .exec_without_returning(db)
    .await
    .unwrap();
    feed::Entity::insert(feed::ActiveModel {
        seq: Set(seq),
        created_at_ms: Set(NOW_MS),
        ticks: Set(pack(&[key])),
    })
    .exec_without_returning(db)
    .await
    .unwrap();
    let head = feed_head::ActiveModel {
        id: Set(1),
        seq: Set(seq),
    };
    head.update(db).await.unwrap();
}

#[tokio::test]
async fn a_reader_that_is_too_slow_is_caught_up_from_the_feed() {
    let database = TestDb::sqlite().await.unwrap();
    let db = entity::database::connect(&database.url, 4).await.unwrap();
    let website = website(&db).await;
    let live = Live::new();
    let transport = Arc::new(MemoryTransport::new(Limits::default()));
    let stop = CancellationToken::new();
    let relay = tokio::spawn(live::run(
        live.clone(),
        db.clone(),
        transport.clone(),
        stop.clone(),
    ));
    let follow = async || {
        let audience = Audience {
            organization: website.organization_id,
            websites: None,
        };
        let events = live.follow(&db, audience, Some(Cursor::behind(0)), NOW_MS);
        Box::pin(events.await.unwrap().map(|event| event.unwrap().cursor))
    };
    let mut quick = follow().await;
    let mut slow = follow().await;
    write_batch(&db, website.key, 1).await;
    transport.announce(1).await.unwrap();
    assert_eq!(quick.next().await, slow.next().await);

    // It has nothing more to read, and so waits for live batches.
    let quiet = tokio::time::timeout(Duration::from_millis(500), slow.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");

    // The slow one reads nothing while the quick one hears of every batch.
    for seq in 2..=BATCHES {
        write_batch(&db, website.key, seq).await;
        transport.announce(seq).await.unwrap();
        assert_eq!(quick.next().await, Some(Cursor { seq, position: 0 }));
    }
    for seq in 2..=BATCHES {
        let next = tokio::time::timeout(Duration::from_secs(60), slow.next()).await;
        assert_eq!(next.unwrap(), Some(Cursor { seq, position: 0 }));
    }
    stop.cancel();
    relay.await.unwrap();
}
