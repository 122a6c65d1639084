//! Streams many ticks.

use std::pin::pin;

use entity::{RegionKey, WebsiteKey};
use futures_util::TryStreamExt;
use sea_orm::{ConnectionTrait, QueryResult, StreamTrait};

use super::summary::Sample;
use crate::Result;
use crate::calendar::Window;
use crate::sql::Params;

/// A tick, with its website, region and slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tick {
    pub(crate) website_key: WebsiteKey,
    pub(crate) region_key: RegionKey,
    pub(crate) slot_ms: i64,
    pub(crate) seen: Sample,
}

/// Passes each tick of these websites and regions in the window to `each`, in no particular
/// order.
///
/// Each website and region is one range of the key, and nothing else is read. `OFFSET 0` does
/// not change the result, but without it PostgreSQL may read a whole day instead.
pub(crate) async fn ticks(
    db: &(impl ConnectionTrait + StreamTrait),
    website_keys: &[WebsiteKey],
    region_keys: &[RegionKey],
    window: Window,
    mut each: impl FnMut(Tick),
) -> Result<()> {
    let mut lists = Params::on(db);
    let websites = lists.website_keys("w", website_keys);
    let regions = lists.region_keys("r", region_keys.iter().copied());
    let (from_ms, to_ms) = (lists.value(window.from_ms), lists.value(window.to_ms));
    let columns = "slot_ms, origin, outcome, dns_us, connect_us, tls_us, ttfb_us, transfer_us";
    let of_both = format!(
        "website_key = w.key AND region_key = r.key AND slot_ms >= {from_ms} AND slot_ms < {to_ms}"
    );
    let sql = if lists.is_postgres() {
        format!(
            "SELECT w.key, r.key, t.* FROM {websites} CROSS JOIN {regions}
             CROSS JOIN LATERAL (SELECT {columns} FROM tick WHERE {of_both} OFFSET 0) AS t"
        )
    } else {
        format!(
            "SELECT w.key, r.key, {columns} FROM {websites} CROSS JOIN {regions}
             CROSS JOIN tick WHERE {of_both}"
        )
    };
    let mut rows = pin!(db.stream_raw(lists.statement(sql)).await?);
    while let Some(row) = rows.try_next().await? {
        each(tick(&row)?);
    }
    Ok(())
}

fn tick(row: &QueryResult) -> Result<Tick> {
    Ok(Tick {
        website_key: row.try_get_by_index(0)?,
        region_key: row.try_get_by_index(1)?,
        slot_ms: row.try_get_by_index(2)?,
        seen: Sample {
            origin: row.try_get_by_index(3)?,
            outcome: row.try_get_by_index(4)?,
            dns_us: row.try_get_by_index(5)?,
            connect_us: row.try_get_by_index(6)?,
            tls_us: row.try_get_by_index(7)?,
            ttfb_us: row.try_get_by_index(8)?,
            transfer_us: row.try_get_by_index(9)?,
        },
    })
}
