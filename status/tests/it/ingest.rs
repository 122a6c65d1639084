//! Batches: stored whole, once, and in an order that the feed keeps.

use bytes::Bytes;
use entity::FailureClass;
use entity::WebsiteStatus;
use entity::feed::TickKey;
use queue::testing::eventually;
use queue::{GroupConsumer, Outcome, Stream, Transport, codec};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement, TransactionTrait};
use status::ingest;

use crate::support::{INDIA, NOON_MS, World, slot_ms};

crate::on_both_engines!(
    a_batch_twice_is_its_ticks_once,
    what_must_not_be_stored_is_dropped_and_the_rest_stays,
    a_website_goes_up_and_down_at_the_time_of_its_ticks,
    a_late_batch_tells_what_happened_then,
    a_time_that_cannot_be_does_not_run_out_other_votes,
    one_region_of_two_makes_it_partial,
    a_website_that_hangs_longer_than_two_intervals_stays_down,
    two_ingesters_at_once_store_each_tick_once,
    an_entry_is_acknowledged_only_with_its_row,
    an_unreadable_entry_goes_to_the_dead_letters,
);

async fn a_batch_twice_is_its_ticks_once(world: World) {
    let website = world.website(None).await;
    let batch = vec![
        world.report(&website, "india", 0, Outcome::Up),
        world.report(&website, "usa", 0, Outcome::Down),
        world.report(&website, "usa", 0, Outcome::Up),
    ];
    let first = world.store(batch.clone()).await;
    assert_eq!((first.stored, first.repeated, first.seq), (2, 1, Some(1)));
    let second = world.store(batch).await;
    assert_eq!((second.stored, second.repeated, second.seq), (0, 3, None));

    let ticks = world.ticks().await;
    assert_eq!(ticks.len(), 2);
    assert_eq!(
        ticks[1].failure,
        Some(FailureClass::Connect),
        "the first result wins"
    );
    assert_eq!(
        ticks[1].reason.as_deref(),
        Some("connection refused by 203.0.113.5:443")
    );
    let feed = world.feed().await;
    assert_eq!(feed.len(), 1);
    assert_eq!(feed[0].keys().len(), 2);
    let status = world.status(&website).await;
    assert_eq!(status.last_slot_ms, Some(slot_ms(&website, 0)));
}

async fn what_must_not_be_stored_is_dropped_and_the_rest_stays(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let good = world.report(&website, "india", 1, Outcome::Up);
    let mut forged = world.report(&website, "india", 2, Outcome::Down);
    forged.1.key.slot_ms += 10_000;
    let (_, of_another_region) = world.report(&website, "usa", 3, Outcome::Down);
    let moved = ("india".parse().unwrap(), of_another_region);
    let not_its_region = world.report(&website, "usa", 4, Outcome::Down);
    let resign = |mut report: (queue::RegionName, queue::Report)| {
        report.1.mac = world.signing.sign(&report.0, &report.1.key);
        report
    };
    let mut off_the_grid = world.report(&website, "india", 5, Outcome::Down);
    off_the_grid.1.key.slot_ms += 1;
    let mut before_its_time = world.report(&website, "india", 6, Outcome::Down);
    before_its_time.1.key.slot_ms = slot_ms(&website, -1);
    let mut ancient = world.report(&website, "india", 7, Outcome::Down);
    ancient.1.key.slot_ms -= 31 * 86_400_000;
    let mut to_come = world.report(&website, "india", 8, Outcome::Down);
    to_come.1.key.slot_ms += 3 * 3_600_000;
    let mut nobodys = world.report(&website, "india", 9, Outcome::Down);
    nobodys.1.key.website_key += 1_000;

    let outcome = world
        .store(vec![
            forged,
            moved,
            not_its_region,
            resign(off_the_grid),
            resign(before_its_time),
            resign(ancient),
            resign(to_come),
            resign(nobodys),
            good,
        ])
        .await;
    assert_eq!((outcome.forged, outcome.unplanned), (2, 3));
    assert_eq!((outcome.out_of_time, outcome.orphaned), (2, 1));
    assert_eq!(outcome.stored, 1);
    assert_eq!(world.ticks().await.len(), 1);
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Up);
}

