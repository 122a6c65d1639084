//! Who is told of incidents, and for how long that is known.

use std::cell::Cell;

use entity::alert::AlertKind;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::incident_event::IncidentEventKind;
use entity::{WebsiteStatus, channel, lane};
use queue::Outcome::{Degraded, Down, Up};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ConnectionTrait, DbBackend,
    EntityTrait, IntoActiveModel, Statement,
};
use status::Keep;
use status::incident as acts;
use status::rollup::DAY_MS;
use uuid::Uuid;

use crate::incidents::{
    act, channel, deliveries, hears, incidents, kinds, round, sweep_at, timeline,
};
use crate::support::{World, slot_ms};

crate::on_both_engines!(
    a_backlog_is_told_as_it_happened,
    a_channel_hears_what_it_chose_and_a_resolve_only_after_its_opening,
    a_fallback_hears_the_end_of_what_it_was_told,
    what_is_degraded_is_told_with_the_reason,
    at_most_one_is_open_by_a_rule_of_the_database,
    who_was_told_of_an_open_incident_is_known_however_old_it_is,
);

async fn a_backlog_is_told_as_it_happened(world: World) {
    let website = world.website(None).await;
    let told = channel(
        &world,
        &website,
        hears(&[AlertKind::IncidentOpened, AlertKind::IncidentResolved]),
    )
    .await;
    let mut reports = Vec::new();
    for nth in 0..=20 {
        let outcome = if (3..5).contains(&nth) { Down } else { Up };
        for region in ["india", "usa"] {
            reports.push(world.report(&website, region, nth, outcome));
        }
    }
    world.store(reports).await;
    let found = incidents(&world).await;
    let [incident] = &found[..] else {
        panic!("one: {found:?}");
    };
    assert_eq!(incident.opened_at_ms, slot_ms(&website, 3) + 100);
    let resolved_ms = slot_ms(&website, 5) + 100 + 60_000;
    assert_eq!(incident.resolved_at_ms, Some(resolved_ms));
    let rows = deliveries(&world, told).await;
    let [opened, resolved] = &rows[..] else {
        panic!("both are told");
    };
    assert_eq!(opened.body.at_ms, incident.opened_at_ms);
    let about = resolved.body.incident.as_ref().unwrap();
    assert_eq!(about.resolved_at_ms, Some(resolved_ms));
    assert_eq!(about.id, incident.id);
    let lanes = lane::Entity::find().all(&world.db).await.unwrap();
    assert_eq!(lanes.len(), 1, "one lane for both");
}

async fn a_channel_hears_what_it_chose_and_a_resolve_only_after_its_opening(world: World) {
    use AlertKind::{IncidentOpened, IncidentResolved, Partial};
    let website = world.website(None).await;
    let stranger = world.website(None).await;
    let both = channel(&world, &website, hears(&[IncidentOpened, IncidentResolved])).await;
    let resolves = channel(&world, &website, hears(&[IncidentResolved])).await;
    let partial = channel(&world, &website, hears(&[Partial])).await;
    let elsewhere = channel(&world, &stranger, hears(&[IncidentOpened])).await;
    let other_website = channel::Rules {
        websites: Some(vec![stranger.key]),
        ..hears(&[IncidentOpened])
    };
    let other_website = channel(&world, &website, other_website).await;
    let paused = channel(&world, &website, hears(&[IncidentOpened])).await;
    let row = channel::ActiveModel {
        id: Set(paused),
        paused: Set(true),
        ..Default::default()
    };
    row.update(&world.db).await.unwrap();

    for nth in 0..8 {
        round(&world, &website, nth, [Down, Up]).await;
    }
    assert_eq!(kinds(&world, partial).await, [Partial]);
    round(&world, &website, 8, [Down, Down]).await;
    for nth in 9..17 {
        round(&world, &website, nth, [Up, Up]).await;
    }
    sweep_at(&world, slot_ms(&website, 17)).await;
    assert_eq!(
        kinds(&world, both).await,
        [IncidentOpened, IncidentResolved]
    );
    assert_eq!(kinds(&world, partial).await, [Partial]);
    for channel in [resolves, elsewhere, other_website, paused] {
        assert_eq!(kinds(&world, channel).await, []);
    }
    let opened = &deliveries(&world, both).await[0];
    assert_eq!(opened.state, DeliveryState::Waiting);
    assert_eq!(opened.body.website.as_ref().unwrap().id, website.id);
    let regions = &opened.body.regions;
    assert_eq!(regions.len(), 2);
    assert_eq!(
        (&*regions[0].name, regions[0].status),
        ("india", WebsiteStatus::Down)
    );
    assert!(regions[0].reason.is_some());
}

