//! The status that follows from a website's ticks, without looking at each of them:
//! it changes where an incident begins and where it ends.

use std::collections::BTreeMap;

use entity::Outcome;
use entity::WebsiteStatus;
use entity::status_change;
use entity::{RegionKey, WebsiteKey, tick, uptime_day, vote, website_status};
use status::domain::revision::fresh_until_ms;
use status::domain::uptime::Tally;
use status::domain::votes::verdict;
use status::rollup::DAY_MS;

use super::site::{LONGEST_MS, Site};

/// Changes of each view of a website, oldest first.
pub(super) type Views = BTreeMap<RegionKey, Vec<(i64, WebsiteStatus)>>;

/// What follows from the ticks of all slots before `to_ms`.
pub(super) fn views(site: &Site, regions: &[RegionKey], to_ms: i64) -> Views {
    let mut says: Vec<(i64, RegionKey, Outcome)> = regions
        .iter()
        .flat_map(|region_key| says(site, *region_key, to_ms))
        .collect();
    says.sort_by_key(|(at_ms, region_key, _)| (*at_ms, *region_key));
    let mut views = Views::new();
    let mut votes = BTreeMap::new();
    for (at_ms, region_key, say) in says {
        votes.insert(region_key, say);
        change(&mut views, region_key, at_ms, seen(say));
        let whole = verdict(votes.values().copied(), regions.len(), site.quorum);
        change(&mut views, RegionKey::ALL, at_ms, whole);
    }
    views
}

/// What a region says from when on.
fn says(site: &Site, region_key: RegionKey, to_ms: i64) -> Vec<(i64, RegionKey, Outcome)> {
    let mut says = Vec::new();
    let mut say = |from_ms: i64, outcome: Outcome| {
        let first = site
            .slots(from_ms, to_ms)
            .map(|slot_ms| site.tick(region_key, slot_ms))
            .find(|tick| tick.outcome != Outcome::Unmeasured);
        if let Some(tick) = first {
            says.push((tick.checked_at_ms, region_key, outcome));
        }
    };
    say(site.schedule.valid_from_ms, Outcome::Up);
    for incident in site.incidents(region_key, to_ms) {
        say(incident.from_ms, incident.outcome());
        say(incident.to_ms, Outcome::Up);
    }
    says
}

fn change(views: &mut Views, view: RegionKey, at_ms: i64, status: WebsiteStatus) {
    let changes = views.entry(view).or_default();
    match changes.last_mut() {
        Some((_, last)) if *last == status => {}
        // The later of two at one instant is what holds.
        Some((last_ms, last)) if *last_ms == at_ms => *last = status,
        _ => changes.push((at_ms, status)),
    }
}

fn seen(say: Outcome) -> WebsiteStatus {
    match say {
        Outcome::Up => WebsiteStatus::Up,
        Outcome::Degraded => WebsiteStatus::Degraded,
        Outcome::Down => WebsiteStatus::Down,
        Outcome::Unmeasured => WebsiteStatus::Unmeasured,
    }
}

/// The rows of the log.
pub(super) fn log(
    website_key: WebsiteKey,
    views: &Views,
) -> impl Iterator<Item = status_change::Model> {
    views.iter().flat_map(move |(view, changes)| {
        changes
            .iter()
            .map(move |(at_ms, status)| status_change::Model {
                website_key,
                region_key: *view,
                at_ms: *at_ms,
                status: *status,
            })
    })
}

