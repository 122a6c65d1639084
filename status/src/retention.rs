//! What is made ahead and what is dropped: days of ticks, evidence and hours, history that
//! is not kept for ever, rows of the feed, and secrets of what is not checked any more.
//!
//! - `days` are PostgreSQL's partitions: made ahead, detached and dropped without anybody
//!   waiting; `rebuild` makes the key of a day that is over as small as it can be.
//! - `chunks` deletes rows a few at a time, where there are no partitions; `file` gives
//!   back what they leave of a SQLite file.
//! - `revisions` deletes rows of the schedule by which nothing was ever planned.
//! - `horizon` says what is old; `storage` shows how big all of it is.
//!
//! Every replica makes days and drops rows of the feed; what is heavy is done by the one
//! that leads, under a lock, should two think that they do.

mod chunks;
mod days;
mod file;
mod horizon;
mod rebuild;
mod revisions;
mod session;
mod storage;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use days::make_days_of;
use entity::dropped::Kind;
use entity::{feed, schedule};
use metrics::counter;
use queue::Clock;
pub use revisions::prune;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter};
pub use storage::{Storage, oldest_tick_ms, storage};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use self::horizon::Horizon;
use self::session::Session;
use crate::rollup::{DAY_MS, day_of, note_dropped};
use crate::{Keep, Result};

/// Days made ahead. Source: ARCHITECTURE.md, "Storage".
const DAYS_AHEAD: i32 = 7;

/// How long the feed is kept, and so how old a cursor may be.
/// Source: ARCHITECTURE.md, "Feed".
pub const FEED_KEPT_MS: i64 = DAY_MS;

/// How long after its end a row of the schedule still has its secrets: longer than
/// any scheduler goes on with it.
const SECRETS_KEPT_MS: i64 = 5 * 60_000;

/// How often days, feed, and what is old are looked after.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// How often sizes are looked at. Gauges that nobody sets for a minute are forgotten.
const SHOW_EVERY: Duration = Duration::from_secs(30);

/// The pause after a failure to make days: nothing is taken in without them.
const PAUSE: Duration = Duration::from_secs(10);

/// The pause after a failure to drop what is old, which may be somebody who reads for long.
const LONG_PAUSE: Duration = Duration::from_secs(120);

/// What looks after what is kept.
pub struct Retention {
    /// What is looked after.
    pub db: DatabaseConnection,
    /// Its address: dropping days takes a session of its own.
    pub url: String,
    /// The fleet's time of day.
    pub clock: Clock,
    /// What is kept.
    pub keep: Keep,
    /// Whether this process is the one to drop what is old.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl std::fmt::Debug for Retention {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Retention")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// What a pass over what is old did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Days dropped as a whole, each of one table.
    pub days: usize,
    /// Rows deleted.
    pub rows: u64,
    /// Keys of days made small.
    pub rebuilt: usize,
    /// Pages that a SQLite file became smaller by.
    pub pages: i64,
}

/// Looks after what is kept until `shutdown`.
pub async fn run(retention: Retention, shutdown: CancellationToken) {
    let work = async {
        tokio::join!(
            make_ahead(&retention),
            drop_when_old(&retention),
            prune_when_idle(&retention),
            show(&retention)
        )
    };
    tokio::select! {
        () = shutdown.cancelled() => {}
        _ = work => {}
    }
}

async fn make_ahead(retention: &Retention) {
    let mut trouble = Trouble::new("Days cannot be made ahead", "Days are made ahead again");
    loop {
        let outcome = pass(&retention.db, retention.clock.now_ms()).await;
        let pause = if trouble.look(&outcome) {
            PAUSE
        } else {
            LOOK_EVERY
        };
        tokio::time::sleep(pause).await;
    }
}

async fn prune_when_idle(retention: &Retention) {
    let mut trouble = Trouble::new(
        "Rows of the schedule cannot be pruned",
        "Rows of the schedule are pruned again",
    );
    let mut from_ms = 0;
    let mut began_ms = 0;
    loop {
        let mut pause = SHOW_EVERY;
        if (retention.leads)() {
            let now_ms = retention.clock.now_ms();
            // Once a day from the beginning: ticks that referred to a row may be gone.
            if now_ms >= began_ms + DAY_MS {
                (from_ms, began_ms) = (0, now_ms);
            }
            let outcome = prune(&retention.db, from_ms, now_ms).await;
            pause = LOOK_EVERY;
            if trouble.look(&outcome) {
                pause = LONG_PAUSE;
            } else if let Ok((pruned, to_ms)) = outcome {
                from_ms = to_ms;
                debug!(pruned, "Pruned {pruned} rows of the schedule");
            }
        }
        tokio::time::sleep(pause).await;
    }
}

