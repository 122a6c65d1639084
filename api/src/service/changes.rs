//! Status changes, newest first.

use entity::{RegionKey, WebsiteKey, status_change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use status::history::{self, Span};

use super::Result;
use super::page::Page;

/// A page of a website's statuses, as a whole or as seen by `view`, newest first, of those
/// that started before `before_ms`.
///
/// # Errors
/// If the database fails.
pub async fn page(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    view: Option<RegionKey>,
    first: u64,
    before_ms: Option<i64>,
) -> Result<Page<Span>> {
    let mut spans = history::spans(db, website_key, view, first + 1, before_ms).await?;
    if let (Some(before_ms), Some(newest)) = (before_ms, spans.first_mut()) {
        // The cursor is the start of a period. A cursor of another list does not match one.
        let next = status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(website_key))
            .filter(status_change::Column::RegionKey.eq(view.unwrap_or(RegionKey::ALL)))
            .filter(status_change::Column::AtMs.gte(before_ms))
            .order_by_asc(status_change::Column::AtMs)
            .one(db)
            .await?;
        newest.to_ms = next.map(|next| next.at_ms);
    }
    Ok(Page::of(spans, first))
}
