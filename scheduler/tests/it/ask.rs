//! Checks out of turn.

use std::collections::HashMap;

use entity::{RegionKey, ask, region, website};
use migration::testing::TestDb;
use queue::{Job, Origin};
use scheduler::ask::Passed;
use scheduler::{CONFIRMATIONS_A_SECOND, Pace};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};

use crate::support::{BEGIN_MS, INDIA, USA, World};

async fn open(world: &World, website: &website::Model, now_ms: i64) -> Vec<ask::Model> {
    let regions = region::Entity::find().all(&world.db).await.unwrap();
    scheduler::ask::open(&world.db, website, &regions, now_ms)
        .await
        .unwrap()
}

async fn pass(world: &World, now_ms: i64) -> usize {
    pass_at(world, &mut Pace::default(), now_ms).await.published
}

async fn pass_at(world: &World, pace: &mut Pace, now_ms: i64) -> Passed {
    scheduler::ask::pass(&world.db, &world.publisher(), pace, now_ms)
        .await
        .unwrap()
}

/// A round as ingest writes it: a question to each of `regions`.
async fn round(world: &World, website: &website::Model, regions: &[RegionKey], slot_ms: i64) {
    for region_key in regions {
        let row = ask::ActiveModel {
            website_key: Set(website.key),
            region_key: Set(*region_key),
            slot_ms: Set(slot_ms),
            revision: Set(website.revision),
            origin: Set(entity::Origin::Confirmation),
            publish_at_ms: Set(slot_ms),
        };
        ask::Entity::insert(row)
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
}

/// A website that is checked each hour, so that jobs do not expire within a test.
async fn hourly(world: &World) -> website::Model {
    let website = world.website(None, BEGIN_MS).await;
    world
        .change(&website, BEGIN_MS, |row| row.interval_ms = Set(3_600_000))
        .await
}

#[tokio::test]
async fn a_question_is_published_at_once_and_again_until_it_is_too_old() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    let website = world
        .change(&website, BEGIN_MS, |row| row.interval_ms = Set(60_000))
        .await;
    let asks = open(&world, &website, BEGIN_MS).await;
    scheduler::ask::publish(&world.db, &world.publisher(), &asks, BEGIN_MS)
        .await
        .unwrap();
    let jobs = world.jobs("india").await;
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].key.origin, Origin::Person);
    let slot_ms = jobs[0].key.slot_ms;

    assert_eq!(
        pass(&world, BEGIN_MS + 5_000).await,
        0,
        "it may still be under way"
    );
    assert_eq!(pass(&world, BEGIN_MS + 11_000).await, 1);
    assert_eq!(world.slots("india").await, [slot_ms], "the same slot again");
    assert_eq!(pass(&world, BEGIN_MS + 31_000).await, 0);
    assert!(
        ask::Entity::find().all(&world.db).await.unwrap().is_empty(),
        "given up"
    );
}

#[tokio::test]
async fn a_question_whose_check_must_have_begun_is_not_published_again() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    open(&world, &website, BEGIN_MS).await;
    // Checked every 10 s: a second job would only say that it came too late.
    pass(&world, BEGIN_MS + 11_000).await;
    assert_eq!(world.slots("india").await, Vec::<i64>::new());
}

#[tokio::test]
async fn an_open_question_is_not_asked_twice() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    let first = open(&world, &website, BEGIN_MS).await;
    let second = open(&world, &website, BEGIN_MS + 100).await;
    assert_eq!(first, second);
    let much_later = open(&world, &website, BEGIN_MS + 31_000).await;
    assert_ne!(first, much_later);
}

#[tokio::test]
async fn the_moment_of_asking_moves_off_the_grid() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS).await;
    let on_the_grid =
        entity::slots::Grid::new(website.id, website.interval_ms).first_from(BEGIN_MS);
    let asks = open(&world, &website, on_the_grid).await;
    assert_eq!(asks[0].slot_ms, on_the_grid + 1);
}

