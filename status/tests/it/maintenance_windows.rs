//! Maintenance: alerts are held for the chosen websites, and told when it ends.

use entity::alert::AlertKind;
use entity::maintenance::{self, Rule};
use entity::verdict::{self, VerdictKind};
use entity::{
    channel, delivery, incident, maintenance_scope, maintenance_window, website, website_status,
};
use queue::Outcome::{Down, Up};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use status::domain::maintenance::Planned;
use status::maintenance as acts;
use status::rollup::HOUR_MS;
use status::sweep;
use uuid::Uuid;

use crate::support::{NOON_MS, World, slot_ms};

crate::on_both_engines!(
    what_is_down_in_maintenance_is_told_when_it_ends,
    an_incident_from_before_resolves_in_maintenance,
    what_is_ended_by_hand_is_told_at_once,
    only_the_chosen_websites_are_in_it,
);

/// Maintenance of `websites` by `rule`, planned at `now_ms`.
pub(crate) async fn announce(
    world: &World,
    website: &website::Model,
    websites: Option<Vec<website::Model>>,
    rule: Rule,
    now_ms: i64,
) -> maintenance::Model {
    let (id, scope_id) = (Uuid::now_v7(), Uuid::now_v7());
    let planned = planned(&rule, now_ms).await;
    let row = maintenance::ActiveModel {
        id: Set(id),
        organization_id: Set(website.organization_id),
        title: Set("Move".to_owned()),
        public_title: Set(None),
        public_text: Set(None),
        scope_id: Set(scope_id),
        rule: Set(rule),
        time_zone: Set("Europe/Berlin".to_owned()),
        chosen: Set(None),
        plan_at_ms: Set(acts::plan_at_ms(&planned, now_ms)),
        created_at_ms: Set(now_ms),
        cancelled_at_ms: Set(None),
    };
    let row = row.insert(&world.db).await.unwrap();
    scope(world, id, scope_id, websites).await;
    act(world, async |transaction| {
        acts::replan(transaction, &row, &planned, now_ms)
            .await
            .unwrap();
    })
    .await;
    row
}

pub(crate) async fn scope(
    world: &World,
    id: Uuid,
    scope_id: Uuid,
    websites: Option<Vec<website::Model>>,
) {
    let keys = websites.map(|websites| websites.into_iter().map(|it| it.key).collect());
    let row = maintenance_scope::ActiveModel {
        id: Set(scope_id),
        maintenance_id: Set(id),
        websites: Set(keys.map(maintenance_scope::WebsiteKeys)),
    };
    maintenance_scope::Entity::insert(row)
        .exec_without_returning(&world.db)
        .await
        .unwrap();
}

pub(crate) async fn planned(rule: &Rule, now_ms: i64) -> Planned {
    acts::planned(rule.clone(), "Europe/Berlin", now_ms)
        .await
        .unwrap()
        .unwrap()
}

pub(crate) fn once(from_ms: i64, to_ms: i64) -> Rule {
    Rule::Once { from_ms, to_ms }
}

pub(crate) async fn act<T>(world: &World, act: impl AsyncFnOnce(&DatabaseTransaction) -> T) -> T {
    let transaction = entity::database::begin_write(&world.db).await.unwrap();
    let done = act(&transaction).await;
    transaction.commit().await.unwrap();
    done
}

/// Stores what both regions say in the `nth` slot, as it comes in time.
pub(crate) async fn round(
    world: &mut World,
    website: &website::Model,
    nth: i64,
    says: queue::Outcome,
) {
    world.now_ms = slot_ms(website, nth) + 200;
    let reports = ["india", "usa"].map(|region| world.report(website, region, nth, says));
    world.store(reports.to_vec()).await;
}

/// Sweeps when all reports up to `to_ms` are in.
async fn sweep_to(world: &World, to_ms: i64) {
    sweep::pass(&world.db, world.transport.as_ref(), to_ms + 2_000)
        .await
        .unwrap();
}

async fn hearing(world: &World, website: &website::Model) {
    let row = channel::ActiveModel {
        rules: Set(channel::Rules {
            kinds: vec![AlertKind::IncidentOpened, AlertKind::IncidentResolved],
            ..channel::Rules::default()
        }),
        ..entity::testing::channel(Uuid::now_v7(), website.organization_id)
    };
    row.insert(&world.db).await.unwrap();
}

