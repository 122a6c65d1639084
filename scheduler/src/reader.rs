//! Reads what is planned, beside the publishing.
//!
//! Changes are looked for by `updated_at_ms`, with an overlap. What such a look could
//! have missed is found by comparing all rows' identities and ends with the plan, page
//! by page in the order of the primary key; only pages with a difference are read
//! whole. The first reading is such a comparison with an empty plan.

use std::time::Duration;

use entity::{region, schedule};
use queue::Clock;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
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
        let changed = schedule::Entity::find().filter(schedule::Column::UpdatedAtMs.gte(since_ms));
        let mut from = (i32::MIN, i32::MIN);
        loop {
            let rows = within(page(changed.clone(), from).all(&self.db)).await?;
            let next = after_page(rows.len(), rows.last().map(id));
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
        let there = page(alive(now_ms), from)
            .select_only()
            .columns([
                schedule::Column::WebsiteKey,
                schedule::Column::Revision,
                schedule::Column::ValidToMs,
            ])
            .into_tuple::<(i32, i32, Option<i64>)>();
        let there: Vec<Stamp> = within(there.all(&self.db))
            .await?
            .into_iter()
            .map(|(website_key, revision, to_ms)| ((website_key, revision), to_ms))
            .collect();
        let next = after_page(there.len(), there.last().map(|(id, _)| *id));
        let ids = from..next.unwrap_or((i32::MAX, i32::MAX));
        let differing = self.known.lock().plan.reconcile(ids, &there);
        if let Some((first, last)) = differing {
            let rows = page(alive(now_ms), first).filter(place().lte(tuple(last)));
            let rows = within(rows.all(&self.db)).await?;
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

/// Rows that have not ended long ago.
fn alive(now_ms: i64) -> Select<schedule::Entity> {
    let alive = Condition::any()
        .add(schedule::Column::ValidToMs.is_null())
        .add(schedule::Column::ValidToMs.gt(now_ms - FORGET_AFTER_MS));
    schedule::Entity::find().filter(alive)
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
