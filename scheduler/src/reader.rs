//! Reads the schedule, in parallel with publishing.
//!
//! Changes are found by `updated_at_ms`, with an overlap. Changes that this could miss are
//! found by comparing the identities and ends of all current rows with the plan, page by page
//! in order of the primary key; only differing pages are read in full. The first read is such
//! a comparison with an empty plan. Rows that ended some time ago are not examined, however
//! many there are.

use std::time::Duration;

use entity::{WebsiteKey, region, schedule};
use queue::Clock;
use runtime::Passes;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info};

use crate::plan::{FORGET_AFTER_MS, RowId, Stamp};
use crate::shared_plan::SharedPlan;
use crate::{Error, Health, Result};

/// Interval between searches for changes, in milliseconds; several of them fit into the 3 s by
/// which a change is announced ahead.
const CHANGES_EVERY_MS: i64 = 500;

/// How far back a search for changes reaches, in milliseconds, to find transactions that
/// commit late. Source: ARCHITECTURE.md, "Schedule".
const OVERLAP_MS: i64 = 10_000;

/// Interval between comparisons of all rows, in milliseconds.
const RECONCILE_EVERY_MS: i64 = 5 * 60_000;

/// Rows read at once. Adding them to the plan blocks publishing for some milliseconds.
const PAGE: u64 = 5_000;

/// Longest duration of reading one page.
const READ_LIMIT: Duration = Duration::from_secs(10);

/// Pause between two passes, well within [`CHANGES_EVERY_MS`].
const PASS_EVERY: Duration = Duration::from_millis(100);

/// Pause between two pages of a comparison.
const PAGE_EVERY: Duration = Duration::from_millis(10);

/// Keeps the plan up to date.
pub(crate) struct Reader {
    db: DatabaseConnection,
    known: SharedPlan,
    health: Health,
    /// When changes were last searched for; `None` until everything has been read.
    looked_ms: Option<i64>,
    comparison: Option<Comparison>,
    /// When the last comparison started.
    compared_ms: Option<i64>,
}

/// A comparison in progress.
struct Comparison {
    began_ms: i64,
    began: Instant,
    /// The first row that is not compared yet.
    from: RowId,
    pages_read: usize,
}

/// Reads until `shutdown`. While the database is unavailable, the plan in memory stays in use:
/// our own failure must not leave websites unwatched.
pub(crate) async fn run(mut reader: Reader, clock: Clock, shutdown: CancellationToken) {
    let mut passes = Passes::new("Reading the schedule", PASS_EVERY, shutdown);
    while passes.next().await {
        if passes.end(reader.pass(clock.now_ms()).await).is_none() {
            continue;
        }
        match (reader.comparison.is_some(), reader.has_read()) {
            (true, true) => passes.pause(PAGE_EVERY),
            (true, false) => passes.pause(Duration::ZERO),
            (false, _) => {}
        }
    }
}

impl Reader {
    pub(crate) fn new(db: DatabaseConnection, known: SharedPlan, health: Health) -> Self {
        Self {
            db,
            known,
            health,
            looked_ms: None,
            comparison: None,
            compared_ms: None,
        }
    }

    /// Whether everything has been read once.
    pub(crate) fn has_read(&self) -> bool {
        self.looked_ms.is_some()
    }

    /// Searches for changes if that is due, and compares one page if a comparison is due or in
    /// progress.
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
                from: (WebsiteKey::BEFORE_ALL, 0),
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
        let mut from = (since_ms, (WebsiteKey::BEFORE_ALL, 0));
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
        let to = next.unwrap_or((WebsiteKey(i32::MAX), i32::MAX));
        // Rows with an end are few, and not in an order that pages could follow.
        there.extend(stamps(&self.db, ending(now_ms, from, to)).await?);
        there.sort_unstable();
        // A row that was closed between the two reads is in both.
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
            "Compared the schedule"
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
            // Later changes are found by the next search.
            self.looked_ms = Some(comparison.began_ms);
            self.note_read(now_ms);
        }
        Ok(())
    }

    fn note_read(&self, now_ms: i64) {
        let len = self.known.lock().plan.len();
        self.health.set_read(len, now_ms);
    }
}

/// The result of `read`, unless it takes longer than [`READ_LIMIT`].
async fn within<T>(read: impl Future<Output = Result<T, DbErr>>) -> Result<T> {
    match timeout(READ_LIMIT, read).await {
        Ok(read) => Ok(read?),
        Err(_) => Err(Error::TooSlow),
    }
}

/// The first [`PAGE`] of the rows written since then, in order of time: in key order SQLite
/// would scan all rows.
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

/// Rows between `from` and `to` that have an end, either ahead or not long ago. They are found
/// by their end: in key order there may be many that ended long before.
fn ending(now_ms: i64, from: RowId, to: RowId) -> Select<schedule::Entity> {
    let place = || Expr::tuple([Expr::cust("+website_key"), Expr::cust("+revision")]);
    schedule::Entity::find()
        .filter(schedule::Column::ValidToMs.is_not_null())
        .filter(schedule::Column::ValidToMs.gt(now_ms - FORGET_AFTER_MS))
        .filter(place().gte(tuple(from)))
        .filter(place().lt(tuple(to)))
}

/// Identities and ends of `rows`.
async fn stamps(db: &DatabaseConnection, rows: Select<schedule::Entity>) -> Result<Vec<Stamp>> {
    let stamps = rows
        .select_only()
        .columns([
            schedule::Column::WebsiteKey,
            schedule::Column::Revision,
            schedule::Column::ValidToMs,
        ])
        .into_tuple::<(WebsiteKey, i32, Option<i64>)>();
    let stamps = within(stamps.all(db)).await?.into_iter();
    Ok(stamps
        .map(|(website_key, revision, to_ms)| ((website_key, revision), to_ms))
        .collect())
}

/// The first [`PAGE`] of `rows` from `from` on, in order of the primary key.
fn page(rows: Select<schedule::Entity>, from: RowId) -> Select<schedule::Entity> {
    rows.filter(place().gte(tuple(from)))
        .order_by_asc(schedule::Column::WebsiteKey)
        .order_by_asc(schedule::Column::Revision)
        .limit(PAGE)
}

/// Start of the next page, if there is one.
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
