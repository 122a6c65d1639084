//! Reads what is planned, beside the publishing.
//!
//! Changes are looked for by `updated_at_ms`, with an overlap. What such a look could
//! have missed is found by comparing the identities and ends of all rows that hold with
//! the plan, page by page in the order of the primary key; only pages with a difference
//! are read whole. The first reading is such a comparison with an empty plan. Rows that
//! ended a while ago are not looked at, however many there are.

use std::time::Duration;

use entity::{region, schedule};
use queue::Clock;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::plan::{FORGET_AFTER_MS, RowId, Stamp};
use crate::schedule::Shared;
use crate::{Error, Result, Vitals};

/// How often changes are looked for; several times within the 3 s by which a
/// change is announced ahead.
const CHANGES_EVERY_MS: i64 = 500;

/// How far back a look for changes reaches: a transaction that commits late is
/// still seen. Source: ARCHITECTURE.md, "Schedule".
const OVERLAP_MS: i64 = 10_000;

/// How often all rows are compared, milliseconds.
const RECONCILE_EVERY_MS: i64 = 5 * 60_000;

/// Rows read at once. Taking them into the plan holds the publishing up for some
/// milliseconds.
const PAGE: u64 = 5_000;

/// How long one page may take.
const READ_LIMIT: Duration = Duration::from_secs(10);

/// The pause between two passes, well within [`CHANGES_EVERY_MS`].
const PASS_EVERY: Duration = Duration::from_millis(100);

/// The pause between two pages of a comparison.
const PAGE_EVERY: Duration = Duration::from_millis(10);

/// The pause after a pass that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Keeps the plan up to date.
pub(crate) struct Reader {
    db: DatabaseConnection,
    known: Shared,
    vitals: Vitals,
    /// Up to when changes have been looked for; `None` until everything was read.
    looked_ms: Option<i64>,
    comparison: Option<Comparison>,
    /// When the last comparison began.
    compared_ms: Option<i64>,
}

/// A comparison under way.
struct Comparison {
    began_ms: i64,
    began: Instant,
    /// The first row that is not compared yet.
    from: RowId,
    pages_read: usize,
}

