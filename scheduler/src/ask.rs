//! Checks out of turn: after create, resume and edit, and "check now".
//!
//! A question is a row of the transaction that asks it, published by whoever
//! wrote it, and again by the sweep with the same slot until it is answered or
//! too old: a crash in between neither loses nor doubles it.

use std::collections::HashMap;
use std::time::Duration;

use entity::tick::Origin;
use entity::{ask, region, schedule, tick, website};
use queue::Clock;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    QueryFilter,
};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::check::Checks;
use crate::fanout::{self, Fanout};
use crate::plan::Due;
use crate::{Publisher, Result};

/// A question older than this is given up. Source: ARCHITECTURE.md, "From ticks to status".
const GIVE_UP_MS: i64 = 30_000;

/// How often unanswered questions are published again, and how old they are then
/// at least: a check in time needs no second one.
const AGAIN_EVERY: Duration = Duration::from_secs(10);

/// Asks `regions` to check the website as soon as this transaction is committed.
/// Regions with an open question keep it.
///
/// # Errors
/// Where the database fails.
pub async fn open(
    transaction: &impl ConnectionTrait,
    website: &website::Model,
    regions: &[region::Model],
    now_ms: i64,
) -> Result<Vec<ask::Model>> {
    let regions: Vec<&region::Model> = regions
        .iter()
        .filter(|region| {
            website
                .regions
                .as_ref()
                .is_none_or(|keys| keys.0.contains(&region.key))
        })
        .collect();
    // Questions about an older revision are void, and so are those given up.
    ask::Entity::delete_many()
        .filter(ask::Column::WebsiteKey.eq(website.key))
        .filter(
            Condition::any()
                .add(ask::Column::Revision.lt(website.revision))
                .add(ask::Column::SlotMs.lt(now_ms - GIVE_UP_MS)),
        )
        .exec(transaction)
        .await?;
    let waiting = ask::Entity::find()
        .filter(ask::Column::WebsiteKey.eq(website.key))
        .all(transaction)
        .await?;
    let slot_ms = free_slot(transaction, website, &regions, now_ms).await?;
    let mut asks = waiting;
    for region in regions {
        if asks.iter().any(|ask| ask.region_key == region.key) {
            continue;
        }
        asks.push(ask::Model {
            website_key: website.key,
            region_key: region.key,
            slot_ms,
            revision: website.revision,
            origin: Origin::Person,
        });
        ask::Entity::insert(ask::ActiveModel {
            website_key: Set(website.key),
            region_key: Set(region.key),
            slot_ms: Set(slot_ms),
            revision: Set(website.revision),
            origin: Set(Origin::Person),
        })
        .on_conflict_do_nothing_on([ask::Column::WebsiteKey, ask::Column::RegionKey])
        .exec_without_returning(transaction)
        .await?;
    }
    Ok(asks)
}

/// The moment of asking, moved on by 1 ms where it falls on the website's grid
/// or on a tick that is there already.
async fn free_slot(
    db: &impl ConnectionTrait,
    website: &website::Model,
    regions: &[&region::Model],
    now_ms: i64,
) -> Result<i64> {
    let grid = entity::slots::Grid::new(website.id, website.interval_ms);
    let taken: Vec<i64> = tick::Entity::find()
        .filter(tick::Column::WebsiteKey.eq(website.key))
        .filter(tick::Column::RegionKey.is_in(regions.iter().map(|region| region.key)))
        .filter(tick::Column::SlotMs.between(now_ms, now_ms + 1_000))
        .all(db)
        .await?
        .into_iter()
        .map(|tick| tick.slot_ms)
        .collect();
    let mut slot_ms = now_ms;
    while grid.has(slot_ms) || taken.contains(&slot_ms) {
        slot_ms += 1;
    }
    Ok(slot_ms)
}

/// Publishes the jobs of open questions.
///
/// # Errors
/// Where the database or the queue fails; the sweep publishes them again.
pub async fn publish(
    db: &DatabaseConnection,
    publisher: &Publisher,
    asks: &[ask::Model],
    now_ms: i64,
) -> Result<()> {
    if asks.is_empty() {
        return Ok(());
    }
    let regions = region::Entity::find().all(db).await?;
    let names = fanout::names(&regions);
    let rows: HashMap<(i32, i32), schedule::Model> = schedule::Entity::find()
        .filter(schedule::Column::WebsiteKey.is_in(asks.iter().map(|ask| ask.website_key)))
        .filter(schedule::Column::ValidToMs.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|row| ((row.website_key, row.revision), row))
        .collect();
    let mut fanout = Fanout::default();
    let mut checks = Checks::default();
    for ask in asks {
        let row = rows.get(&(ask.website_key, ask.revision));
        // A job that must have begun by now is under way, or lost with its slot: a
        // second one would only say that it came too late.
        let row = row.filter(|row| now_ms < row.start_before_ms(ask.slot_ms));
        let (Some(row), Some(name)) = (row, names.get(&ask.region_key)) else {
            continue;
        };
        if let Some(check) = checks.of(&publisher.keys, row, name, now_ms) {
            let slot_ms = ask.slot_ms;
            let due = Due { row, slot_ms };
            fanout.add(&publisher.signing, name, due, origin(ask.origin), check);
        }
    }
    fanout.publish(&publisher.transport).await
}

/// Publishes unanswered questions again until `shutdown`.
pub async fn run(
    db: DatabaseConnection,
    publisher: Publisher,
    clock: Clock,
    shutdown: CancellationToken,
) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(AGAIN_EVERY) => {}
        }
        if let Err(error) = pass(&db, &publisher, clock.now_ms()).await {
            warn!(
                error = &error as &dyn std::error::Error,
                "Cannot publish open questions again"
            );
        }
    }
}

/// Publishes again what has waited for a while, and gives up what is too old;
/// says how many were published.
///
/// # Errors
/// Where the database or the queue fails.
pub async fn pass(db: &DatabaseConnection, publisher: &Publisher, now_ms: i64) -> Result<usize> {
    ask::Entity::delete_many()
        .filter(ask::Column::SlotMs.lt(now_ms - GIVE_UP_MS))
        .exec(db)
        .await?;
    let again_ms = i64::try_from(AGAIN_EVERY.as_millis()).unwrap_or(i64::MAX);
    let waiting = ask::Entity::find()
        .filter(ask::Column::SlotMs.lte(now_ms - again_ms))
        .all(db)
        .await?;
    publish(db, publisher, &waiting, now_ms).await?;
    Ok(waiting.len())
}

fn origin(origin: Origin) -> queue::Origin {
    match origin {
        Origin::Schedule => queue::Origin::Schedule,
        Origin::Confirmation => queue::Origin::Confirmation,
        Origin::Person => queue::Origin::Person,
    }
}
