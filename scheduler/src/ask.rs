//! Checks out of turn: after create, resume and edit, "check now", and where a
//! region begins to fail.
//!
//! A question is a row of the transaction that asks it. A person's is published by
//! whoever wrote it; a confirming one by the replica that takes it first, which
//! is told at once ([`run`]). Both are published again, with the same slot, until
//! they are answered or too old: a crash in between neither loses nor doubles one.
//!
//! Rows of questions are written under the lock of the website's status. The loop
//! here never waits for one: it takes what nobody holds, so it cannot wait in a
//! ring with whoever answers.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use entity::ask::GIVE_UP_MS;
use entity::database::begin_write;
use entity::tick::Origin;
use entity::{ask, region, schedule, tick, website};
use queue::Clock;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::check::Checks;
use crate::fanout::{self, Fanout};
use crate::pace::Pace;
use crate::plan::Due;
use crate::{Publisher, Result};

/// A person's question is published again when it is this old: a check in time
/// needs no second job.
const AGAIN_MS: i64 = 10_000;

/// How often it is looked for questions that are due: so much later goes out what
/// was written by a replica that died before it could publish.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A question that is taken is due again after this long, unless its job is out by
/// then: what a replica took that died on the way.
const TAKEN_MS: i64 = 2_000;

/// Between two passes, however much is asked.
const PASS_PAUSE: Duration = Duration::from_millis(20);

/// The wait for the next second, where a region has had its share of this one.
const NEXT_SECOND: Duration = Duration::from_secs(1);

/// Most rows of one pass, for each kind of question; a multiple of what one
/// second brings.
const MOST_ROWS: u64 = 5_000;

/// Keys named in one statement.
const KEYS_A_STATEMENT: usize = 1_000;

/// Asks `regions` to check the website as soon as this transaction is committed,
/// which holds the lock of its status. Regions with an open question of a person
/// keep it; one that was to confirm a failure gives way to the person's.
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
    let mut slot_ms = grid.first_beside(now_ms);
    while taken.contains(&slot_ms) {
        slot_ms = grid.first_beside(slot_ms + 1);
    }
    Ok(slot_ms)
}

/// Publishes the jobs of questions that were just asked.
///
/// # Errors
/// Where the database or the queue fails; the loop publishes them again.
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
    let (fanout, _) = jobs(db, publisher, asks, &regions, now_ms).await?;
    fanout.publish(&publisher.transport).await
}

/// When each question is published again if it is not answered, by that time.
type Again = BTreeMap<i64, Vec<(i32, i16)>>;

/// The jobs of `asks`, as far as they can still be run.
async fn jobs(
    db: &impl ConnectionTrait,
    publisher: &Publisher,
    asks: &[ask::Model],
    regions: &[region::Model],
    now_ms: i64,
) -> Result<(Fanout, Again)> {
    let names = fanout::names(regions);
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
    let mut again = Again::new();
    for ask in asks {
        let key = (ask.website_key, ask.region_key);
        let row = rows.get(&(ask.website_key, ask.revision));
        // A job that must have begun by now is under way, or lost with its slot: a
        // second one would only say that it came too late.
        let row = row.filter(|row| now_ms < row.start_before_ms(ask.slot_ms));
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

/// A confirming job makes two attempts, whatever the website's own `retries`: one
/// would not be enough to say down, and more would keep a region that hangs from
/// saying so within two time limits.
const CONFIRMING_RETRIES: u8 = 1;

/// The pause between two attempts, and time for queues; milliseconds.
const ATTEMPT_MARGIN_MS: i64 = 1_000;

/// Publishes questions that are due until `shutdown`; looks at once where `asked`
/// says that there are new ones.
pub async fn run(
    db: DatabaseConnection,
    publisher: Publisher,
    clock: Clock,
    asked: Arc<Notify>,
    shutdown: CancellationToken,
) {
    let mut pace = Pace::default();
    let mut failing = false;
    let mut behind = false;
    let mut wait = LOOK_EVERY;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = asked.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        wait = LOOK_EVERY;
        match pass(&db, &publisher, &mut pace, clock.now_ms()).await {
            Ok(passed) => {
                if std::mem::take(&mut failing) {
                    info!("Open questions are published again");
                }
                if passed.held_back {
                    wait = NEXT_SECOND;
                }
                if passed.never_asked > 0 && !std::mem::replace(&mut behind, true) {
                    warn!(
                        jobs = passed.never_asked,
                        "More regions begin to fail than are confirmed in time; confirming checks are given up"
                    );
                } else if !passed.held_back
                    && passed.never_asked == 0
                    && std::mem::take(&mut behind)
                {
                    info!("Confirming checks are in time again");
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(
                        error = &error as &dyn std::error::Error,
                        "Cannot publish open questions"
                    );
                }
            }
        }
        tokio::time::sleep(PASS_PAUSE).await;
    }
}

/// What became of the questions in one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Jobs that were published.
    pub published: usize,
    /// Whether confirming jobs of a region wait for the next second.
    pub held_back: bool,
    /// Confirming questions given up before their job was ever published.
    pub never_asked: usize,
}