async fn a_website_goes_up_and_down_at_the_time_of_its_ticks(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let first_ms = slot_ms(&website, 0) - NOON_MS + 100;
    world
        .store(vec![world.report(&website, "india", 0, Outcome::Up)])
        .await;
    world
        .store(vec![world.report(&website, "india", 1, Outcome::Down)])
        .await;
    world
        .store(vec![world.report(&website, "india", 2, Outcome::Up)])
        .await;
    assert_eq!(
        world.changes(&website).await,
        [
            (0, WebsiteStatus::Pending),
            (first_ms, WebsiteStatus::Up),
            (first_ms + 10_000, WebsiteStatus::Down),
            (first_ms + 20_000, WebsiteStatus::Up),
        ]
    );
}

async fn a_late_batch_tells_what_happened_then(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let first_ms = slot_ms(&website, 0) - NOON_MS + 100;
    // Slots 1 to 5 were never checked: the vote of slot 0 ran out at 2 intervals
    // and a time limit. All of it arrives in one batch, the newest first.
    world
        .store(vec![
            world.report(&website, "india", 7, Outcome::Up),
            world.report(&website, "india", 6, Outcome::Down),
            world.report(&website, "india", 0, Outcome::Up),
        ])
        .await;
    assert_eq!(
        world.changes(&website).await[1..],
        [
            (first_ms, WebsiteStatus::Up),
            (first_ms - 100 + 21_000, WebsiteStatus::Unmeasured),
            (first_ms + 60_000, WebsiteStatus::Down),
            (first_ms + 70_000, WebsiteStatus::Up),
        ]
    );
}

async fn a_time_that_cannot_be_does_not_run_out_other_votes(world: World) {
    let website = world.website(None).await;
    let now_ms = slot_ms(&website, 0) + 5_000;
    let honest = world.report(&website, "india", 0, Outcome::Up);
    let mut liar = world.report(&website, "usa", 0, Outcome::Up);
    liar.1.checked_at_ms = now_ms + 86_400_000;
    for report in [honest, liar] {
        ingest::store(
            &world.db,
            &world.signing,
            &status::Keep::default(),
            vec![report],
            now_ms,
        )
        .await
        .unwrap();
    }
    let votes = entity::vote::Entity::find().all(&world.db).await.unwrap();
    assert!(votes.iter().all(|vote| vote.say.is_some()), "{votes:?}");
    assert_eq!(world.ticks().await[1].checked_at_ms, now_ms);
}

async fn a_website_that_hangs_longer_than_two_intervals_stays_down(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    for nth in 0..4 {
        let mut report = world.report(&website, "india", nth, Outcome::Down);
        report.1.checked_at_ms = slot_ms(&website, nth) + 41_000;
        world.store(vec![report]).await;
    }
    let down_ms = slot_ms(&website, 0) + 41_000 - NOON_MS;
    let changes = world.changes(&website).await;
    assert_eq!(
        changes.last(),
        Some(&(down_ms, WebsiteStatus::Down)),
        "{changes:?}"
    );
}

async fn one_region_of_two_makes_it_partial(world: World) {
    let website = world.website(None).await;
    world
        .store(vec![
            world.report(&website, "india", 0, Outcome::Up),
            world.report(&website, "usa", 0, Outcome::Down),
        ])
        .await;
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Partial);
    world
        .store(vec![world.report(&website, "india", 1, Outcome::Down)])
        .await;
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Down);
}

/// A batch judges by what the one before it has committed, never by what it saw
/// before it had the lock.
#[tokio::test]
async fn a_batch_waits_for_the_one_before_it() {
    let world = World::postgres().await;
    let website = world.website(Some(vec![INDIA])).await;
    let key = website.key;
    let other = world.db.begin().await.unwrap();
    for sql in [
        format!("SELECT 1 FROM website_status WHERE website_key = {key} FOR UPDATE"),
        format!(
            "INSERT INTO vote (website_key, region_key, slot_ms, say, failures, fresh_until_ms) VALUES ({key}, 1, {}, 2, 2, {})",
            slot_ms(&website, 5),
            slot_ms(&website, 8)
        ),
    ] {
        other.execute_unprepared(&sql).await.unwrap();
    }
    let (db, signing) = (world.db.clone(), world.signing.clone());
    let late = vec![world.report(&website, "india", 0, Outcome::Up)];
    let storing = tokio::spawn(async move {
        ingest::store(
            &db,
            &signing,
            &status::Keep::default(),
            late,
            NOON_MS + 3_600_000,
        )
        .await
    });
    eventually("the batch to wait", async || {
        let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let statement = Statement::from_string(DbBackend::Postgres, waiting);
        world.db.query_one_raw(statement).await.unwrap().map(|_| ())
    })
    .await;
    other.commit().await.unwrap();
    assert_eq!(storing.await.unwrap().unwrap().stored, 1);
    let vote = entity::vote::Entity::find()
        .one(&world.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        vote.slot_ms,
        slot_ms(&website, 5),
        "the older tick changes nothing"
    );
}