/// Whoever wrote the round died before it was published: the row is there, and the
/// next replica that looks finds it.
#[tokio::test]
async fn a_round_that_nobody_has_published_is_published_with_its_own_slot() {
    let world = World::new().await;
    world.region(USA, "usa", 0).await;
    let website = hourly(&world).await;
    let slot_ms = BEGIN_MS + 1_000;
    round(&world, &website, &[INDIA, USA], slot_ms).await;
    assert_eq!(pass(&world, slot_ms + 2_000).await, 2);
    for region in ["india", "usa"] {
        let jobs = world.jobs(region).await;
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].key.slot_ms, slot_ms);
        assert_eq!(jobs[0].key.origin, Origin::Confirmation);
    }
    // Then not before it may be lost, and not when it is too old.
    assert_eq!(pass(&world, slot_ms + 11_999).await, 0);
    assert_eq!(pass(&world, slot_ms + 12_000).await, 2);
    assert_eq!(world.slots("usa").await, [slot_ms]);
    assert_eq!(pass(&world, slot_ms + 30_001).await, 0);
    assert!(ask::Entity::find().all(&world.db).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_confirming_job_makes_two_attempts_whatever_the_website_has() {
    let world = World::new().await;
    for retries in [0, 1, 3] {
        let website = hourly(&world).await;
        let change = |row: &mut website::ActiveModel| {
            row.retries = Set(retries);
            row.timeout_ms = Set(8_000);
        };
        let website = world.change(&website, BEGIN_MS, change).await;
        let slot_ms = BEGIN_MS + 1_000;
        round(&world, &website, &[INDIA], slot_ms).await;
        assert_eq!(pass(&world, slot_ms).await, 1);
        let jobs: Vec<Job> = world.jobs("india").await;
        assert_eq!(jobs[0].check.retries, 1);
        // Its two attempts may take 16 s and a pause: no second job until then.
        assert_eq!(pass(&world, slot_ms + 17_999).await, 0);
        assert_eq!(pass(&world, slot_ms + 18_000).await, 1);
        world.jobs("india").await;
        pass(&world, slot_ms + 40_000).await;
    }
}

#[tokio::test]
async fn confirming_jobs_go_out_at_a_bounded_rate_and_persons_first() {
    let world = World::new().await;
    let most = usize::try_from(CONFIRMATIONS_A_SECOND).unwrap();
    let slot_ms = BEGIN_MS + 1_000;
    for _ in 0..most + 10 {
        let website = hourly(&world).await;
        round(&world, &website, &[INDIA], slot_ms).await;
    }
    let persons = hourly(&world).await;
    open(&world, &persons, BEGIN_MS).await;

    let mut pace = Pace::default();
    let now_ms = BEGIN_MS + 10_000;
    let passed = pass_at(&world, &mut pace, now_ms).await;
    assert_eq!((passed.published, passed.held_back), (most + 1, true));
    let jobs = world.jobs("india").await;
    assert_eq!(jobs[0].key.origin, Origin::Person);
    assert!(
        jobs[1..]
            .iter()
            .all(|job| job.key.origin == Origin::Confirmation)
    );
    let passed = pass_at(&world, &mut pace, now_ms + 999).await;
    assert_eq!((passed.published, passed.held_back), (0, true));
    let passed = pass_at(&world, &mut pace, now_ms + 1_000).await;
    assert_eq!((passed.published, passed.held_back), (10, false));

    // What never got its turn is given up, and counted.
    let late = hourly(&world).await;
    round(&world, &late, &[INDIA], slot_ms).await;
    let passed = pass_at(&world, &mut pace, slot_ms + 30_001).await;
    assert_eq!((passed.published, passed.never_asked), (0, 1));
}

#[tokio::test]
async fn a_person_asks_although_a_round_is_open() {
    let world = World::new().await;
    let website = hourly(&world).await;
    round(&world, &website, &[INDIA], BEGIN_MS).await;
    let asks = open(&world, &website, BEGIN_MS + 500).await;
    assert_eq!(asks.len(), 1);
    assert_eq!(asks[0].origin, entity::Origin::Person);
    assert_eq!(asks[0].slot_ms, BEGIN_MS + 500);
}

/// Two replicas look at once, while a third transaction answers: each job goes out
/// once, what is being answered is left alone, and nobody waits for anybody.
#[tokio::test]
async fn two_replicas_publish_a_round_once_between_them() {
    let world = World::on(TestDb::postgres().await.unwrap()).await;
    let slot_ms = BEGIN_MS + 1_000;
    let mut websites = Vec::new();
    for _ in 0..20 {
        let website = hourly(&world).await;
        round(&world, &website, &[INDIA], slot_ms).await;
        websites.push(website);
    }
    let answered = websites[7].key;
    let answering = world.db.begin().await.unwrap();
    ask::Entity::delete_many()
        .filter(ask::Column::WebsiteKey.eq(answered))
        .exec(&answering)
        .await
        .unwrap();
    let (mut one, mut other) = (Pace::default(), Pace::default());
    let (one, other) = tokio::join!(
        pass_at(&world, &mut one, slot_ms),
        pass_at(&world, &mut other, slot_ms),
    );
    assert_eq!(one.published + other.published, 19);
    answering.commit().await.unwrap();
    let mut published: HashMap<i32, usize> = HashMap::new();
    for job in world.jobs("india").await {
        *published.entry(job.key.website_key).or_default() += 1;
    }
    assert_eq!(published.len(), 19);
    assert!(published.values().all(|jobs| *jobs == 1));
    assert!(!published.contains_key(&answered.0));
}

/// What a replica took and could not publish goes out a moment later, by whoever looks.
#[tokio::test]
async fn what_was_taken_while_the_queue_was_away_is_due_again_soon() {
    let world = World::new().await;
    let slot_ms = BEGIN_MS + 1_000;
    let website = hourly(&world).await;
    round(&world, &website, &[INDIA], slot_ms).await;
    world.transport.close().await;
    let pass = async |now_ms| {
        let (publisher, mut pace) = (world.publisher(), Pace::default());
        scheduler::ask::pass(&world.db, &publisher, &mut pace, now_ms).await
    };
    pass(slot_ms).await.unwrap_err();
    assert_eq!(pass(slot_ms + 1_999).await.unwrap(), Passed::default());
    pass(slot_ms + 2_000).await.unwrap_err();
}
