//! Checks outside the schedule: after create, resume and edit, by "check now", and to confirm
//! a first failure.
//!
//! An ask is a row, written in the transaction that needs the check. A person's ask is
//! published by the process that wrote it; a confirming one by the replica that takes it
//! first, which is notified immediately ([`run`]). Both are published again, with the same
//! slot, until they are answered or too old, so a crash in between neither loses nor
//! duplicates one.
//!
//! Asks are written under the lock of the website's status. The loop here never waits for a
//! lock: it skips rows that are locked, so it cannot deadlock with the transactions that
//! answer asks.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::Origin;
use entity::ask::GIVE_UP_MS;
use entity::database::begin_write;
use entity::outbox::{self, Outbox, take};
use entity::{RegionKey, WebsiteKey, ask, region, schedule, tick, website};
use queue::Clock;
use runtime::Passes;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    QueryFilter,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::check::Checks;
use crate::fanout::{self, Fanout};
use crate::pace::Pace;
use crate::plan::Due;
use crate::{Publisher, Result, turns};

/// Age at which a person's ask is published again, in milliseconds: a check that runs in time
/// needs no second job.
const AGAIN_MS: i64 = 10_000;

/// Interval between searches for due asks, and so the delay of those whose writer died before
/// it could publish them.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long a taken ask is postponed unless its job is published before, in milliseconds: the
/// time until another replica retries what a dead one took.
const TAKEN_MS: i64 = 2_000;

/// Pause between two passes, however many asks there are.
const PASS_PAUSE: Duration = Duration::from_millis(20);

/// Pause until the next second, if a region has used up its share of this one.
const NEXT_SECOND: Duration = Duration::from_secs(1);

/// Most rows that one pass gives up or settles; a multiple of what one second brings.
const MOST_ROWS: u64 = 5_000;

/// Asks `regions` to check the website once this transaction commits, which must hold the lock
/// of the website's status. A region with an open ask of a person keeps it; a confirming ask
/// is replaced.
///
/// # Errors
/// If the database fails.
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
    // Asks for an older revision are void, and so are expired ones.
    ask::Entity::delete_many()
        .filter(ask::Column::WebsiteKey.eq(website.key))
        .filter(
            Condition::any()
                .add(ask::Column::Revision.lt(website.revision))
                .add(ask::Column::SlotMs.lt(now_ms - GIVE_UP_MS))
                .add(ask::Column::Origin.eq(Origin::Confirmation)),
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
            publish_at_ms: slot_ms + AGAIN_MS,
        });
        ask::Entity::insert(ask::ActiveModel {
            website_key: Set(website.key),
            region_key: Set(region.key),
            slot_ms: Set(slot_ms),
            revision: Set(website.revision),
            origin: Set(Origin::Person),
            publish_at_ms: Set(slot_ms + AGAIN_MS),
        })
        .on_conflict_do_nothing_on([ask::Column::WebsiteKey, ask::Column::RegionKey])
        .exec_without_returning(transaction)
        .await?;
    }
    Ok(asks)
}

/// The moment of asking, moved on by 1 ms while it falls on the website's grid or on an
/// existing tick.
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
    let mut slot_ms = grid.first_beside(now_ms);
    while taken.contains(&slot_ms) {
        slot_ms = grid.first_beside(slot_ms + 1);
    }
    Ok(slot_ms)
}

/// Publishes the jobs of asks that were just written, of each organization as many as it may
/// have at once; the loop publishes others.
///
/// # Errors
/// If the database or the queue fails; the loop then publishes them.
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
    let admits = |row: &schedule::Model, region| {
        let organization = row.organization_id;
        organization.is_none_or(|it| publisher.asked.admits(it, region, now_ms))
    };
    let (fanout, _) = jobs(db, publisher, asks, &regions, now_ms, admits).await?;
    fanout.publish(&publisher.transport).await
}

/// When asks are published again unless they are answered, by that time.
type Again = outbox::Due<ask::Entity>;

/// The jobs of `asks` that can still run, and that `admits` lets pass.
async fn jobs(
    db: &impl ConnectionTrait,
    publisher: &Publisher,
    asks: &[ask::Model],
    regions: &[region::Model],
    now_ms: i64,
    admits: impl Fn(&schedule::Model, RegionKey) -> bool,
) -> Result<(Fanout, Again)> {
    let names = fanout::names(regions);
    let rows: HashMap<(WebsiteKey, i32), schedule::Model> = schedule::Entity::find()
        .filter(schedule::Column::WebsiteKey.is_in(asks.iter().map(|ask| ask.website_key)))
        .filter(schedule::Column::ValidToMs.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|row| ((row.website_key, row.revision), row))
        .collect();
    let mut fanout = Fanout::default();
    let mut checks = Checks::default();
    let mut again = Again::new();
    for ask in asks {
        let key = (ask.website_key, ask.region_key);
        let row = rows.get(&(ask.website_key, ask.revision));
        // A job that must have started by now is running, or was lost with its slot: a second
        // one would only expire.
        let row = row.filter(|row| now_ms < row.start_before_ms(ask.slot_ms));
        let row = row.filter(|row| admits(row, ask.region_key));
        let job = row.zip(names.get(&ask.region_key)).and_then(|(row, name)| {
            let check = checks.of(&publisher.keys, row, name, now_ms)?;
            Some((row, name, check))
        });
        let Some((row, name, mut check)) = job else {
            again
                .entry(ask.slot_ms + GIVE_UP_MS + 1)
                .or_default()
                .push(key);
            continue;
        };
        if ask.origin == Origin::Confirmation {
            check.retries = CONFIRMING_RETRIES;
        }
        let longest_ms =
            (i64::from(check.retries) + 1) * (i64::from(check.timeout_ms) + ATTEMPT_MARGIN_MS);
        again
            .entry(now_ms + Ord::max(longest_ms, AGAIN_MS))
            .or_default()
            .push(key);
        let slot_ms = ask.slot_ms;
        let due = Due { row, slot_ms };
        fanout.add(&publisher.signing, name, due, origin(ask.origin), check);
    }
    Ok((fanout, again))
}