async fn two_ingesters_at_once_store_each_tick_once(world: World) {
    let mut websites = Vec::new();
    for _ in 0..10 {
        websites.push(world.website(None).await);
    }
    let reports: Vec<_> = (0..40)
        .flat_map(|nth| websites.iter().map(move |website| (website, nth)))
        .map(|(website, nth)| world.report(website, "india", nth, Outcome::Up))
        .collect();
    // Every report comes to both, in batches of different sizes and directions.
    let store = |batches: Vec<Vec<_>>| {
        let (db, signing) = (world.db.clone(), world.signing.clone());
        tokio::spawn(async move {
            for batch in batches {
                ingest::store(
                    &db,
                    &signing,
                    &status::Keep::default(),
                    batch,
                    NOON_MS + 3_600_000,
                )
                .await
                .unwrap();
            }
        })
    };
    let one = store(reports.chunks(7).map(<[_]>::to_vec).collect());
    let other = store(reports.rchunks(13).map(<[_]>::to_vec).collect());
    one.await.unwrap();
    other.await.unwrap();

    assert_eq!(world.ticks().await.len(), 400);
    let feed = world.feed().await;
    let seqs: Vec<i64> = feed.iter().map(|row| row.seq).collect();
    assert_eq!(
        seqs,
        (1..=seqs.len() as i64).collect::<Vec<_>>(),
        "numbers without a gap"
    );
    let mut keys: Vec<TickKey> = feed.iter().flat_map(entity::feed::Model::keys).collect();
    assert_eq!(keys.len(), 400, "each tick in the feed once");
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 400);
}

async fn an_entry_is_acknowledged_only_with_its_row(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let (region, report) = world.report(&website, "india", 0, Outcome::Up);
    let stream = Stream::results(&region);
    world
        .transport
        .publish(&stream, vec![codec::encode(&report).unwrap()])
        .await
        .unwrap();
    let ingester = world.ingester("one");
    let seat = GroupConsumer {
        stream: stream.clone(),
        consumer: "one".to_owned(),
    };
    let entries = world
        .transport
        .read(&seat, 10, std::time::Duration::ZERO)
        .await
        .unwrap();

    // While the ticks cannot be written, the entry stays.
    let blocked = world.db.begin().await.unwrap();
    blocked
        .execute_unprepared("ALTER TABLE tick RENAME TO gone")
        .await
        .unwrap();
    blocked.commit().await.unwrap();
    ingest::pass(&ingester, &stream, entries.clone())
        .await
        .unwrap_err();
    assert_eq!(world.transport.backlog(&stream).await.unwrap().pending, 1);

    world
        .db
        .execute_unprepared("ALTER TABLE gone RENAME TO tick")
        .await
        .unwrap();
    ingest::pass(&ingester, &stream, entries).await.unwrap();
    assert_eq!(world.transport.backlog(&stream).await.unwrap().len, 0);
    assert_eq!(world.ticks().await.len(), 1);
    assert_eq!(
        *world.transport.announcements().borrow(),
        1,
        "and its row was announced"
    );
}

async fn an_unreadable_entry_goes_to_the_dead_letters(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let (region, report) = world.report(&website, "india", 0, Outcome::Up);
    let stream = Stream::results(&region);
    let bodies = vec![
        Bytes::from_static(b"\xffnonsense"),
        codec::encode(&report).unwrap(),
    ];
    world.transport.publish(&stream, bodies).await.unwrap();
    let seat = GroupConsumer {
        stream: stream.clone(),
        consumer: "one".to_owned(),
    };
    let entries = world
        .transport
        .read(&seat, 10, std::time::Duration::ZERO)
        .await
        .unwrap();
    ingest::pass(&world.ingester("one"), &stream, entries)
        .await
        .unwrap();

    assert_eq!(world.ticks().await.len(), 1, "the readable one is stored");
    assert_eq!(world.transport.backlog(&stream).await.unwrap().len, 0);
    let dead = world
        .transport
        .backlog(&Stream::dead(&region))
        .await
        .unwrap();
    assert_eq!(dead.len, 1);
}
