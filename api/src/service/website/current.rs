//! Current state of websites.

use std::collections::HashMap;

use entity::{WebsiteKey, tls_facts, vote, website_status};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::service::Result;

/// Statuses of these websites, by key.
///
/// # Errors
/// If the database fails.
pub async fn statuses(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<HashMap<WebsiteKey, website_status::Model>> {
    let rows = website_status::Entity::find()
        .filter(website_status::Column::WebsiteKey.is_in(keys.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.website_key, row)).collect())
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