async fn a_fallback_hears_the_end_of_what_it_was_told(world: World) {
    use AlertKind::{IncidentOpened, IncidentResolved, Partial};
    let website = world.website(None).await;
    let fails = channel(&world, &website, hears(&[IncidentOpened])).await;
    let fallback = channel(&world, &website, hears(&[Partial])).await;
    let unasked = channel(&world, &website, hears(&[Partial])).await;
    for id in [fallback, unasked] {
        let row = channel::ActiveModel {
            id: Set(id),
            is_fallback: Set(id == fallback),
            ..Default::default()
        };
        row.update(&world.db).await.unwrap();
    }
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let opened = deliveries(&world, fails).await.remove(0);
    let transaction = entity::database::begin_write(&world.db).await.unwrap();
    let copies = [fallback, unasked].map(|channel_id| NewDelivery {
        organization_id: opened.organization_id,
        channel_id,
        website_key: opened.website_key,
        incident_id: opened.incident_id,
        alert: opened.body.clone(),
    });
    let copied = delivery::enqueue(&transaction, copies.to_vec(), world.now_ms).await;
    copied.unwrap();
    transaction.commit().await.unwrap();
    for nth in 2..10 {
        round(&world, &website, nth, [Up, Up]).await;
    }
    sweep_at(&world, slot_ms(&website, 10)).await;
    assert_eq!(
        kinds(&world, fallback).await,
        [IncidentOpened, IncidentResolved]
    );
    assert_eq!(kinds(&world, unasked).await, [IncidentOpened]);
}

async fn what_is_degraded_is_told_with_the_reason(world: World) {
    let website = world.website(None).await;
    let told = channel(&world, &website, hears(&[AlertKind::Degraded])).await;
    round(&world, &website, 0, [Up, Up]).await;
    for nth in 1..=8 {
        let reports = ["india", "usa"].map(|region| {
            let (region, mut report) = world.report(&website, region, nth, Degraded);
            report.failure.as_mut().unwrap().reason = "took 606 ms".to_owned();
            (region, report)
        });
        world.store(reports.to_vec()).await;
    }
    let rows = deliveries(&world, told).await;
    let [degraded] = &rows[..] else {
        panic!("it is told once: {rows:?}");
    };
    let sentence = degraded.body.summary.as_deref();
    assert_eq!(sentence, Some("took 606 ms from india and usa"));
}

async fn at_most_one_is_open_by_a_rule_of_the_database(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let mut second = incidents(&world).await.remove(0).into_active_model();
    second.id = Set(Uuid::now_v7());
    let refused = second.reset_all().insert(&world.db).await.unwrap_err();
    assert!(
        matches!(
            refused.sql_err(),
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_))
        ),
        "{refused}"
    );
}

async fn who_was_told_of_an_open_incident_is_known_however_old_it_is(world: World) {
    let website = world.website(None).await;
    let told = channel(&world, &website, hears(&[AlertKind::IncidentOpened])).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let mut row = deliveries(&world, told).await.remove(0).into_active_model();
    row.state = Set(DeliveryState::Delivered);
    row.update(&world.db).await.unwrap();
    let views = async || {
        let rows = timeline(&world).await;
        let rows = rows.into_iter();
        rows.filter(|(kind, _)| *kind == IncidentEventKind::Region)
            .count()
    };
    assert_eq!(views().await, 2);
    // A repeat, and one that nobody got.
    for state in [DeliveryState::Delivered, DeliveryState::Dropped] {
        let mut again = deliveries(&world, told).await.remove(0).into_active_model();
        again = again.reset_all();
        again.seq = NotSet;
        again.id = Set(Uuid::now_v7());
        again.state = Set(state);
        again.insert(&world.db).await.unwrap();
    }
    let drop_old = async |days: i64| {
        let now_ms = world.now_ms + days * DAY_MS;
        status::retention::drop_old(&world.db, &world.url, &Keep::default(), now_ms)
            .await
            .unwrap()
    };
    drop_old(89).await;
    assert_eq!(
        (deliveries(&world, told).await.len(), views().await),
        (3, 2)
    );
    drop_old(92).await;
    assert_eq!(
        (deliveries(&world, told).await.len(), views().await),
        (2, 0)
    );
    assert_eq!(
        deliveries(&world, told).await[0].state,
        DeliveryState::Delivered
    );
    let user = Uuid::now_v7();
    let incident = incidents(&world).await.remove(0);
    let at_ms = slot_ms(&website, 1) + 5_000;
    act(&world, async |transaction| {
        acts::resolve(transaction, &incident, user, at_ms).await
    })
    .await;
    drop_old(92).await;
    assert_eq!(deliveries(&world, told).await.len(), 0);
}

/// On PostgreSQL what is told and who hears of it change at once.
#[tokio::test]
async fn a_channel_that_is_made_while_an_incident_opens_is_told() {
    let world = World::postgres().await;
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    let other = entity::database::connect(&world.url, 2).await.unwrap();
    let transaction = entity::database::begin_write(&other).await.unwrap();
    channel::Audience::Change
        .lock(&transaction, [website.organization_id])
        .await
        .unwrap();
    let row = channel::ActiveModel {
        rules: Set(hears(&[AlertKind::IncidentOpened])),
        ..entity::testing::channel(Uuid::now_v7(), website.organization_id)
    };
    let made = row.insert(&transaction).await.unwrap();
    acts::catch_up(&transaction, &made, None, world.now_ms)
        .await
        .unwrap();
    let is_told = Cell::new(false);
    let opening = async {
        round(&world, &website, 1, [Down, Down]).await;
        is_told.set(true);
    };
    let commits = async {
        let waits = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let statement = Statement::from_string(DbBackend::Postgres, waits);
        while !is_told.get()
            && let Some(row) = other.query_one_raw(statement.clone()).await.unwrap()
            && row.try_get_by_index::<i64>(0).unwrap() == 0
        {
            tokio::task::yield_now().await;
        }
        transaction.commit().await.unwrap();
    };
    tokio::join!(opening, commits);
    assert_eq!(kinds(&world, made.id).await, [AlertKind::IncidentOpened]);
}
