//! One organization's burst does not delay another's few checks.

use std::collections::HashSet;

use entity::{OrganizationId, ask, region, website};
use migration::testing::TestDb;
use scheduler::{ASKED_AT_ONCE, CONFIRMATIONS_A_SECOND, Pace};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::support::{BEGIN_MS, INDIA, World};

/// Websites of the organization with many, and of the one with few.
const MANY: usize = 300;
const FEW: usize = 10;

/// Websites of a new organization, checked each hour.
async fn websites(world: &World, count: usize) -> Vec<website::Model> {
    let organization = OrganizationId(Uuid::now_v7());
    entity::testing::organization(organization, BEGIN_MS)
        .insert(&world.db)
        .await
        .unwrap();
    let mut websites = Vec::new();
    for _ in 0..count {
        let row = website::ActiveModel {
            interval_ms: Set(3_600_000),
            ..entity::testing::website(organization, BEGIN_MS)
        };
        let website = row.insert(&world.db).await.unwrap();
        scheduler::revise::revise(&world.db, &website, BEGIN_MS)
            .await
            .unwrap();
        websites.push(website);
    }
    websites
}

/// Asks for a check of each website, and publishes what is published at once.
async fn check_all(world: &World, websites: &[website::Model], now_ms: i64) {
    let regions = region::Entity::find().all(&world.db).await.unwrap();
    let mut asks = Vec::new();
    for website in websites {
        let asked = scheduler::ask::open(&world.db, website, &regions, now_ms);
        asks.extend(asked.await.unwrap());
    }
    scheduler::ask::publish(&world.db, &world.publisher(), &asks, now_ms)
        .await
        .unwrap();
}

/// At which places of the region's stream the jobs of these websites are.
async fn places(world: &World, websites: &[website::Model]) -> (Vec<usize>, usize) {
    let mine: HashSet<i32> = websites.iter().map(|website| website.key.0).collect();
    let jobs = world.jobs("india").await;
    let of_mine = jobs.iter().enumerate();
    let of_mine = of_mine.filter(|(_, job)| mine.contains(&job.key.website_key));
    (of_mine.map(|(place, _)| place).collect(), jobs.len())
}

async fn few_checks_wait_for_few_of_others(database: TestDb) {
    let world = World::on(database).await;
    let (many, few) = (websites(&world, MANY).await, websites(&world, FEW).await);
    let at_once = usize::try_from(ASKED_AT_ONCE).unwrap();
    check_all(&world, &many, BEGIN_MS).await;
    check_all(&world, &few, BEGIN_MS + 1).await;
    let (mine, all) = places(&world, &few).await;
    assert_eq!(mine, Vec::from_iter(at_once..at_once + FEW), "of {all}");

    // What is published later goes out in turn: those who asked first are not all first.
    let mut pace = Pace::default();
    let publisher = world.publisher();
    scheduler::ask::pass(&world.db, &publisher, &mut pace, BEGIN_MS + 12_000)
        .await
        .unwrap();
    let (mine, all) = places(&world, &few).await;
    assert_eq!(
        mine,
        Vec::from_iter((0..FEW).map(|turn| 2 * turn + 1)),
        "of {all}"
    );
}

#[tokio::test]
async fn few_checks_wait_for_few_of_others_on_sqlite() {
    few_checks_wait_for_few_of_others(TestDb::sqlite().await.unwrap()).await;
}

#[tokio::test]
async fn few_checks_wait_for_few_of_others_on_postgres() {
    few_checks_wait_for_few_of_others(TestDb::postgres().await.unwrap()).await;
}

/// A mass failure of one organization leaves the confirmations of another in time.
#[tokio::test]
async fn few_failures_are_confirmed_among_many() {
    let world = World::new().await;
    let (many, few) = (websites(&world, MANY).await, websites(&world, FEW).await);
    let slot_ms = BEGIN_MS + 1_000;
    for (nth, website) in many.iter().chain(&few).enumerate() {
        let row = ask::ActiveModel {
            website_key: Set(website.key),
            region_key: Set(INDIA),
            slot_ms: Set(slot_ms + i64::try_from(nth).unwrap()),
            revision: Set(website.revision),
            origin: Set(entity::Origin::Confirmation),
            publish_at_ms: Set(slot_ms),
        };
        ask::Entity::insert(row)
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    let (publisher, mut pace) = (world.publisher(), Pace::default());
    let passed = scheduler::ask::pass(&world.db, &publisher, &mut pace, slot_ms + 2_000);
    assert_eq!(
        passed.await.unwrap().published as u64,
        CONFIRMATIONS_A_SECOND
    );
    let (mine, _) = places(&world, &few).await;
    assert_eq!(mine.len(), FEW);
    assert!(mine.iter().all(|place| *place < 2 * FEW), "{mine:?}");
}
