//! What is measured of the websites that a page shows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::page_component::{self, ComponentStatus};
use entity::{
    OrganizationId, RegionKey, TagKey, WebsiteKey, WebsiteStatus, maintenance_window, vote,
    website, website_status, website_tag,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, StreamTrait};
use status::domain::votes;
use status::history::{self, Bar, Series, Sketch, Step, Tally, Window};
use status::rollup::made;

use super::DAYS;
use crate::Result;
use crate::view::{Component, Day, Region, Uptime};

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// A status that should have been judged again so long ago, in milliseconds, is not known: what
/// judges it does not run. The sweep looks each second, and never waits that long.
const OVERDUE_MS: i64 = 30_000;

/// What is known of the websites of a page.
pub(super) struct Measured {
    of_tags: HashMap<TagKey, Vec<WebsiteKey>>,
    of_websites: HashMap<WebsiteKey, Vec<WebsiteKey>>,
    statuses: HashMap<WebsiteKey, (ComponentStatus, i64)>,
    series: Series,
    tallies: HashMap<WebsiteKey, Tally>,
    times: HashMap<WebsiteKey, Sketch>,
    votes: HashMap<WebsiteKey, Vec<(RegionKey, ComponentStatus)>>,
    regions: HashMap<RegionKey, String>,
}

impl Measured {
    /// Reads what `components` show.
    pub(super) async fn read(
        db: &(impl ConnectionTrait + StreamTrait),
        organization: OrganizationId,
        components: &[page_component::Model],
        now_ms: i64,
    ) -> Result<Self> {
        let (of_websites, of_tags) = websites(db, organization, components).await?;
        let mut measured = Self {
            of_tags,
            of_websites,
            statuses: HashMap::new(),
            series: Series {
                from_ms: first_ms(now_ms),
                bars: HashMap::new(),
            },
            tallies: HashMap::new(),
            times: HashMap::new(),
            votes: HashMap::new(),
            regions: HashMap::new(),
        };
        let all = measured.keys(components, |_| true);
        measured.statuses = statuses(db, &all, now_ms).await?;
        let progress = made(db).await?;
        let barred = measured.keys(components, |it| it.shows.bars);
        if !barred.is_empty() {
            measured.series =
                history::series(db, &barred, None, Step::Day, DAYS, progress, now_ms).await?;
        }
        let counted = measured.keys(components, |it| it.shows.uptime);
        if !counted.is_empty() {
            let window = Window {
                from_ms: now_ms - i64::from(DAYS) * DAY_MS,
                to_ms: now_ms,
            };
            measured.tallies =
                history::tallies(db, &counted, None, window, progress, now_ms).await?;
        }
        let timed = measured.keys(components, |it| it.shows.latency);
        let told = measured.keys(components, |it| it.shows.regions);
        if !timed.is_empty() || !told.is_empty() {
            let regions = status::region::all(db).await?.into_iter();
            measured.regions = regions.map(|region| (region.key, region.name)).collect();
        }
        if !timed.is_empty() {
            let regions: Vec<RegionKey> = measured.regions.keys().copied().collect();
            let window = Window {
                from_ms: now_ms - DAY_MS,
                to_ms: now_ms,
            };
            measured.times = history::response_times(db, &timed, &regions, window).await?;
        }
        if !told.is_empty() {
            measured.votes = votes(db, &told, now_ms).await?;
        }
        Ok(measured)
    }

    /// The first day of the bars, counted from 1970 in UTC.
    pub(super) fn first_day(&self) -> i32 {
        i32::try_from(self.series.from_ms.div_euclid(DAY_MS)).unwrap_or_default()
    }

    /// The websites that the component shows.
    pub(super) fn keys_of(&self, component: &page_component::Model) -> &[WebsiteKey] {
        let keys = match (component.website_key, component.tag_key) {
            (Some(website), _) => self.of_websites.get(&website),
            (None, Some(tag)) => self.of_tags.get(&tag),
            (None, None) => None,
        };
        keys.map_or(&[], Vec::as_slice)
    }

