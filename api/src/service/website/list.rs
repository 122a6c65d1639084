//! An organization's websites, page by page.

use std::collections::HashMap;

use entity::WebsiteKey;
use sea_orm::ConnectionTrait;
use status::sql::Params;
use uuid::Uuid;

use super::filter::{Filter, Valid};
use super::sort::{self, Order, Place};
use super::{MOST_KEYS, WebsiteAndStatus};
use crate::service::access::Scope;
use crate::service::page::{self, Page};
use crate::service::{Handles, Result};

/// Most websites of a page.
pub const MAX_FIRST: u64 = MOST_KEYS as u64;

/// A page of the websites of `scope`, each with the cursor of its place.
///
/// # Errors
/// [`Error::Input`](crate::service::Error::Input) on `after`, on a part of `filter`, or on `sort`
/// if there are too many websites for it, or if the database fails.
pub async fn list(
    handles: &Handles,
    scope: &Scope,
    filter: &Filter,
    order: Order,
    first: u64,
    after: Option<&str>,
) -> Result<Page<(WebsiteAndStatus, String)>> {
    let db = &handles.db;
    let filter = filter.valid(scope)?;
    if !order.is_of_creation() {
        let after = after.map(|after| Place::parse(order, after)).transpose()?;
        let places = sort::places(handles, &filter, order, first, after.as_ref()).await?;
        return of_places(db, places).await;
    }
    let after = page::after(after)?.map(Uuid::from_bytes);
    let page = if filter.searches() {
        let places = found(db, &filter, first, after).await?;
        return of_places(db, places).await;
    } else {
        let mut params = Params::on(db);
        let limits = filter.of_websites(&mut params);
        let limits = next(&mut params, &limits, "w.id", first, after);
        Page::of(WebsiteAndStatus::select(db, params, &limits).await?, first)
    };
    let placed = |row: WebsiteAndStatus| {
        let cursor = page::cursor(row.website.id.as_bytes());
        (row, cursor)
    };
    Ok(Page {
        rows: page.rows.into_iter().map(placed).collect(),
        has_next: page.has_next,
    })
}

/// The limits, for rows in order of `id` of which one page is read, and one row more.
fn next(params: &mut Params, limits: &str, id: &str, first: u64, after: Option<Uuid>) -> String {
    let rows = params.value(i64::try_from(first + 1).unwrap_or(i64::MAX));
    match after {
        Some(after) => {
            let after = params.value(after);
            format!("{limits} AND {id} > {after} ORDER BY {id} LIMIT {rows}")
        }
        None => format!("{limits} ORDER BY {id} LIMIT {rows}"),
    }
}

/// Websites whose text matches, in order of creation. The texts of an organization are stored
/// together, so only matching websites need to be read.
async fn found(
    db: &impl ConnectionTrait,
    filter: &Valid<'_>,
    first: u64,
    after: Option<Uuid>,
) -> Result<Page<(WebsiteKey, String)>> {
    let mut params = Params::on(db);
    let limits = filter.of_texts(&mut params);
    let limits = next(&mut params, &limits, "t.website_id", first, after);
    let sql = format!("SELECT t.website_key, t.website_id FROM website_text AS t WHERE {limits}");
    let mut places = Vec::new();
    for row in params.all(db, sql).await? {
        let id: Uuid = row.try_get_by_index(1)?;
        places.push((row.try_get_by_index(0)?, page::cursor(id.as_bytes())));
    }
    Ok(Page::of(places, first))
}

/// The websites at these places, in their order. One that was deleted meanwhile is left out.
async fn of_places(
    db: &impl ConnectionTrait,
    places: Page<(WebsiteKey, String)>,
) -> Result<Page<(WebsiteAndStatus, String)>> {
    if places.rows.is_empty() {
        return Ok(Page {
            rows: Vec::new(),
            has_next: places.has_next,
        });
    }
    let keys: Vec<WebsiteKey> = places.rows.iter().map(|(key, _)| *key).collect();
    let mut params = Params::on(db);
    let keys = params.website_keys("k", &keys);
    let limits = format!("w.deleted_at IS NULL AND w.key IN (SELECT k.key FROM {keys})");
    let rows = WebsiteAndStatus::select(db, params, &limits).await?;
    let rows = rows.into_iter().map(|row| (row.website.key, row));
    let mut rows: HashMap<WebsiteKey, WebsiteAndStatus> = rows.collect();
    let placed = |(key, cursor)| Some((rows.remove(&key)?, cursor));
    Ok(Page {
        rows: places.rows.into_iter().filter_map(placed).collect(),
        has_next: places.has_next,
    })
}
