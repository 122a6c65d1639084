//! The sweep: judges websites again when votes expire without a tick arriving, and opens and
//! resolves incidents when their time has come.
//!
//! It only goes as far as all reports have been ingested: while reports of a region wait in
//! the queue, their content is unknown, and the region does not count as silent. Two
//! concurrent sweeps are harmless: status rows are locked.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use entity::database::begin_write;
use entity::{RegionKey, WebsiteKey, website_status};
use queue::{RegionName, Stream, Transport};
use runtime::Passes;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::ingest::Ingester;
use crate::rollup::due::Marks;
use crate::website_state::{self, WebsiteState};
use crate::{Result, region};

/// Interval between searches for expired votes.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// Time that a report may take from the end of its check to the queue, in milliseconds.
const MARGIN_MS: i64 = 2_000;

/// Websites judged in one transaction.
const BATCH: u64 = 500;

/// Sweeps until `shutdown`.
pub async fn run(ingester: Ingester, shutdown: CancellationToken) {
    let mut passes = Passes::new("The sweep", SWEEP_EVERY, shutdown);
    while passes.next().await {
        let now_ms = ingester.clock.now_ms();
        let judged = pass(&ingester.db, ingester.transport.as_ref(), now_ms).await;
        if let Some(judged @ 1..) = passes.end(judged) {
            debug!(judged, "Judged {judged} websites whose votes had expired");
        }
    }
}

/// Judges the websites whose votes have expired by `now_ms`, and returns how many.
///
/// # Errors
/// If the database or the queue fails.
pub async fn pass(
    db: &DatabaseConnection,
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<usize> {
    let regions = region::all(db).await?;
    let horizons = horizons(&regions, transport, now_ms).await?;
    let regions = region::counting(&regions);
    let Some(furthest_ms) = horizons.values().copied().max() else {
        return Ok(0);
    };
    let mut judged = 0;
    let mut after_key = WebsiteKey::BEFORE_ALL;
    loop {
        let due = due(db, furthest_ms, after_key).await?;
        let Some(&last_key) = due.last() else {
            return Ok(judged);
        };
        after_key = last_key;
        let (websites, seq) = judge(db, &due, &regions, &horizons, now_ms).await?;
        judged += websites;
        if let Some(seq) = seq {
            transport.announce(seq).await?;
        }
    }
}

/// Up to when each region is known to be silent rather than delayed.
async fn horizons(
    regions: &[entity::region::Model],
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<HashMap<RegionKey, i64>> {
    let mut horizons = HashMap::new();
    for region in regions {
        let Ok(name) = region.name.parse::<RegionName>() else {
            continue;
        };
        let backlog = transport.backlog(&Stream::results(&name)).await?;
        let known_to_ms = backlog.oldest_ms.unwrap_or(now_ms).min(now_ms);
        horizons.insert(region.key, known_to_ms - MARGIN_MS);
    }
    Ok(horizons)
}

async fn due(
    db: &DatabaseConnection,
    to_ms: i64,
    after_key: WebsiteKey,
) -> Result<Vec<WebsiteKey>> {
    Ok(website_status::Entity::find()
        .select_only()
        .column(website_status::Column::WebsiteKey)
        .filter(
            Condition::any()
                .add(website_status::Column::RejudgeAtMs.lte(to_ms))
                .add(website_status::Column::IncidentDueMs.lte(to_ms)),
        )
        .filter(website_status::Column::WebsiteKey.gt(after_key))
        .order_by_asc(website_status::Column::WebsiteKey)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?)
}

/// Judges these websites. Returns how many were due, and the number of the feed's row that tells
/// of them.
async fn judge(
    db: &DatabaseConnection,
    website_keys: &[WebsiteKey],
    regions: &BTreeMap<RegionKey, i64>,
    horizons: &HashMap<RegionKey, i64>,
    now_ms: i64,
) -> Result<(usize, Option<i64>)> {
    let transaction = begin_write(db).await?;
    let states = website_state::lock(&transaction, website_keys, regions).await?;
    let mut changed: Vec<WebsiteState> = Vec::new();
    for mut state in states.into_values() {
        let of_website = state
            .votes
            .regions
            .keys()
            .filter_map(|key| horizons.get(key));
        let Some(&horizon_ms) = of_website.min() else {
            continue;
        };
        let before_ms = state.votes.rejudge_at_ms;
        let is_due = (state.row.incident_due_ms).is_some_and(|due_ms| due_ms <= horizon_ms);
        state.votes.advance(horizon_ms);
        state.certain_to_ms = Some(horizon_ms);
        if is_due || state.votes.rejudge_at_ms != before_ms {
            changed.push(state);
        }
    }
    let mut marks = Marks::default();
    let entries = website_state::save(&transaction, &mut changed, &mut marks, now_ms).await?;
    marks.save(&transaction).await?;
    let seq = entries.append(&transaction, now_ms).await?;
    transaction.commit().await?;
    Ok((changed.len(), seq))
}