    /// The component as it is shown; `None` if its website is gone.
    pub(super) fn component(&self, row: &page_component::Model) -> Option<Component> {
        let keys = self.keys_of(row);
        if row.website_key.is_some() && keys.is_empty() {
            return None;
        }
        let statuses = keys.iter().filter_map(|key| self.statuses.get(key));
        let worst = statuses.copied().reduce(|worst, other| {
            match other.0.gravity().cmp(&worst.0.gravity()) {
                std::cmp::Ordering::Less => worst,
                // It is so since the first of them was.
                std::cmp::Ordering::Equal => (worst.0, worst.1.min(other.1)),
                std::cmp::Ordering::Greater => other,
            }
        });
        let by_hand = row.status.map(|status| (status, None));
        let measured = worst.map(|(status, since_ms)| (status, Some(since_ms)));
        let nothing = (ComponentStatus::Unknown, None);
        let (status, since_ms) = by_hand.or(measured).unwrap_or(nothing);
        let is_measured = !keys.is_empty();
        Some(Component {
            id: row.id,
            name: row.name.clone(),
            description: row.description.clone(),
            status,
            since_ms,
            created_at_ms: row.created_at_ms,
            days: if row.shows.bars && is_measured {
                self.days(keys)
            } else {
                Vec::new()
            },
            uptime: (row.shows.uptime && is_measured).then(|| self.uptime(keys)),
            latency_ms: row.shows.latency.then(|| self.latency_ms(keys)).flatten(),
            regions: if row.shows.regions {
                self.regions(keys)
            } else {
                Vec::new()
            },
        })
    }