async fn told(world: &World) -> Vec<AlertKind> {
    let rows = delivery::Entity::find().order_by_asc(delivery::Column::Seq);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

async fn incidents(world: &World) -> Vec<(i64, Option<i64>)> {
    let rows = incident::Entity::find().order_by_asc(incident::Column::Id);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter()
        .map(|row| (row.opened_at_ms, row.resolved_at_ms))
        .collect()
}

async fn what_is_down_in_maintenance_is_told_when_it_ends(mut world: World) {
    let website = world.website(None).await;
    hearing(&world, &website).await;
    round(&mut world, &website, 0, Up).await;
    let (from_ms, to_ms) = (slot_ms(&website, 1), slot_ms(&website, 4) + 3_000);
    let row = announce(&world, &website, None, once(from_ms, to_ms), NOON_MS).await;
    for nth in 1..=4 {
        round(&mut world, &website, nth, Down).await;
        sweep_to(&world, slot_ms(&website, nth) + 200).await;
    }
    assert_eq!(
        (incidents(&world).await, told(&world).await),
        (vec![], vec![])
    );
    let held = verdict::Entity::find()
        .filter(verdict::Column::Kind.eq(VerdictKind::Maintenance))
        .one(&world.db)
        .await
        .unwrap();
    assert!(held.unwrap().count > 1);
    // The window's end itself opens it, by the sweep.
    sweep_to(&world, to_ms).await;
    assert_eq!(incidents(&world).await, [(to_ms, None)]);
    assert_eq!(told(&world).await, [AlertKind::IncidentOpened]);
    assert_eq!(row.plan_at_ms, None);
}

async fn an_incident_from_before_resolves_in_maintenance(mut world: World) {
    let website = world.website(None).await;
    hearing(&world, &website).await;
    for nth in 0..2 {
        round(&mut world, &website, nth, Down).await;
    }
    let from_ms = slot_ms(&website, 2);
    let rule = once(from_ms, from_ms + HOUR_MS);
    announce(&world, &website, None, rule, NOON_MS).await;
    for nth in 2..10 {
        round(&mut world, &website, nth, Up).await;
    }
    let opened_ms = slot_ms(&website, 0) + 100;
    let resolved_ms = from_ms + 100 + 60_000;
    sweep_to(&world, resolved_ms).await;
    assert_eq!(incidents(&world).await, [(opened_ms, Some(resolved_ms))]);
    let both = [AlertKind::IncidentOpened, AlertKind::IncidentResolved];
    assert_eq!(told(&world).await, both);
}

async fn what_is_ended_by_hand_is_told_at_once(mut world: World) {
    let website = world.website(None).await;
    let (from_ms, to_ms) = (slot_ms(&website, 1), slot_ms(&website, 1) + 5 * HOUR_MS);
    let row = announce(&world, &website, None, once(from_ms, to_ms), NOON_MS).await;
    for nth in 0..3 {
        round(&mut world, &website, nth, if nth == 0 { Up } else { Down }).await;
    }
    let status = async || {
        let row = website_status::Entity::find_by_id(website.key);
        row.one(&world.db).await.unwrap().unwrap()
    };
    // It is looked at again within a minute, though the window lasts for hours.
    assert_eq!(status().await.incident_due_ms, Some(world.now_ms + 60_000));
    let ended_ms = slot_ms(&website, 2) + 3_000;
    let ended = async |transaction: &DatabaseTransaction| {
        acts::end(transaction, &row, ended_ms).await.unwrap()
    };
    assert!(act(&world, ended).await);
    assert_eq!(status().await.incident_due_ms, Some(ended_ms));
    sweep_to(&world, ended_ms).await;
    assert_eq!(incidents(&world).await, [(ended_ms, None)]);
    assert!(!act(&world, ended).await, "there is nothing left to end");
    let started = async |transaction: &DatabaseTransaction| {
        acts::start(transaction, &row, ended_ms + 1).await.unwrap()
    };
    assert_eq!(act(&world, started).await, acts::Started::Nothing);
}

async fn only_the_chosen_websites_are_in_it(world: World) {
    let (one, two) = (world.website(None).await, world.website(None).await);
    let now = [(NOON_MS, NOON_MS + 1)];
    let rule = once(NOON_MS, NOON_MS + HOUR_MS);
    let keys = [one.key, two.key];
    let found = async || {
        let found = maintenance_window::of_websites(&world.db, &keys, &now);
        let mut found: Vec<_> = found.await.unwrap().into_keys().collect();
        found.sort_unstable();
        found
    };
    assert!(found().await.is_empty());
    // All websites of the one's organization.
    let all = announce(&world, &one, None, rule.clone(), NOON_MS).await;
    assert_eq!(found().await, [one.key]);
    act(&world, async |transaction| {
        acts::end(transaction, &all, NOON_MS).await.unwrap();
    })
    .await;
    assert!(found().await.is_empty());
    let chosen = Some(vec![two.clone()]);
    announce(&world, &two, chosen, rule.clone(), NOON_MS).await;
    announce(&world, &one, Some(Vec::new()), rule, NOON_MS).await;
    assert_eq!(found().await, [two.key]);
}
