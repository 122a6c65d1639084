//! Subscribers that do not keep up, on a feed of the test's own making.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use api::live::{self, Audience, Cursor, Event, Live, News, Subject, Topic, Turns};
use api::shares::Shares;
use entity::feed::{TickKey, pack};
use entity::{FailureClass, OrganizationId, Origin, Outcome, RegionKey};
use entity::{feed, feed_head, testing, tick, website};
use futures_util::{Stream, StreamExt};
use migration::testing::TestDb;
use queue::{Limits, MemoryTransport, Transport};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const NOW_MS: i64 = 1_790_000_000_000;

/// More batches than a subscriber may be behind.
const BATCHES: i64 = 400;

/// Most subscriptions of an account that catch up at once.
const CATCHING_UP: usize = 64;

/// `count` websites of one organization, each checked with a body as long as can be.
async fn websites(db: &DatabaseConnection, count: usize) -> Vec<website::Model> {
    let organization_id = OrganizationId(Uuid::now_v7());
    testing::organization(organization_id, NOW_MS)
        .insert(db)
        .await
        .unwrap();
    let how = format!(r#"{{"body":"{}"}}"#, "x".repeat(64 * 1024));
    let mut made = Vec::with_capacity(count);
    for _ in 0..count {
        let row = website::ActiveModel {
            how: Set(Some(how.clone())),
            secrets: Set(Some(vec![7; 64 * 1024])),
            ..testing::website(organization_id, NOW_MS)
        };
        made.push(row.insert(db).await.unwrap());
    }
    made
}

/// A batch of `slots` ticks of each website, as ingest writes it.
async fn write_batch(db: &DatabaseConnection, websites: &[website::Model], slots: i64, seq: i64) {
    let key = |website: &website::Model, slot| TickKey {
        website_key: website.key,
        region_key: RegionKey(1),
        slot_ms: NOW_MS + 1_000 * seq + slot,
    };
    let of_slot = |slot| websites.iter().map(move |website| key(website, slot));
    let keys: Vec<TickKey> = (0..slots).flat_map(of_slot).collect();
    let ticks = keys.iter().map(|key| tick::ActiveModel {
        website_key: Set(key.website_key),
        region_key: Set(key.region_key),
        slot_ms: Set(key.slot_ms),
        checked_at_ms: Set(key.slot_ms),
        revision: Set(1),
        origin: Set(Origin::Schedule),
        outcome: Set(Outcome::Down),
        failure: Set(Some(FailureClass::Connect)),
        detail: Set(Some("connect.refused".to_owned())),
        reason: Set(Some("connection refused by 203.0.113.5:443".repeat(4))),
        attempts: Set(1),
        ..Default::default()
    });
    let ticks: Vec<tick::ActiveModel> = ticks.collect();
    for ticks in ticks.chunks(1_000) {
        tick::Entity::insert_many(ticks.to_vec())
            .exec_without_returning(db)
            .await
            .unwrap();
    }
    feed::Entity::insert(feed::ActiveModel {
        seq: Set(seq),
        created_at_ms: Set(NOW_MS),
        ticks: Set(pack(&keys)),
        ..Default::default()
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

/// A feed that nobody relays, and who follows it from its beginning.
struct Feed {
    db: DatabaseConnection,
    live: Live,
    shares: Shares,
    websites: Vec<website::Model>,
    _database: TestDb,
}

impl Feed {
    async fn new(websites: usize) -> Self {
        let database = TestDb::sqlite().await.unwrap();
        let db = entity::database::connect(&database.url, 4).await.unwrap();
        Self {
            websites: self::websites(&db, websites).await,
            db,
            live: Live::default(),
            shares: Shares::of_pool(4),
            _database: database,
        }
    }

    async fn follow(&self, turns: &Turns) -> Pin<Box<dyn Stream<Item = Cursor>>> {
        Box::pin(self.events(turns).await.map(|event| event.cursor))
    }

    async fn events(&self, turns: &Turns) -> Pin<Box<dyn Stream<Item = Event>>> {
        let organization = self.websites[0].organization_id;
        let audience = Audience {
            topic: Topic {
                organization,
                subject: Subject::Ticks,
            },
            websites: None,
            with_regions: false,
        };
        let pace = (turns.clone(), self.shares.of(organization));
        let after = Some(Cursor::behind(0));
        let events = self.live.follow(&self.db, audience, after, pace, NOW_MS);
        Box::pin(events.await.unwrap().map(Result::unwrap))
    }
}

/// What this process has resident, KiB.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.unwrap().split_ascii_whitespace().nth(1).unwrap();
    kib.parse().unwrap()
}

#[tokio::test]
async fn a_hundred_that_resume_and_read_no_further_hold_little() {
    let feed = Feed::new(200).await;
    write_batch(&feed.db, &feed.websites, 20, 1).await;
    let turns = Turns::new(100);
    let mut first = feed.follow(&turns).await;
    assert!(first.next().await.is_some());
    let before = resident_kib();
    let mut others = Vec::new();
    for _ in 0..CATCHING_UP - 1 {
        let mut other = feed.follow(&turns).await;
        assert!(other.next().await.is_some());
        others.push(other);
    }
    let grown = resident_kib().saturating_sub(before);
    assert!(grown < 32 * 1024, "{grown} KiB");
    // One more of the account waits until somebody has read on.
    let mut waiting = feed.follow(&turns).await;
    let quiet = tokio::time::timeout(Duration::from_millis(200), waiting.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    let rest: Vec<Cursor> = first.by_ref().take(20 * 200 - 1).collect().await;
    assert!(rest.is_sorted());
    assert_eq!(
        rest.last(),
        Some(&Cursor {
            seq: 1,
            position: 3_999
        })
    );
    assert_eq!(
        waiting.next().await,
        Some(Cursor {
            seq: 1,
            position: 0
        })
    );
}

#[tokio::test]
async fn of_a_socket_few_catch_up_at_once() {
    let feed = Feed::new(100).await;
    write_batch(&feed.db, &feed.websites, 1, 1).await;
    let turns = Turns::default();
    let mut reading = Vec::new();
    for _ in 0..4 {
        let mut one = feed.follow(&turns).await;
        assert!(one.next().await.is_some());
        reading.push(one);
    }
    let mut waiting = feed.follow(&turns).await;
    let quiet = tokio::time::timeout(Duration::from_millis(200), waiting.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");
    // Another socket has turns of its own.
    assert!(feed.follow(&Turns::default()).await.next().await.is_some());
    assert_eq!(reading[0].by_ref().take(99).count().await, 99);
    assert_eq!(
        waiting.next().await,
        Some(Cursor {
            seq: 1,
            position: 0
        })
    );
}

#[tokio::test]
async fn a_reader_that_is_too_slow_is_caught_up_from_the_feed() {
    let feed = Feed::new(1).await;
    let (db, websites) = (&feed.db, &feed.websites);
    let transport = Arc::new(MemoryTransport::new(Limits::default()));
    let stop = CancellationToken::new();
    let relay = tokio::spawn(live::run(
        feed.live.clone(),
        db.clone(),
        transport.clone(),
        stop.clone(),
    ));
    let mut quick = feed.follow(&Turns::default()).await;
    let mut slow = feed.follow(&Turns::default()).await;
    write_batch(db, websites, 1, 1).await;
    transport.announce(1).await.unwrap();
    assert_eq!(quick.next().await, slow.next().await);

    // It has nothing more to read, and so waits for live batches.
    let quiet = tokio::time::timeout(Duration::from_millis(500), slow.next()).await;
    assert!(quiet.is_err(), "{quiet:?}");

    // The slow one reads nothing while the quick one hears of every batch.
    for seq in 2..=BATCHES {
        write_batch(db, websites, 1, seq).await;
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

#[tokio::test]
async fn what_is_not_shown_of_a_website_is_not_read() {
    let feed = Feed::new(1).await;
    let row = website::Entity::find_lean().one(&feed.db).await.unwrap();
    let row = row.unwrap();
    assert_eq!((row.how, row.secrets), (None, None));
}

/// However many hear of a tick, it is in memory once, and its website too.
#[tokio::test]
async fn what_is_heard_live_is_shared() {
    let feed = Feed::new(1).await;
    let transport = Arc::new(MemoryTransport::new(Limits::default()));
    let stop = CancellationToken::new();
    let (live, db) = (feed.live.clone(), feed.db.clone());
    let relay = tokio::spawn(live::run(live, db, transport.clone(), stop.clone()));
    let mut one = feed.events(&Turns::default()).await;
    let mut other = feed.events(&Turns::default()).await;
    write_batch(&feed.db, &feed.websites, 1, 1).await;
    transport.announce(1).await.unwrap();
    // Whichever has read the feed for itself before it was relayed.
    one.next().await.unwrap();
    other.next().await.unwrap();
    let quiet = tokio::time::timeout(Duration::from_millis(500), one.next()).await;
    assert!(quiet.is_err());
    let quiet = tokio::time::timeout(Duration::from_millis(500), other.next()).await;
    assert!(quiet.is_err());
    write_batch(&feed.db, &feed.websites, 1, 2).await;
    transport.announce(2).await.unwrap();
    let (one, other) = (one.next().await.unwrap(), other.next().await.unwrap());
    assert!(Arc::ptr_eq(&one.website, &other.website));
    let (News::Tick(one), News::Tick(other)) = (one.news, other.news) else {
        panic!("not ticks");
    };
    assert!(Arc::ptr_eq(&one, &other));
    stop.cancel();
    relay.await.unwrap();
}
