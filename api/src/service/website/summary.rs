//! Websites without their large columns.

use chrono::{DateTime, Utc};
use entity::website::{self, RegionKeys};
use entity::{OrganizationId, WebsiteKey};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::service::Result;

/// A website without its secrets and check settings, which may be large; [`hows`] reads the
/// latter where needed.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
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
            regions: row.regions,
            created_at: row.created_at,
        }
    }
}

/// The websites with these keys, including deleted ones.
///
/// # Errors
/// If the database fails.
pub async fn of_keys(
    db: &impl ConnectionTrait,
    keys: impl IntoIterator<Item = WebsiteKey>,
) -> Result<Vec<WebsiteSummary>> {
    let websites = website::Entity::find_lean().filter(website::Column::Key.is_in(keys));
    Ok(websites.into_model::<WebsiteSummary>().all(db).await?)
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
