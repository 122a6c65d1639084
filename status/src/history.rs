//! Reading back: uptime and the ledger of any window.

use entity::tick::{self, Origin, Outcome};
use entity::website_status::WebsiteStatus;
use entity::{region, schedule, status_change};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::Result;
use crate::domain::uptime::Tally;

/// A window of time, milliseconds of Unix time; `to_ms` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Begin.
    pub from_ms: i64,
    /// End.
    pub to_ms: i64,
}

/// The ledger of a window: what was planned, and what became of it.
/// `planned = recorded + missing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Slots that the schedule planned, less those still under way.
    pub planned: i64,
    /// Those with a tick.
    pub recorded: i64,
    /// Recorded ones that measured nothing.
    pub unmeasured: i64,
    /// Those without.
    pub missing: i64,
}

/// How long the website (or the website as `region_key` sees it) was what.
///
/// # Errors
/// Where the database fails.
pub async fn tally(
    db: &impl ConnectionTrait,
    website_key: i32,
    region_key: Option<i16>,
    window: Window,
    now_ms: i64,
) -> Result<Tally> {
    let of_view = || {
        status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(website_key))
            .filter(status_change::Column::RegionKey.eq(region_key.unwrap_or(status_change::WHOLE)))
    };
    let initial = of_view()
        .filter(status_change::Column::AtMs.lte(window.from_ms))
        .order_by_desc(status_change::Column::AtMs)
        .one(db)
        .await?
        .map_or(WebsiteStatus::Pending, |change| change.status);
    let changes: Vec<(i64, WebsiteStatus)> = of_view()
        .filter(status_change::Column::AtMs.gt(window.from_ms))
        .filter(status_change::Column::AtMs.lt(window.to_ms))
        .order_by_asc(status_change::Column::AtMs)
        .all(db)
        .await?
        .into_iter()
        .map(|change| (change.at_ms, change.status))
        .collect();
    Ok(Tally::of(
        initial,
        &changes,
        window.from_ms,
        window.to_ms,
        now_ms,
    ))
}

/// The ledger of a website over `regions` (one, or all of them).
///
/// A slot of which the job may still be under way is counted once its tick is
/// there, and as missing once no tick can come any more.
///
/// # Errors
/// Where the database fails.
pub async fn slots(
    db: &impl ConnectionTrait,
    website_key: i32,
    regions: &[region::Model],
    window: Window,
    now_ms: i64,
) -> Result<Slots> {
    let to_ms = window.to_ms.min(now_ms);
    let rows = schedule::Entity::find()
        .filter(schedule::Column::WebsiteKey.eq(website_key))
        .filter(schedule::Column::ValidFromMs.lt(to_ms))
        .filter(
            Condition::any()
                .add(schedule::Column::ValidToMs.is_null())
                .add(schedule::Column::ValidToMs.gt(window.from_ms)),
        )
        .all(db)
        .await?;
    let mut slots = Slots::default();
    let counted = recorded(db, website_key, regions, window.from_ms, to_ms).await?;
    (slots.recorded, slots.unmeasured) = counted;

    // The youngest slots may still be under way.
    let settled_ms = rows
        .iter()
        .map(|row| now_ms - row.settled_after_ms())
        .min()
        .unwrap_or(to_ms)
        .clamp(window.from_ms.min(to_ms), to_ms);
    let settled = planned(&rows, regions, window.from_ms, settled_ms);
    let (young, _) = recorded(db, website_key, regions, settled_ms, to_ms).await?;
    slots.planned = settled + young;
    slots.missing = slots.planned - slots.recorded;
    Ok(slots)
}

/// Slots that `rows` plan for `regions` in a window; a region has none before it
/// was heard of.
fn planned(rows: &[schedule::Model], regions: &[region::Model], from_ms: i64, to_ms: i64) -> i64 {
    let mut planned = 0;
    for row in rows {
        for region in regions.iter().filter(|region| row.covers(region.key)) {
            planned += row.count(from_ms.max(region.valid_from_ms), to_ms);
        }
    }
    planned
}

/// Scheduled ticks in a window: all, and the unmeasured among them.
async fn recorded(
    db: &impl ConnectionTrait,
    website_key: i32,
    regions: &[region::Model],
    from_ms: i64,
    to_ms: i64,
) -> Result<(i64, i64)> {
    let counts: Vec<(Outcome, i64)> = tick::Entity::find()
        .select_only()
        .column(tick::Column::Outcome)
        .column_as(tick::Column::SlotMs.count(), "ticks")
        .filter(tick::Column::WebsiteKey.eq(website_key))
        // Named one by one, so that each is a range of the key.
        .filter(tick::Column::RegionKey.is_in(regions.iter().map(|region| region.key)))
        .filter(tick::Column::SlotMs.gte(from_ms))
        .filter(tick::Column::SlotMs.lt(to_ms))
        .filter(tick::Column::Origin.eq(Origin::Schedule))
        .group_by(tick::Column::Outcome)
        .into_tuple()
        .all(db)
        .await?;
    let all = counts.iter().map(|(_, ticks)| ticks).sum();
    let unmeasured = counts
        .iter()
        .filter(|(outcome, _)| *outcome == Outcome::Unmeasured)
        .map(|(_, ticks)| ticks)
        .sum();
    Ok((all, unmeasured))
}