/// A confirming job makes two attempts, whatever the website's own `retries`: one is not
/// enough to say down, and with more, a region that hangs could not say so within two time
/// limits.
const CONFIRMING_RETRIES: u8 = 1;

/// Pause between two attempts and time in queues, in milliseconds.
const ATTEMPT_MARGIN_MS: i64 = 1_000;

/// Publishes due asks until `shutdown`, and at once when `asked` announces new ones.
pub async fn run(
    db: DatabaseConnection,
    publisher: Publisher,
    clock: Clock,
    asked: Arc<Notify>,
    shutdown: CancellationToken,
) {
    let mut pace = Pace::default();
    let mut passes = Passes::new("Publishing asked checks", LOOK_EVERY, shutdown);
    let mut behind = false;
    while passes.next_or_when(asked.notified()).await {
        let passed = pass(&db, &publisher, &mut pace, clock.now_ms()).await;
        if let Some(passed) = passes.end(passed) {
            if passed.held_back {
                passes.pause(NEXT_SECOND);
            }
            if passed.never_asked > 0 && !std::mem::replace(&mut behind, true) {
                warn!(
                    jobs = passed.never_asked,
                    "More regions begin to fail than are confirmed in time; confirming checks are given up"
                );
            } else if !passed.held_back && passed.never_asked == 0 && std::mem::take(&mut behind) {
                info!("Confirming checks are on time again");
            }
        }
        tokio::time::sleep(PASS_PAUSE).await;
    }
}

/// Result of a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Number of published jobs.
    pub published: usize,
    /// Whether some of a region's jobs wait for the next second.
    pub held_back: bool,
    /// Confirming asks that expired before their job was ever published.
    pub never_asked: usize,
}

/// Publishes due asks, those of people first, and deletes expired ones. Each region gets as
/// many as `pace` allows in a second, and organizations take turns.
///
/// Taken asks are postponed for [`TAKEN_MS`] before their jobs are published, and for longer
/// afterwards: no two replicas publish the same ask, a crash leaves it due, and nothing is
/// locked while waiting for the queue.
///
/// # Errors
/// If the database or the queue fails; due asks stay due.
pub async fn pass(
    db: &DatabaseConnection,
    publisher: &Publisher,
    pace: &mut Pace,
    now_ms: i64,
) -> Result<Passed> {
    let mut passed = Passed::default();
    let too_old = ask::Column::SlotMs.lt(now_ms - GIVE_UP_MS);
    let due = ask::Column::PublishAtMs.lte(now_ms);
    let any = ask::Entity::find()
        .filter(Condition::any().add(too_old.clone()).add(due))
        .one(db)
        .await?;
    if any.is_none() {
        return Ok(passed);
    }
    let regions = region::Entity::find().all(db).await?;
    let transaction = begin_write(db).await?;
    let old = take::<ask::Entity>(&transaction, Condition::all().add(too_old), MOST_ROWS).await?;
    passed.never_asked = old
        .iter()
        .filter(|ask| is_unasked_confirmation(ask))
        .count();
    outbox::delete::<ask::Entity>(&transaction, &old).await?;

    let mut asks = Vec::new();
    for origin in [Origin::Person, Origin::Confirmation] {
        for region in &regions {
            let left = pace.left(origin, region.key, now_ms);
            let some = turns::take_in_turn(&transaction, origin, region.key, now_ms, left).await?;
            pace.spend(origin, region.key, some.len());
            passed.held_back |= pace.left(origin, region.key, now_ms) == 0;
            asks.extend(some);
        }
    }
    let taken = asks.iter().map(ask::Entity::key).collect();
    let taken = Again::from([(now_ms + TAKEN_MS, taken)]);
    outbox::put_off::<ask::Entity>(&transaction, taken).await?;
    transaction.commit().await?;
    let (fanout, again) = jobs(db, publisher, &asks, &regions, now_ms, |_, _| true).await?;
    passed.published = fanout.len();
    fanout.publish(&publisher.transport).await?;
    outbox::settle::<ask::Entity>(db, again, now_ms + TAKEN_MS, 2 * MOST_ROWS).await?;
    if passed.published > 0 {
        debug!(
            batch_len = passed.published,
            "Published {} asked jobs", passed.published
        );
    }
    Ok(passed)
}

/// A confirming ask is due at its own slot until its job is published.
fn is_unasked_confirmation(ask: &ask::Model) -> bool {
    ask.origin == Origin::Confirmation && ask.publish_at_ms == ask.slot_ms
}

fn origin(origin: Origin) -> queue::Origin {
    match origin {
        Origin::Schedule => queue::Origin::Schedule,
        Origin::Confirmation => queue::Origin::Confirmation,
        Origin::Person => queue::Origin::Person,
    }
}