/// Publishes the questions that are due, persons' first, and gives up what is too
/// old. Of confirming ones each region gets what `pace` allows in a second.
///
/// What it takes is put off for [`TAKEN_MS`] before its jobs go out, and for longer
/// afterwards: no two replicas publish the same one, a crash on the way leaves it due,
/// and nothing is locked while the queue is waited for.
///
/// # Errors
/// Where the database or the queue fails; what was due then will be again.
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
        .filter(Condition::any().add(too_old.clone()).add(due.clone()))
        .one(db)
        .await?;
    if any.is_none() {
        return Ok(passed);
    }
    let regions = region::Entity::find().all(db).await?;
    let transaction = begin_write(db).await?;
    let old = take(&transaction, Condition::all().add(too_old), MOST_ROWS).await?;
    passed.never_asked = old
        .iter()
        .filter(|ask| is_unasked_confirmation(ask))
        .count();
    for keys in old.chunks(KEYS_A_STATEMENT) {
        ask::Entity::delete_many()
            .filter(key_columns().in_tuples(keys.iter().map(key)))
            .exec(&transaction)
            .await?;
    }

    let persons = Condition::all()
        .add(due.clone())
        .add(ask::Column::Origin.ne(Origin::Confirmation));
    let mut asks = take(&transaction, persons, MOST_ROWS).await?;
    for region in &regions {
        let left = pace.left(region.key, now_ms);
        let confirming = Condition::all()
            .add(due.clone())
            .add(ask::Column::Origin.eq(Origin::Confirmation))
            .add(ask::Column::RegionKey.eq(region.key));
        let some = take(&transaction, confirming, left).await?;
        pace.spend(region.key, some.len());
        passed.held_back |= pace.left(region.key, now_ms) == 0;
        asks.extend(some);
    }
    let taken = [(now_ms + TAKEN_MS, asks.iter().map(key).collect())];
    postpone(&transaction, taken.into()).await?;
    transaction.commit().await?;
    let (fanout, again) = jobs(db, publisher, &asks, &regions, now_ms).await?;
    passed.published = fanout.len();
    fanout.publish(&publisher.transport).await?;
    settle(db, again, now_ms + TAKEN_MS).await?;
    if passed.published > 0 {
        debug!(
            batch_len = passed.published,
            "Published {} jobs out of turn", passed.published
        );
    }
    Ok(passed)
}

/// At most `limit` of the questions that `condition` names, oldest first, locked
/// until the transaction ends. Those that somebody else holds are left out: they
/// are being answered, or published.
async fn take(
    transaction: &DatabaseTransaction,
    condition: Condition,
    limit: u64,
) -> Result<Vec<ask::Model>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    Ok(ask::Entity::find()
        .filter(condition)
        .order_by_asc(ask::Column::SlotMs)
        .order_by_asc(ask::Column::WebsiteKey)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(transaction)
        .await?)
}

/// Notes when these questions are due again.
async fn postpone(transaction: &DatabaseTransaction, again: Again) -> Result<()> {
    for (at_ms, keys) in again {
        for keys in keys.chunks(KEYS_A_STATEMENT) {
            ask::Entity::update_many()
                .col_expr(ask::Column::PublishAtMs, Expr::value(at_ms))
                .filter(key_columns().in_tuples(keys.iter().copied()))
                .exec(transaction)
                .await?;
        }
    }
    Ok(())
}

/// Notes when questions are due again whose jobs are out, as far as they are still
/// put off until `taken_until_ms`; those that somebody answers right now are not.
async fn settle(db: &DatabaseConnection, again: Again, taken_until_ms: i64) -> Result<()> {
    if again.is_empty() {
        return Ok(());
    }
    let transaction = begin_write(db).await?;
    let taken = Condition::all().add(ask::Column::PublishAtMs.eq(taken_until_ms));
    let left = take(&transaction, taken, 2 * MOST_ROWS).await?;
    let left: HashSet<(i32, i16)> = left.iter().map(key).collect();
    let again = again.into_iter().map(|(at_ms, mut keys)| {
        keys.retain(|key| left.contains(key));
        (at_ms, keys)
    });
    postpone(&transaction, again.collect()).await?;
    transaction.commit().await?;
    Ok(())
}

fn key_columns() -> Expr {
    Expr::tuple([
        Expr::col(ask::Column::WebsiteKey),
        Expr::col(ask::Column::RegionKey),
    ])
}

fn key(ask: &ask::Model) -> (i32, i16) {
    (ask.website_key, ask.region_key)
}

/// A confirming question is due at its own slot until its job is out.
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
