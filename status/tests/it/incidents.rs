//! Incidents: opened and resolved by ticks, by time and by people, and who is told.

use entity::alert::AlertKind;
use entity::delivery::{self};
use entity::incident_event::{self, IncidentEventKind};
use entity::verdict::{self, VerdictKind};
use entity::{RegionKey, WebsiteStatus, channel, incident, website};
use queue::Outcome::{Down, Up};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use status::feed::Entries;
use status::sweep;
use uuid::Uuid;

use crate::support::{World, slot_ms};

crate::on_both_engines!(
    an_incident_opens_with_the_vote_that_makes_the_quorum_and_resolves_when_it_has_held,
    it_says_why_and_shows_a_check_of_each_kind,
    a_tick_that_was_overtaken_opens_it_too_but_late_ticks_change_none,
    a_confirmation_that_ends_between_ticks_is_seen_by_the_sweep,
    silence_resolves_nothing,
    one_region_opens_none_and_a_verdict_says_why,
);

/// Stores what both regions say in the `nth` slot.
pub(crate) async fn round(
    world: &World,
    website: &website::Model,
    nth: i64,
    says: [queue::Outcome; 2],
) {
    let [india, usa] = says;
    let reports = vec![
        world.report(website, "india", nth, india),
        world.report(website, "usa", nth, usa),
    ];
    world.store(reports).await;
}

pub(crate) async fn sweep_at(world: &World, now_ms: i64) {
    sweep::pass(&world.db, world.transport.as_ref(), now_ms)
        .await
        .unwrap();
}

pub(crate) async fn incidents(world: &World) -> Vec<incident::Model> {
    let rows = incident::Entity::find().order_by_asc(incident::Column::Id);
    rows.all(&world.db).await.unwrap()
}

pub(crate) async fn timeline(world: &World) -> Vec<(IncidentEventKind, Option<RegionKey>)> {
    let rows = incident_event::Entity::find().order_by_asc(incident_event::Column::Seq);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter()
        .map(|row| (row.kind, row.region_key))
        .collect()
}

pub(crate) async fn verdicts(world: &World) -> Vec<(VerdictKind, i32)> {
    let rows = verdict::Entity::find()
        .order_by_asc(verdict::Column::FirstMs)
        .order_by_asc(verdict::Column::LastMs);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter().map(|row| (row.kind, row.count)).collect()
}

/// A channel of the website's organization.
pub(crate) async fn channel(
    world: &World,
    website: &website::Model,
    rules: channel::Rules,
) -> Uuid {
    let id = Uuid::now_v7();
    let row = channel::ActiveModel {
        rules: Set(rules),
        ..entity::testing::channel(id, website.organization_id)
    };
    row.insert(&world.db).await.unwrap();
    id
}

pub(crate) fn hears(kinds: &[AlertKind]) -> channel::Rules {
    channel::Rules {
        kinds: kinds.to_vec(),
        websites: None,
        tags: None,
        time_zone: None,
        quiet: None,
    }
}

pub(crate) async fn deliveries(world: &World, channel_id: Uuid) -> Vec<delivery::Model> {
    delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel_id))
        .order_by_asc(delivery::Column::Seq)
        .all(&world.db)
        .await
        .unwrap()
}

pub(crate) async fn kinds(world: &World, channel_id: Uuid) -> Vec<AlertKind> {
    let rows = deliveries(world, channel_id).await;
    rows.into_iter().map(|row| row.kind).collect()
}

/// Runs what a person does in a transaction.
pub(crate) async fn act(
    world: &World,
    act: impl AsyncFnOnce(&DatabaseTransaction) -> status::Result<Entries>,
) {
    let transaction = entity::database::begin_write(&world.db).await.unwrap();
    let told = act(&transaction).await.unwrap();
    told.append(&transaction, world.now_ms).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn an_incident_opens_with_the_vote_that_makes_the_quorum_and_resolves_when_it_has_held(
    world: World,
) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Up]).await;
    assert!(incidents(&world).await.is_empty());
    round(&world, &website, 2, [Down, Down]).await;
    let [open] = &incidents(&world).await[..] else {
        panic!("one opens");
    };
    let opened_ms = slot_ms(&website, 2) + 100;
    assert_eq!((open.opened_at_ms, open.resolved_at_ms), (opened_ms, None));
    assert_eq!(open.organization_id, website.organization_id);
    for nth in 3..=8 {
        round(&world, &website, nth, [Up, Up]).await;
    }
    let well_ms = slot_ms(&website, 3) + 100;
    sweep_at(&world, well_ms + 60_000 + 1_999).await;
    assert_eq!(incidents(&world).await[0].resolved_at_ms, None);
    sweep_at(&world, well_ms + 60_000 + 2_000).await;
    assert_eq!(
        incidents(&world).await[0].resolved_at_ms,
        Some(well_ms + 60_000)
    );
    use IncidentEventKind::{Opened, Region, Resolved};
    let [india, usa] = [1, 2].map(|key| Some(RegionKey(key)));
    assert_eq!(
        timeline(&world).await,
        [
            (Region, india),
            (Region, usa),
            (Opened, None),
            (Region, india),
            (Region, usa),
            (Resolved, None),
        ]
    );
    assert_eq!(
        verdicts(&world).await,
        [
            (VerdictKind::BelowQuorum, 3),
            (VerdictKind::Opened, 1),
            (VerdictKind::Resolved, 1),
        ]
    );
    // It is remembered for as long as it may be the first of several.
    assert!(world.status(&website).await.watch.is_some());
    round(&world, &website, 400, [Up, Up]).await;
    let status = world.status(&website).await;
    assert_eq!((status.watch, status.incident_due_ms), (None, None));
}