async fn drop_when_old(retention: &Retention) {
    let mut trouble = Trouble::new(
        "What is old cannot be dropped",
        "What is old is dropped again",
    );
    loop {
        // Whoever does not lead yet may do so in a moment.
        let mut pause = SHOW_EVERY;
        if (retention.leads)() {
            let now_ms = retention.clock.now_ms();
            let outcome = drop_old(&retention.db, &retention.url, &retention.keep, now_ms).await;
            if trouble.look(&outcome) {
                counter!("upbeat_retention_failures_total").increment(1);
                pause = LONG_PAUSE;
            } else {
                debug!(?outcome, "What is old is dropped");
                pause = LOOK_EVERY;
            }
        }
        tokio::time::sleep(pause).await;
    }
}

async fn show(retention: &Retention) {
    let mut trouble = Trouble::new("Sizes cannot be read", "Sizes are read again");
    let mut shown = storage::Shown::default();
    loop {
        let outcome = shown.show(&retention.db, retention.clock.now_ms()).await;
        trouble.look(&outcome);
        tokio::time::sleep(SHOW_EVERY).await;
    }
}

/// Says so when a failure begins and when it ends, and not in between.
struct Trouble {
    begins: &'static str,
    ends: &'static str,
    is_on: bool,
}

impl Trouble {
    fn new(begins: &'static str, ends: &'static str) -> Self {
        Self {
            begins,
            ends,
            is_on: false,
        }
    }

    /// Whether `outcome` is a failure.
    fn look<T>(&mut self, outcome: &Result<T>) -> bool {
        let was_on = std::mem::replace(&mut self.is_on, outcome.is_err());
        match outcome {
            Err(error) if !was_on => {
                warn!(error = error as &dyn std::error::Error, "{}", self.begins);
            }
            Ok(_) if was_on => info!("{}", self.ends),
            _ => {}
        }
        self.is_on
    }
}

/// Makes the days from yesterday to a week ahead, and drops old rows of the feed and
/// the secrets of what is not checked any more.
///
/// # Errors
/// Where the database fails.
pub async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<()> {
    let today = day_of(now_ms);
    days::make(db, |_| (today - 1..=today + DAYS_AHEAD).collect()).await?;
    feed::Entity::delete_many()
        .filter(feed::Column::CreatedAtMs.lt(now_ms - FEED_KEPT_MS))
        .exec(db)
        .await?;
    schedule::Entity::update_many()
        .col_expr(schedule::Column::Secrets, Expr::value(None::<Vec<u8>>))
        .filter(schedule::Column::ValidToMs.lt(now_ms - SECRETS_KEPT_MS))
        .filter(schedule::Column::Secrets.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Drops what is older than `keep` says at `now_ms` and whose days are made, in the
/// database `db` at `url`. Where another replica is at it, nothing.
///
/// # Errors
/// Where the database fails, or somebody reads for so long that a day cannot be dropped.
/// What can be dropped besides is; the rest is left to the next pass.
pub async fn drop_old(
    db: &DatabaseConnection,
    url: &str,
    keep: &Keep,
    now_ms: i64,
) -> Result<Dropped> {
    let Some(horizon) = Horizon::of(db, keep, now_ms).await? else {
        return Ok(Dropped::default());
    };
    // Whoever reads is to know before it is gone, also once it is to be kept for longer.
    note_dropped(db, Kind::Ticks, horizon.ticks).await?;
    note_dropped(db, Kind::Hours, horizon.hours).await?;
    if let Some(day) = horizon.history {
        note_dropped(db, Kind::History, day).await?;
    }
    if db.get_database_backend() == DbBackend::Postgres {
        let Some(session) = Session::of_the_only_one(url).await? else {
            return Ok(Dropped::default());
        };
        let outcome = on_postgres(db, &session, &horizon).await;
        session.close().await?;
        outcome
    } else {
        on_sqlite(db, &horizon).await
    }
}

async fn on_postgres(
    db: &DatabaseConnection,
    session: &Session,
    horizon: &Horizon,
) -> Result<Dropped> {
    let mut dropped = Dropped::default();
    let mut first_failure = Ok(());
    for table in &days::BY_DAY {
        let before = horizon.of_days(table);
        match days::drop_before(session, table, before).await {
            Ok(days) => dropped.days += days,
            Err(error) => first_failure = first_failure.and(Err(error)),
        }
    }
    match chunks::history(db, horizon).await {
        Ok(rows) => dropped.rows += rows,
        Err(error) => first_failure = first_failure.and(Err(error)),
    }
    first_failure?;
    dropped.rebuilt = rebuild::some(session, horizon).await?;
    Ok(dropped)
}

async fn on_sqlite(db: &DatabaseConnection, horizon: &Horizon) -> Result<Dropped> {
    let mut dropped = Dropped::default();
    for table in &days::BY_DAY {
        let before = i64::from(horizon.of_days(table)) * table.length;
        dropped.rows += chunks::delete(db, &table.rows, before).await?;
    }
    dropped.rows += chunks::history(db, horizon).await?;
    dropped.pages = file::give_back(db).await?;
    Ok(dropped)
}
