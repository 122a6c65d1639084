//! Who is told of incidents, and what people do to them.

use std::cell::Cell;

use entity::alert::AlertKind;
use entity::delivery::{self, DeliveryState, NewDelivery};
use entity::incident_event::{self, IncidentEventKind};
use entity::{WebsiteStatus, channel, lane, user, website};
use queue::Outcome::{Degraded, Down, Up};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, ConnectionTrait,
    DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Statement,
};
use status::Keep;
use status::incident as acts;
use status::rollup::DAY_MS;
use uuid::Uuid;

use crate::incidents::{
    act, channel, deliveries, hears, incidents, kinds, round, sweep_at, timeline,
};
use crate::support::{NOON_MS, World, slot_ms};

crate::on_both_engines!(
    a_backlog_is_told_as_it_happened,
    a_channel_hears_what_it_chose_and_a_resolve_only_after_its_opening,
    a_fallback_hears_the_end_of_what_it_was_told,
    people_acknowledge_resolve_and_write,
    an_edit_goes_on_with_it_and_a_pause_ends_it,
    a_resolve_says_that_the_website_was_paused_or_deleted_and_by_whom,
    what_is_degraded_is_told_with_the_reason,
    at_most_one_is_open_by_a_rule_of_the_database,
    who_was_told_of_an_open_incident_is_known_however_old_it_is,
    whoever_resolves_an_old_incident_leaves_the_open_one,
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

async fn people_acknowledge_resolve_and_write(world: World) {
    use AlertKind::{IncidentAcknowledged, IncidentOpened, IncidentResolved};
    let website = world.website(None).await;
    let told = channel(
        &world,
        &website,
        hears(&[IncidentOpened, IncidentAcknowledged, IncidentResolved]),
    )
    .await;
    let ada = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set("ada@a.test".to_owned()),
        password_hash: Set(String::new()),
        created_at: Set(entity::testing::date(NOON_MS)),
    };
    let ada = ada.insert(&world.db).await.unwrap();
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let open = incidents(&world).await.remove(0);

    let at_ms = slot_ms(&website, 1) + 5_000;
    for later_ms in [0, 1_000] {
        let open = open.clone();
        let now_ms = at_ms + later_ms;
        let mut acknowledged = None;
        act(&world, async |transaction| {
            let told = acts::acknowledge(transaction, open, ada.id, now_ms).await?;
            acknowledged = Some(told.0);
            Ok(told.1)
        })
        .await;
        let acknowledged = acknowledged.unwrap();
        assert_eq!(acknowledged.acknowledged_at_ms, Some(at_ms), "once");
        assert_eq!(acknowledged.acknowledged_by, Some(ada.id));
    }
    act(&world, async |transaction| {
        acts::note(transaction, &open, ada.id, "on it".to_owned(), at_ms + 1).await
    })
    .await;
    for _ in 0..2 {
        act(&world, async |transaction| {
            acts::resolve(transaction, &open, ada.id, at_ms + 2).await
        })
        .await;
    }
    let resolved = incidents(&world).await.remove(0);
    assert_eq!(resolved.resolved_at_ms, Some(at_ms + 2));
    assert_eq!(resolved.resolved_by, Some(ada.id));
    // It is still down: that opens none until it was not.
    round(&world, &website, 2, [Down, Down]).await;
    assert_eq!(incidents(&world).await.len(), 1);
    round(&world, &website, 3, [Up, Up]).await;
    round(&world, &website, 4, [Down, Down]).await;
    assert_eq!(incidents(&world).await.len(), 2);

    let rows = deliveries(&world, told).await;
    let told: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(
        told,
        [
            IncidentOpened,
            IncidentAcknowledged,
            IncidentResolved,
            IncidentOpened,
        ]
    );
    for row in &rows[1..3] {
        let incident = row.body.incident.as_ref().unwrap();
        assert_eq!(incident.by.as_deref(), Some("ada@a.test"));
    }
    let rows = incident_event::Entity::find()
        .filter(incident_event::Column::UserId.eq(ada.id))
        .order_by_asc(incident_event::Column::Seq);
    let rows = rows.all(&world.db).await.unwrap();
    use IncidentEventKind::{Acknowledged, Note, Resolved};
    let by_ada: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(by_ada, [Acknowledged, Note, Resolved]);
}

async fn an_edit_goes_on_with_it_and_a_pause_ends_it(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let at_ms = slot_ms(&website, 1) + 5_000;
    let edited = website::Model {
        revision: 2,
        ..website.clone()
    };
    act(&world, async |transaction| {
        status::lifecycle::restart(transaction, &edited, at_ms).await
    })
    .await;
    sweep_at(&world, at_ms + 600_000).await;
    assert_eq!(incidents(&world).await[0].resolved_at_ms, None);
    act(&world, async |transaction| {
        status::lifecycle::pause(transaction, &edited, None, at_ms + 700_000).await
    })
    .await;
    let ended = incidents(&world).await.remove(0);
    assert_eq!(ended.resolved_at_ms, Some(at_ms + 700_000));
    let rows = incident_event::Entity::find().order_by_desc(incident_event::Column::Seq);
    let last = rows.one(&world.db).await.unwrap().unwrap();
    assert_eq!(last.text.as_deref(), Some("the website was paused"));
}

async fn a_resolve_says_that_the_website_was_paused_or_deleted_and_by_whom(world: World) {
    let ada = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set("ada@a.test".to_owned()),
        password_hash: Set("-".to_owned()),
        created_at: Set(entity::testing::date(NOON_MS)),
    };
    let ada = ada.insert(&world.db).await.unwrap();
    for (is_paused, why) in [
        (true, "the website was paused"),
        (false, "the website was deleted"),
    ] {
        let website = world.website(None).await;
        let kinds = [AlertKind::IncidentOpened, AlertKind::IncidentResolved];
        let told = channel(&world, &website, hears(&kinds)).await;
        round(&world, &website, 0, [Up, Up]).await;
        round(&world, &website, 1, [Down, Down]).await;
        let at_ms = slot_ms(&website, 1) + 5_000;
        act(&world, async |transaction| match is_paused {
            true => status::lifecycle::pause(transaction, &website, Some(ada.id), at_ms).await,
            false => status::lifecycle::end(transaction, &website, Some(ada.id), at_ms).await,
        })
        .await;
        let rows = deliveries(&world, told).await;
        let [opened, resolved] = &rows[..] else {
            panic!("both are told: {rows:?}");
        };
        assert_eq!(opened.body.summary, None);
        assert_eq!(resolved.body.summary.as_deref(), Some(why));
        let about = resolved.body.incident.as_ref().unwrap();
        assert_eq!(about.by.as_deref(), Some("ada@a.test"));
        assert_eq!(about.resolved_at_ms, Some(at_ms));
    }
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

async fn whoever_resolves_an_old_incident_leaves_the_open_one(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    for nth in 2..10 {
        round(&world, &website, nth, [Up, Up]).await;
    }
    round(&world, &website, 10, [Down, Down]).await;
    let [old, open] = &incidents(&world).await[..] else {
        panic!("two");
    };
    assert!(old.resolved_at_ms.is_some() && open.resolved_at_ms.is_none());
    let (user, at_ms) = (Uuid::now_v7(), slot_ms(&website, 10) + 5_000);
    for (incident, is_open) in [(old, true), (open, false)] {
        act(&world, async |transaction| {
            acts::resolve(transaction, incident, user, at_ms).await
        })
        .await;
        let now = incidents(&world).await;
        assert_eq!(now[1].resolved_at_ms.is_none(), is_open);
        assert_eq!(now[0].resolved_by, None);
    }
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
