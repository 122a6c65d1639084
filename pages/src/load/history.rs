//! Reads the past of a page: the hours of a day of a component, and what was told in a month.

use std::collections::HashMap;

use entity::WebsiteKey;
use entity::page_component;
use sea_orm::{ConnectionTrait, EntityTrait, StreamTrait};
use serde::{Deserialize, Serialize};
use status::history::{self, Step};
use status::rollup::made;
use uuid::Uuid;

use super::measured::{day, websites, worse};
use super::{Loaded, incidents, maintenance};
use crate::Result;
use crate::view::{Day, Incident, Maintenance};

/// Milliseconds of an hour, and of a day.
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The hours of a day of a component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    /// Public id of the component.
    pub component: Uuid,
    /// Its name.
    pub name: String,
    /// The day, counted from 1970 in UTC.
    pub day: i32,
    /// Its hours that have begun, oldest first.
    pub hours: Vec<Hour>,
}

/// An hour of a component.
pub type Hour = Day;

/// What was told in a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Incidents that began in it, newest first.
    pub incidents: Vec<Incident>,
    /// Maintenance that began in it, in order of time.
    pub maintenance: Vec<Maintenance>,
}

/// The hours of `day` of a component of the page that shows its bars; `None` if there is none, or
/// the day is not one of them.
///
/// # Errors
/// If the database fails.
pub async fn hours(
    db: &(impl ConnectionTrait + StreamTrait),
    page: &Loaded,
    component: Uuid,
    day: i32,
    now_ms: i64,
) -> Result<Option<Hours>> {
    let row = page_component::Entity::find_by_id(component)
        .one(db)
        .await?;
    let row = row.filter(|row| row.page_id == page.view.id && row.shows.bars);
    let from_ms = i64::from(day) * DAY_MS;
    let (Some(row), true) = (row, from_ms <= now_ms && day >= page.view.first_day) else {
        return Ok(None);
    };
    let (of_websites, of_tags) =
        websites(db, page.organization, std::slice::from_ref(&row)).await?;
    let keys: Vec<WebsiteKey> = match row.tag_key {
        Some(tag) => of_tags.get(&tag).cloned().unwrap_or_default(),
        None => of_websites.into_keys().collect(),
    };
    // The last hour of the day, or the present one.
    let at_ms = now_ms.min(from_ms + DAY_MS - 1);
    let count = u16::try_from((at_ms - from_ms) / HOUR_MS + 1).unwrap_or_default();
    let progress = made(db).await?;
    let series = history::series(db, &keys, None, Step::Hour, count, progress, at_ms).await?;
    let mut hours: Vec<Hour> = Vec::new();
    for bars in series.bars.values() {
        if hours.is_empty() {
            hours = bars.iter().map(self::day).collect();
            continue;
        }
        for (hour, bar) in hours.iter_mut().zip(bars) {
            *hour = worse(*hour, self::day(bar));
        }
    }
    Ok(Some(Hours {
        component,
        name: row.name,
        day,
        hours,
    }))
}

/// What was told between two instants, in milliseconds of Unix time.
///
/// # Errors
/// If the database fails.
pub async fn month(
    db: &impl ConnectionTrait,
    page: &Loaded,
    (from_ms, to_ms): (i64, i64),
) -> Result<Month> {
    let components = super::components(db, page.view.id).await?;
    let named: HashMap<Uuid, &str> = components
        .iter()
        .map(|component| (component.id, component.name.as_str()))
        .collect();
    let (of_websites, of_tags) = websites(db, page.organization, &components).await?;
    let of_components: Vec<(Uuid, &str, &[WebsiteKey])> = components
        .iter()
        .map(|component| {
            let keys = match (component.website_key, component.tag_key) {
                (Some(key), _) => of_websites.get(&key),
                (None, Some(tag)) => of_tags.get(&tag),
                (None, None) => None,
            };
            let keys = keys.map_or(&[][..], Vec::as_slice);
            (component.id, component.name.as_str(), keys)
        })
        .collect();
    let range = (from_ms, to_ms);
    Ok(Month {
        incidents: incidents::between(db, page.view.id, &named, range).await?,
        maintenance: maintenance::between(db, page.organization, &of_components, range).await?,
    })
}

/// The incident `id` of the page, if it is published.
///
/// # Errors
/// If the database fails.
pub async fn incident(
    db: &impl ConnectionTrait,
    page: &Loaded,
    id: Uuid,
) -> Result<Option<Incident>> {
    let components = super::components(db, page.view.id).await?;
    let named: HashMap<Uuid, &str> = components
        .iter()
        .map(|component| (component.id, component.name.as_str()))
        .collect();
    incidents::one(db, page.view.id, &named, id).await
}
