//! Checks out of turn.

use entity::{ask, region, website};
use queue::Origin;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::support::{BEGIN_MS, World};

async fn open(world: &World, website: &website::Model, now_ms: i64) -> Vec<ask::Model> {
    let regions = region::Entity::find().all(&world.db).await.unwrap();
    scheduler::ask::open(&world.db, website, &regions, now_ms)
        .await
        .unwrap()
}

async fn pass(world: &World, now_ms: i64) -> usize {
    scheduler::ask::pass(&world.db, &world.publisher(), now_ms)
        .await
        .unwrap()
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