/// Reads until `shutdown`. While the database is away the plan in memory goes on: a
/// website is not left unwatched for a fault of ours.
pub(crate) async fn run(mut reader: Reader, clock: Clock, shutdown: CancellationToken) {
    let mut failing = false;
    while !shutdown.is_cancelled() {
        let failure = match reader.pass(clock.now_ms()).await {
            Ok(()) => None,
            Err(error) => Some(error.to_string()),
        };
        let pause = match failure {
            Some(failure) => {
                if !std::mem::replace(&mut failing, true) {
                    warn!(
                        failure,
                        "Cannot read changes of the schedule; going on with what is known"
                    );
                }
                PAUSE
            }
            None => {
                if std::mem::take(&mut failing) {
                    info!("Changes of the schedule are read again");
                }
                match (reader.comparison.is_some(), reader.has_read()) {
                    (true, true) => PAGE_EVERY,
                    (true, false) => Duration::ZERO,
                    (false, _) => PASS_EVERY,
                }
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

impl Reader {
    pub(crate) fn new(db: DatabaseConnection, known: Shared, vitals: Vitals) -> Self {
        Self {
            db,
            known,
            vitals,
            looked_ms: None,
            comparison: None,
            compared_ms: None,
        }
    }

    /// Whether everything was read once.
    pub(crate) fn has_read(&self) -> bool {
        self.looked_ms.is_some()
    }

    /// Looks for changes where it is time, and compares one page where a comparison
    /// is due or under way.
    pub(crate) async fn pass(&mut self, now_ms: i64) -> Result<()> {
        if let Some(looked_ms) = self.looked_ms
            && now_ms >= looked_ms + CHANGES_EVERY_MS
        {
            self.take_in_changes(looked_ms - OVERLAP_MS, now_ms).await?;
            self.take_in_regions().await?;
            self.looked_ms = Some(now_ms);
            self.note_read(now_ms);
        }
        let is_due = |compared_ms| now_ms >= compared_ms + RECONCILE_EVERY_MS;
        if self.comparison.is_none() && self.compared_ms.is_none_or(is_due) {
            self.comparison = Some(Comparison {
                began_ms: now_ms,
                began: Instant::now(),
                from: (i32::MIN, i32::MIN),
                pages_read: 0,
            });
        }
        self.compare_page(now_ms).await
    }

    async fn take_in_regions(&self) -> Result<()> {
        let regions = region::Entity::find().order_by_asc(region::Column::Key);
        let regions = within(regions.all(&self.db)).await?;
        self.known.lock().regions = regions;
        Ok(())
    }

    async fn take_in_changes(&self, since_ms: i64, now_ms: i64) -> Result<()> {
        let mut from = (since_ms, (i32::MIN, i32::MIN));
        loop {
            let rows = within(changed(from).all(&self.db)).await?;
            let last_ms = rows.last().map(|row| row.updated_at_ms);
            let next = last_ms.zip(after_page(rows.len(), rows.last().map(id)));
            self.known.lock().plan.take_in(rows, now_ms);
            match next {
                Some(next) => from = next,
                None => return Ok(()),
            }
        }
    }

    async fn compare_page(&mut self, now_ms: i64) -> Result<()> {
        let Some(comparison) = &mut self.comparison else {
            return Ok(());
        };
        let from = comparison.from;
        let mut there = stamps(&self.db, page(open(), from)).await?;
        let next = after_page(there.len(), there.last().map(|(id, _)| *id));
        let to = next.unwrap_or((i32::MAX, i32::MAX));
        // Those that have an end are few, and lie in no order that a page could go by.
        there.extend(stamps(&self.db, ending(now_ms, from, to)).await?);
        there.sort_unstable();
        // A row that was closed between the two looks is in both.
        there.dedup_by_key(|(id, _)| *id);
        let differing = self.known.lock().plan.reconcile(from..to, &there);
        if let Some((first, last)) = differing {
            let last_id = (last.0, last.1.saturating_add(1));
            let rows = page(open(), first).filter(place().lt(tuple(last_id)));
            let mut rows = within(rows.all(&self.db)).await?;
            rows.extend(within(ending(now_ms, first, last_id).all(&self.db)).await?);
            self.known.lock().plan.take_in(rows, now_ms);
            comparison.pages_read += 1;
        }
        if let Some(next) = next {
            comparison.from = next;
            return Ok(());
        }
        debug!(
            duration_ms = comparison.began.elapsed().as_millis(),
            pages_read = comparison.pages_read,
            "The schedule is compared"
        );
        self.finish(now_ms).await
    }

    async fn finish(&mut self, now_ms: i64) -> Result<()> {
        let is_first = self.looked_ms.is_none();
        if is_first {
            self.take_in_regions().await?;
        }
        let Some(comparison) = self.comparison.take() else {
            return Ok(());
        };
        self.compared_ms = Some(comparison.began_ms);
        let mut known = self.known.lock();
        known.plan.tidy();
        if is_first {
            known.is_whole = true;
            let (len, duration_ms) = (known.plan.len(), comparison.began.elapsed().as_millis());
            drop(known);
            info!(duration_ms, "Read the schedule: {len} rows");
            // What changed since is found by the next look.
            self.looked_ms = Some(comparison.began_ms);
            self.note_read(now_ms);
        }
        Ok(())
    }

    fn note_read(&self, now_ms: i64) {
        let len = self.known.lock().plan.len();
        self.vitals.set_read(len, now_ms);
    }
}

/// What one page of rows brings, if that takes no longer than [`READ_LIMIT`].
async fn within<T>(read: impl Future<Output = Result<T, DbErr>>) -> Result<T> {
    match timeout(READ_LIMIT, read).await {
        Ok(read) => Ok(read?),
        Err(_) => Err(Error::TooSlow),
    }
}

/// The first [`PAGE`] of the rows that were written from then on, in the order of time:
/// in that of the key SQLite would look at all that there are.
fn changed((from_ms, from): (i64, RowId)) -> Select<schedule::Entity> {
    let place = Expr::tuple([
        Expr::col(schedule::Column::UpdatedAtMs),
        Expr::col(schedule::Column::WebsiteKey),
        Expr::col(schedule::Column::Revision),
    ]);
    let from = [Expr::val(from_ms), Expr::val(from.0), Expr::val(from.1)];
    schedule::Entity::find()
        .filter(schedule::Column::UpdatedAtMs.gte(from_ms))
        .filter(place.gte(Expr::tuple(from)))
        .order_by_asc(schedule::Column::UpdatedAtMs)
        .order_by_asc(schedule::Column::WebsiteKey)
        .order_by_asc(schedule::Column::Revision)
        .limit(PAGE)
}

/// Rows without an end.
fn open() -> Select<schedule::Entity> {
    schedule::Entity::find().filter(schedule::Column::ValidToMs.is_null())
}

/// Rows from `from` up to `to` that end, or ended not long ago: found by their end, not by
/// their key, among which there may be many that ended before.
fn ending(now_ms: i64, from: RowId, to: RowId) -> Select<schedule::Entity> {
    let place = || Expr::tuple([Expr::cust("+website_key"), Expr::cust("+revision")]);
    schedule::Entity::find()
        .filter(schedule::Column::ValidToMs.is_not_null())
        .filter(schedule::Column::ValidToMs.gt(now_ms - FORGET_AFTER_MS))
        .filter(place().gte(tuple(from)))
        .filter(place().lt(tuple(to)))
}

/// The identities and ends of `rows`.
async fn stamps(db: &DatabaseConnection, rows: Select<schedule::Entity>) -> Result<Vec<Stamp>> {
    let stamps = rows
        .select_only()
        .columns([
            schedule::Column::WebsiteKey,
            schedule::Column::Revision,
            schedule::Column::ValidToMs,
        ])
        .into_tuple::<(i32, i32, Option<i64>)>();
    let stamps = within(stamps.all(db)).await?.into_iter();
    Ok(stamps
        .map(|(website_key, revision, to_ms)| ((website_key, revision), to_ms))
        .collect())
}

/// The first [`PAGE`] of `rows` from `from` on, in the order of the primary key.
fn page(rows: Select<schedule::Entity>, from: RowId) -> Select<schedule::Entity> {
    rows.filter(place().gte(tuple(from)))
        .order_by_asc(schedule::Column::WebsiteKey)
        .order_by_asc(schedule::Column::Revision)
        .limit(PAGE)
}

/// Where the next page begins, if there is one.
fn after_page(len: usize, last: Option<RowId>) -> Option<RowId> {
    let is_full = u64::try_from(len).is_ok_and(|len| len >= PAGE);
    let (website_key, revision) = last.filter(|_| is_full)?;
    Some((website_key, revision.saturating_add(1)))
}

fn place() -> Expr {
    Expr::tuple([
        Expr::col(schedule::Column::WebsiteKey),
        Expr::col(schedule::Column::Revision),
    ])
}

fn tuple((website_key, revision): RowId) -> Expr {
    Expr::tuple([Expr::val(website_key), Expr::val(revision)])
}

fn id(row: &schedule::Model) -> RowId {
    (row.website_key, row.revision)
}
