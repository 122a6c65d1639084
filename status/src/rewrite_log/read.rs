//! Reads the data that recomputing the log needs, and deletes wrong rows.
//!
//! The owner of a website decides how often it is changed and checked outside the schedule, so
//! every statement here reads a bounded number of its rows, each by a range of an index.

use std::collections::BTreeMap;

use entity::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction};

use super::{Late, Piece};
use crate::domain::late_ticks::LONGEST_REACH_MS;
use crate::domain::late_ticks::replay::Tick;
use crate::domain::revision::Revision;
use crate::sql::Params;
use crate::{Result, planned};

/// Most schedule rows read of one website: if it was changed more often than this within the
/// time that matters, the log before the newest ones stays as stored.
pub(super) const MOST_ROWS: usize = 1_000;

/// Most ticks before a stretch that are read of one website and region. Two determine the
/// region's vote by then, because two consecutive failures span two ticks; the others allow
/// for checks that ran at the same time.
const TICKS_BEFORE: usize = 200;

/// The newest schedule rows that matter for the late ticks of each website, by revision: up to
/// [`MOST_ROWS`], plus one if there are more.
pub(super) async fn revisions(
    transaction: &DatabaseTransaction,
    late: &Late,
) -> Result<BTreeMap<WebsiteKey, Vec<Revision>>> {
    let spans: Vec<[i64; 3]> = late
        .0
        .iter()
        .map(|(website_key, of)| {
            let (first_ms, last_ms) = of.ends_ms();
            [
                i64::from(website_key.0),
                first_ms - LONGEST_REACH_MS,
                last_ms + LONGEST_REACH_MS,
            ]
        })
        .collect();
    let mut by_website: BTreeMap<WebsiteKey, Vec<Revision>> = BTreeMap::new();
    for row in planned::newest(transaction, &spans, MOST_ROWS).await? {
        let of_website = by_website.entry(row.website_key).or_default();
        of_website.push(planned::revision(&row));
    }
    for rows in by_website.values_mut() {
        rows.sort_unstable_by_key(|revision| revision.number);
    }
    Ok(by_website)
}

/// The pieces as a table `p` (nth, website, from, begin, to): rows are read between `from` and
/// `to`, and the log is recomputed from `begin` on.
fn table(params: &mut Params, pieces: &[Piece], from_ms: impl Fn(&Piece) -> i64) -> String {
    let rows: Vec<[i64; 5]> = (0..)
        .zip(pieces)
        .map(|(nth, piece)| {
            let website_key = piece.website_key.0.into();
            let begin_ms = piece.stretch.from_ms;
            [nth, website_key, from_ms(piece), begin_ms, piece.read_to_ms]
        })
        .collect();
    let columns = [
        ("nth", "bigint"),
        ("website_key", "integer"),
        ("from_ms", "bigint"),
        ("begin_ms", "bigint"),
        ("to_ms", "bigint"),
    ];
    params.table("p", columns, &rows)
}

/// The regions, and the website as a `whole`, as a table `v` (key).
fn views(
    params: &mut Params,
    regions: &BTreeMap<RegionKey, i64>,
    whole: Option<RegionKey>,
) -> String {
    params.region_keys("v", regions.keys().copied().chain(whole))
}

/// Reads the ticks of each piece; each region is one range of the key.
pub(super) async fn ticks(
    transaction: &DatabaseTransaction,
    pieces: &mut [Piece],
    regions: &BTreeMap<RegionKey, i64>,
) -> Result<()> {
    let mut params = Params::on(transaction);
    let stretches = table(&mut params, pieces, |piece| piece.stretch.read_from_ms);
    let views = views(&mut params, regions, None);
    // Lets the planner skip earlier days.
    let first_ms = pieces.iter().map(|piece| piece.stretch.read_from_ms).min();
    let last_ms = pieces.iter().map(|piece| piece.read_to_ms).max();
    let first_ms = params.value(first_ms.unwrap_or_default());
    let last_ms = params.value(last_ms.unwrap_or_default());
    let columns = "t.slot_ms, t.checked_at_ms, t.revision, t.outcome, t.attempts";
    let of_both = format!(
        "t.website_key = p.website_key AND t.region_key = v.key
         AND t.slot_ms <= p.to_ms AND t.slot_ms >= {first_ms} AND t.slot_ms <= {last_ms}
         AND t.slot_ms >= COALESCE((SELECT b.slot_ms FROM tick AS b
             WHERE b.website_key = p.website_key AND b.region_key = v.key
               AND b.slot_ms >= p.from_ms AND b.slot_ms < p.begin_ms
               AND b.slot_ms >= {first_ms} AND b.slot_ms <= {last_ms}
             ORDER BY b.slot_ms DESC LIMIT 1 OFFSET {TICKS_BEFORE}), p.from_ms)"
    );
    // [`crate::rollup::read`] explains OFFSET 0.
    let sql = if params.is_postgres() {
        format!(
            "SELECT p.nth, v.key, t.* FROM {stretches} CROSS JOIN {views}
             CROSS JOIN LATERAL (SELECT {columns} FROM tick AS t WHERE {of_both} OFFSET 0) AS t"
        )
    } else {
        format!(
            "SELECT p.nth, v.key, {columns} FROM {stretches} CROSS JOIN {views}
             CROSS JOIN tick AS t WHERE {of_both}"
        )
    };
    for row in params.all(transaction, sql).await? {
        let nth: i64 = row.try_get_by_index(0)?;
        let piece = usize::try_from(nth)
            .ok()
            .and_then(|nth| pieces.get_mut(nth));
        let Some(piece) = piece else { continue };
        piece.ticks.push(Tick {
            region_key: row.try_get_by_index(1)?,
            slot_ms: row.try_get_by_index(2)?,
            checked_at_ms: row.try_get_by_index(3)?,
            revision: row.try_get_by_index(4)?,
            outcome: row.try_get_by_index(5)?,
            attempts: row.try_get_by_index(6)?,
        });
    }
    Ok(())
}