/// A whole day of one view. `ticks` are recorded and unmeasured ones.
pub(super) fn day(
    website_key: WebsiteKey,
    view: RegionKey,
    changes: &[(i64, WebsiteStatus)],
    day: i32,
    ticks: (i32, i32),
) -> anyhow::Result<uptime_day::Model> {
    let from_ms = i64::from(day) * DAY_MS;
    let to_ms = from_ms + DAY_MS;
    let first = changes.partition_point(|(at_ms, _)| *at_ms <= from_ms);
    let end = changes.partition_point(|(at_ms, _)| *at_ms < to_ms);
    let initial = first
        .checked_sub(1)
        .map_or(WebsiteStatus::Pending, |last| changes[last].1);
    let tally = Tally::of(initial, &changes[first..end], from_ms, to_ms, to_ms);
    Ok(uptime_day::Model {
        website_key,
        region_key: view,
        day,
        up_ms: tally.up_ms.try_into()?,
        degraded_ms: tally.degraded_ms.try_into()?,
        partial_ms: tally.partial_ms.try_into()?,
        down_ms: tally.down_ms.try_into()?,
        maintenance_ms: tally.maintenance_ms.try_into()?,
        recorded: ticks.0,
        unmeasured: ticks.1,
    })
}

/// What a website is and what its regions say once all slots before `to_ms` are
/// recorded.
pub(super) fn standing(
    site: &Site,
    regions: &[RegionKey],
    views: &Views,
    to_ms: i64,
) -> (website_status::Model, Vec<vote::Model>) {
    let votes: Vec<vote::Model> = regions
        .iter()
        .filter_map(|region_key| newest_vote(site, *region_key, to_ms))
        .collect();
    let whole = views
        .get(&RegionKey::ALL)
        .and_then(|changes| changes.last());
    let (since_ms, status) = whole
        .copied()
        .unwrap_or((site.schedule.valid_from_ms, WebsiteStatus::Pending));
    let newest = votes
        .iter()
        .max_by_key(|vote| (vote.slot_ms, vote.region_key));
    let changed = views.values().filter_map(|changes| changes.last());
    let status = website_status::Model {
        website_key: site.key,
        status,
        since_ms,
        rejudge_at_ms: votes.iter().map(|vote| vote.fresh_until_ms).min(),
        last_region_key: newest.map(|vote| vote.region_key),
        last_slot_ms: newest.map(|vote| vote.slot_ms),
        changed_at_ms: changed.map(|(at_ms, _)| *at_ms).max().unwrap_or(0),
        watch: None,
        incident_due_ms: None,
    };
    (status, votes)
}

fn newest_vote(site: &Site, region_key: RegionKey, to_ms: i64) -> Option<vote::Model> {
    // Of two slots in a row one at least is measured.
    let recent_ms = to_ms - 3 * site.schedule.interval_ms;
    let ticks: Vec<tick::Model> = site
        .slots(recent_ms, to_ms)
        .map(|slot_ms| site.tick(region_key, slot_ms))
        .filter(|tick| tick.outcome != Outcome::Unmeasured)
        .collect();
    let newest = ticks.last()?;
    let failures = match newest.outcome {
        Outcome::Down => failures(site, newest),
        _ => 0,
    };
    Some(vote::Model {
        website_key: site.key,
        region_key,
        slot_ms: newest.slot_ms,
        checked_at_ms: newest.checked_at_ms,
        say: Some(newest.outcome),
        failures,
        fresh_until_ms: fresh_until_ms(
            site.schedule.interval_ms,
            site.schedule.timeout_ms,
            newest.slot_ms,
            newest.checked_at_ms,
        ),
    })
}

/// Attempts that failed in a row up to `newest`, as far as they matter.
fn failures(site: &Site, newest: &tick::Model) -> i16 {
    let incident = site
        .incidents(newest.region_key, newest.slot_ms + 1)
        .last()
        .map_or(newest.slot_ms, |incident| incident.from_ms);
    let ticks = site.slots(incident, newest.slot_ms + 1).count();
    i16::try_from(ticks)
        .unwrap_or(i16::MAX)
        .saturating_mul(newest.attempts)
        .min(2)
}

/// Slots before this one are recorded at `now_ms`.
pub(super) fn recorded_to_ms(now_ms: i64) -> i64 {
    now_ms - LONGEST_MS
}

#[cfg(test)]
#[path = "spans_tests.rs"]
mod tests;