    fn keys(
        &self,
        components: &[page_component::Model],
        is_wanted: impl Fn(&page_component::Model) -> bool,
    ) -> Vec<WebsiteKey> {
        let wanted = components.iter().filter(|component| is_wanted(component));
        let keys = wanted.flat_map(|component| self.keys_of(component).iter().copied());
        keys.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The days of the websites together: of each the worst.
    fn days(&self, keys: &[WebsiteKey]) -> Vec<Day> {
        let mut days: Vec<Day> = Vec::new();
        for bars in keys.iter().filter_map(|key| self.series.bars.get(key)) {
            if days.is_empty() {
                days = bars.iter().map(day).collect();
                continue;
            }
            for (day, bar) in days.iter_mut().zip(bars) {
                *day = worse(*day, self::day(bar));
            }
        }
        days
    }

    fn uptime(&self, keys: &[WebsiteKey]) -> Uptime {
        let mut together = Tally::default();
        for tally in keys.iter().filter_map(|key| self.tallies.get(key)) {
            together += *tally;
        }
        Uptime {
            ratio: together.ratio(),
            coverage: together.coverage(),
        }
    }

    fn latency_ms(&self, keys: &[WebsiteKey]) -> Option<f64> {
        let mut together = Sketch::default();
        for sketch in keys.iter().filter_map(|key| self.times.get(key)) {
            together.merge(sketch).ok()?;
        }
        together.quantile_us(0.5).map(|us| us / 1_000.0)
    }

    fn regions(&self, keys: &[WebsiteKey]) -> Vec<Region> {
        let mut worst: BTreeMap<&str, ComponentStatus> = BTreeMap::new();
        let votes = keys.iter().filter_map(|key| self.votes.get(key));
        for (region, status) in votes.flatten() {
            if let Some(name) = self.regions.get(region) {
                let known = worst.entry(name).or_insert(*status);
                *known = known.or_worse(*status);
            }
        }
        let regions = worst.into_iter().map(|(name, status)| Region {
            name: name.to_owned(),
            status,
        });
        regions.collect()
    }
}

/// What the public reads for a measured status.
pub(super) fn public(status: WebsiteStatus) -> ComponentStatus {
    match status {
        WebsiteStatus::Up => ComponentStatus::Operational,
        WebsiteStatus::Degraded => ComponentStatus::Degraded,
        WebsiteStatus::Partial => ComponentStatus::PartialOutage,
        WebsiteStatus::Down => ComponentStatus::MajorOutage,
        WebsiteStatus::Pending | WebsiteStatus::Unmeasured | WebsiteStatus::Paused => {
            ComponentStatus::Unknown
        }
    }
}

/// A bar, as the public reads it.
pub(super) fn day(bar: &Bar) -> Day {
    Day {
        worst: public(bar.worst),
        ratio: bar.ratio,
        down_ms: bar.down_ms,
    }
}

/// The worse of two days, or of two hours. What was measured says more than what was not.
pub(crate) fn worse(one: Day, other: Day) -> Day {
    let ratio = match (one.ratio, other.ratio) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let worst = match (one.worst, other.worst) {
        (ComponentStatus::Unknown, known) | (known, ComponentStatus::Unknown) => known,
        (one, other) => one.or_worse(other),
    };
    Day {
        worst,
        ratio,
        down_ms: one.down_ms.max(other.down_ms),
    }
}

fn first_ms(now_ms: i64) -> i64 {
    (now_ms.div_euclid(DAY_MS) + 1 - i64::from(DAYS)) * DAY_MS
}

type ByWebsite = HashMap<WebsiteKey, Vec<WebsiteKey>>;
type ByTag = HashMap<TagKey, Vec<WebsiteKey>>;

/// The websites of the organization that components show, by what they name.
pub(super) async fn websites(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    components: &[page_component::Model],
) -> Result<(ByWebsite, ByTag)> {
    let tags: BTreeSet<TagKey> = components.iter().filter_map(|it| it.tag_key).collect();
    let mut tagged: Vec<(WebsiteKey, TagKey)> = Vec::new();
    if !tags.is_empty() {
        let columns = [website_tag::Column::WebsiteKey, website_tag::Column::TagKey];
        tagged = website_tag::Entity::find()
            .select_only()
            .columns(columns)
            .filter(website_tag::Column::TagKey.is_in(tags))
            .into_tuple()
            .all(db)
            .await?;
    }
    let mut keys: BTreeSet<WebsiteKey> =
        components.iter().filter_map(|it| it.website_key).collect();
    keys.extend(tagged.iter().map(|(key, _)| *key));
    if keys.is_empty() {
        return Ok((HashMap::new(), HashMap::new()));
    }
    let there: Vec<WebsiteKey> = website::Entity::find()
        .select_only()
        .column(website::Column::Key)
        .filter(website::Column::Key.is_in(keys))
        .filter(website::Column::OrganizationId.eq(organization))
        .filter(website::Column::DeletedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let there: BTreeSet<WebsiteKey> = there.into_iter().collect();
    let mut by_tag = ByTag::new();
    for (key, tag) in tagged.into_iter().filter(|(key, _)| there.contains(key)) {
        by_tag.entry(tag).or_default().push(key);
    }
    let by_website = there.into_iter().map(|key| (key, vec![key])).collect();
    Ok((by_website, by_tag))
}

/// The state of each website, and since when.
async fn statuses(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, (ComponentStatus, i64)>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    type Row = (WebsiteKey, WebsiteStatus, i64, Option<i64>);
    let rows: Vec<Row> = website_status::Entity::find()
        .select_only()
        .columns([
            website_status::Column::WebsiteKey,
            website_status::Column::Status,
            website_status::Column::SinceMs,
            website_status::Column::RejudgeAtMs,
        ])
        .filter(website_status::Column::WebsiteKey.is_in(keys.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let now = [(now_ms, now_ms + 1)];
    let maintained = maintenance_window::of_websites(db, keys, &now).await?;
    let statuses = rows
        .into_iter()
        .map(|(key, status, since_ms, rejudge_at_ms)| {
            let is_overdue = rejudge_at_ms.is_some_and(|at_ms| at_ms < now_ms - OVERDUE_MS);
            let window = maintained.get(&key).and_then(|periods| periods.first());
            let state = match (window, rejudge_at_ms) {
                (Some((from_ms, _)), _) => (ComponentStatus::Maintenance, *from_ms),
                (None, Some(at_ms)) if is_overdue => (ComponentStatus::Unknown, at_ms),
                (None, _) => (public(status), since_ms),
            };
            (key, state)
        });
    Ok(statuses.collect())
}

/// What each region says of each website.
async fn votes(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
    now_ms: i64,
) -> Result<HashMap<WebsiteKey, Vec<(RegionKey, ComponentStatus)>>> {
    let rows = vote::Entity::find()
        .filter(vote::Column::WebsiteKey.is_in(keys.iter().copied()))
        .all(db)
        .await?;
    let mut votes: HashMap<WebsiteKey, Vec<(RegionKey, ComponentStatus)>> = HashMap::new();
    for row in rows {
        let is_fresh = row.fresh_until_ms >= now_ms;
        let status = match is_fresh {
            true => public(votes::region_status(row.say)),
            false => ComponentStatus::Unknown,
        };
        let of_website = votes.entry(row.website_key).or_default();
        of_website.push((row.region_key, status));
    }
    Ok(votes)
}
