//! Two websites with random ticks and changes over some days.

use std::collections::HashMap;

use entity::WebsiteStatus;
use entity::status_change;
use entity::website;
use entity::{Origin, Outcome, RegionKey, WebsiteKey, tick};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    EntityTrait, IntoActiveModel,
};
use status::Keep;
use status::rollup::{DAY_MS, HOUR_MS};
use uuid::Uuid;

use crate::support::{INDIA, NOON_MS, USA, World, any_of};

pub(crate) const MIDNIGHT_MS: i64 = NOON_MS - DAY_MS / 2;
pub(crate) const DAYS: i64 = 4;
/// In the afternoon of the last day.
pub(crate) const NOW_MS: i64 = MIDNIGHT_MS + (DAYS - 1) * DAY_MS + 15 * HOUR_MS + 123;
pub(crate) const REGIONS: [RegionKey; 2] = [INDIA, USA];
pub(crate) const KEEP: Keep = Keep {
    ticks_days: 30,
    hours_days: 90,
    history_days: None,
};

fn random_tick(website_key: WebsiteKey) -> impl Strategy<Value = tick::Model> {
    let phase = || proptest::option::weighted(0.8, 0..2_000_000);
    let outcome = proptest::sample::select(vec![
        Outcome::Up,
        Outcome::Up,
        Outcome::Degraded,
        Outcome::Down,
        Outcome::Unmeasured,
    ]);
    let origin = proptest::sample::select(vec![
        Origin::Schedule,
        Origin::Schedule,
        Origin::Confirmation,
        Origin::Person,
    ]);
    let phases = (phase(), phase(), phase(), phase(), phase());
    let when = NOON_MS..MIDNIGHT_MS + DAYS * DAY_MS;
    (
        proptest::sample::select(&REGIONS),
        when,
        outcome,
        origin,
        phases,
    )
        .prop_map(move |(region_key, slot_ms, outcome, origin, phases)| {
            let (dns_us, connect_us, tls_us, ttfb_us, transfer_us) = phases;
            tick::Model {
                website_key,
                region_key,
                slot_ms,
                checked_at_ms: slot_ms + 100,
                revision: 1,
                origin,
                outcome,
                failure: None,
                attempts: 1,
                http_status: None,
                dns_us,
                connect_us,
                tls_us,
                ttfb_us,
                transfer_us,
                detail: None,
                reason: None,
            }
        })
}

/// Two websites, at the ends of `count`, with random ticks and changes over some days.
pub(crate) async fn filled(world: &World, count: usize) -> (Vec<WebsiteKey>, Vec<tick::Model>) {
    let first = world.website(None).await;
    let others = (2..count).map(|_| website::ActiveModel {
        key: NotSet,
        id: Set(Uuid::now_v7()),
        ..first.clone().into_active_model().reset_all()
    });
    let others: Vec<_> = others.collect();
    if !others.is_empty() {
        website::Entity::insert_many(others)
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    let last = world.website(None).await;
    let keys = vec![first.key, last.key];
    let mut runner = TestRunner::deterministic();
    let mut ticks: HashMap<_, tick::Model> = HashMap::new();
    for key in &keys {
        for _ in 0..2_500 {
            let tick = any_of(&mut runner, random_tick(*key));
            ticks.insert((*key, tick.region_key, tick.slot_ms), tick);
        }
        for view in [RegionKey::ALL, INDIA, USA] {
            for _ in 0..60 {
                let at_ms = any_of(&mut runner, NOON_MS + 1..NOW_MS);
                let status = any_of(
                    &mut runner,
                    proptest::sample::select(vec![
                        WebsiteStatus::Up,
                        WebsiteStatus::Down,
                        WebsiteStatus::Degraded,
                        WebsiteStatus::Unmeasured,
                    ]),
                );
                change(world, (*key, view, at_ms), status).await;
            }
        }
    }
    let ticks: Vec<_> = ticks.into_values().collect();
    for some in ticks.chunks(1_000) {
        let rows = some.iter().map(|tick| tick.clone().into_active_model());
        tick::Entity::insert_many(rows)
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    (keys, ticks)
}

pub(crate) async fn change(
    world: &World,
    (website_key, region_key, at_ms): (WebsiteKey, RegionKey, i64),
    status: WebsiteStatus,
) {
    let row = status_change::Model {
        website_key,
        region_key,
        at_ms,
        status,
    };
    status_change::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing()
        .exec_without_returning(&world.db)
        .await
        .unwrap();
}
