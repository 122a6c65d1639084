//! Websites without their large columns.

use chrono::{DateTime, Utc};
use entity::website::{self, RegionKeys};
use entity::{OrganizationId, WebsiteKey};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect,
};
use status::sql::Params;
use uuid::Uuid;

use super::CurrentStatus;
use crate::service::Result;

/// A website without its secrets and check settings, which may be large; [`hows`] reads the
/// latter where needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebsiteSummary {
    /// Small integer that ticks refer to.
    pub key: WebsiteKey,
    /// Public id.
    pub id: Uuid,
    /// Organization that owns the website.
    pub organization_id: OrganizationId,
    /// Displayed name.
    pub name: String,
    /// Normalized URL of the target.
    pub url: String,
    /// Time between slots, in milliseconds.
    pub interval_ms: i64,
    /// Time limit of one attempt, in milliseconds.
    pub timeout_ms: i32,
    /// Number of further attempts after a failed one.
    pub retries: i16,
    /// How many regions must report down: `any`, `majority`, `all`, or a number.
    pub quorum: String,
    /// How long it must be down before an incident opens, in milliseconds.
    pub confirmation_ms: i64,
    /// How long it must be well before its incident resolves, in milliseconds.
    pub recovery_ms: i64,
    /// Keys of the regions to check from; `None` means every region.
    pub regions: Option<RegionKeys>,
    /// When the website was created.
    pub created_at: DateTime<Utc>,
}

impl From<website::Model> for WebsiteSummary {
    fn from(row: website::Model) -> Self {
        Self {
            key: row.key,
            id: row.id,
            organization_id: row.organization_id,
            name: row.name,
            url: row.url,
            interval_ms: row.interval_ms,
            timeout_ms: row.timeout_ms,
            retries: row.retries,
            quorum: row.quorum,
            confirmation_ms: row.confirmation_ms,
            recovery_ms: row.recovery_ms,
            regions: row.regions,
            created_at: row.created_at,
        }
    }
}

/// A website and its current status, which one statement reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebsiteAndStatus {
    /// The website.
    pub website: WebsiteSummary,
    /// Its current status.
    pub status: CurrentStatus,
}

impl WebsiteSummary {
    /// What [`Self::of_row`] reads of the websites `w`, in this order.
    const COLUMNS: &str = "w.key, w.id, w.organization_id, w.name, w.url, w.interval_ms, \
        w.timeout_ms, w.retries, w.quorum, w.regions, w.created_at, w.confirmation_ms, \
        w.recovery_ms";

    fn of_row(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            key: row.try_get_by_index(0)?,
            id: row.try_get_by_index(1)?,
            organization_id: row.try_get_by_index(2)?,
            name: row.try_get_by_index(3)?,
            url: row.try_get_by_index(4)?,
            interval_ms: row.try_get_by_index(5)?,
            timeout_ms: row.try_get_by_index(6)?,
            retries: row.try_get_by_index(7)?,
            quorum: row.try_get_by_index(8)?,
            regions: row.try_get_by_index(9)?,
            created_at: row.try_get_by_index(10)?,
            confirmation_ms: row.try_get_by_index(11)?,
            recovery_ms: row.try_get_by_index(12)?,
        })
    }
}

impl WebsiteAndStatus {
    /// The websites `w` within `limits`: what follows `WHERE`, about websites that are not
    /// deleted and their statuses `s`.
    ///
    /// # Errors
    /// If the database fails.
    pub(super) async fn select(
        db: &impl ConnectionTrait,
        params: Params,
        limits: &str,
    ) -> Result<Vec<Self>> {
        let sql = format!(
            "SELECT {}, {} FROM website AS w
             LEFT JOIN website_status AS s ON s.website_key = w.key
             WHERE w.deleted_at IS NULL AND {limits}",
            WebsiteSummary::COLUMNS,
            CurrentStatus::COLUMNS
        );
        let rows = params.all(db, sql).await?;
        let row = |row: &QueryResult| {
            let website = WebsiteSummary::of_row(row)?;
            let status = CurrentStatus::of_row(row, website.key, 13)?;
            Ok(Self { website, status })
        };
        rows.iter().map(row).collect()
    }
}

/// The websites with these keys, including deleted ones.
///
/// # Errors
/// If the database fails.
pub async fn of_keys(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<Vec<WebsiteSummary>> {
    read(db, keys, "").await
}

/// Those of the websites with these keys that are not deleted, in no particular order.
///
/// # Errors
/// If the database fails.
pub async fn present_of_keys(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<Vec<WebsiteSummary>> {
    read(db, keys, "AND w.deleted_at IS NULL").await
}

async fn read(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
    condition: &str,
) -> Result<Vec<WebsiteSummary>> {
    let mut params = Params::on(db);
    let keys = params.website_keys("k", keys);
    let columns = WebsiteSummary::COLUMNS;
    let sql = format!(
        "SELECT {columns} FROM {keys} CROSS JOIN website AS w WHERE w.key = k.key {condition}"
    );
    let rows = params.all(db, sql).await?;
    let rows = rows.iter().map(WebsiteSummary::of_row);
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stored check settings of the websites with these keys, by key.
///
/// # Errors
/// If the database fails.
pub async fn hows(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<Vec<(WebsiteKey, Option<String>)>> {
    let rows = website::Entity::find()
        .select_only()
        .columns([website::Column::Key, website::Column::How])
        .filter(website::Column::Key.is_in(keys.iter().copied()))
        .into_tuple();
    Ok(rows.all(db).await?)
}
