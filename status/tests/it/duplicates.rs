//! A slot that is reported twice is one check's: its tick, its vote, its evidence, and what
//! follows from it, in time and late.

use entity::WebsiteStatus;
use entity::{Origin as Recorded, Outcome as Found};
use entity::{ask, evidence, vote, website};
use queue::{Evidence, Origin, Outcome, RegionName, Report};
use sea_orm::{EntityTrait, IntoActiveModel};

use crate::support::{INDIA, NOON_MS, World, slot_ms};

crate::on_both_engines!(
    the_first_of_two_in_a_batch_is_the_tick_and_the_vote,
    one_in_another_batch_moves_nothing,
    the_first_of_two_that_come_late_is_told,
    one_that_must_not_be_stored_does_not_stand_in_the_way,
    the_first_of_two_answers_the_question,
);

type Sent = (RegionName, Report);

/// A report of the website's `nth` slot that came out `took_ms` after it.
fn took(world: &World, website: &website::Model, nth: i64, outcome: Outcome, took_ms: i64) -> Sent {
    let (region, mut report) = world.report(website, "india", nth, outcome);
    report.checked_at_ms = report.key.slot_ms + took_ms;
    report.evidence = Some(Evidence {
        body: Some(format!("{outcome:?} after {took_ms}")),
        ..Evidence::default()
    });
    (region, report)
}

async fn votes(world: &World) -> Vec<vote::Model> {
    vote::Entity::find().all(&world.db).await.unwrap()
}

async fn seen(world: &World) -> Vec<String> {
    let rows = evidence::Entity::find().all(&world.db).await.unwrap();
    rows.into_iter().map(|row| row.body).collect()
}

async fn the_first_of_two_in_a_batch_is_the_tick_and_the_vote(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let slot_ms = slot_ms(&website, 0);
    let both = vec![
        took(&world, &website, 0, Outcome::Down, 900),
        took(&world, &website, 0, Outcome::Degraded, 100),
    ];
    let stored = world.store(both).await;
    assert_eq!((stored.stored, stored.repeated), (1, 1));
    let ticks = world.ticks().await;
    assert_eq!(
        (ticks.len(), ticks[0].outcome, ticks[0].checked_at_ms),
        (1, Found::Down, slot_ms + 900)
    );
    let votes = votes(&world).await;
    assert_eq!(
        (votes.len(), votes[0].say, votes[0].checked_at_ms),
        (1, Some(Found::Down), slot_ms + 900)
    );
    let status = world.status(&website).await;
    assert_eq!(
        (status.status, status.since_ms),
        (WebsiteStatus::Down, slot_ms + 900)
    );
    let seen = seen(&world).await;
    assert!(
        seen.len() == 1 && seen[0].contains("Down after 900"),
        "{seen:?}"
    );
}

async fn one_in_another_batch_moves_nothing(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let down = took(&world, &website, 0, Outcome::Down, 900);
    world.store(vec![down]).await;
    let before = (
        world.ticks().await,
        votes(&world).await,
        world.status(&website).await,
        world.changes(&website).await,
        seen(&world).await,
        world.feed().await.len(),
    );
    for took_ms in [100, 900, 5_000] {
        let other = took(&world, &website, 0, Outcome::Degraded, took_ms);
        let stored = world.store(vec![other]).await;
        assert_eq!((stored.stored, stored.repeated), (0, 1));
    }
    let after = (
        world.ticks().await,
        votes(&world).await,
        world.status(&website).await,
        world.changes(&website).await,
        seen(&world).await,
        world.feed().await.len(),
    );
    assert_eq!(after, before);
}

async fn the_first_of_two_that_come_late_is_told(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let in_time = [0, 2].map(|nth| took(&world, &website, nth, Outcome::Up, 100));
    world.store(in_time.into()).await;
    let both = vec![
        took(&world, &website, 1, Outcome::Down, 900),
        took(&world, &website, 1, Outcome::Degraded, 100),
    ];
    world.store(both).await;
    let since = |nth, took_ms| slot_ms(&website, nth) + took_ms - NOON_MS;
    assert_eq!(
        world.changes(&website).await[1..],
        [
            (since(0, 100), WebsiteStatus::Up),
            (since(1, 900), WebsiteStatus::Down),
            (since(2, 100), WebsiteStatus::Up),
        ]
    );
}

async fn one_that_must_not_be_stored_does_not_stand_in_the_way(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let mut forged = took(&world, &website, 0, Outcome::Down, 50);
    forged.1.mac[0] ^= 1;
    let mut unplanned = took(&world, &website, 0, Outcome::Down, 60);
    unplanned.1.key.revision = 9;
    unplanned.1.mac = world.signing.sign(&unplanned.0, &unplanned.1.key);
    let good = took(&world, &website, 0, Outcome::Up, 100);
    let stored = world.store(vec![forged, unplanned, good]).await;
    assert_eq!(
        (
            stored.forged,
            stored.unplanned,
            stored.stored,
            stored.repeated
        ),
        (1, 1, 1, 0)
    );
    assert_eq!(votes(&world).await[0].say, Some(Found::Up));
}

async fn the_first_of_two_answers_the_question(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let question = ask::Model {
        website_key: website.key,
        region_key: INDIA,
        slot_ms: slot_ms(&website, 0),
        revision: 1,
        origin: Recorded::Person,
        publish_at_ms: 0,
    };
    ask::Entity::insert(question.into_active_model())
        .exec_without_returning(&world.db)
        .await
        .unwrap();
    let mut answer = took(&world, &website, 0, Outcome::Up, 900);
    answer.1.key.origin = Origin::Person;
    answer.1.mac = world.signing.sign(&answer.0, &answer.1.key);
    let planned = took(&world, &website, 0, Outcome::Up, 100);
    world.store(vec![answer, planned]).await;
    assert_eq!(world.ticks().await[0].origin, Recorded::Person);
    let open = ask::Entity::find().all(&world.db).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
}
