//! Which slots become jobs, and when.

use entity::feed;
use queue::{Limits, MemoryTransport, Origin, RegionName};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use crate::support::{BEGIN_MS, INDIA, USA, World, grid};

#[tokio::test]
async fn each_slot_becomes_one_signed_job_a_region() {
    let world = World::new().await;
    world.region(USA, "usa", 0).await;
    let website = world.website(None, BEGIN_MS).await;
    let mut scheduler = world.scheduler("one");
    for step in 0..=240 {
        scheduler.pass(BEGIN_MS + step * 250).await.unwrap();
    }
    let expected = grid(&website, BEGIN_MS + 3_000, BEGIN_MS + 60_000);
    for name in ["india", "usa"] {
        let jobs = world.jobs(name).await;
        assert_eq!(
            jobs.iter().map(|job| job.key.slot_ms).collect::<Vec<_>>(),
            expected
        );
        let region: RegionName = name.parse().unwrap();
        for job in jobs {
            assert!(world.signing.verify(&region, &job.key, &job.mac));
            assert_eq!(job.key.origin, Origin::Schedule);
            assert_eq!(job.start_before_ms, job.key.slot_ms + 10_000);
        }
    }
}

#[tokio::test]
async fn a_website_gets_jobs_only_in_its_regions_and_a_region_only_from_its_begin() {
    let world = World::new().await;
    world.region(USA, "usa", BEGIN_MS + 30_000).await;
    let chosen = world.website(Some(vec![INDIA]), BEGIN_MS).await;
    let everywhere = world.website(None, BEGIN_MS).await;
    let mut scheduler = world.scheduler("one");
    for step in 0..=60 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let mut india = grid(&chosen, BEGIN_MS + 3_000, BEGIN_MS + 60_000);
    india.extend(grid(&everywhere, BEGIN_MS + 3_000, BEGIN_MS + 60_000));
    india.sort_unstable();
    assert_eq!(world.slots("india").await, india);
    assert_eq!(
        world.slots("usa").await,
        grid(&everywhere, BEGIN_MS + 30_000, BEGIN_MS + 60_000)
    );
}

#[tokio::test]
async fn an_edit_takes_over_without_a_gap_or_a_double() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    let mut scheduler = world.scheduler("one");
    for step in 0..30 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let edit_ms = BEGIN_MS + 29_500;
    world
        .change(&website, edit_ms, |row| {
            row.url = Set("https://b.test/".to_owned())
        })
        .await;
    for step in 30..=60 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let jobs = world.jobs("india").await;
    let slots: Vec<i64> = jobs.iter().map(|job| job.key.slot_ms).collect();
    assert_eq!(slots, grid(&website, BEGIN_MS + 3_000, BEGIN_MS + 60_000));
    for job in jobs {
        let of_the_edit = job.key.slot_ms >= edit_ms + 3_000;
        assert_eq!(job.key.revision, if of_the_edit { 2 } else { 1 });
    }
}

#[tokio::test]
async fn a_paused_or_deleted_website_gets_no_further_job() {
    let world = World::new().await;
    let paused = world.website(None, BEGIN_MS).await;
    let deleted = world.website(None, BEGIN_MS).await;
    let mut scheduler = world.scheduler("one");
    for step in 0..20 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    world.slots("india").await;
    let stop_ms = BEGIN_MS + 19_000;
    let paused = world
        .change(&paused, stop_ms, |row| row.paused = Set(true))
        .await;
    world
        .change(&deleted, stop_ms, |row| {
            row.deleted_at = Set(sea_orm::prelude::DateTimeUtc::from_timestamp_millis(
                stop_ms,
            ));
        })
        .await;
    for step in 20..40 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    assert_eq!(world.slots("india").await, Vec::<i64>::new());

    let resume_ms = BEGIN_MS + 39_000;
    let resumed = world
        .change(&paused, resume_ms, |row| row.paused = Set(false))
        .await;
    for step in 40..=70 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let expected = grid(&resumed, resume_ms + 3_000, BEGIN_MS + 70_000);
    assert_eq!(world.slots("india").await, expected);
}

