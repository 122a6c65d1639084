//! Current state of websites.

use std::collections::HashMap;

use entity::feed::TickKey;
use entity::{WebsiteKey, WebsiteStatus, tls_facts, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult,
};
use status::sql::Params;

use crate::service::Result;

/// The current status of a website.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentStatus {
    /// The status.
    pub status: WebsiteStatus,
    /// The tick with the newest slot, from any region.
    pub last_tick: Option<TickKey>,
}

impl CurrentStatus {
    /// A website of which nothing is known yet.
    pub const PENDING: Self = Self {
        status: WebsiteStatus::Pending,
        last_tick: None,
    };

    /// What [`Self::of_row`] reads of the statuses `s`, in this order.
    pub(super) const COLUMNS: &str = "s.status, s.last_region_key, s.last_slot_ms";

    /// The status of the website `key`, whose columns begin at `at`; null if it has none yet.
    pub(super) fn of_row(row: &QueryResult, key: WebsiteKey, at: usize) -> Result<Self, DbErr> {
        let Some(status) = row.try_get_by_index(at)? else {
            return Ok(Self::PENDING);
        };
        let last = (row.try_get_by_index(at + 1)?, row.try_get_by_index(at + 2)?);
        let last_tick = match last {
            (Some(region_key), Some(slot_ms)) => Some(TickKey {
                website_key: key,
                region_key,
                slot_ms,
            }),
            _ => None,
        };
        Ok(Self { status, last_tick })
    }
}

/// Statuses of these websites, by key; those that have none yet are omitted.
///
/// # Errors
/// If the database fails.
pub async fn statuses(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<HashMap<WebsiteKey, CurrentStatus>> {
    let mut params = Params::on(db);
    let keys = params.website_keys("k", keys);
    let sql = format!(
        "SELECT {}, s.website_key FROM {keys} CROSS JOIN website_status AS s
         WHERE s.website_key = k.key",
        CurrentStatus::COLUMNS
    );
    let rows = params.all(db, sql).await?;
    let row = |row: &QueryResult| {
        let key = row.try_get_by_index(3)?;
        Ok((key, CurrentStatus::of_row(row, key, 0)?))
    };
    rows.iter().map(row).collect()
}

/// TLS facts of these websites, by key; in order of regions.
///
/// # Errors
/// If the database fails.
pub async fn tls_facts(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<HashMap<WebsiteKey, Vec<tls_facts::Model>>> {
    let rows = tls_facts::Entity::find()
        .filter(tls_facts::Column::WebsiteKey.is_in(keys.iter().copied()))
        .order_by_asc(tls_facts::Column::RegionKey)
        .all(db)
        .await?;
    Ok(by_website(rows, |row| row.website_key))
}

/// Votes about these websites, by key; in order of regions.
///
/// # Errors
/// If the database fails.
pub async fn votes(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<HashMap<WebsiteKey, Vec<vote::Model>>> {
    let rows = vote::Entity::find()
        .filter(vote::Column::WebsiteKey.is_in(keys.iter().copied()))
        .order_by_asc(vote::Column::RegionKey)
        .all(db)
        .await?;
    Ok(by_website(rows, |row| row.website_key))
}

fn by_website<R>(rows: Vec<R>, key: fn(&R) -> WebsiteKey) -> HashMap<WebsiteKey, Vec<R>> {
    let mut found: HashMap<WebsiteKey, Vec<R>> = HashMap::new();
    for row in rows {
        found.entry(key(&row)).or_default().push(row);
    }
    found
}
