//! Status changes, newest first.

use entity::{RegionKey, WebsiteKey, maintenance_window, status_change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use status::domain::uptime::overlap_ms;
use status::history::{self, Span};

use super::Result;
use super::page::Page;

/// A page of a website's statuses, as a whole or as seen by `view`, newest first, of those
/// that started before `before_ms`. Each with how much of it was in maintenance up to `now_ms`, in
/// milliseconds.
///
/// # Errors
/// If the database fails.
pub async fn page(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    view: Option<RegionKey>,
    first: u64,
    before_ms: Option<i64>,
    now_ms: i64,
) -> Result<Page<(Span, i64)>> {
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
    let page = Page::of(spans, first);
    let maintenance = maintenance_ms(db, website_key, &page.rows, now_ms).await?;
    Ok(Page {
        rows: page.rows.into_iter().zip(maintenance).collect(),
        has_next: page.has_next,
    })
}

/// How much of each of the website's `spans` was in maintenance up to `now_ms`, in milliseconds.
///
/// # Errors
/// If the database fails.
pub async fn maintenance_ms(
    db: &impl ConnectionTrait,
    website_key: WebsiteKey,
    spans: &[Span],
    now_ms: i64,
) -> Result<Vec<i64>> {
    let end_ms = |span: &Span| span.to_ms.unwrap_or(now_ms).min(now_ms);
    let from_ms = spans.iter().map(|span| span.from_ms).min();
    let range = from_ms.zip(spans.iter().map(end_ms).max());
    let found = maintenance_window::of_websites(db, &[website_key], range.as_slice()).await?;
    let periods = found
        .get(&website_key)
        .map_or(&[][..], |periods| &periods[..]);
    let all = spans.iter();
    let all = all.map(|span| overlap_ms(periods, span.from_ms, end_ms(span)));
    Ok(all.collect())
}