async fn it_says_why_and_shows_a_check_of_each_kind(world: World) {
    let website = world.website(Some(vec![RegionKey(1), RegionKey(2)])).await;
    let mut row = website.clone().into_active_model();
    row.quorum = Set("any".to_owned());
    let website = row.update(&world.db).await.unwrap();
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Up, Down]).await;
    let [open] = &incidents(&world).await[..] else {
        panic!("one opens");
    };
    assert_eq!(
        open.cause,
        "connection refused by 203.0.113.5:443 from usa; india sees it up"
    );
    let slot_ms = slot_ms(&website, 1);
    assert_eq!(open.shown.failing, Some((RegionKey(2), slot_ms)));
    assert_eq!(open.shown.healthy, Some((RegionKey(1), slot_ms)));
}

async fn a_tick_that_was_overtaken_opens_it_too_but_late_ticks_change_none(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    // The check that ended last is reported first.
    let (usa, mut last) = world.report(&website, "usa", 1, Down);
    last.checked_at_ms += 50;
    world.store(vec![(usa, last)]).await;
    assert!(incidents(&world).await.is_empty());
    world
        .store(vec![world.report(&website, "india", 1, Down)])
        .await;
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Down);
    let [open] = &incidents(&world).await[..] else {
        panic!("one opens");
    };
    let opened_ms = slot_ms(&website, 1) + 150;
    assert_eq!(open.opened_at_ms, opened_ms);

    for nth in 2..=9 {
        round(&world, &website, nth, [Up, Up]).await;
    }
    sweep_at(&world, slot_ms(&website, 9) + 10_000).await;
    let known = incidents(&world).await;
    assert!(known[0].resolved_at_ms.is_some());
    // What comes now of that time would have opened another one.
    let (region, mut report) = world.report(&website, "india", 5, Down);
    report.checked_at_ms += 5_000;
    report.key.origin = queue::Origin::Person;
    report.key.slot_ms += 1_000;
    report.mac = world.signing.sign(&region, &report.key);
    let (other, mut second) = world.report(&website, "usa", 5, Down);
    second.key = report.key.clone();
    second.checked_at_ms = report.checked_at_ms;
    second.mac = world.signing.sign(&other, &second.key);
    world.store(vec![(region, report), (other, second)]).await;
    assert!(
        world
            .changes(&website)
            .await
            .iter()
            .filter(|(_, status)| *status == WebsiteStatus::Down)
            .count()
            == 2,
        "the log says that it was down"
    );
    assert_eq!(incidents(&world).await, known);
}

async fn a_confirmation_that_ends_between_ticks_is_seen_by_the_sweep(world: World) {
    let website = world.website(None).await;
    let mut row = website.clone().into_active_model();
    row.confirmation_ms = Set(15_000);
    let website = row.update(&world.db).await.unwrap();
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let down_ms = slot_ms(&website, 1) + 100;
    let due_ms = world.status(&website).await.incident_due_ms;
    assert_eq!(due_ms, Some(down_ms + 15_000));
    sweep_at(&world, down_ms + 15_000 + 1_999).await;
    assert!(incidents(&world).await.is_empty());
    sweep_at(&world, down_ms + 15_000 + 2_000).await;
    let open = incidents(&world).await;
    assert_eq!(open[0].opened_at_ms, down_ms + 15_000);
    assert!(
        open[0].cause.starts_with("connection refused"),
        "{}",
        open[0].cause
    );
    assert_eq!(
        verdicts(&world).await,
        [
            (VerdictKind::BelowQuorum, 1),
            (VerdictKind::Unconfirmed, 1),
            (VerdictKind::Opened, 1),
        ]
    );
}

async fn silence_resolves_nothing(world: World) {
    let website = world.website(None).await;
    let mut row = website.into_active_model();
    row.quorum = Set("any".to_owned());
    let website = row.update(&world.db).await.unwrap();
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    // One region alone is up, the other is silent: it could be down there.
    for nth in 2..60 {
        world
            .store(vec![world.report(&website, "india", nth, Up)])
            .await;
    }
    sweep_at(&world, slot_ms(&website, 1_000)).await;
    assert_eq!(
        world.status(&website).await.status,
        WebsiteStatus::Unmeasured
    );
    assert_eq!(incidents(&world).await[0].resolved_at_ms, None);
}

async fn one_region_opens_none_and_a_verdict_says_why(world: World) {
    let website = world.website(None).await;
    for nth in 0..5 {
        round(&world, &website, nth, [Down, Up]).await;
    }
    assert!(incidents(&world).await.is_empty());
    let rows = verdict::Entity::find().all(&world.db).await.unwrap();
    let [verdict] = &rows[..] else {
        panic!("one run: {rows:?}");
    };
    assert_eq!(verdict.kind, VerdictKind::BelowQuorum);
    assert_eq!((verdict.needed, verdict.regions), (2, 2));
    assert_eq!(verdict.first_ms, slot_ms(&website, 0) + 100);
    assert_eq!(verdict.last_ms, slot_ms(&website, 4) + 100);
    let says: Vec<_> = verdict.votes.0.iter().map(|vote| vote.say).collect();
    assert_eq!(
        says,
        [Some(entity::Outcome::Down), Some(entity::Outcome::Up)]
    );
}