#[tokio::test]
async fn one_leads_and_the_next_goes_on_where_it_stopped() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    let mut one = world.scheduler("one");
    let mut other = world.scheduler("other");
    let mut published = 0;
    for step in 0..30 {
        let now_ms = BEGIN_MS + step * 1_000;
        published += one.pass(now_ms).await.unwrap();
        assert_eq!(other.pass(now_ms).await.unwrap(), 0, "it follows");
    }
    assert!(published > 0);
    // The leader is gone for 20 s before its lease is given up.
    world.transport.resign("one").await.unwrap();
    for step in 50..=60 {
        other.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let slots = world.slots("india").await;
    let before = grid(&website, BEGIN_MS + 3_000, BEGIN_MS + 29_000);
    // At most one interval back.
    let after = grid(&website, BEGIN_MS + 40_001, BEGIN_MS + 60_000);
    assert_eq!(slots, [before, after].concat());
}

#[tokio::test]
async fn without_a_watermark_only_what_the_feed_lacks_is_published_again() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS - 100_000).await;
    let recorded = grid(&website, BEGIN_MS - 30_000, BEGIN_MS - 1);
    let newest = *recorded.last().unwrap();
    world.record(&website, newest).await;
    let mut scheduler = world.scheduler("one");
    scheduler.pass(BEGIN_MS).await.unwrap();
    assert_eq!(
        world.slots("india").await,
        Vec::<i64>::new(),
        "the last slot is recorded"
    );

    // Another that has no record of it publishes it again.
    feed::Entity::delete_many().exec(&world.db).await.unwrap();
    let mut world = world;
    world.transport = std::sync::Arc::new(MemoryTransport::new(Limits::default()));
    world.scheduler("two").pass(BEGIN_MS).await.unwrap();
    assert_eq!(world.slots("india").await, [newest]);
}

#[tokio::test]
async fn a_watermark_in_the_future_is_not_believed() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS - 100_000).await;
    let lease = std::time::Duration::from_secs(4);
    world
        .transport
        .lead("mad", lease, Some(BEGIN_MS + 7_200_000))
        .await
        .unwrap();
    world.transport.resign("mad").await.unwrap();
    let mut scheduler = world.scheduler("one");
    for step in 0..=20 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let slots = world.slots("india").await;
    assert!(
        slots.ends_with(&grid(&website, BEGIN_MS, BEGIN_MS + 20_000)),
        "{slots:?}"
    );
}

#[tokio::test]
async fn a_leader_goes_on_with_what_it_knows_while_the_database_is_away() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    let mut scheduler = world.scheduler("one");
    for step in 0..10 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    world
        .db
        .execute_unprepared("ALTER TABLE schedule RENAME TO gone")
        .await
        .unwrap();
    for step in 10..=40 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    assert_eq!(
        world.slots("india").await,
        grid(&website, BEGIN_MS + 3_000, BEGIN_MS + 40_000)
    );

    // Whoever has to read the plan first does not pretend to lead.
    world.transport.resign("one").await.unwrap();
    let mut other = world.scheduler("other");
    for step in 41..50 {
        other.pass(BEGIN_MS + step * 1_000).await.unwrap_err();
    }
    world
        .db
        .execute_unprepared("ALTER TABLE gone RENAME TO schedule")
        .await
        .unwrap();
    for step in 50..=60 {
        other.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let slots = world.slots("india").await;
    assert_eq!(slots, grid(&website, BEGIN_MS + 40_001, BEGIN_MS + 60_000));
}

#[tokio::test]
async fn a_change_that_commits_late_is_still_seen() {
    let world = World::new().await;
    let mut scheduler = world.scheduler("one");
    for step in 0..=8 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    // Stamped 8 s ago, committed only now: inside the overlap.
    let website = world.website(None, BEGIN_MS).await;
    for step in 9..=40 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let slots = world.slots("india").await;
    assert!(
        slots.ends_with(&grid(&website, BEGIN_MS + 9_000, BEGIN_MS + 40_000)),
        "{slots:?}"
    );
}