/// Reads the log of each piece, the status of each view at its start, and the last earlier
/// change by a person, which voids all older results.
pub(super) async fn log(
    transaction: &DatabaseTransaction,
    pieces: &mut [Piece],
    regions: &BTreeMap<RegionKey, i64>,
) -> Result<()> {
    let mut params = Params::on(transaction);
    let stretches = table(&mut params, pieces, Piece::log_from_ms);
    let whole = RegionKey::ALL;
    let views = views(&mut params, regions, Some(whole));
    let of_both = "c.website_key = p.website_key AND c.region_key = v.key
         AND c.at_ms <= p.to_ms
         AND c.at_ms >= COALESCE((SELECT MAX(i.at_ms) FROM status_change AS i
             WHERE i.website_key = p.website_key AND i.region_key = v.key
               AND i.at_ms < p.begin_ms), p.begin_ms)";
    let columns = "c.region_key, c.at_ms, c.status";
    let told = if params.is_postgres() {
        format!(
            "SELECT p.nth, c.* FROM {stretches} CROSS JOIN {views} CROSS JOIN LATERAL
             (SELECT {columns} FROM status_change AS c WHERE {of_both} OFFSET 0) AS c"
        )
    } else {
        format!(
            "SELECT p.nth, {columns} FROM {stretches} CROSS JOIN {views}
             CROSS JOIN status_change AS c WHERE {of_both}"
        )
    };
    let acts = [WebsiteStatus::Pending, WebsiteStatus::Paused];
    let [pending, paused] = acts.map(|status| status.to_value());
    // This must match the condition of the partial index. SQLite would otherwise use the
    // primary key and scan all changes since then.
    let index = if params.is_postgres() {
        ""
    } else {
        "INDEXED BY status_change_act"
    };
    let sql = format!(
        "{told} UNION ALL SELECT p.nth, {columns} FROM {stretches}
         CROSS JOIN status_change AS c
         WHERE c.website_key = p.website_key AND c.region_key = {whole}
           AND c.at_ms = (SELECT MAX(i.at_ms) FROM status_change AS i {index}
               WHERE i.website_key = p.website_key AND i.region_key = {whole}
                 AND i.status IN ({pending}, {paused})
                 AND i.at_ms >= p.from_ms AND i.at_ms < p.begin_ms)"
    );
    for row in params.all(transaction, sql).await? {
        let nth: i64 = row.try_get_by_index(0)?;
        let piece = usize::try_from(nth)
            .ok()
            .and_then(|nth| pieces.get_mut(nth));
        let Some(piece) = piece else { continue };
        let key = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        piece.log.insert(key, row.try_get_by_index(3)?);
    }
    Ok(())
}

/// Deletes rows (website, region, instant) of the log.
pub(super) async fn delete(transaction: &DatabaseTransaction, rows: &[[i64; 3]]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut params = Params::on(transaction);
    let columns = [
        ("website_key", "integer"),
        ("region_key", "smallint"),
        ("at_ms", "bigint"),
    ];
    let wrong = params.table("w", columns, rows);
    let sql = format!(
        "DELETE FROM status_change WHERE (website_key, region_key, at_ms) IN
         (SELECT website_key, region_key, at_ms FROM {wrong})"
    );
    transaction.execute_raw(params.statement(sql)).await?;
    Ok(())
}
